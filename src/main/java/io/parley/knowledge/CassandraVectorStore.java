package io.parley.knowledge;

import akka.Done;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.protocol.internal.util.Bytes;
import io.parley.TenantId;
import io.parley.dialogue.knowledge.Vectors;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A row for each text; see {@code persistence/schema/V007__knowledge.cql}. */
public final class CassandraVectorStore implements VectorStore {

    /** Chosen by the first digit of a text's digest. */
    private static final int BUCKETS = 16;

    /** Some 3 kB each. */
    private static final int PAGE = 200;

    private static final int AT_ONCE = 32;

    private final CqlSession session;

    /** @param session stays open */
    public CassandraVectorStore(CqlSession session) {
        this.session = session;
    }

    @Override
    public CompletionStage<Vectors> read(TenantId tenant, Kind kind, String embedder) {
        Map<String, byte[]> found = new ConcurrentHashMap<>();
        return CompletableFuture.allOf(IntStream.range(0, BUCKETS)
                        .mapToObj(bucket -> execute(statement(
                                                "SELECT text, embedder, vector FROM parley.knowledge_vector"
                                                        + " WHERE tenant = ? AND kind = ? AND bucket = ?",
                                                tenant.value(),
                                                code(kind),
                                                bucket)
                                        .setPageSize(PAGE))
                                .thenCompose(page -> collect(page, embedder, found))
                                .toCompletableFuture())
                        .toArray(CompletableFuture[]::new))
                .thenApply(done -> Vectors.of(embedder, found));
    }

    private static CompletionStage<Done> collect(AsyncResultSet page, String embedder, Map<String, byte[]> found) {
        for (Row row : page.currentPage()) {
            ByteBuffer vector = row.getByteBuffer("vector");
            if (vector != null && embedder.equals(row.getString("embedder"))) {
                found.put(Objects.requireNonNull(row.getString("text")), Bytes.getArray(vector));
            }
        }
        return page.hasMorePages()
                ? page.fetchNextPage().thenCompose(next -> collect(next, embedder, found))
                : CompletableFuture.completedFuture(Done.getInstance());
    }

    @Override
    public CompletionStage<Done> keep(TenantId tenant, Kind kind, Vectors before, Vectors now) {
        boolean comparable = before.embedder().equals(now.embedder());
        Stream<SimpleStatement> made = now.texts().stream()
                .filter(text -> !comparable || !before.texts().contains(text))
                .map(text -> statement(
                        "INSERT INTO parley.knowledge_vector (tenant, kind, bucket, text, embedder, vector)"
                                + " VALUES (?, ?, ?, ?, ?, ?)",
                        tenant.value(),
                        code(kind),
                        bucket(text),
                        text,
                        now.embedder(),
                        ByteBuffer.wrap(now.bytes(text))));
        Stream<SimpleStatement> gone = before.texts().stream()
                .filter(text -> !now.texts().contains(text))
                .map(text -> statement(
                        "DELETE FROM parley.knowledge_vector WHERE tenant = ? AND kind = ? AND bucket = ? AND text = ?",
                        tenant.value(),
                        code(kind),
                        bucket(text),
                        text));
        return executeAll(Stream.concat(made, gone).toList(), 0);
    }

    private CompletionStage<Done> executeAll(List<SimpleStatement> all, int from) {
        if (from >= all.size()) {
            return CompletableFuture.completedFuture(Done.getInstance());
        }
        int to = Math.min(from + AT_ONCE, all.size());
        return CompletableFuture.allOf(all.subList(from, to).stream()
                        .map(statement -> execute(statement).toCompletableFuture())
                        .toArray(CompletableFuture[]::new))
                .thenCompose(done -> executeAll(all, to));
    }

    private static String code(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static int bucket(String text) {
        return Character.digit(text.charAt(0), BUCKETS);
    }

    private static SimpleStatement statement(String cql, Object... values) {
        return SimpleStatement.newInstance(cql, values);
    }

    private CompletionStage<AsyncResultSet> execute(SimpleStatement statement) {
        return session.executeAsync(statement.setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM));
    }
}
