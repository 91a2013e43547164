package io.parley.language.embedding;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * A sentence encoder of the BERT family, run by ONNX Runtime. One sentence per call, on the caller's thread: batches of mixed lengths cost
 * more, and its own threads would compete with those of the server.
 */
public final class OnnxEmbedder implements Embedder {

    /** How the vectors of the words become that of the sentence; determined by the model's training. */
    private enum Pooling {
        /** The vector of the first token, which stands for all. */
        FIRST,
        MEAN
    }

    static final String CHINESE = "bge-small-zh-v1.5-q";
    static final String ENGLISH = "all-minilm-l6-v2-q";
    static final String ENGLISH_TOO = "bge-small-en-v1.5-q";

    /** Longer texts are truncated to this: they usually state what they want within it, and the cost grows with the length. */
    private static final int MAX_TOKENS = 192;

    private final String id;
    private final Pooling pooling;
    private final int dimensions;
    private final HuggingFaceTokenizer tokenizer;
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final boolean takesTokenTypes;

    /** bge-small-zh-v1.5 (BAAI, MIT): Chinese only. */
    public static OnnxEmbedder chinese() {
        return new OnnxEmbedder(CHINESE, Pooling.FIRST, 512);
    }

    /** all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0): English, good at recognising what is asked for. */
    public static OnnxEmbedder english() {
        return new OnnxEmbedder(ENGLISH, Pooling.MEAN, 384);
    }

    /** bge-small-en-v1.5 (BAAI, MIT): English, good at recognising how it is said as well. */
    public static OnnxEmbedder englishToo() {
        return new OnnxEmbedder(ENGLISH_TOO, Pooling.FIRST, 384);
    }

    /** @param id the name of the model's files on the class path */
    private OnnxEmbedder(String id, Pooling pooling, int dimensions) {
        // Otherwise the library would contact its vendor for newer files.
        System.setProperty("ai.djl.offline", "true");
        this.id = id;
        this.pooling = pooling;
        this.dimensions = dimensions;
        try (InputStream vocabulary = resource(id + "-tokenizer.json");
                InputStream model = resource(id + ".onnx");
                OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            tokenizer = HuggingFaceTokenizer.newInstance(
                    vocabulary,
                    Map.of("padding", "false", "truncation", "true", "maxLength", Integer.toString(MAX_TOKENS)));
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            session = environment.createSession(model.readAllBytes(), options);
            takesTokenTypes = session.getInputNames().contains("token_type_ids");
        } catch (IOException e) {
            throw new UncheckedIOException("the model " + id + " cannot be read", e);
        } catch (OrtException e) {
            throw new IllegalStateException("the model " + id + " cannot be loaded", e);
        }
    }

    private static InputStream resource(String name) {
        InputStream found = OnnxEmbedder.class.getResourceAsStream("/" + name);
        if (found == null) {
            throw new IllegalStateException(name + " is not on the class path");
        }
        return found;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int dimensions() {
        return dimensions;
    }

    @Override
    public int moreDimensions() {
        return pooling == Pooling.FIRST ? dimensions : 0;
    }

    @Override
    public float[] embed(String text) {
        return encode(text).vector();
    }

    @Override
    public Embedding encode(String text) {
        Encoding encoding = tokenizer.encode(text);
        long[] ids = encoding.getIds();
        long[] shape = {1, ids.length};
        try {
            Map<String, OnnxTensor> inputs = new HashMap<>();
            try {
                inputs.put("input_ids", OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape));
                inputs.put(
                        "attention_mask",
                        OnnxTensor.createTensor(environment, LongBuffer.wrap(encoding.getAttentionMask()), shape));
                if (takesTokenTypes) {
                    inputs.put(
                            "token_type_ids",
                            OnnxTensor.createTensor(environment, LongBuffer.wrap(encoding.getTypeIds()), shape));
                }
                try (OrtSession.Result result = session.run(inputs)) {
                    FloatBuffer words = ((OnnxTensor) result.get(0)).getFloatBuffer();
                    float[] mean = pooled(words, ids.length);
                    return pooling == Pooling.FIRST
                            ? new Embedding(pooled(words, 1), mean)
                            : new Embedding(mean, Embedding.NOTHING);
                }
            } finally {
                inputs.values().forEach(OnnxTensor::close);
            }
        } catch (OrtException e) {
            throw new IllegalStateException("the model " + id + " failed", e);
        }
    }

    /** The mean of the first {@code counted} word vectors, scaled to length 1. */
    private float[] pooled(FloatBuffer words, int counted) {
        float[] sentence = new float[dimensions];
        for (int word = 0; word < counted; word++) {
            for (int i = 0; i < dimensions; i++) {
                sentence[i] += words.get(word * dimensions + i);
            }
        }
        double square = 0;
        for (float value : sentence) {
            square += value * value;
        }
        float length = (float) Math.sqrt(square);
        for (int i = 0; length > 0 && i < dimensions; i++) {
            sentence[i] /= length;
        }
        return sentence;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("the model " + id + " cannot be closed", e);
        }
        tokenizer.close();
    }
}
