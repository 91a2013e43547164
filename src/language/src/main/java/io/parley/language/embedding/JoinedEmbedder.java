package io.parley.language.embedding;

import java.util.concurrent.ForkJoinTask;

/** Two models' vectors, one after the other: what one misses, the other may see. */
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
    public int moreDimensions() {
        return first.moreDimensions() + second.moreDimensions();
    }

    @Override
    public float[] embed(String text) {
        return encode(text).vector();
    }

    @Override
    public Embedding encode(String text) {
        // Both in parallel where a processor is free; otherwise one after the other, on this thread.
        ForkJoinTask<Embedding> forked =
                ForkJoinTask.adapt(() -> second.encode(text)).fork();
        Embedding one = first.encode(text);
        Embedding other = forked.join();
        // What only one of them reports in addition need not share its length.
        float scale = one.more().length > 0 && other.more().length > 0 ? HALF : 1;
        return new Embedding(joined(one.vector(), other.vector(), HALF), joined(one.more(), other.more(), scale));
    }

    private static float[] joined(float[] one, float[] other, float scale) {
        float[] joined = new float[one.length + other.length];
        for (int i = 0; i < one.length; i++) {
            joined[i] = one[i] * scale;
        }
        for (int i = 0; i < other.length; i++) {
            joined[one.length + i] = other[i] * scale;
        }
        return joined;
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
