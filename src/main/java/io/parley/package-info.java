/** The few words that every part of Parley shares: ids, refusals, and the mark of what crosses nodes. */
@NullMarked
package io.parley;

import org.jspecify.annotations.NullMarked;
