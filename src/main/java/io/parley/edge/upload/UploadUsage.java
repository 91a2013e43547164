package io.parley.edge.upload;

import io.parley.TenantId;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The uploads of a day, counted over all nodes. */
public interface UploadUsage {

    record Used(long files, long bytes) {}

    /**
     * Adds to each of these counts; a negative amount is subtracted.
     *
     * @param counts the keys, such as a thread
     * @return the current value of each
     */
    CompletionStage<Map<String, Used>> add(TenantId tenant, LocalDate day, List<String> counts, Used more);
}
