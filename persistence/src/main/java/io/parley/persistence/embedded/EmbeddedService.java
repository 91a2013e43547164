package io.parley.persistence.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Cassandra or Kafka as a forked process with its data in one directory. Can be started again after it was stopped or killed, on the same
 * port and with the same data.
 *
 * <p>Safe for use by several threads: {@link #close()} from a shutdown hook ends a {@link #start} that is under way.
 */
public abstract sealed class EmbeddedService implements AutoCloseable permits EmbeddedCassandra, EmbeddedKafka {

    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(30);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(50);

    private final String name;
    private final Path directory;
    private final int port;
    private final Duration startLimit;

    private @Nullable ForkedJvm jvm;
    private @Nullable DataDirectoryLock lock;
    private boolean closed;

    EmbeddedService(String name, Path directory, int port, Duration startLimit) {
        this.name = name;
        this.directory = directory.toAbsolutePath();
        this.port = port == 0 ? FreePort.any() : port;
        this.startLimit = startLimit;
    }

    /** Writes the configuration into the directory and returns the program to run. */
    abstract ForkedJvm.Launch prepare(Progress progress) throws IOException;

    /** Whether it serves requests; throws if it is unreachable. */
    abstract boolean answers() throws IOException;

    /**
     * Starts it and returns when it serves requests.
     *
     * @throws EmbeddedException with its last log lines if it ends or does not answer in time; with the holder's process id if the
     *     directory is in use
     */
    public void start(Progress progress) {
        long began = System.nanoTime();
        DataDirectoryLock held = DataDirectoryLock.acquire(directory, LOCK_PATIENCE, progress);
        boolean ready = false;
        try {
            ForkedJvm started = launch(held, progress);
            awaitAnswer(started, began, progress);
            ready = true;
        } catch (IOException unwritable) {
            throw new EmbeddedException(name + " could not be set up in " + directory + ": " + unwritable, unwritable);
        } finally {
            if (!ready) {
                stop();
                held.close();
            }
        }
    }

    private ForkedJvm launch(DataDirectoryLock held, Progress progress) throws IOException {
        ForkedJvm.Launch launch = prepare(progress);
        synchronized (this) {
            if (closed) {
                throw new EmbeddedException(name + " was stopped before it had started");
            }
            ForkedJvm started = ForkedJvm.start(launch, progress);
            jvm = started;
            lock = held;
            return started;
        }
    }

    private void awaitAnswer(ForkedJvm started, long began, Progress progress) {
        progress.at(
                name + " is starting (process " + started.pid() + ", port " + port + ", data in " + directory + ")");
        while (!answersNow()) {
            if (!started.isAlive()) {
                throw new EmbeddedException(name + " ended while starting, with code " + started.exitCode()
                        + ". Its last log lines:\n" + started.lastLogLines());
            }
            if (System.nanoTime() - began > startLimit.toNanos()) {
                throw new EmbeddedException(name + " did not answer within " + startLimit.toSeconds()
                        + " s. Its last log lines:\n" + started.lastLogLines());
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        progress.at("%s is ready after %.1f s".formatted(name, (System.nanoTime() - began) / 1e9));
    }

    private boolean answersNow() {
        try {
            return answers();
        } catch (IOException notYet) {
            return false;
        }
    }

    public String name() {
        return name;
    }

    /** The port it serves on, at 127.0.0.1; the same after a restart. */
    public int port() {
        return port;
    }

    Path directory() {
        return directory;
    }

    /** @throws IllegalStateException when it is not started */
    public long pid() {
        return running().pid();
    }

    public synchronized boolean isAlive() {
        return jvm != null && jvm.isAlive();
    }

    /** Completes when the most recently started process has ended. */
    public CompletableFuture<ForkedJvm> onExit() {
        return running().onExit();
    }

    /** Asks it to end, waits until it has (Cassandra takes 5 to 7 s), and releases the directory. Has no effect if it is not started. */
    public void stop() {
        ForkedJvm stopping = current();
        if (stopping != null) {
            stopping.stop(STOP_LIMIT);
            release(stopping);
        }
    }

    /** Kills it, as a crash would. */
    public void kill() {
        ForkedJvm killed = running();
        killed.kill();
        release(killed);
    }

    /** Freezes it, like an overloaded or partitioned server: connections stay open, answers do not arrive. */
    public void suspend() {
        running().suspend();
    }

    /** Undoes {@link #suspend()}. */
    public void resume() {
        running().resume();
    }

    /** Stops it for good. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        stop();
    }

    private synchronized void release(ForkedJvm ended) {
        if (jvm == ended) {
            jvm = null;
            if (lock != null) {
                lock.close();
                lock = null;
            }
        }
    }

    private synchronized @Nullable ForkedJvm current() {
        return jvm;
    }

    private ForkedJvm running() {
        ForkedJvm now = current();
        if (now == null) {
            throw new IllegalStateException(name + " is not started");
        }
        return now;
    }

    static void write(Path file, String text) throws IOException {
        Files.createDirectories(parent(file));
        Files.writeString(file, text);
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new UncheckedIOException(new IOException(file + " has no directory"));
        }
        return parent;
    }
}
