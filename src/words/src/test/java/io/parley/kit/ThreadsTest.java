package io.parley.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThreadsTest {

    private static final Callable<String> WHO =
            () -> Thread.currentThread().getName() + (Thread.currentThread().isDaemon() ? "" : " keeps the process");

    @Test
    void numbersTheThreadsOfAPoolUnlessItHasOnlyOne() throws Exception {
        ExecutorService one = Threads.pool("reader", 1);
        ExecutorService two = Threads.pool("writer", 2);
        try {
            assertThat(one.submit(WHO).get()).isEqualTo("reader");
            assertThat(two.submit(WHO).get()).isEqualTo("writer-1");
            assertThat(two.submit(WHO).get()).isEqualTo("writer-2");
        } finally {
            one.shutdownNow();
            two.shutdownNow();
        }
    }

    @Test
    void refusesWorkWhileTooMuchIsWaiting() {
        CountDownLatch end = new CountDownLatch(1);
        ExecutorService one = Threads.bounded("reader", 1, 1);
        try {
            Runnable waits = () -> {
                try {
                    end.await();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            };
            one.execute(waits);
            one.execute(waits);
            assertThatThrownBy(() -> one.execute(waits)).isInstanceOf(RejectedExecutionException.class);
        } finally {
            end.countDown();
            one.shutdownNow();
        }
    }

    @Test
    void startsAThreadForALongTask() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);

        Thread started = Threads.start("watch", ran::countDown);

        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(started.getName()).isEqualTo("watch");
        assertThat(started.isDaemon()).isTrue();
    }
}
