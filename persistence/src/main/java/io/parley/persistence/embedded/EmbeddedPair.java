package io.parley.persistence.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Cassandra and Kafka, started side by side. {@link #shared()} is the pair for the tests of one JVM: empty at first, stored under {@code
 * target/}, and ended with the JVM.
 *
 * @param cassandra started by {@link #start} unless it is running
 * @param kafka started by {@link #start} unless it is running
 */
public record EmbeddedPair(EmbeddedCassandra cassandra, EmbeddedKafka kafka) implements AutoCloseable {

    private static @Nullable EmbeddedPair shared;

    /** Starts whichever is not running, both in parallel; returns when both serve requests. */
    public void start(Progress progress) {
        CompletableFuture<Void> broker = startUnlessAlive(kafka, progress);
        CompletableFuture<Void> database = startUnlessAlive(cassandra, progress);
        try {
            CompletableFuture.allOf(broker, database).join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof EmbeddedException told) {
                throw told;
            }
            throw failed;
        }
    }

    private static CompletableFuture<Void> startUnlessAlive(EmbeddedService service, Progress progress) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread starting = new Thread(
                () -> {
                    try {
                        if (!service.isAlive()) {
                            service.start(progress);
                        }
                        done.complete(null);
                    } catch (RuntimeException failed) {
                        done.completeExceptionally(failed);
                    }
                },
                "start-" + service.name());
        starting.setDaemon(true);
        starting.start();
        return done;
    }

    /**
     * The pair shared by all tests of this JVM; the first call starts it (about 12 s). A test that stops one of the two starts it again.
     * Tests are kept apart by keyspace, topic and id, never by a pair of their own.
     */
    public static synchronized EmbeddedPair shared() {
        if (shared == null) {
            Path state = Path.of("target", "embedded").toAbsolutePath();
            deleteStateOfEndedTests(state);
            Path ours = state.resolve(Long.toString(ProcessHandle.current().pid()));
            EmbeddedPair pair = new EmbeddedPair(
                    new EmbeddedCassandra(EmbeddedCassandra.Settings.in(ours.resolve("cassandra"))),
                    new EmbeddedKafka(EmbeddedKafka.Settings.in(ours.resolve("kafka"))));
            Runtime.getRuntime().addShutdownHook(new Thread(pair::kill, "end-embedded"));
            try {
                pair.start(Progress.SILENT);
            } catch (RuntimeException failed) {
                // The next test tries again, in the same directory.
                pair.kill();
                throw failed;
            }
            shared = pair;
        }
        return shared;
    }

    /** Test data is thrown away: nothing needs an orderly stop, which would take seconds. */
    private void kill() {
        for (EmbeddedService service : new EmbeddedService[] {kafka, cassandra}) {
            if (service.isAlive()) {
                service.kill();
            }
        }
    }

    private static void deleteStateOfEndedTests(Path state) {
        if (!Files.isDirectory(state)) {
            return;
        }
        try (Stream<Path> runs = Files.list(state)) {
            runs.filter(run -> ProcessHandle.of(Long.parseLong(run.getFileName().toString()))
                            .isEmpty())
                    .forEach(EmbeddedPair::deleteTree);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Other test processes may be deleting the same files. */
    private static void deleteTree(Path top) {
        try {
            Files.walkFileTree(top, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                    return unlessGone(failure);
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(directory);
                    return failure == null ? FileVisitResult.CONTINUE : unlessGone(failure);
                }
            });
        } catch (IOException busy) {
            throw new UncheckedIOException(busy);
        }
    }

    private static FileVisitResult unlessGone(IOException failure) throws IOException {
        if (failure instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw failure;
    }

    /** Stops both, one after the other: Kafka first. */
    @Override
    public void close() {
        kafka.close();
        cassandra.close();
    }
}
