package io.parley.language.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.parley.language.classify.Evaluation;
import io.parley.language.classify.LabelledText;
import io.parley.language.classify.TextClassifier;
import io.parley.language.embedding.Embedder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a tenant's language engine has learned, as one unit that is trained, stored, installed and replaced as a whole: the
 * classifier of intents and the classifier of emotions. Immutable and thread-safe.
 */
public final class TenantModel {

    /** "Parl", and the version of what follows. */
    private static final int MAGIC = 0x5061726c;

    private static final int FORMAT = 4;
    private static final int DIGEST_BYTES = 32;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    /** Not a usable model: in another format, damaged, or from another build. */
    public static final class BadModelException extends RuntimeException {
        BadModelException(String message) {
            super(message);
        }
    }

    /**
     * How one half was trained.
     *
     * @param phrases trained on
     * @param labels distinguished
     * @param heldOut phrases in scope that a trial had not seen; the figures are from that trial
     * @param accuracy 0 to 1; 0 when nothing could be held out
     * @param outOfScopeRecall the fraction of the phrases out of scope that was detected
     */
    public record Part(
            int phrases, int labels, int heldOut, double accuracy, double macroF1, double outOfScopeRecall) {}

    /**
     * The description of a model, available without loading it.
     *
     * @param embedder the id of the one it was trained with, the only one that fits
     * @param recipe the same for the same phrases and the same build
     * @param intents null when it does not recognise any
     * @param emotions null when it does not recognise any
     */
    public record Particulars(
            String embedder, Instant trainedAt, String recipe, @Nullable Part intents, @Nullable Part emotions) {

        public String toJson() {
            try {
                return JSON.writeValueAsString(this);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** @throws BadModelException for anything that {@link #toJson} did not write */
        public static Particulars of(String json) {
            try {
                return JSON.readValue(json, Particulars.class);
            } catch (IOException e) {
                throw new BadModelException("The model has no valid description. Train it again.");
            }
        }
    }

    private final Particulars particulars;
    private final @Nullable TextClassifier intents;
    private final @Nullable TextClassifier emotions;

    private TenantModel(Particulars particulars, @Nullable TextClassifier intents, @Nullable TextClassifier emotions) {
        this.particulars = particulars;
        this.intents = intents;
        this.emotions = emotions;
    }

    /**
     * Takes half a minute for ten thousand phrases on two processors.
     *
     * @param embedder asked for each phrase several times; should remember them
     * @param percent receives the progress, from any thread
     * @throws LabelledText.BadFileException when there is no phrase at all, or only one label of a kind
     */
    public static TenantModel train(Embedder embedder, TrainingPhrases phrases, Instant now, IntConsumer percent) {
        int all = phrases.intents().size() + phrases.emotions().size();
        if (all == 0) {
            throw new LabelledText.BadFileException("There are no phrases to train on.");
        }
        int share = 100 * phrases.intents().size() / all;
        TextClassifier.Trained intents = trained(
                TextClassifier.Task.INTENT, embedder, phrases.intents(), done -> percent.accept(done * share / 100));
        TextClassifier.Trained emotions = trained(
                TextClassifier.Task.SENTIMENT,
                embedder,
                phrases.emotions(),
                done -> percent.accept(share + done * (100 - share) / 100));
        return new TenantModel(
                new Particulars(
                        embedder.id(),
                        now,
                        phrases.recipe(embedder.id()),
                        part(phrases.intents(), intents),
                        part(phrases.emotions(), emotions)),
                intents == null ? null : intents.classifier(),
                emotions == null ? null : emotions.classifier());
    }

    private static TextClassifier.@Nullable Trained trained(
            TextClassifier.Task task, Embedder embedder, List<LabelledText> phrases, IntConsumer percent) {
        return phrases.isEmpty() ? null : TextClassifier.train(task, embedder, phrases, percent);
    }

    private static @Nullable Part part(List<LabelledText> phrases, TextClassifier.@Nullable Trained trained) {
        if (trained == null) {
            return null;
        }
        Evaluation heldOut = trained.heldOut();
        return new Part(
                phrases.size(),
                trained.classifier().labels().size(),
                heldOut.n(),
                heldOut.accuracy(),
                heldOut.macroF1(),
                heldOut.oosRecall());
    }

    public Particulars particulars() {
        return particulars;
    }

    /** Empty when it was trained without any. */
    public Optional<TextClassifier> intents() {
        return Optional.ofNullable(intents);
    }

    /** Empty when it was trained without any. */
    public Optional<TextClassifier> emotions() {
        return Optional.ofNullable(emotions);
    }

    // ---- as bytes ----

    /** Compressed, with a checksum. */
    public byte[] toBytes() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(body, 1 << 16))) {
            out.writeUTF(particulars.toJson());
            for (TextClassifier part : Arrays.asList(intents, emotions)) {
                out.writeBoolean(part != null);
                if (part != null) {
                    part.write(out);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream(body.size() + 2 * Integer.BYTES + DIGEST_BYTES);
        try (DataOutputStream out = new DataOutputStream(whole)) {
            out.writeInt(MAGIC);
            out.writeInt(FORMAT);
            out.write(digest(body.toByteArray()));
            body.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return whole.toByteArray();
    }

    /** Replaces the file atomically once everything is written, so that readers never see half a model. */
    public void write(Path file) throws IOException {
        Path growing = file.resolveSibling(file.getFileName() + ".new");
        Files.write(growing, toBytes());
        Files.move(growing, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * @param embedder must be the one it was trained with
     * @throws BadModelException when it was not, or when the bytes are not those of a model, or damaged
     */
    public static TenantModel of(byte[] bytes, Embedder embedder) {
        try (DataInputStream in = checked(bytes)) {
            Particulars particulars = Particulars.of(in.readUTF());
            if (!particulars.embedder().equals(embedder.id())) {
                throw new BadModelException("The model was trained with " + particulars.embedder()
                        + ", and this build has " + embedder.id() + ". Train it again.");
            }
            @Nullable TextClassifier intents = in.readBoolean() ? TextClassifier.read(in, embedder) : null;
            @Nullable TextClassifier emotions = in.readBoolean() ? TextClassifier.read(in, embedder) : null;
            return new TenantModel(particulars, intents, emotions);
        } catch (IOException e) {
            throw damaged();
        }
    }

    /** @throws BadModelException when the bytes are not those of a model, or damaged */
    public static Particulars particulars(byte[] bytes) {
        try (DataInputStream in = checked(bytes)) {
            return Particulars.of(in.readUTF());
        } catch (IOException e) {
            throw damaged();
        }
    }

    /** Checks the bytes before parsing them, as damaged ones may claim any size. */
    private static DataInputStream checked(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        if (bytes.length < 2 * Integer.BYTES + DIGEST_BYTES || in.readInt() != MAGIC || in.readInt() != FORMAT) {
            throw new BadModelException("This is not a model that this build can read. Train it again.");
        }
        byte[] digest = in.readNBytes(DIGEST_BYTES);
        byte[] body = in.readAllBytes();
        if (!MessageDigest.isEqual(digest, digest(body))) {
            throw damaged();
        }
        return new DataInputStream(new GZIPInputStream(new ByteArrayInputStream(body), 1 << 16));
    }

    private static BadModelException damaged() {
        return new BadModelException("The model is damaged. Train it again.");
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
