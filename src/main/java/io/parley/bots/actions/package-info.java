/** The bot's actions in a company's own systems, as the company describes them. */
@NullMarked
package io.parley.bots.actions;

import org.jspecify.annotations.NullMarked;
