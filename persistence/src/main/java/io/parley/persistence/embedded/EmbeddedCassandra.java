package io.parley.persistence.embedded;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One Cassandra node with all its data in one directory, listening on 127.0.0.1 only, without passwords and without JMX. */
public final class EmbeddedCassandra extends EmbeddedService {

    /** The data centre's name, which the driver requires. */
    public static final String DATACENTER = "datacenter1";

    private static final byte CQL_VERSION_4 = 0x04;
    private static final byte OPTIONS = 0x05;
    private static final byte SUPPORTED = 0x06;

    private final Settings settings;
    private final int storagePort = FreePort.any();

    public EmbeddedCassandra(Settings settings) {
        super("Cassandra", settings.directory(), settings.port(), settings.startLimit());
        this.settings = settings;
    }

    /**
     * @param directory for everything it writes
     * @param port for CQL; 0 picks a free one
     * @param libraries directory of its jars
     * @param heapMegabytes 256 at least
     * @param sync when a write is acknowledged
     * @param startLimit the longest time until it serves requests
     */
    public record Settings(
            Path directory, int port, Path libraries, int heapMegabytes, CommitLogSync sync, Duration startLimit) {

        public Settings {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("Invalid port: " + port);
            }
            if (heapMegabytes < 256) {
                throw new IllegalArgumentException("Cassandra does not start with " + heapMegabytes + " MB of heap");
            }
        }

        /** A free port, 512 MB, periodic sync, jars of this project's build. */
        public static Settings in(Path directory) {
            return new Settings(
                    directory, 0, Libraries.cassandra(), 512, CommitLogSync.PERIODIC, Duration.ofMinutes(3));
        }

        public Settings withPort(int other) {
            return new Settings(directory, other, libraries, heapMegabytes, sync, startLimit);
        }

        public Settings withHeapMegabytes(int other) {
            return new Settings(directory, port, libraries, other, sync, startLimit);
        }

        public Settings withSync(CommitLogSync other) {
            return new Settings(directory, port, libraries, heapMegabytes, other, startLimit);
        }
    }

    /** When Cassandra acknowledges a write. */
    public enum CommitLogSync {
        /**
         * When the operating system has the write; flushed to disk every second. Survives a killed process; a power cut loses up to a
         * second.
         */
        PERIODIC("commitlog_sync: periodic\ncommitlog_sync_period: 1000ms\n"),
        /** When the write is on disk; writes wait up to 2 ms for each other. Survives a power cut. */
        GROUP("commitlog_sync: group\ncommitlog_sync_group_window: 2ms\n");

        private final String yaml;

        CommitLogSync(String yaml) {
            this.yaml = yaml;
        }
    }

    /** The address drivers connect to. */
    public InetSocketAddress contactPoint() {
        return new InetSocketAddress("127.0.0.1", port());
    }

    @Override
    ForkedJvm.Launch prepare(Progress progress) throws IOException {
        Path directory = directory();
        Path log = directory.resolve("logs/cassandra.log");
        Path yaml = directory.resolve("conf/cassandra.yaml");
        Path logback = directory.resolve("conf/logback.xml");
        write(yaml, yaml(directory));
        write(
                logback,
                RollingLog.configuration(
                        log,
                        """
                          <logger name="org.apache.cassandra.db.compaction" level="WARN"/>
                          <logger name="org.apache.cassandra.io.sstable" level="WARN"/>
                        """));
        List<String> flags = new ArrayList<>(List.of(
                "-Xms64m",
                "-Xmx" + settings.heapMegabytes() + "m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dfile.encoding=UTF-8",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-Dcassandra.config=" + yaml.toUri(),
                "-Dcassandra.storagedir=" + directory,
                "-Dcassandra.logdir=" + directory.resolve("logs"),
                // Otherwise Cassandra closes its standard output, and the reason for a failed start is lost.
                "-Dcassandra-foreground=yes",
                "-Dlogback.configurationFile=" + logback,
                // A cluster of one has no other nodes to wait for.
                "-Dcassandra.skip_wait_for_gossip_to_settle=0",
                "-Dcassandra.ring_delay_ms=100",
                "-Dcassandra.superuser_setup_delay_ms=0",
                // Otherwise measured at start, which takes a second.
                "-Dcassandra.memtable.row_overhead_size=180",
                "-Djdk.attach.allowAttachSelf=true",
                "-Dio.netty.tryReflectionSetAccessible=true"));
        ACCESS.forEach(flags::add);
        return new ForkedJvm.Launch(
                "cassandra",
                directory,
                flags,
                List.of(settings.libraries().resolve("*").toString()),
                "org.apache.cassandra.service.CassandraDaemon",
                List.of(),
                List.of(log));
    }

    private String yaml(Path directory) {
        return """
                cluster_name: 'parley embedded'
                num_tokens: 1
                initial_token: 0
                auto_bootstrap: false
                partitioner: org.apache.cassandra.dht.Murmur3Partitioner
                endpoint_snitch: SimpleSnitch
                seed_provider:
                  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
                    parameters:
                      - seeds: "127.0.0.1:%1$d"
                listen_address: 127.0.0.1
                rpc_address: 127.0.0.1
                storage_port: %1$d
                native_transport_port: %2$d
                native_transport_max_threads: 64
                data_file_directories: ['%3$s/data']
                commitlog_directory: '%3$s/commitlog'
                saved_caches_directory: '%3$s/saved_caches'
                hints_directory: '%3$s/hints'
                cdc_raw_directory: '%3$s/cdc_raw'
                %4$scommitlog_segment_size: 16MiB
                commitlog_total_space: 256MiB
                disk_failure_policy: die
                commit_failure_policy: die
                disk_access_mode: mmap_index_only
                memtable_heap_space: 96MiB
                memtable_offheap_space: 64MiB
                key_cache_size: 16MiB
                counter_cache_size: 0MiB
                concurrent_reads: 16
                concurrent_writes: 16
                concurrent_counter_writes: 4
                concurrent_compactors: 1
                compaction_throughput: 32MiB/s
                auto_snapshot: false
                snapshot_before_compaction: false
                hinted_handoff_enabled: false
                materialized_views_enabled: false
                sasi_indexes_enabled: false
                user_defined_functions_enabled: false
                authenticator: AllowAllAuthenticator
                authorizer: AllowAllAuthorizer
                role_manager: CassandraRoleManager
                """
                .formatted(storagePort, port(), directory.toString().replace("'", "''"), settings.sync().yaml);
    }

    /** An OPTIONS request is answered before any sign-in, and only by a node that serves CQL. */
    @Override
    boolean answers() throws IOException {
        try (Socket socket = FreePort.connect(port())) {
            socket.getOutputStream().write(new byte[] {CQL_VERSION_4, 0, 0, 0, OPTIONS, 0, 0, 0, 0});
            byte[] header = new byte[9];
            new DataInputStream(socket.getInputStream()).readFully(header);
            return header[4] == SUPPORTED;
        }
    }

    /** The modules that Cassandra 5 needs opened on Java 17, as in its own {@code jvm17-server.options}. */
    private static final List<String> ACCESS = Stream.concat(
                    Stream.of(
                                    "java.base/jdk.internal.misc",
                                    "java.management.rmi/com.sun.jmx.remote.internal.rmi",
                                    "java.rmi/sun.rmi.registry",
                                    "java.rmi/sun.rmi.server",
                                    "java.sql/java.sql",
                                    "java.base/java.lang.ref",
                                    "jdk.unsupported/sun.misc",
                                    "jdk.compiler/com.sun.tools.javac.file",
                                    "jdk.attach/sun.tools.attach")
                            .map(exported -> "--add-exports=" + exported + "=ALL-UNNAMED"),
                    Stream.of(
                                    "java.base/java.lang.module",
                                    "java.base/jdk.internal.loader",
                                    "java.base/jdk.internal.ref",
                                    "java.base/jdk.internal.reflect",
                                    "java.base/jdk.internal.math",
                                    "java.base/jdk.internal.module",
                                    "java.base/jdk.internal.util.jar",
                                    "jdk.management/com.sun.management.internal",
                                    "java.base/sun.nio.ch",
                                    "java.base/java.io",
                                    "java.base/java.lang.reflect",
                                    "jdk.compiler/com.sun.tools.javac",
                                    "java.base/java.lang",
                                    "java.base/java.util")
                            .map(opened -> "--add-opens=" + opened + "=ALL-UNNAMED"))
            .toList();
}
