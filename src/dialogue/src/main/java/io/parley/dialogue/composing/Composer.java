package io.parley.dialogue.composing;

import io.parley.dialogue.bot.Composed;
import java.util.concurrent.CompletionStage;

/** Composes answers from articles. */
public interface Composer {

    /** Whether an article that is the only answer is rephrased too, instead of being given as it stands. */
    boolean rephrases();

    /** Composes an answer. Never fails and never takes long: if it cannot be composed in time, the outcome has no text. */
    CompletionStage<Composed> compose(Composition wanted);
}
