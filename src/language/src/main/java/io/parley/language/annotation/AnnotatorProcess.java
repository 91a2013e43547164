package io.parley.language.annotation;

import io.parley.kit.Threads;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One annotator in its own process, kept running: a process that hangs is killed, one that has ended is restarted. Whatever a text or a
 * library does to it, the node loses one answer and nothing else.
 */
final class AnnotatorProcess implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AnnotatorProcess.class);

    /** Longer texts are truncated to this: in a wall of text, names occur at the beginning as well. */
    private static final int LONGEST = 1_000;

    private static final int COMPLAINTS = 8;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    /**
     * How the process is run and supervised.
     *
     * @param queue how many texts may wait; a further one is refused
     * @param startLimit after which a process that is not ready is killed
     * @param hangLimit after which a process that is still at the same text is killed
     * @param pause before it is restarted; grows while it fails before it is ready
     */
    record Settings(int queue, Duration startLimit, Duration hangLimit, Duration pause) {}

    private record PendingQuestion(Wire.Question question, CompletableFuture<Annotation> answer) {}

    private final String name;
    private final List<String> command;
    private final Settings settings;
    private final ScheduledExecutorService timer;
    private final BlockingQueue<PendingQuestion> queue;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile Set<Aspect> aspects = Set.of();
    private volatile @Nullable Process process;

    /**
     * Starts it in the background.
     *
     * @param name for the log
     * @param command that runs {@link AnnotatorMain}
     */
    AnnotatorProcess(String name, List<String> command, Settings settings, ScheduledExecutorService timer) {
        this.name = name;
        this.command = List.copyOf(command);
        this.settings = settings;
        this.timer = timer;
        queue = new ArrayBlockingQueue<>(settings.queue());
        thread = Threads.start("annotator-" + name, this::keepRunning);
    }

    /** Empty while it is not ready. */
    Set<Aspect> aspects() {
        return aspects;
    }

    /** @see Annotators#annotate */
    CompletionStage<Annotation> annotate(String text, Set<Aspect> wanted, Duration limit) {
        CompletableFuture<Annotation> answer = new CompletableFuture<>();
        if (aspects.isEmpty()) {
            answer.completeExceptionally(new Annotators.Unavailable("the annotator for " + name + " is not ready"));
            return answer;
        }
        PendingQuestion asked = new PendingQuestion(new Wire.Question(beginning(text), Set.copyOf(wanted)), answer);
        if (!queue.offer(asked)) {
            answer.completeExceptionally(
                    new Annotators.Unavailable("too many texts wait for the annotator for " + name));
            return answer;
        }
        Future<?> late = timer.schedule(
                () -> answer.completeExceptionally(
                        new Annotators.Unavailable("the annotator for " + name + " did not answer in time")),
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
        answer.whenComplete((annotation, failure) -> late.cancel(false));
        return answer;
    }

    private static String beginning(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST);
    }

    // ---- lifecycle ----

    private void keepRunning() {
        Duration pause = settings.pause();
        try {
            do {
                boolean wasReady = runOnce(pause);
                PendingQuestion waiting;
                while ((waiting = queue.poll()) != null) {
                    waiting.answer().completeExceptionally(gone());
                }
                // A process that cannot even start is unlikely to do so the next time, and loading models is expensive.
                pause = wasReady ? settings.pause() : longer(pause);
            } while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException | RejectedExecutionException over) {
            // Closed.
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    /** Returns, once it has ended, whether it had been ready. */
    private boolean runOnce(Duration pause) throws InterruptedException {
        Deque<String> complaints = new ArrayDeque<>();
        long began = System.nanoTime();
        Process started;
        try {
            started = new ProcessBuilder(command).start();
        } catch (IOException impossible) {
            LOG.warn("the annotator for {} cannot be started: {}", name, impossible.getMessage());
            return false;
        }
        process = started;
        boolean ready = false;
        try {
            listen(started, complaints);
            DataInputStream in = new DataInputStream(new BufferedInputStream(started.getInputStream(), 1 << 16));
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(started.getOutputStream(), 1 << 16));
            Set<Aspect> can = within(settings.startLimit(), started, () -> {
                if (in.readInt() != Wire.READY) {
                    throw new IOException("unexpected output");
                }
                return Aspect.of(in.readInt());
            });
            LOG.info("the annotator for {} is ready after {} s", name, (System.nanoTime() - began) / 1_000_000_000);
            aspects = can;
            ready = true;
            answer(started, in, out);
        } catch (IOException over) {
            if (closed.getCount() > 0) {
                // Its output while it reads texts may contain them; its output while it starts shows what is wrong.
                synchronized (complaints) {
                    LOG.warn(
                            "the annotator for {} has ended {}; it will be restarted in about {} s{}",
                            name,
                            ready ? "while reading a text" : "before it was ready",
                            (ready ? settings.pause() : longer(pause)).toSeconds(),
                            ready || complaints.isEmpty() ? "" : ": " + String.join(" | ", complaints));
                }
            }
        } finally {
            aspects = Set.of();
            started.destroyForcibly();
        }
        return ready;
    }

    private void answer(Process started, DataInputStream in, DataOutputStream out)
            throws IOException, InterruptedException {
        while (true) {
            PendingQuestion asked = queue.take();
            if (asked.answer().isDone()) {
                continue;
            }
            try {
                Optional<Annotation> annotation = within(settings.hangLimit(), started, () -> {
                    Wire.write(out, asked.question());
                    return Optional.ofNullable(Wire.answer(in));
                });
                annotation.ifPresentOrElse(asked.answer()::complete, () -> asked.answer()
                        .completeExceptionally(
                                new Annotators.Unavailable("the annotator for " + name + " cannot read the text")));
            } catch (IOException ended) {
                // It must be unavailable before callers are notified and retry.
                aspects = Set.of();
                asked.answer().completeExceptionally(gone());
                throw ended;
            }
        }
    }

    private interface Talk<T> {
        T talk() throws IOException;
    }

    /** Killing the process unblocks a read that would never return. */
    private <T> T within(Duration limit, Process started, Talk<T> talk) throws IOException {
        Future<?> kill = timer.schedule(started::destroyForcibly, limit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return talk.talk();
        } finally {
            kill.cancel(false);
        }
    }

    private Annotators.Unavailable gone() {
        return new Annotators.Unavailable("the annotator for " + name + " has ended");
    }

    /** Drains the error output, as a full pipe would block the process. Only its last lines before it is ready are kept. */
    private void listen(Process started, Deque<String> complaints) {
        Threads.start("annotator-" + name + "-complaints", () -> {
            try (BufferedReader lines = started.errorReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (aspects.isEmpty()) {
                        synchronized (complaints) {
                            complaints.add(line);
                            if (complaints.size() > COMPLAINTS) {
                                complaints.remove();
                            }
                        }
                    }
                }
            } catch (IOException over) {
                // It has ended.
            }
        });
    }

    @Override
    public void close() {
        closed.countDown();
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
        }
        thread.interrupt();
    }
}
