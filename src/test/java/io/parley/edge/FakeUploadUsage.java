package io.parley.edge;

import io.parley.TenantId;
import io.parley.edge.upload.UploadUsage;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Counts in memory. */
final class FakeUploadUsage implements UploadUsage {

    private final Map<List<Object>, Used> counts = new HashMap<>();

    @Override
    public synchronized CompletionStage<Map<String, Used>> add(
            TenantId tenant, LocalDate day, List<String> counted, Used more) {
        Map<String, Used> now = new HashMap<>();
        for (String count : counted) {
            now.put(
                    count,
                    counts.merge(
                            List.of(tenant, day, count),
                            more,
                            (one, other) -> new Used(one.files() + other.files(), one.bytes() + other.bytes())));
        }
        return CompletableFuture.completedStage(now);
    }
}
