/**
 * How one turn is decided: {@link io.parley.dialogue.turn.Policies} in order, over what is known of the turn
 * ({@link io.parley.dialogue.turn.TurnView}), with a draft of what is to be remembered of it ({@link io.parley.dialogue.turn.Draft}).
 */
@NullMarked
package io.parley.dialogue.turn;

import org.jspecify.annotations.NullMarked;
