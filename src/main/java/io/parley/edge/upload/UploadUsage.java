package io.parley.edge.upload;

import io.parley.TenantId;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** How much was uploaded on a day, counted over all nodes. */
public interface UploadUsage {

    record Used(long files, long bytes) {}

    /**
     * Adds to each of these counts; a negative amount is subtracted.
     *
     * @param counts what is counted, such as a thread
     * @return the current value of each
     */
    CompletionStage<Map<String, Used>> add(TenantId tenant, LocalDate day, List<String> counts, Used more);
}
