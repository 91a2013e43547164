package io.parley.persistence.embedded;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;

/** One Kafka broker, its own controller (KRaft), with all its data in one directory, listening on 127.0.0.1 only. */
public final class EmbeddedKafka extends EmbeddedService {

    private static final Duration FORMAT_LIMIT = Duration.ofMinutes(1);

    private final Settings settings;
    private final int controllerPort = FreePort.any();

    public EmbeddedKafka(Settings settings) {
        super("Kafka", settings.directory(), settings.port(), settings.startLimit());
        this.settings = settings;
    }

    /**
     * @param directory for everything it writes
     * @param port for clients; 0 picks a free one
     * @param libraries directory of its jars
     * @param heapMegabytes 128 at least
     * @param startLimit the longest time until it serves requests
     */
    public record Settings(Path directory, int port, Path libraries, int heapMegabytes, Duration startLimit) {

        public Settings {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("Invalid port: " + port);
            }
            if (heapMegabytes < 128) {
                throw new IllegalArgumentException("Kafka does not start with " + heapMegabytes + " MB of heap");
            }
        }

        /** A free port, 256 MB, jars of this project's build. */
        public static Settings in(Path directory) {
            return new Settings(directory, 0, Libraries.kafka(), 256, Duration.ofMinutes(2));
        }

        public Settings withPort(int other) {
            return new Settings(directory, other, libraries, heapMegabytes, startLimit);
        }
    }

    /** The value of clients' {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port();
    }

    @Override
    ForkedJvm.Launch prepare(Progress progress) throws IOException {
        Path directory = directory();
        Path log = directory.resolve("logs/kafka.log");
        Path properties = directory.resolve("conf/server.properties");
        Path logback = directory.resolve("conf/logback.xml");
        write(properties, properties(directory));
        write(
                logback,
                RollingLog.configuration(
                        log, "  <logger name=\"org.apache.kafka.common.config.AbstractConfig\" level=\"WARN\"/>"));
        List<String> flags = List.of(
                "-Xms64m",
                "-Xmx" + settings.heapMegabytes() + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dfile.encoding=UTF-8",
                "-Dlogback.configurationFile=" + logback);
        List<String> classPath = List.of(settings.libraries().resolve("*").toString());
        if (!Files.exists(directory.resolve("data/meta.properties"))) {
            format(flags, classPath, properties, progress);
        }
        return new ForkedJvm.Launch(
                "kafka", directory, flags, classPath, "kafka.Kafka", List.of(properties.toString()), List.of(log));
    }

    private void format(List<String> flags, List<String> classPath, Path properties, Progress progress) {
        ForkedJvm format = ForkedJvm.start(
                new ForkedJvm.Launch(
                        "kafka-format",
                        directory(),
                        flags,
                        classPath,
                        "kafka.tools.StorageTool",
                        List.of(
                                "format",
                                "--config",
                                properties.toString(),
                                "--cluster-id",
                                Uuid.randomUuid().toString()),
                        List.of()),
                progress);
        try {
            format.onExit().get(FORMAT_LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (format.exitCode() != 0) {
                throw new EmbeddedException("Kafka could not format its directory:\n" + format.lastLogLines());
            }
        } catch (TimeoutException late) {
            throw new EmbeddedException("Kafka took too long to format its directory:\n" + format.lastLogLines(), late);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new EmbeddedException("Interrupted while Kafka formatted its directory", stopped);
        } finally {
            format.kill();
        }
    }

    private String properties(Path directory) {
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                controller.listener.names=CONTROLLER
                listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
                log.dirs=%3$s/data
                num.partitions=4
                default.replication.factor=1
                min.insync.replicas=1
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=4
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=4
                group.initial.rebalance.delay.ms=0
                num.network.threads=2
                num.io.threads=4
                background.threads=2
                log.cleaner.dedupe.buffer.size=4194304
                log.segment.bytes=67108864
                log.retention.hours=168
                controlled.shutdown.enable=true
                """
                .formatted(port(), controllerPort, directory);
    }

    /** The broker lists itself in the cluster only once it can hold partitions. */
    @Override
    boolean answers() throws IOException {
        // Checked first so that the client below does not fill our log with refused connections.
        try (Socket listening = FreePort.connect(port())) {
            if (!listening.isConnected()) {
                return false;
            }
        }
        Map<String, Object> client = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                5_000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                2_000);
        try (Admin admin = Admin.create(client)) {
            return !admin.describeCluster().nodes().get(6, TimeUnit.SECONDS).isEmpty();
        } catch (ExecutionException | TimeoutException notYet) {
            throw new IOException(notYet);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException(stopped);
        }
    }
}
