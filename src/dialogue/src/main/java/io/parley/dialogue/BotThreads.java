package io.parley.dialogue;

import io.parley.kit.Threads;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The threads that decide turns. Turns begin in the order they arrived. A turn that has begun continues before another one begins, because
 * it may already have done something and its customer has waited longest. Only turns that have not begun are limited in number, so none
 * fails halfway for lack of room.
 */
public final class BotThreads implements Executor, AutoCloseable {

    private final ThreadPoolExecutor threads;
    private final Backlog backlog;
    private final AtomicLong number = new AtomicLong();

    private final class Job implements Runnable, Comparable<Job> {
        private final Runnable work;
        private final boolean begins;
        private final long nth = number.incrementAndGet();

        Job(Runnable work, boolean begins) {
            this.work = work;
            this.begins = begins;
        }

        @Override
        public void run() {
            work.run();
        }

        @Override
        public int compareTo(Job other) {
            return begins == other.begins ? Long.compare(nth, other.nth) : begins ? 1 : -1;
        }
    }

    /**
     * @param count number of threads
     * @param most turns that may wait for one
     * @param admitWithin expected wait for one from which new turns are no longer welcome
     */
    public BotThreads(int count, int most, Duration admitWithin) {
        this.backlog = new Backlog(count, most, admitWithin, System::nanoTime);
        this.threads = new ThreadPoolExecutor(
                count, count, 0, TimeUnit.SECONDS, new PriorityBlockingQueue<>(), Threads.factory("bot", count));
    }

    /**
     * Begins a turn when a thread is free.
     *
     * @throws BotBusyException when too many are already waiting
     */
    @Override
    public void execute(Runnable work) {
        long since = backlog.add();
        threads.execute(new Job(
                () -> {
                    backlog.begins(since);
                    work.run();
                },
                true));
    }

    /** Returns the executor that continues turns that have begun; it never refuses one. */
    public Executor continuing() {
        return work -> threads.execute(new Job(work, false));
    }

    /** Returns how long a turn that arrives now is expected to wait before it begins. */
    public Duration expectedWait() {
        return backlog.expectedWait();
    }

    /** See {@link Bot#closedFor}. */
    public Duration closedFor() {
        return backlog.closedFor();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
