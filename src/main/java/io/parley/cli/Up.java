package io.parley.cli;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import io.parley.language.Language;
import io.parley.persistence.embedded.DataDirectoryLock;
import io.parley.persistence.embedded.EmbeddedCassandra;
import io.parley.persistence.embedded.EmbeddedException;
import io.parley.persistence.embedded.EmbeddedKafka;
import io.parley.persistence.embedded.EmbeddedPair;
import io.parley.persistence.embedded.ForkedJvm;
import io.parley.persistence.embedded.FreePort;
import io.parley.persistence.schema.SchemaException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Starts everything Parley needs on this machine, reports when it is ready, and stops all of it on request.
 *
 * <p>Progress goes to standard error, the result to standard output.
 */
final class Up {

    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(30);
    private static final Duration NODE_START_LIMIT = Duration.ofMinutes(3);
    private static final Duration SHOP_START_LIMIT = Duration.ofMinutes(1);
    private static final Duration NODE_STOP_LIMIT = Duration.ofSeconds(20);
    private static final Duration SHOP_STOP_LIMIT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Options options;
    private final PrintStream out;
    private final PrintStream err;
    private final Path data;
    private final long began = System.nanoTime();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final Object starting = new Object();
    private @Nullable EmbeddedPair databases;
    private @Nullable ForkedJvm shop;
    private @Nullable ForkedJvm node;
    private volatile boolean stopping;

    /**
     * @param data directory of everything that is stored
     * @param port for HTTP; 0 takes a free one
     * @param demo whether to start the demo shop and import its data
     * @param json whether the result is one line of JSON
     * @param demoPassword of every demo sign-in; generated when absent
     */
    public record Options(Path data, int port, boolean demo, boolean json, @Nullable String demoPassword) {

        public Options {
            if (port < 0 || port > 65_535) {
                throw new EmbeddedException("Invalid port: " + port);
            }
        }
    }

    public Up(Options options, PrintStream out, PrintStream err) {
        this.options = options;
        this.out = out;
        this.err = err;
        this.data = options.data().toAbsolutePath().normalize();
    }

    /**
     * Returns only if something has failed: a SIGTERM or Ctrl-C stops everything and then ends this JVM with code 0.
     *
     * @return the exit code
     */
    public int run() {
        try {
            DataDirectoryLock lock = prepare();
            Thread onRequest = new Thread(this::stopOnRequest, "stop");
            Runtime.getRuntime().addShutdownHook(onRequest);
            try {
                String over = startAndWatch();
                if (!stopping) {
                    progress(over);
                }
            } catch (RuntimeException failed) {
                // Processes that end while we stop on request are not a failure.
                if (!stopping) {
                    throw failed;
                }
            } finally {
                if (stopping) {
                    onRequest.join();
                }
                stopAll();
                lock.close();
                Runtime.getRuntime().removeShutdownHook(onRequest);
            }
        } catch (IOException unusable) {
            throw new EmbeddedException("The data directory " + data + " cannot be used: " + unusable, unusable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }

    private DataDirectoryLock prepare() throws IOException {
        Memory memory = Memory.now();
        if (!memory.suffices()) {
            throw new EmbeddedException("Parley with its own Cassandra and Kafka needs " + Memory.NEEDED
                    + " MB of free memory; this machine has " + memory.available()
                    + " MB. Close other programs, or run a node against existing servers (./parley node).");
        }
        PrivateFiles.createDirectory(data);
        DataDirectoryLock lock = DataDirectoryLock.acquire(data, LOCK_PATIENCE, this::progress);
        if (options.port() != 0 && !FreePort.isFree(options.port())) {
            lock.close();
            throw new EmbeddedException(
                    "Port " + options.port()
                            + " is taken by another program. Stop that program, or choose another port with --port N (0 takes a free one).");
        }
        return lock;
    }

    /** Returns why it has ended. */
    private String startAndWatch() throws InterruptedException {
        try {
            start();
            return ended().join();
        } catch (EmbeddedException | SchemaException explained) {
            return stopping
                    ? "Stopped while starting"
                    : Objects.requireNonNullElse(explained.getMessage(), explained.toString());
        } catch (IOException failed) {
            return "Parley could not be started: " + failed;
        }
    }

    private void start() throws IOException, InterruptedException {
        PrivateFiles files = new PrivateFiles(data);
        OwnNode ownNode = new OwnNode(data);
        int port = options.port() == 0 ? FreePort.any() : options.port();
        URI address = URI.create("http://127.0.0.1:" + port);
        @Nullable URI shopAddress = options.demo() ? URI.create("http://127.0.0.1:" + FreePort.any()) : null;

        EmbeddedPair pair = new EmbeddedPair(
                new EmbeddedCassandra(EmbeddedCassandra.Settings.in(data.resolve("cassandra"))),
                new EmbeddedKafka(EmbeddedKafka.Settings.in(data.resolve("kafka"))));
        unlessStopping(() -> databases = pair);
        if (shopAddress != null) {
            unlessStopping(() -> shop = DemoShop.start(shopAddress, data.resolve("shop"), this::progress));
        }
        pair.start(this::progress);

        Config config = ownNode.writeConfig(files.secrets(), port, shopAddress, pair, annotators());
        migrate(config);
        // Before the node, so that it knows everything when it reports that it is ready.
        TenantImport.Outcome demo = options.demo() ? importDemo(files, config) : TenantImport.Outcome.NOTHING;
        unlessStopping(() -> node = ownNode.start(this::progress));
        if (shop != null && shopAddress != null) {
            awaitOk(shop, shopAddress.resolve("/shop/v1/health"), SHOP_START_LIMIT);
        }
        awaitOk(startedNode(), address.resolve("/health/ready"), NODE_START_LIMIT);

        progress("Ready; Ctrl-C stops it");
        new Running(address, data, demo, pids(pair)).print(out, options.json());
    }

    /** Returns the languages whose annotators are installed and fit into memory; reports on all. */
    private Set<Language> annotators() {
        CoreNlpFiles.Choice choice =
                CoreNlpFiles.choice(Memory.now().available() - Memory.NEEDED - Memory.NODE_HEAP_MOST);
        choice.lines().forEach(this::progress);
        return choice.used();
    }

    /** Starts a process unless stopping; a shutdown hook running at the same moment either sees the process or prevents it. */
    private void unlessStopping(Runnable start) {
        synchronized (starting) {
            if (stopping) {
                throw new EmbeddedException("Stopped while starting");
            }
            start.run();
        }
    }

    private void migrate(Config config) {
        try (CqlSession session = Schema.session(config)) {
            List<Integer> applied = Schema.migrator(session, config).migrate();
            progress(applied.isEmpty() ? "The schema is up to date" : "Applied schema versions " + applied);
        }
    }

    private ForkedJvm startedNode() {
        ForkedJvm started = node;
        if (started == null) {
            throw new IllegalStateException("No node");
        }
        return started;
    }

    private void awaitOk(ForkedJvm process, URI health, Duration limit) throws InterruptedException {
        long start = System.nanoTime();
        CompletableFuture<String> over = ended();
        while (!isOk(health)) {
            if (over.isDone()) {
                throw new EmbeddedException(over.join());
            }
            if (System.nanoTime() - start > limit.toNanos()) {
                throw new EmbeddedException("The " + process.name() + " was not ready within " + limit.toSeconds()
                        + " s. Last log lines:\n" + process.lastLogLines());
            }
            Thread.sleep(POLL.toMillis());
        }
        progress("The %s is ready after %.1f s".formatted(process.name(), (System.nanoTime() - start) / 1e9));
    }

    private boolean isOk(URI health) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(health)
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private TenantImport.Outcome importDemo(PrivateFiles files, Config config) throws IOException {
        String chosen = options.demoPassword();
        UnaryOperator<String> kept = TenantImport.kept(files);
        TenantImport.Outcome outcome =
                TenantImport.demo(config, email -> chosen == null ? kept.apply(email) : chosen, this::progress);
        files.writeSignIns(outcome.signIns());
        files.writeSigningSecrets(outcome.signingSecrets());
        return outcome;
    }

    private Map<String, Long> pids(EmbeddedPair pair) {
        Map<String, Long> pids = new LinkedHashMap<>();
        pids.put("node", startedNode().pid());
        pids.put("cassandra", pair.cassandra().pid());
        pids.put("kafka", pair.kafka().pid());
        ForkedJvm running = shop;
        if (running != null) {
            pids.put("shop", running.pid());
        }
        return pids;
    }

    /** Completes with a message when the first of the processes ends by itself. */
    private CompletableFuture<String> ended() {
        CompletableFuture<String> first = new CompletableFuture<>();
        EmbeddedPair pair = databases;
        if (pair != null) {
            tellEnd(first, "Cassandra", pair.cassandra().onExit());
            tellEnd(first, "Kafka", pair.kafka().onExit());
        }
        ForkedJvm runningShop = shop;
        if (runningShop != null) {
            tellEnd(first, "The demo shop", runningShop.onExit());
        }
        ForkedJvm runningNode = node;
        if (runningNode != null) {
            tellEnd(first, "The node", runningNode.onExit());
        }
        return first;
    }

    private static void tellEnd(CompletableFuture<String> first, String name, CompletableFuture<ForkedJvm> exit) {
        exit.thenAccept(process -> first.complete(name + " has exited unexpectedly with code " + process.exitCode()
                + ". Last log lines:\n" + process.lastLogLines()));
    }

    /** The JVM would report the signal (143); stopping on request is not a failure, so the code is 0. */
    private void stopOnRequest() {
        progress("Stopping");
        stopAll();
        progress("Stopped");
        err.flush();
        Runtime.getRuntime().halt(0);
    }

    /** Stops the node first, while it can still store and publish what it holds; the databases last. */
    private void stopAll() {
        synchronized (starting) {
            stopping = true;
        }
        ForkedJvm runningNode = node;
        if (runningNode != null) {
            boolean inTime = runningNode.stop(NODE_STOP_LIMIT);
            progress(inTime ? "The node has stopped" : "The node did not stop in time and was killed");
        }
        ForkedJvm runningShop = shop;
        if (runningShop != null) {
            runningShop.stop(SHOP_STOP_LIMIT);
        }
        EmbeddedPair pair = databases;
        if (pair != null) {
            pair.close();
            progress("Kafka and Cassandra have stopped");
        }
    }

    private void progress(String what) {
        err.printf("[%5.1f s] %s%n", (System.nanoTime() - began) / 1e9, what);
        err.flush();
    }
}
