package io.parley.persistence.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Held by the one process that may use a data directory. The operating system releases it when the holder ends, even after a crash.
 *
 * <p>The holder's process id is written to a file beside the lock, not into it: POSIX drops a process's lock as soon as that process closes
 * any descriptor of the locked file, so the lock file must never be opened just to be read.
 */
public final class DataDirectoryLock implements AutoCloseable {

    private static final long POLL_MILLIS = 200;

    /** Lock files held by this process. The operating system would let us lock them a second time, and then drop the lock. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final FileChannel channel;
    private final Path file;
    private final Path holder;

    private DataDirectoryLock(FileChannel channel, Path file, Path holder) {
        this.channel = channel;
        this.file = file;
        this.holder = holder;
    }

    /**
     * Waits until the directory is ours.
     *
     * @param directory created when missing
     * @param patience how long another holder may take to finish
     * @throws EmbeddedException naming the holder's process id, when it does not release the lock in time
     */
    public static DataDirectoryLock acquire(Path directory, Duration patience, Progress progress) {
        Path file = directory.toAbsolutePath().normalize().resolve("lock");
        Path holder = directory.resolve("lock.pid");
        long deadline = System.nanoTime() + patience.toNanos();
        boolean told = false;
        try {
            Files.createDirectories(directory);
            while (true) {
                FileChannel channel = tryLock(file);
                if (channel != null) {
                    Files.writeString(
                            holder, Long.toString(ProcessHandle.current().pid()));
                    return new DataDirectoryLock(channel, file, holder);
                }
                if (System.nanoTime() >= deadline) {
                    throw new EmbeddedException("The data directory " + directory + " is in use by process "
                            + readHolder(holder) + ". Stop that process, or choose another directory.");
                }
                if (!told) {
                    progress.at("Waiting for process " + readHolder(holder) + " to release " + directory);
                    told = true;
                }
                Thread.sleep(POLL_MILLIS);
            }
        } catch (IOException unusable) {
            throw new EmbeddedException("The data directory " + directory + " cannot be used: " + unusable, unusable);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new EmbeddedException("Interrupted while waiting for " + directory, stopped);
        }
    }

    private static @Nullable FileChannel tryLock(Path file) throws IOException {
        if (!HELD.add(file)) {
            return null;
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() != null) {
            return channel;
        }
        channel.close();
        HELD.remove(file);
        return null;
    }

    private static String readHolder(Path holder) {
        try {
            return Files.readString(holder).strip();
        } catch (IOException unknown) {
            return "(unknown)";
        }
    }

    /** Releases the lock; idempotent. */
    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            Files.deleteIfExists(holder);
            channel.close();
            HELD.remove(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
