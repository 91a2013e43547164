package io.parley.language.embedding;

/** Turns a sentence into a vector: sentences of similar meaning get nearby vectors. Thread-safe. */
public interface Embedder extends AutoCloseable {

    /** Changes whenever the same text would get a different vector; stored with what was learned from the vectors. */
    String id();

    int dimensions();

    /** @return of length 1, or all zeros for a text that means nothing to this model; must not be modified, as it may be shared */
    float[] embed(String text);

    /** How many numbers {@link #encode} gives in addition to the vector. */
    default int moreDimensions() {
        return 0;
    }

    /** The vector, and what else the model reports about the text. */
    default Embedding encode(String text) {
        return new Embedding(embed(text), Embedding.NOTHING);
    }

    /**
     * What a model reports about a text. Must not be modified, as it may be shared.
     *
     * @param vector what {@link #embed} gives
     * @param more for classifiers, which learn what matters in it: texts of similar meaning need not be near in it; of the same length as
     *     the vector, or all zeros
     */
    record Embedding(float[] vector, float[] more) {
        static final float[] NOTHING = new float[0];
    }

    @Override
    void close();
}
