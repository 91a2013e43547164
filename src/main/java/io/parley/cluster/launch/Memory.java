package io.parley.cluster.launch;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory this machine, or the container we are in, can still give, in megabytes. */
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
            // What other systems call free leaves out what they would give back at once, so only the total says
            // something.
        }
        return new Memory(total);
    }

    boolean suffices() {
        return available >= NEEDED;
    }

    /** What the node may use, as the others leave it. */
    long nodeHeapMegabytes() {
        return Math.max(NODE_HEAP_LEAST, Math.min(NODE_HEAP_MOST, (available - NEEDED) / 2));
    }
}
