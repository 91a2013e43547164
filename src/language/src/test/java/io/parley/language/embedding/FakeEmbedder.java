package io.parley.language.embedding;

/** Without meaning: only the wording of a text counts. */
public record FakeEmbedder(String id) implements Embedder {

    public static final Embedder WORDING = new FakeEmbedder("wording");

    @Override
    public int dimensions() {
        return 4;
    }

    @Override
    public float[] embed(String text) {
        return new float[4];
    }

    @Override
    public void close() {}
}
