package io.parley.kit;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads with names that do not keep the process alive. Those of a pool are numbered from 1, unless it has only one. */
public final class Threads {

    private Threads() {}

    /** Starts a thread for one long task. */
    public static Thread start(String name, Runnable work) {
        Thread thread = daemon(name, work);
        thread.start();
        return thread;
    }

    /** Creates a pool of this many threads with an unbounded queue. */
    public static ExecutorService pool(String name, int threads) {
        return Executors.newFixedThreadPool(threads, factory(name, threads));
    }

    /**
     * Creates a pool of this many threads with a bounded queue.
     *
     * @param waiting the capacity of the queue; beyond it, work is refused with a {@link RejectedExecutionException}
     */
    public static ExecutorService bounded(String name, int threads, int waiting) {
        return new ThreadPoolExecutor(
                threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), factory(name, threads));
    }

    /** Creates one thread for tasks at given times; cancelled ones are forgotten at once. */
    public static ScheduledExecutorService timer(String name) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, factory(name, 1));
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /** Creates threads for a pool of at most this many. */
    public static ThreadFactory factory(String name, int most) {
        AtomicInteger number = new AtomicInteger();
        return work -> daemon(most == 1 ? name : name + "-" + number.incrementAndGet(), work);
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
