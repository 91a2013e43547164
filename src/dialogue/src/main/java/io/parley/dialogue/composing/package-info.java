/** Answers composed by a language model from articles that were found before; off unless configured. */
@NullMarked
package io.parley.dialogue.composing;

import org.jspecify.annotations.NullMarked;
