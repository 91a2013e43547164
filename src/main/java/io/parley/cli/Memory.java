package io.parley.cli;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory that this machine, or the container this process runs in, has available, in megabytes. */
record Memory(long available) {

    /** Cassandra 700, Kafka 350, the node 700, the shop and the launcher 250: measured resident sizes. */
    static final long NEEDED = 2_000;

    private static final int NODE_HEAP_LEAST = 512;
    static final int NODE_HEAP_MOST = 1_024;

    static Memory now() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long total = system.getTotalMemorySize() >> 20;
        try {
            for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
                if (line.startsWith("MemAvailable:")) {
                    return new Memory(Math.min(total, Long.parseLong(line.replaceAll("\\D", "")) >> 10));
                }
            }
        } catch (IOException notLinux) {
            // What other systems call free leaves out memory they could reclaim immediately, so only the total is
            // meaningful.
        }
        return new Memory(total);
    }

    boolean suffices() {
        return available >= NEEDED;
    }

    /** The node's heap, from the memory that the other processes leave. */
    long nodeHeapMegabytes() {
        return Math.max(NODE_HEAP_LEAST, Math.min(NODE_HEAP_MOST, (available - NEEDED) / 2));
    }
}
