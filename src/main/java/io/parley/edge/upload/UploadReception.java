package io.parley.edge.upload;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.http.javadsl.model.BodyPartEntity;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.RequestEntity;
import akka.http.javadsl.model.headers.ContentDisposition;
import akka.http.javadsl.unmarshalling.Unmarshaller;
import akka.stream.IOOperationIncompleteException;
import akka.stream.javadsl.FileIO;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.parley.CustomerId;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.channel.spi.Content;
import io.parley.edge.kit.Json;
import io.parley.edge.kit.Problems;
import io.parley.edge.upload.UploadUsage.Used;
import io.parley.intake.Texts;
import io.parley.privacy.Keyring;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.apache.tika.Tika;
import org.slf4j.LoggerFactory;

/**
 * Receives files from a request: streamed to disk within the limits, inspected, counted, and only then kept. A file's id is made from its
 * sender, the message id, its name and its bytes, with the tenant's pepper: unguessable, and the same when the same message is sent again.
 * The secret that signs tokens would not do, because it is replaced at times: a message sent again would then be a different one.
 */
public final class UploadReception {

    private static final int MAX_FILES = 10;
    private static final int MAX_NAME = 200;
    private static final String ACTIVITY = "activity";

    private final ActorSystem<?> system;
    private final Uploads uploads;
    private final Clock clock;
    private final Keyring keyring;
    private final ReceivedFiles files;
    private final UploadQuotas quotas;
    private final Duration within;
    private final Executor blocking;
    private final Tika tika = new Tika();

    /**
     * @param files where they are while they are being received
     * @param quotas for what is kept
     * @param within the time within which an upload must have arrived, however slow its client is
     * @param keyring makes the ids, the same on all nodes
     */
    public UploadReception(
            ActorSystem<?> system,
            Uploads uploads,
            ReceivedFiles files,
            UploadQuotas quotas,
            Duration within,
            Clock clock,
            Keyring keyring) {
        this.system = system;
        this.uploads = uploads;
        this.files = files;
        this.quotas = quotas;
        this.within = within;
        this.clock = clock;
        this.keyring = keyring;
        this.blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    }

    private record Part(String name, Path file, String sha256, long bytes) {}

    /** @param isNew whether it is not kept yet */
    private record ReceivedUpload(Part part, Uploads.Upload upload, boolean isNew) {}

    /** What was received: the activity, missing when there was none, and files on this node's disk until {@link #discard}. */
    public final class Received {
        private JsonNode activity = MissingNode.getInstance();
        private final List<Part> parts = new ArrayList<>();

        private Received() {}

        public JsonNode activity() {
            return activity;
        }

        /**
         * Keeps the files. Those that are already kept, because the same message came before, are neither counted nor kept again.
         *
         * @param owner who sent it
         * @param peer the network address it came from
         * @param key the sender and the message id
         * @return the files as contents of a message; fails with {@code BAD_REQUEST} when one is of a type that is not accepted, with
         *     {@code TOO_MANY_REQUESTS} when there is no room for them that day
         */
        public CompletionStage<List<Content>> keep(TenantId tenant, CustomerId owner, String peer, String key) {
            if (parts.isEmpty()) {
                return CompletableFuture.failedStage(new Refused(
                        ErrorCode.BAD_REQUEST,
                        "The request holds no file. Send one as the body or as a part with a file name."));
            }
            return Source.fromIterator(parts::iterator)
                    .mapAsync(1, part -> known(tenant, owner, key, part))
                    .runWith(Sink.seq(), system)
                    .thenCompose(all -> keep(
                                    all.stream().filter(ReceivedUpload::isNew).toList(), tenant, owner, peer)
                            .thenApply(kept -> all.stream()
                                    .map(ReceivedUpload::upload)
                                    .<Content>map(file -> new Content.Media(
                                            UploadPages.addressOf(tenant, file.id()),
                                            file.mime(),
                                            file.name(),
                                            file.bytes()))
                                    .toList()));
        }

        private CompletionStage<ReceivedUpload> known(TenantId tenant, CustomerId owner, String messageKey, Part part) {
            String text = messageKey + "|" + part.name() + "|" + part.sha256();
            return CompletableFuture.supplyAsync(() -> mediaType(part), blocking)
                    .thenCompose(mime -> keyring.digest(tenant, "upload", text).thenCompose(id -> uploads.find(
                                    tenant, id)
                            .thenApply(found -> new ReceivedUpload(
                                    part,
                                    new Uploads.Upload(
                                            id, tenant, owner, part.name(), mime, part.bytes(), clock.instant()),
                                    found.isEmpty()))));
        }

        private CompletionStage<Done> keep(List<ReceivedUpload> files, TenantId tenant, CustomerId owner, String peer) {
            if (files.isEmpty()) {
                return CompletableFuture.completedStage(Done.getInstance());
            }
            long bytes = files.stream().mapToLong(file -> file.part().bytes()).sum();
            return quotas.count(tenant, owner, peer, new Used(files.size(), bytes))
                    .thenCompose(counted -> Source.from(files)
                            .mapAsync(
                                    1,
                                    file -> uploads.store(
                                            file.upload(),
                                            FileIO.fromPath(file.part().file(), Uploads.CHUNK)))
                            .runWith(Sink.ignore(), system)
                            .exceptionallyCompose(failure -> counted.takeBack()
                                    .handle((back, ignored) -> CompletableFuture.<Done>failedStage(failure))
                                    .thenCompose(stage -> stage)));
        }

        /** Deletes the files from this node's disk. */
        public void discard() {
            blocking.execute(() -> parts.forEach(part -> delete(part.file())));
        }
    }

    /**
     * @param most bytes of all files together
     * @param mostActivity bytes of the activity
     * @return fails with {@code TOO_LARGE} or {@code BAD_REQUEST}; nothing is then left on disk
     */
    public CompletionStage<Received> receive(HttpRequest request, long most, long mostActivity) {
        Received received = new Received();
        ContentType type = request.entity().getContentType();
        RequestEntity entity = HttpEntities.create(
                type,
                request.entity()
                        .withSizeLimit(most + mostActivity)
                        .getDataBytes()
                        .completionTimeout(within));
        CompletionStage<?> done = type.mediaType().isMultipart()
                ? Unmarshaller.entityToMultipartFormData()
                        .unmarshal(entity, system)
                        .thenCompose(form -> form.getParts()
                                .mapAsync(
                                        1,
                                        part -> part.getName().equals(ACTIVITY)
                                                ? readActivity(received, part.getEntity(), mostActivity)
                                                : readFile(
                                                        received,
                                                        part.getFilename(),
                                                        part.getEntity().getDataBytes(),
                                                        most))
                                .run(system))
                : readFile(received, fileName(request), entity.getDataBytes(), most);
        return done.handle((ok, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedStage(received);
                    }
                    received.discard();
                    return CompletableFuture.<Received>failedStage(readable(failure));
                })
                .thenCompose(stage -> stage);
    }

    private Throwable readable(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof IOOperationIncompleteException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof TimeoutException) {
            return new Refused(
                    ErrorCode.TOO_LARGE,
                    "The upload did not arrive within " + within.toSeconds()
                            + " seconds. Send a smaller file, or use a faster connection.");
        }
        boolean ours = cause instanceof IOException || cause instanceof UncheckedIOException;
        Refused refused = Problems.refusal(cause);
        return !ours && refused.code() == ErrorCode.TEMPORARILY_UNAVAILABLE
                ? new Refused(
                        ErrorCode.BAD_REQUEST,
                        "The upload cannot be read. Send multipart/form-data or one file as the body.")
                : ours ? cause : refused;
    }

    private CompletionStage<Done> readActivity(Received received, BodyPartEntity entity, long most) {
        return entity.getDataBytes()
                .limitWeighted(most, bytes -> (long) bytes.size())
                .runFold(ByteString.emptyByteString(), ByteString::concat, system)
                .thenApply(bytes -> {
                    received.activity = Json.object(Json.read(bytes.toArrayUnsafe(), JsonNode.class));
                    return Done.getInstance();
                });
    }

    private CompletionStage<Done> readFile(
            Received received, Optional<String> name, Source<ByteString, ?> bytes, long most) {
        if (received.parts.size() >= MAX_FILES) {
            return CompletableFuture.failedStage(
                    new Refused(ErrorCode.TOO_LARGE, "Send at most " + MAX_FILES + " files at once."));
        }
        Path file;
        try {
            file = files.create();
        } catch (IOException e) {
            return CompletableFuture.failedStage(new UncheckedIOException(e));
        }
        MessageDigest sha = sha256();
        String called = Texts.cleanName(FileNames.given(name.orElse("file")), MAX_NAME);
        return bytes.limitWeighted(most, piece -> (long) piece.size())
                .map(piece -> {
                    sha.update(piece.toArrayUnsafe());
                    return piece;
                })
                .runWith(FileIO.toPath(file), system)
                .handle((written, failure) -> {
                    if (failure != null) {
                        blocking.execute(() -> delete(file));
                        return CompletableFuture.<Done>failedStage(failure);
                    }
                    received.parts.add(new Part(
                            called.isEmpty() ? "file" : called,
                            file,
                            HexFormat.of().formatHex(sha.digest()),
                            written.getCount()));
                    return CompletableFuture.completedStage(Done.getInstance());
                })
                .thenCompose(stage -> stage);
    }

    private static Optional<String> fileName(HttpRequest request) {
        return request.getHeader(ContentDisposition.class)
                .map(header -> header.getParams().get("filename"));
    }

    private String mediaType(Part part) {
        if (part.bytes() == 0) {
            throw new Refused(ErrorCode.BAD_REQUEST, "The file is empty.");
        }
        try (InputStream bytes = Files.newInputStream(part.file())) {
            String mime = tika.detect(bytes, part.name());
            if (!MediaTypes.isTaken(mime)) {
                throw new Refused(
                        ErrorCode.BAD_REQUEST,
                        "Files of this type are not accepted. Send a picture, a PDF, a text, an office document, audio or video.");
            }
            return mime;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // Deleted when this node starts again.
            LoggerFactory.getLogger(UploadReception.class).warn("an upload was left on disk", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
