package io.parley.fault;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigUtil;
import io.parley.TenantId;
import io.parley.cli.VectorImport;
import io.parley.directory.CassandraDirectoryStore;
import io.parley.directory.DirectoryImport;
import io.parley.knowledge.CassandraVectorStore;
import io.parley.persistence.embedded.EmbeddedCassandra;
import io.parley.persistence.embedded.EmbeddedPair;
import io.parley.persistence.embedded.ForkedJvm;
import io.parley.persistence.embedded.FreePort;
import io.parley.persistence.embedded.Libraries;
import io.parley.persistence.embedded.Progress;
import io.parley.persistence.embedded.RollingLog;
import io.parley.persistence.schema.SchemaMigrator;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One node with all roles in a JVM of its own, on the shared Cassandra and Kafka, with the demo tenant. It may be killed and started. */
final class RealNode implements AutoCloseable {

    static final String TENANT = "demo";
    static final String PASSWORD = "a password for the tests";

    /** The server's secret of the web chat. */
    static final String SECRET = "a-direct-line-secret-for-the-tests";

    static final String AUTH_SECRET = "a secret of the tests that is long enough";

    /** How often a conversation is written whole. */
    static final int SNAPSHOT_EVERY = 20;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** @param body missing when the answer has none */
    record Answer(int status, JsonNode body) {}

    private final EmbeddedPair pair = EmbeddedPair.shared();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Path directory;
    private String settings;
    private final CqlSession session;
    /** One place for all nodes of this process, as they have one database. */
    static final Path ROOT_KEYS = Path.of(
                    "target", "root-keys", Long.toString(ProcessHandle.current().pid()))
            .toAbsolutePath();

    private @Nullable ForkedJvm process;
    private URI address = URI.create("http://127.0.0.1");

    /** @param directory for its configuration and its log */
    RealNode(Path directory) {
        this(directory, "");
    }

    /** @param settings HOCON over those that all tests have */
    RealNode(Path directory, String settings) {
        this.settings = settings;
        this.directory = directory;
        session = CqlSession.builder()
                .addContactPoint(pair.cassandra().contactPoint())
                .withLocalDatacenter(EmbeddedCassandra.DATACENTER)
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(20))
                        .build())
                .build();
        new SchemaMigrator(session, SchemaMigrator.SINGLE_NODE, Clock.systemUTC()).migrate();
        importTenant("");
    }

    /** @param more at the end of the demo's {@code tenant.yaml}; from the next start on at the latest */
    final void importTenant(String more) {
        Path demo = Libraries.home().resolve("docker/seed/demo");
        try {
            // What belongs to the tenant lies beside its file.
            Path copy = directory.resolve("demo");
            try (Stream<Path> files = Files.walk(demo)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path target = copy.resolve(demo.relativize(file).toString());
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
            Files.writeString(copy.resolve("tenant.yaml"), more, StandardOpenOption.APPEND);
            new DirectoryImport(new CassandraDirectoryStore(session))
                    .run(copy.resolve("tenant.yaml"), copy.resolve("articles.yaml"), email -> PASSWORD, SECRET);
            new VectorImport(new CassandraVectorStore(session)).run(new TenantId("demo"), demo.resolve("tenant.yaml"));
        } catch (IOException unwritable) {
            throw new IllegalStateException(unwritable);
        }
    }

    CqlSession cassandra() {
        return session;
    }

    EmbeddedPair pair() {
        return pair;
    }

    /** From the next start on. */
    void setting(String hocon) {
        settings = hocon;
    }

    long pid() {
        return Objects.requireNonNull(process).pid();
    }

    Answer delete(String path, @Nullable String bearer) throws IOException, InterruptedException {
        return send(request(path, bearer).DELETE());
    }

    /** Returns when it serves; its address is another one each time. */
    void start() {
        begin();
        awaitReady();
    }

    /** Returns at once. */
    void begin() {
        int port = FreePort.any();
        Path log = directory.resolve("node.log");
        Path logback = directory.resolve("logback.xml");
        Path config = directory.resolve("node.conf");
        try {
            Files.createDirectories(directory);
            Files.writeString(
                    logback, RollingLog.configuration(log, "  <logger name=\"org.apache.kafka\" level=\"WARN\"/>"));
            Files.writeString(config, config(port, FreePort.any(), FreePort.any()));
        } catch (IOException unwritable) {
            throw new IllegalStateException(unwritable);
        }
        address = URI.create("http://127.0.0.1:" + port);
        ForkedJvm started = ForkedJvm.start(
                new ForkedJvm.Launch(
                        "node",
                        directory,
                        List.of(
                                "-Xmx512m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+ExitOnOutOfMemoryError",
                                "-Dfile.encoding=UTF-8",
                                "-D" + Libraries.HOME + "=" + Libraries.home(),
                                "-Dlogback.configurationFile=" + logback),
                        ownClassPath(),
                        "io.parley.cli.Main",
                        List.of("node", "--config", config.toString()),
                        List.of(log)),
                Progress.SILENT);
        process = started;
    }

    void awaitReady() {
        ForkedJvm started = Objects.requireNonNull(process);
        Eventually.until(
                "the node is ready",
                () -> started.isAlive() ? get("/health/ready", null).status() : ended(started),
                Integer.valueOf(200)::equals);
    }

    private static int ended(ForkedJvm process) {
        throw new AssertionError("The node has ended:\n" + process.lastLogLines());
    }

    private String config(int port, int remoting, int management) {
        return """
                include file(%s)
                parley {
                  http { host = "127.0.0.1", port = %d }
                  http.limits { posts-per-second = 1000, posts-burst = 1000 }
                  auth.secret = "%s"
                  ask-timeout = 2s
                  warm-up = 0s
                  kafka.bootstrap-servers = %s
                  kafka { inbound-first-retry = 200ms, inbound-longest-retry = 1s, inbound-give-up-after = 3s }
                  privacy.kms.directory = %s
                  language.corenlp.languages = []
                  conversation { passivate-after = 5s, snapshot-every = %d }
                }
                datastax-java-driver.basic {
                  contact-points = ["127.0.0.1:%d"]
                  load-balancing-policy.local-datacenter = %s
                  request.timeout = 1s
                }
                akka {
                  remote.artery.canonical { hostname = "127.0.0.1", port = %d }
                  management.http { hostname = "127.0.0.1", port = %d }
                  cluster.seed-nodes = ["akka://parley@127.0.0.1:%d"]
                  persistence.cassandra.journal.circuit-breaker.call-timeout = 1s
                  # Kafka would wait 45 s for a killed consumer.
                  kafka.consumer.kafka-clients { session.timeout.ms = 6000, heartbeat.interval.ms = 1500 }
                }
                """
                        .formatted(
                                ConfigUtil.quoteString(Libraries.home()
                                        .resolve("cluster-config/all-in-one.conf")
                                        .toString()),
                                port,
                                AUTH_SECRET,
                                ConfigUtil.quoteString(pair.kafka().bootstrapServers()),
                                ConfigUtil.quoteString(ROOT_KEYS.toString()),
                                SNAPSHOT_EVERY,
                                pair.cassandra().port(),
                                ConfigUtil.quoteString(EmbeddedCassandra.DATACENTER),
                                remoting,
                                management,
                                remoting)
                + settings;
    }

    private static List<String> ownClassPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .toList();
    }

    /** As a crash: nothing is finished, nothing is told to anybody. */
    void kill() {
        Objects.requireNonNull(process).kill();
    }

    /** Stops it where it stands, as its operating system can. */
    void suspend() {
        Objects.requireNonNull(process).suspend();
    }

    /** Undoes {@link #suspend()}. */
    void resume() {
        Objects.requireNonNull(process).resume();
    }

    boolean isAlive() {
        return Objects.requireNonNull(process).isAlive();
    }

    /** What it ended with; only for one that has ended. */
    int exitCode() {
        return Objects.requireNonNull(process).exitCode();
    }

    /** All that it and those before it have logged. */
    String log() throws IOException {
        return Files.readString(directory.resolve("node.log"));
    }

    /** What it has logged, for a failure's message. */
    String lastLogLines() {
        return process == null ? "" : process.lastLogLines();
    }

    Answer get(String path, @Nullable String bearer) throws IOException, InterruptedException {
        return send(request(path, bearer).GET());
    }

    Answer post(String path, @Nullable String bearer, JsonNode body) throws IOException, InterruptedException {
        return send(request(path, bearer)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    private HttpRequest.Builder request(String path, @Nullable String bearer) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + path)).timeout(PATIENCE);
        return bearer == null ? request : request.header("Authorization", "Bearer " + bearer);
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        boolean json = response.headers()
                .firstValue("Content-Type")
                .filter(type -> type.contains("json"))
                .isPresent();
        return new Answer(response.statusCode(), json ? JSON.readTree(response.body()) : JSON.missingNode());
    }

    /** A token of the agent with this desk's e-mail address; tried again while the router is not back yet. */
    String signIn(String desk) {
        JsonNode credentials = JSON.createObjectNode()
                .put("email", desk + "@demo.parley.example")
                .put("password", PASSWORD);
        return Eventually.until(
                        "signing in as " + desk,
                        () -> post("/api/v1/sign-in", null, credentials),
                        answer -> answer.status() == 200)
                .body()
                .path("token")
                .asText();
    }

    URI address() {
        return address;
    }

    URI desk(String ticket) {
        return URI.create(address.toString().replaceFirst("^http", "ws") + "/api/v1/desk?ticket=" + ticket);
    }

    HttpClient http() {
        return http;
    }

    @Override
    public void close() {
        if (process != null) {
            process.stop(STOP_LIMIT);
        }
        session.close();
    }
}
