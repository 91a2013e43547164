/** What the bot knows: a tenant's articles, and which of them answers a question. */
@NullMarked
package io.parley.dialogue.knowledge;

import org.jspecify.annotations.NullMarked;
