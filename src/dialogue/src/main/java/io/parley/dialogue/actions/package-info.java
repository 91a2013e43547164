/** What the bot can do in a company's own systems, described by the company. */
@NullMarked
package io.parley.dialogue.actions;

import org.jspecify.annotations.NullMarked;
