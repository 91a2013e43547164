package io.parley.language.embedding;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.parley.language.Language;
import io.parley.language.Languages;
import io.parley.language.Spelling;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.LongAdder;

/**
 * One vector for Chinese, English and mixtures: first the Chinese model's part, then the English model's. A text in one language fills only
 * its own part, a mixed one both, each scaled so that the whole has length 1.
 */
public final class BilingualEmbedder implements Embedder {

    /** The {@link #id} of {@link #shipped}, for code that does not need to load it. */
    public static final String SHIPPED =
            id(OnnxEmbedder.CHINESE, OnnxEmbedder.ENGLISH + "&" + OnnxEmbedder.ENGLISH_TOO);

    private static final int DIGEST_BYTES = 32;

    private static final float HALF = (float) Math.sqrt(0.5);

    private final Embedder chinese;
    private final Embedder english;
    /** Keyed by digests: customers' texts must not stay in memory for the sake of a cache. */
    private final Cache<Digest, Embedding> known;

    private final byte[] salt = new byte[DIGEST_BYTES];
    private final LongAdder read = new LongAdder();

    /**
     * The models that come with this build.
     *
     * @param remembered how many texts' vectors are kept, without the texts; customers often say the same things
     */
    public static BilingualEmbedder shipped(int remembered) {
        return new BilingualEmbedder(
                OnnxEmbedder.chinese(),
                new JoinedEmbedder(OnnxEmbedder.english(), OnnxEmbedder.englishToo()),
                remembered);
    }

    BilingualEmbedder(Embedder chinese, Embedder english, int remembered) {
        this.chinese = chinese;
        this.english = english;
        this.known = Caffeine.newBuilder().maximumSize(remembered).build();
        new SecureRandom().nextBytes(salt);
    }

    /** 128 bits of a salted digest: identifies the text without revealing it. */
    private record Digest(long first, long second) {}

    private Digest digest(String text) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(salt);
            ByteBuffer digest = ByteBuffer.wrap(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
            return new Digest(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    @Override
    public String id() {
        return id(chinese.id(), english.id());
    }

    private static String id(String chinese, String english) {
        return "folded, more:" + chinese + "+" + english;
    }

    @Override
    public int dimensions() {
        return chinese.dimensions() + english.dimensions();
    }

    @Override
    public int moreDimensions() {
        return chinese.moreDimensions() + english.moreDimensions();
    }

    @Override
    public float[] embed(String text) {
        return encode(text).vector();
    }

    @Override
    public Embedding encode(String text) {
        String folded = Spelling.folded(text);
        Digest digest = digest(folded);
        Embedding found = known.getIfPresent(digest);
        if (found == null) {
            found = embedded(folded);
            known.put(digest, found);
        }
        return found;
    }

    /** How many texts the models have read so far, i.e. those that were not remembered. */
    public long textsRead() {
        return read.sum();
    }

    private Embedding embedded(String text) {
        read.increment();
        Language language = Languages.recognised(text).orElse(Language.MIXED);
        Embedding both = new Embedding(new float[dimensions()], new float[moreDimensions()]);
        switch (language) {
            case ZH -> placeChinese(both, chinese.encode(text), 1);
            case EN -> placeEnglish(both, english.encode(text), 1);
            case MIXED -> {
                // Both in parallel where a processor is free; otherwise one after the other, on this thread.
                ForkJoinTask<Embedding> forked =
                        ForkJoinTask.adapt(() -> chinese.encode(text)).fork();
                placeEnglish(both, english.encode(text), HALF);
                placeChinese(both, forked.join(), HALF);
            }
        }
        return both;
    }

    private static void placeChinese(Embedding both, Embedding part, float scale) {
        place(both.vector(), 0, part.vector(), scale);
        place(both.more(), 0, part.more(), scale);
    }

    private void placeEnglish(Embedding both, Embedding part, float scale) {
        place(both.vector(), chinese.dimensions(), part.vector(), scale);
        place(both.more(), chinese.moreDimensions(), part.more(), scale);
    }

    private static void place(float[] into, int at, float[] part, float scale) {
        for (int i = 0; i < part.length; i++) {
            into[at + i] = part[i] * scale;
        }
    }

    @Override
    public void close() {
        chinese.close();
        english.close();
    }
}
