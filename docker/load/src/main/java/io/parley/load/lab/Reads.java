package io.parley.load.lab;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The number of reads of Parley's tables by all clients together, according to Cassandra's own counters. */
public final class Reads implements AutoCloseable {

    private static final Pattern PORT = Pattern.compile("(?m)^native_transport_port: (\\d+)$");
    private static final List<String> COUNTERS = List.of("coordinator_read_latency", "coordinator_scan_latency");

    private final CqlSession session;

    /**
     * @param data the directory of {@code ./parley up}
     */
    public Reads(Path data) {
        session = CqlSession.builder()
                .addContactPoint(new InetSocketAddress("127.0.0.1", port(data)))
                .withLocalDatacenter("datacenter1")
                .build();
    }

    private static int port(Path data) {
        try {
            Matcher port = PORT.matcher(Files.readString(data.resolve("cassandra/conf/cassandra.yaml")));
            if (!port.find()) {
                throw new IllegalStateException("Cassandra's settings name no port");
            }
            return Integer.parseInt(port.group(1));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Since Cassandra started. A query that returns many pages counts once for each. */
    public long count() {
        long sum = 0;
        for (String counter : COUNTERS) {
            for (Row row : session.execute("SELECT keyspace_name, count FROM system_views." + counter)) {
                String keyspace = row.getString("keyspace_name");
                if (keyspace != null && !keyspace.startsWith("system")) {
                    sum += row.getLong("count");
                }
            }
        }
        return sum;
    }

    @Override
    public void close() {
        session.close();
    }
}
