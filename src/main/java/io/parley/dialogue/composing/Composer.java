package io.parley.dialogue.composing;

import io.parley.dialogue.bot.Composed;
import java.util.concurrent.CompletionStage;

/** Puts into words what articles say. */
public interface Composer {

    /** Whether an article that answers alone is put into other words too, instead of being given as it stands. */
    boolean rephrases();

    /** Never fails and never takes long: what cannot be composed in time is an outcome without a text. */
    CompletionStage<Composed> compose(Composition wanted);
}
