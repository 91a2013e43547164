package io.parley.training;

import akka.Done;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.uuid.Uuids;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.language.engine.TenantModel;
import io.parley.language.engine.TenantModel.Particulars;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Writes a model in pieces, after them the row that makes it complete, and last the row that puts it into use. */
public final class CassandraTenantModels implements TenantModels {

    /** The scope of the versions that nodes watch. */
    private static final String SCOPE = "language";

    private static final int CHUNK = 64 * 1024;

    private final CqlSession session;

    /** @param session stays open */
    public CassandraTenantModels(CqlSession session) {
        this.session = session;
    }

    @Override
    public CompletionStage<List<Version>> versions(TenantId tenant) {
        return rows(
                statement(
                        "SELECT version, origin, particulars, bytes FROM parley.language_models WHERE tenant = ?",
                        tenant.value()),
                row -> {
                    UUID version = Objects.requireNonNull(row.getUuid("version"));
                    return version(
                            version,
                            Origin.valueOf(text(row, "origin").toUpperCase(Locale.ROOT)),
                            Particulars.of(text(row, "particulars")),
                            row.getInt("bytes"));
                });
    }

    private static Version version(UUID version, Origin origin, Particulars particulars, int bytes) {
        return new Version(
                version.toString(), origin, particulars, bytes, Instant.ofEpochMilli(Uuids.unixTimestamp(version)));
    }

    @Override
    public CompletionStage<Map<TenantId, String>> inUse() {
        return rows(
                        statement("SELECT tenant, version FROM parley.directory_versions WHERE scope = ?", SCOPE),
                        row -> row)
                .thenApply(rows -> {
                    Map<TenantId, String> found = new HashMap<>();
                    for (Row row : rows) {
                        UUID version = row.getUuid("version");
                        if (version != null) {
                            found.put(new TenantId(text(row, "tenant")), version.toString());
                        }
                    }
                    return found;
                });
    }

    @Override
    public CompletionStage<byte[]> read(TenantId tenant, String version) {
        UUID known = uuid(version);
        return known == null
                ? CompletableFuture.failedStage(unknown())
                : chunksOf(tenant, known)
                        .thenCompose(chunks -> joined(
                                chunks,
                                statement(
                                        "SELECT data FROM parley.language_model_chunks WHERE tenant = ? AND version = ?",
                                        tenant.value(),
                                        known)));
    }

    private CompletionStage<Integer> chunksOf(TenantId tenant, UUID version) {
        return rows(
                        statement(
                                "SELECT chunks FROM parley.language_models WHERE tenant = ? AND version = ?",
                                tenant.value(),
                                version),
                        row -> row.getInt("chunks"))
                .thenApply(found -> found.stream().findFirst().orElseThrow(CassandraTenantModels::unknown));
    }

    @Override
    public CompletionStage<Version> install(TenantId tenant, Origin origin, byte[] model, boolean use) {
        UUID version = Uuids.timeBased();
        Particulars particulars = TenantModel.particulars(model);
        return written(
                        model,
                        n -> statement(
                                "INSERT INTO parley.language_model_chunks (tenant, version, n, data) VALUES (?, ?, ?, ?)",
                                tenant.value(),
                                version,
                                n,
                                chunk(model, n)))
                .thenCompose(done -> execute(statement(
                        "INSERT INTO parley.language_models (tenant, version, origin, particulars, bytes, chunks)"
                                + " VALUES (?, ?, ?, ?, ?, ?)",
                        tenant.value(),
                        version,
                        origin.code(),
                        particulars.toJson(),
                        model.length,
                        chunks(model))))
                .thenCompose(done -> use ? putIntoUse(tenant, version) : done())
                .thenCompose(done -> forgetOld(tenant))
                .thenApply(done -> version(version, origin, particulars, model.length));
    }

    @Override
    public CompletionStage<Done> use(TenantId tenant, String version) {
        UUID known = uuid(version);
        return known == null
                ? CompletableFuture.failedStage(unknown())
                : chunksOf(tenant, known).thenCompose(found -> putIntoUse(tenant, known));
    }

    private CompletionStage<Done> putIntoUse(TenantId tenant, UUID version) {
        return execute(statement(
                "INSERT INTO parley.directory_versions (scope, tenant, version) VALUES (?, ?, ?)",
                SCOPE,
                tenant.value(),
                version));
    }

    private CompletionStage<Done> forgetOld(TenantId tenant) {
        return versions(tenant)
                .thenCombine(inUse(), (versions, used) -> {
                    List<String> old = new ArrayList<>();
                    int trained = 0;
                    int imported = 0;
                    for (Version version : versions) {
                        boolean kept = version.origin() == Origin.TRAINED ? ++trained <= KEPT : ++imported <= 1;
                        if (!kept && !version.version().equals(used.get(tenant))) {
                            old.add(version.version());
                        }
                    }
                    return old;
                })
                .thenCompose(old -> {
                    CompletionStage<Done> all = done();
                    for (String version : old) {
                        all = all.thenCompose(before -> forget(tenant, UUID.fromString(version)));
                    }
                    return all;
                });
    }

    private CompletionStage<Done> forget(TenantId tenant, UUID version) {
        return execute(statement(
                        "DELETE FROM parley.language_models WHERE tenant = ? AND version = ?", tenant.value(), version))
                .thenCompose(done -> execute(statement(
                        "DELETE FROM parley.language_model_chunks WHERE tenant = ? AND version = ?",
                        tenant.value(),
                        version)));
    }

    // ---- phrases ----

    private record Upload(UUID id, int chunks) {}

    private CompletionStage<Optional<Upload>> upload(TenantId tenant, PhraseKind kind) {
        return rows(
                        statement(
                                "SELECT upload, chunks FROM parley.language_phrases WHERE tenant = ? AND kind = ?",
                                tenant.value(),
                                kind.code()),
                        row -> new Upload(Objects.requireNonNull(row.getUuid("upload")), row.getInt("chunks")))
                .thenApply(found -> found.stream().findFirst());
    }

    @Override
    public CompletionStage<Optional<byte[]>> phrases(TenantId tenant, PhraseKind kind) {
        return upload(tenant, kind)
                .thenCompose(upload -> upload.isEmpty()
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : joined(
                                        upload.get().chunks(),
                                        statement(
                                                "SELECT data FROM parley.language_phrase_chunks"
                                                        + " WHERE tenant = ? AND kind = ? AND upload = ?",
                                                tenant.value(),
                                                kind.code(),
                                                upload.get().id()))
                                .thenApply(Optional::of));
    }

    @Override
    public CompletionStage<Done> keepPhrases(TenantId tenant, PhraseKind kind, byte[] file) {
        UUID id = Uuids.timeBased();
        return upload(tenant, kind).thenCompose(before -> written(
                        file,
                        n -> statement(
                                "INSERT INTO parley.language_phrase_chunks (tenant, kind, upload, n, data)"
                                        + " VALUES (?, ?, ?, ?, ?)",
                                tenant.value(),
                                kind.code(),
                                id,
                                n,
                                chunk(file, n)))
                .thenCompose(done -> execute(statement(
                        "INSERT INTO parley.language_phrases (tenant, kind, upload, chunks) VALUES (?, ?, ?, ?)",
                        tenant.value(),
                        kind.code(),
                        id,
                        chunks(file))))
                .thenCompose(done -> before.isEmpty()
                        ? done()
                        : execute(statement(
                                "DELETE FROM parley.language_phrase_chunks WHERE tenant = ? AND kind = ? AND upload = ?",
                                tenant.value(),
                                kind.code(),
                                before.get().id()))));
    }

    // ---- pieces ----

    private static int chunks(byte[] bytes) {
        return (bytes.length + CHUNK - 1) / CHUNK;
    }

    private static ByteBuffer chunk(byte[] bytes, int n) {
        return ByteBuffer.wrap(bytes, n * CHUNK, Math.min(CHUNK, bytes.length - n * CHUNK));
    }

    private CompletionStage<Done> written(byte[] bytes, IntFunction<SimpleStatement> insert) {
        CompletionStage<Done> all = done();
        for (int n = 0; n < chunks(bytes); n++) {
            int piece = n;
            all = all.thenCompose(before -> execute(insert.apply(piece)));
        }
        return all;
    }

    private CompletionStage<byte[]> joined(int chunks, SimpleStatement select) {
        return rows(select, row -> Objects.requireNonNull(row.getByteBuffer("data")))
                .thenApply(pieces -> {
                    if (pieces.size() != chunks) {
                        throw new Refused(
                                ErrorCode.NOT_POSSIBLE_NOW,
                                "Only " + pieces.size() + " of its " + chunks + " pieces are stored. Train it again.");
                    }
                    ByteArrayOutputStream whole = new ByteArrayOutputStream(chunks * CHUNK);
                    for (ByteBuffer piece : pieces) {
                        byte[] bytes = new byte[piece.remaining()];
                        piece.get(bytes);
                        whole.writeBytes(bytes);
                    }
                    return whole.toByteArray();
                });
    }

    // ---- the driver ----

    private static CompletionStage<Done> done() {
        return CompletableFuture.completedFuture(Done.getInstance());
    }

    private static Refused unknown() {
        return new Refused(ErrorCode.NOT_FOUND, "There is no such version of the language model.");
    }

    private static @Nullable UUID uuid(String version) {
        try {
            UUID uuid = UUID.fromString(version);
            // Cassandra accepts no other kind as a timeuuid.
            return uuid.version() == 1 ? uuid : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String text(Row row, String column) {
        String value = row.getString(column);
        return value == null ? "" : value;
    }

    private static SimpleStatement statement(String cql, Object... values) {
        return SimpleStatement.newInstance(cql, values)
                .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM)
                .setPageSize(50);
    }

    private CompletionStage<Done> execute(SimpleStatement statement) {
        return session.executeAsync(statement).thenApply(done -> Done.getInstance());
    }

    private <T> CompletionStage<List<T>> rows(SimpleStatement query, Function<Row, T> read) {
        List<T> found = new ArrayList<>();
        return session.executeAsync(query).thenCompose(page -> remaining(page, read, found));
    }

    private static <T> CompletionStage<List<T>> remaining(AsyncResultSet page, Function<Row, T> read, List<T> found) {
        page.currentPage().forEach(row -> found.add(read.apply(row)));
        return page.hasMorePages()
                ? page.fetchNextPage().thenCompose(next -> remaining(next, read, found))
                : CompletableFuture.completedFuture(found);
    }
}
