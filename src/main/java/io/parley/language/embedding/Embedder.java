package io.parley.language.embedding;

/** Turns a sentence into a vector: sentences of like meaning get near vectors. May be used by any number of threads. */
public interface Embedder extends AutoCloseable {

    /** Changes whenever the same text would get another vector; stored with what was learned from them. */
    String id();

    int dimensions();

    /** @return of length 1, or all zeros for a text that says nothing to this model; not to be changed, as others may get the same */
    float[] embed(String text);

    /** How many numbers more than the vector's {@link #told} gives. */
    default int moreDimensions() {
        return 0;
    }

    /** The vector, and what else the model tells of the text. */
    default Told told(String text) {
        return new Told(embed(text), Told.NOTHING);
    }

    /**
     * What a model tells of a text. Not to be changed, as others may get the same.
     *
     * @param vector what {@link #embed} gives
     * @param more for classifiers, which learn what of it matters: texts of like meaning need not be near in it; as long as the vector, or
     *     all zeros
     */
    record Told(float[] vector, float[] more) {
        static final float[] NOTHING = new float[0];
    }

    @Override
    void close();
}
