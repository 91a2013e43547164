package io.parley.load.lab;

import io.parley.persistence.embedded.Pause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** {@code ./parley node} as a child process; may be started again after it was killed. */
public final class NodeProcess {

    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);

    private final int number;
    private final Path config;
    private final Path log;
    private final URI http;
    private final URI management;
    private final String javaOptions;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private @Nullable Process process;

    NodeProcess(int number, Path config, Path log, URI http, URI management, String javaOptions) {
        this.number = number;
        this.config = config;
        this.log = log;
        this.http = http;
        this.management = management;
        this.javaOptions = javaOptions;
    }

    /** Starts it; {@link #awaitReady()} returns when it serves. */
    public void start() {
        try {
            process = Tree.parley(
                            List.of("node", "--config", config.toString()), Map.of("PARLEY_JAVA_OPTS", javaOptions))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** @throws IllegalStateException when it ends or takes too long; its log shows why */
    public void awaitReady() {
        long start = System.nanoTime();
        while (status(http.resolve("/health/ready")) != 200) {
            if (!running().isAlive() || System.nanoTime() - start > START_LIMIT.toNanos()) {
                throw new IllegalStateException("node " + number + " is not ready, see " + log);
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private int status(URI address) {
        try {
            return client.send(
                            HttpRequest.newBuilder(address)
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException notYet) {
            return 0;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** Returns the management port's response at a path; empty when there is none. */
    String management(String path) {
        try {
            return client.send(
                            HttpRequest.newBuilder(management.resolve(path))
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException none) {
            return "";
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** Counted from 1, in the order in which they were first started. */
    public int number() {
        return number;
    }

    public URI http() {
        return http;
    }

    public long pid() {
        return running().pid();
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** kill -9. */
    public void kill() {
        running().destroyForcibly();
        await();
    }

    /** Freezes it: connections are still accepted but not answered. */
    public void suspend() {
        Pause.suspend(pid());
    }

    /** Undoes {@link #suspend()}. */
    public void resume() {
        Pause.resume(pid());
    }

    /** Its exit code; waits until it has ended. */
    public int exitCode() {
        await();
        return running().exitValue();
    }

    /** Asks it to end (SIGTERM); does not wait. */
    public void terminate() {
        running().destroy();
    }

    /** Waits until it has ended; kills it if it does not. */
    public void await() {
        try {
            if (!running().waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                running().destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Process running() {
        return Objects.requireNonNull(process, "the node has not been started");
    }
}
