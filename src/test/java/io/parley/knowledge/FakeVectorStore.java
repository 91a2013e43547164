package io.parley.knowledge;

import akka.Done;
import io.parley.TenantId;
import io.parley.dialogue.knowledge.Vectors;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** In memory; a row for each text, as in Cassandra. */
public final class FakeVectorStore implements VectorStore {

    private record Row(String embedder, byte[] vector) {}

    private final Map<String, Map<String, Row>> rows = new HashMap<>();

    /** Whether reads and writes fail. */
    public boolean fails;

    private Map<String, Row> rows(TenantId tenant, Kind kind) {
        return rows.computeIfAbsent(tenant + "/" + kind, none -> new HashMap<>());
    }

    @Override
    public CompletionStage<Vectors> read(TenantId tenant, Kind kind, String embedder) {
        if (fails) {
            return CompletableFuture.failedStage(new IOException("away"));
        }
        Map<String, byte[]> found = new HashMap<>();
        rows(tenant, kind).forEach((text, row) -> {
            if (row.embedder().equals(embedder)) {
                found.put(text, row.vector());
            }
        });
        return CompletableFuture.completedStage(Vectors.of(embedder, found));
    }

    @Override
    public CompletionStage<Done> keep(TenantId tenant, Kind kind, Vectors before, Vectors now) {
        if (fails) {
            return CompletableFuture.failedStage(new IOException("away"));
        }
        Map<String, Row> kept = rows(tenant, kind);
        before.texts().stream().filter(text -> !now.texts().contains(text)).forEach(kept::remove);
        now.texts().stream()
                .filter(text -> !before.embedder().equals(now.embedder())
                        || !before.texts().contains(text))
                .forEach(text -> kept.put(text, new Row(now.embedder(), now.bytes(text))));
        return CompletableFuture.completedStage(Done.getInstance());
    }
}
