package io.parley.load;

import io.parley.load.crowd.Crowd;
import io.parley.load.crowd.Crowd.Measured;
import io.parley.load.lab.Heap;
import io.parley.load.lab.Metrics;
import io.parley.load.lab.Reads;
import io.parley.load.report.Results;
import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Hours at one rate without a pause, to show how customers are served in the second hour. Nothing is done to the node meanwhile except
 * reading counters, so a late full collection or a slow saturation shows in the latencies.
 */
final class LongRun {

    private static final double GRACE_SECONDS = 15;

    private final String title;
    private final URI http;
    private final Map<String, Long> pids;
    private final @Nullable Reads reads;
    private final double partSeconds;

    /**
     * @param title what the rows begin with
     * @param http where the node serves
     * @param pids of the server's processes, by name; what is not known is not reported
     * @param reads counts the reads of Cassandra; null if they cannot be counted
     * @param partSeconds how often what was measured is shown
     */
    LongRun(String title, URI http, Map<String, Long> pids, @Nullable Reads reads, double partSeconds) {
        this.title = title;
        this.http = http;
        this.pids = Map.copyOf(pids);
        this.reads = reads;
        this.partSeconds = partSeconds;
    }

    /** Speaks for so many seconds. Shows each part as soon as it ends, and reports all of them in the end. */
    void run(Crowd crowd, double rate, double seconds, Results report, PrintWriter err) {
        int parts = (int) Math.ceil(seconds / partSeconds);
        // A full collection pauses the node, so it is forced only before and after.
        String heapBefore = liveHeap();
        CompletableFuture<Measured> speaking =
                crowd.speak(rate, 0, seconds, GRACE_SECONDS, partSeconds, Crowd.Window.NONE);
        Cpu cpu = opened();
        long readBefore = read();
        // Requested in advance, so that each is taken at its moment, however long reading the counters takes.
        List<CompletableFuture<Measured>> ends = new ArrayList<>();
        for (int part = 1; part <= parts; part++) {
            ends.add(crowd.soFar(Math.min(part * partSeconds, seconds)));
        }
        List<String> costs = new ArrayList<>();
        int answersBefore = 0;
        for (int part = 1; part <= parts; part++) {
            Measured soFar = ends.get(part - 1).join();
            Cpu used = cpu;
            used.closes();
            cpu = opened();
            long read = read();
            int answers = soFar.during() - answersBefore;
            String cost = "%s, %s, %.1f ms"
                    .formatted(
                            longLivedHeap(),
                            reads == null ? "?" : "%.2f".formatted((read - readBefore) / (double) answers),
                            used.millisEach("node", answers) + used.millisEach("cassandra", answers));
            costs.add(cost);
            readBefore = read;
            answersBefore = soFar.during();
            err.println(measure(part) + ": " + latencies(soFar, part) + ", " + cost);
            err.flush();
        }
        Measured whole = speaking.join();
        for (int part = 1; part <= parts; part++) {
            report.row(title + ": " + measure(part), latencies(whole, part) + ", " + costs.get(part - 1));
        }
        report.row(title + ": live heap after a forced full collection: before, after", heapBefore + ", " + liveHeap());
    }

    private String measure(int part) {
        return "until minute %d: p50, p99, longest, long-lived heap, reads of Cassandra and CPU a turn"
                .formatted((int) Math.ceil(part * partSeconds / 60));
    }

    /** Of the messages due in this part. */
    private static String latencies(Measured measured, int part) {
        Histogram toAnswer = measured.slices().get(part - 1);
        return "%.1f ms, %.1f ms, %.1f ms"
                .formatted(
                        toAnswer.getValueAtPercentile(50) / 1e3,
                        toAnswer.getValueAtPercentile(99) / 1e3,
                        toAnswer.getMaxValue() / 1e3);
    }

    private Cpu opened() {
        Cpu cpu = new Cpu(pids);
        cpu.opens();
        return cpu;
    }

    private long read() {
        return reads == null ? 0 : reads.count();
    }

    /** As the node publishes it: the size of the old generation after the last collection that reclaimed some of it. */
    private String longLivedHeap() {
        return Metrics.of(http)
                .map(metrics -> metrics.sum("jvm_gc_live_data_size_bytes"))
                .filter(bytes -> bytes > 0)
                .map(bytes -> megabytes(bytes.longValue()))
                .orElse("?");
    }

    private String liveHeap() {
        Long node = pids.get("node");
        return node == null ? "?" : megabytes(Heap.of(node).liveBytes());
    }

    private static String megabytes(long bytes) {
        return (bytes >> 20) + " MB";
    }
}
