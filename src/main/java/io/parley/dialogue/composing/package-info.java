/** Answers in words of their own, composed by a language model of articles that were found before; off unless configured. */
@NullMarked
package io.parley.dialogue.composing;

import org.jspecify.annotations.NullMarked;
