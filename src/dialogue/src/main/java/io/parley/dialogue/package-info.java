/** The bot's decisions: a pure function of recorded inputs, so that a conversation can be replayed. */
@NullMarked
package io.parley.dialogue;

import org.jspecify.annotations.NullMarked;
