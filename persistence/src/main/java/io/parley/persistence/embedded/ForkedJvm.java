package io.parley.persistence.embedded;

import io.parley.persistence.embedded.fork.ForkedMain;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Java program in its own process, which ends when ours does; see {@link ForkedMain}. */
public final class ForkedJvm {

    private static final int TAIL_LINES = 20;
    private static final int LINE_CHARACTERS = 300;
    private static final int TAIL_BYTES = 64 * 1024;

    private final Launch launch;
    private final Instant started;
    private final Process process;

    private ForkedJvm(Launch launch, Instant started, Process process) {
        this.launch = launch;
        this.started = started;
        this.process = process;
    }

    /**
     * The program to run.
     *
     * @param name used in messages and file names
     * @param directory working directory; the process id is kept in it as {@code NAME.pid}, standard output as {@code NAME.out}
     * @param classPath entries as for {@code -cp}, wildcards allowed
     * @param logs log files that the program itself writes, most useful first
     */
    public record Launch(
            String name,
            Path directory,
            List<String> jvmFlags,
            List<String> classPath,
            String mainClass,
            List<String> arguments,
            List<Path> logs) {

        public Launch {
            jvmFlags = List.copyOf(jvmFlags);
            classPath = List.copyOf(classPath);
            arguments = List.copyOf(arguments);
            logs = List.copyOf(logs);
        }

        Path pidFile() {
            return directory.resolve(name + ".pid");
        }

        Path output() {
            return directory.resolve(name + ".out");
        }

        List<String> command() {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(jvmFlags);
            command.add("-cp");
            command.add(
                    Stream.concat(Stream.of(Libraries.origin(ForkedMain.class).toString()), classPath.stream())
                            .collect(Collectors.joining(File.pathSeparator)));
            command.add(ForkedMain.class.getName());
            command.add(mainClass);
            command.addAll(arguments);
            return command;
        }
    }

    /**
     * Starts the program. A process left behind by an earlier start with the same name and directory is ended first.
     *
     * @throws EmbeddedException when the operating system refuses
     */
    public static ForkedJvm start(Launch launch, Progress progress) {
        try {
            Files.createDirectories(launch.directory());
            endLeftover(launch, progress);
            // Standard output carries only lines from before logging starts and after it stops. It is overwritten at
            // each start and so stays small. Standard input is the pipe whose end of file ends the child.
            Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            Process process = new ProcessBuilder(launch.command())
                    .directory(launch.directory().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(launch.output().toFile())
                    .start();
            Files.writeString(
                    launch.pidFile(),
                    process.pid() + " " + startSecond(process.toHandle()).orElse(0L));
            return new ForkedJvm(launch, before, process);
        } catch (IOException refused) {
            throw new EmbeddedException(launch.name() + " could not be started: " + refused, refused);
        }
    }

    private static void endLeftover(Launch launch, Progress progress) throws IOException {
        if (!Files.exists(launch.pidFile())) {
            return;
        }
        Optional<ProcessHandle> leftover = leftover(Files.readString(launch.pidFile()));
        if (leftover.isPresent()) {
            ProcessHandle process = leftover.get();
            progress.at(
                    "Ending " + launch.name() + " (process " + process.pid() + "), left behind by an earlier start");
            Pause.resume(process.pid());
            process.destroy();
            if (!ended(process.onExit(), Duration.ofSeconds(20))) {
                process.destroyForcibly();
                ended(process.onExit(), Duration.ofSeconds(10));
            }
        }
        Files.deleteIfExists(launch.pidFile());
    }

    /** Process ids are reused: the process is ours only if it also started in the second we recorded. */
    private static Optional<ProcessHandle> leftover(String pidFile) {
        String[] parts = pidFile.strip().split(" ", -1);
        if (parts.length != 2) {
            return Optional.empty();
        }
        try {
            long started = Long.parseLong(parts[1]);
            return ProcessHandle.of(Long.parseLong(parts[0]))
                    .filter(ProcessHandle::isAlive)
                    .filter(handle -> startSecond(handle)
                            .filter(second -> Math.abs(second - started) <= 1)
                            .isPresent());
        } catch (NumberFormatException damaged) {
            return Optional.empty();
        }
    }

    private static Optional<Long> startSecond(ProcessHandle handle) {
        return handle.info().startInstant().map(Instant::getEpochSecond);
    }

    public String name() {
        return launch.name();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The exit code; only for a process that has ended. */
    public int exitCode() {
        return process.exitValue();
    }

    /** Completes when the process has ended, for whatever reason. */
    public CompletableFuture<ForkedJvm> onExit() {
        return process.onExit().thenApply(ended -> this);
    }

    /**
     * Asks it to end and waits until it has; kills it once the limit has passed.
     *
     * @return whether it ended by itself in time
     */
    public boolean stop(Duration limit) {
        // A suspended process would not receive the request.
        if (process.isAlive()) {
            Pause.resume(process.pid());
        }
        process.destroy();
        boolean inTime = ended(process.onExit(), limit);
        if (!inTime) {
            process.destroyForcibly();
            ended(process.onExit(), Duration.ofSeconds(10));
        }
        forget();
        return inTime;
    }

    /** Ends it immediately, as a crash would (SIGKILL), and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        ended(process.onExit(), Duration.ofSeconds(10));
        forget();
    }

    /** Freezes it (SIGSTOP): it keeps its connections but answers nothing. */
    public void suspend() {
        Pause.suspend(process.pid());
    }

    /** Undoes {@link #suspend()}. */
    public void resume() {
        Pause.resume(process.pid());
    }

    /** The end of its log and of its standard output, for an error message. */
    public String lastLogLines() {
        return Stream.concat(launch.logs().stream(), Stream.of(launch.output()))
                .filter(this::isOfThisRun)
                .map(ForkedJvm::tail)
                .filter(lines -> !lines.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    /** Excludes the log of an earlier run, which would mislead. */
    private boolean isOfThisRun(Path log) {
        try {
            return !Files.getLastModifiedTime(log).toInstant().isBefore(started);
        } catch (IOException none) {
            return false;
        }
    }

    private static String tail(Path file) {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long size = channel.size();
            channel.position(Math.max(0, size - TAIL_BYTES));
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(size, TAIL_BYTES));
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // Until full or at the end.
            }
            List<String> lines = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.length() <= LINE_CHARACTERS ? line : line.substring(0, LINE_CHARACTERS) + " ...")
                    .toList();
            List<String> last = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
            return last.isEmpty() ? "" : "--- " + file + "\n" + String.join("\n", last);
        } catch (IOException none) {
            return "";
        }
    }

    private void forget() {
        try {
            Files.deleteIfExists(launch.pidFile());
        } catch (IOException kept) {
            throw new EmbeddedException(launch.pidFile() + " could not be removed: " + kept, kept);
        }
    }

    private static boolean ended(CompletableFuture<?> exit, Duration limit) {
        try {
            exit.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
