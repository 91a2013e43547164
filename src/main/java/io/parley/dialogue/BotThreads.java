package io.parley.dialogue;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The threads that decide turns. Turns begin in the order they came, and a turn that has begun goes on before another one begins: it may
 * have done something already, and its customer has waited longest. As only those that have not begun are limited, none fails half way for want of room.
 */
public final class BotThreads implements Executor, AutoCloseable {

    private final ThreadPoolExecutor threads;
    private final PriorityBlockingQueue<Runnable> queue;
    private final int most;
    private final LongSupplier nanos;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong number = new AtomicLong();

    private final class Job implements Runnable, Comparable<Job> {
        private final Runnable work;
        private final boolean begins;
        private final long nth = number.incrementAndGet();
        private final long since = nanos.getAsLong();

        Job(Runnable work, boolean begins) {
            this.work = work;
            this.begins = begins;
        }

        @Override
        public void run() {
            if (begins) {
                waiting.decrementAndGet();
            }
            work.run();
        }

        @Override
        public int compareTo(Job other) {
            return begins == other.begins ? Long.compare(nth, other.nth) : begins ? 1 : -1;
        }
    }

    /**
     * @param count of threads
     * @param most turns that may wait for one
     */
    public BotThreads(int count, int most) {
        this(count, most, System::nanoTime);
    }

    BotThreads(int count, int most, LongSupplier nanos) {
        this.most = most;
        this.nanos = nanos;
        this.queue = new PriorityBlockingQueue<>();
        AtomicInteger named = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(count, count, 0, TimeUnit.SECONDS, queue, work -> {
            Thread thread = new Thread(work, "bot-" + named.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Begins a turn when a thread is free.
     *
     * @throws Busy when too many wait already
     */
    @Override
    public void execute(Runnable work) {
        if (waiting.incrementAndGet() > most) {
            waiting.decrementAndGet();
            throw new Busy(most + " turns wait for the bot");
        }
        threads.execute(new Job(work, true));
    }

    /** Goes on with turns that have begun; never refuses one. */
    public Executor goingOn() {
        return work -> threads.execute(new Job(work, false));
    }

    /** How long the turn has waited that begins next; zero when none waits. */
    public Duration behind() {
        Runnable next = queue.peek();
        return next instanceof Job job ? Duration.ofNanos(nanos.getAsLong() - job.since) : Duration.ZERO;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
