package io.parley.language.embedding;

/** Two models' vectors one after the other: what one misses, the other may see. */
public final class JoinedEmbedder implements Embedder {

    private static final float HALF = (float) Math.sqrt(0.5);

    private final Embedder first;
    private final Embedder second;

    public JoinedEmbedder(Embedder first, Embedder second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public String id() {
        return first.id() + "&" + second.id();
    }

    @Override
    public int dimensions() {
        return first.dimensions() + second.dimensions();
    }

    @Override
    public float[] embed(String text) {
        float[] joined = new float[dimensions()];
        float[] one = first.embed(text);
        float[] other = second.embed(text);
        for (int i = 0; i < one.length; i++) {
            joined[i] = one[i] * HALF;
        }
        for (int i = 0; i < other.length; i++) {
            joined[one.length + i] = other[i] * HALF;
        }
        return joined;
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
