package io.parley.load.crowd;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** Runs work from other threads on the wire's loop, and work for many customers there. */
final class Loop {

    private static final int AT_ONCE = 32;
    private static final long TICK_MICROS = 1_000;
    private static final int DIGITS = 3;
    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);

    private final EventLoop loop;

    Loop(EventLoop loop) {
        this.loop = loop;
    }

    <T> CompletableFuture<T> call(Supplier<CompletableFuture<T>> what) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                what.get().whenComplete((value, failure) -> {
                    if (failure == null) {
                        result.complete(value);
                    } else {
                        result.completeExceptionally(failure);
                    }
                });
            } catch (RuntimeException failed) {
                result.completeExceptionally(failed);
            }
        });
        return result;
    }

    <T> CompletableFuture<T> tell(Supplier<T> what) {
        return call(() -> CompletableFuture.completedFuture(what.get()));
    }

    ScheduledFuture<?> everyTick(Runnable what) {
        return loop.scheduleAtFixedRate(what, 0, TICK_MICROS, TimeUnit.MICROSECONDS);
    }

    /** Runs it for each, a few at a time; fails with the first failure. */
    static <C> CompletableFuture<Void> fewAtOnce(List<C> all, Function<C, CompletableFuture<Void>> what) {
        return fewAtOnce(AT_ONCE, all, what);
    }

    static <C> CompletableFuture<Void> fewAtOnce(int atOnce, List<C> all, Function<C, CompletableFuture<Void>> what) {
        ArrayDeque<C> left = new ArrayDeque<>(all);
        List<CompletableFuture<Void>> lanes = new ArrayList<>();
        for (int i = 0; i < atOnce; i++) {
            lanes.add(oneByOne(left, what));
        }
        return CompletableFuture.allOf(lanes.toArray(CompletableFuture[]::new));
    }

    private static <C> CompletableFuture<Void> oneByOne(ArrayDeque<C> left, Function<C, CompletableFuture<Void>> what) {
        C next = left.poll();
        return next == null
                ? CompletableFuture.completedFuture(null)
                : what.apply(next).thenCompose(done -> oneByOne(left, what));
    }

    /** For latencies in microseconds. */
    static Histogram histogram() {
        return new Histogram(DIGITS);
    }

    static void record(Histogram latencies, long nanos) {
        latencies.recordValue(Math.max(0, Math.min(LONGEST_MICROS, nanos / 1_000)));
    }
}
