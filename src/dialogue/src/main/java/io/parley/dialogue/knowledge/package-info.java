/** A tenant's articles, and the search for those that answer a question. */
@NullMarked
package io.parley.dialogue.knowledge;

import org.jspecify.annotations.NullMarked;
