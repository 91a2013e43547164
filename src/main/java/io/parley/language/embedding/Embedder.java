package io.parley.language.embedding;

/** Turns a sentence into a vector: sentences of like meaning get near vectors. May be used by any number of threads. */
public interface Embedder extends AutoCloseable {

    /** Changes whenever the same text would get another vector; stored with what was learned from them. */
    String id();

    int dimensions();

    /** @return of length 1, or all zeros for a text that says nothing to this model; not to be changed, as others may get the same */
    float[] embed(String text);

    @Override
    void close();
}
