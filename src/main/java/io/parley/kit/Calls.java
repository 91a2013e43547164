package io.parley.kit;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls to one system outside. Each attempt and each call as a whole has a deadline; whatever is late or no longer wanted is cut off. A
 * system that keeps failing is not called for a while; after that, a single attempt shows whether it is well again.
 *
 * @param <T> an answer
 */
public final class Calls<T> {

    /** What is sent, perhaps more than once. */
    @FunctionalInterface
    public interface Exchange<T> {

        /** Begins an attempt, which is cancelled when it is late or no longer wanted. */
        CompletableFuture<T> begin();

        /** Reports how an attempt ended, before the next one begins; called on any thread. */
        default void ended(@Nullable T answer, @Nullable Throwable failure) {}

        /** Whether another attempt may get a better answer. */
        default boolean isWorthARetry(T answer) {
            return false;
        }
    }

    /**
     * What a call may take.
     *
     * @param attempt for one attempt
     * @param total for all attempts and the pauses between them
     * @param retries how often an attempt that failed is repeated
     * @param backoff the longest pause before the first retry; it doubles with each further one, and is randomised so that calls that
     *     failed together are not retried together
     */
    public record Limits(Duration attempt, Duration total, int retries, Duration backoff) {

        /** A single attempt. */
        public static Limits once(Duration limit) {
            return new Limits(limit, limit, 0, Duration.ZERO);
        }

        /** Pauses of half the time to the whole of it. */
        private IntervalFunction pauses() {
            return IntervalFunction.ofExponentialRandomBackoff(Math.max(1, backoff.toMillis() * 3 / 4), 2, 1 / 3.0);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    private static final ScheduledExecutorService TIMER = Threads.timer("calls");

    private final String system;
    private final CircuitBreaker breaker;
    private final ScheduledExecutorService timer;

    /**
     * @param system what is called, for the log
     * @param pause how long it is not called after it failed too often
     * @param isTrouble whether an answer says that something is wrong with the system rather than with what was sent
     */
    public Calls(String system, Duration pause, Predicate<? super T> isTrouble) {
        this(system, pause, isTrouble, TIMER, Clock.systemUTC());
    }

    Calls(String system, Duration pause, Predicate<? super T> isTrouble, ScheduledExecutorService timer, Clock clock) {
        this.system = system;
        this.timer = timer;
        @SuppressWarnings("unchecked") // It is given nothing but answers.
        Predicate<Object> recorded = answer -> isTrouble.test((T) answer);
        this.breaker = CircuitBreaker.of(
                system,
                CircuitBreakerConfig.custom()
                        .clock(clock)
                        .slidingWindowSize(20)
                        .minimumNumberOfCalls(5)
                        .failureRateThreshold(50)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .waitDurationInOpenState(pause)
                        .recordResult(recorded)
                        // A caller that has lost interest, or no thread of ours, says nothing about the system.
                        .ignoreExceptions(CancellationException.class, RejectedExecutionException.class)
                        .build());
        breaker.getEventPublisher()
                .onStateTransition(event -> LOG.warn(
                        "{}: {}",
                        system,
                        switch (event.getStateTransition().getToState()) {
                            case OPEN -> "it failed too often and is not called for a while";
                            case HALF_OPEN -> "it is tried again";
                            default -> "it answers again";
                        }));
    }

    /**
     * Makes a call. If somebody completes or cancels the returned future because the answer is no longer wanted, the attempt in progress is
     * cut off and none follows.
     *
     * @return fails as its last attempt did; with a {@link TimeoutException} when it was late
     */
    public CompletableFuture<T> call(Exchange<T> exchange, Limits limits) {
        CompletableFuture<T> call = new CompletableFuture<>();
        ScheduledFuture<?> end = expire(timer, call, limits.total());
        IntervalFunction pauses = limits.pauses();
        RetryConfig config = RetryConfig.<T>custom()
                .maxAttempts(1 + limits.retries())
                .retryOnResult(exchange::isWorthARetry)
                .retryOnException(failure -> !call.isDone() && !isRefused(failure))
                .intervalBiFunction((attempts, outcome) -> {
                    long pause = pauses.apply(attempts);
                    return pause < end.getDelay(TimeUnit.MILLISECONDS) ? pause : -1;
                })
                .build();
        Retry.of(system, config)
                .executeCompletionStage(timer, () -> attempt(exchange, limits.attempt(), call))
                .whenComplete((answer, failure) -> {
                    if (failure == null) {
                        call.complete(answer);
                    } else {
                        call.completeExceptionally(failure);
                    }
                });
        return call;
    }

    private CompletionStage<T> attempt(Exchange<T> exchange, Duration limit, CompletableFuture<T> call) {
        if (call.isDone()) {
            return CompletableFuture.failedStage(new CancellationException());
        }
        return breaker.executeCompletionStage(() -> {
                    CompletableFuture<T> attempt = within(timer, limit, exchange.begin());
                    call.whenComplete((answer, failure) ->
                            attempt.completeExceptionally(failure != null ? failure : new CancellationException()));
                    return attempt;
                })
                .whenComplete(exchange::ended);
    }

    /** Whether a call failed because its system has failed too often, so that nothing was sent. */
    public static boolean isRefused(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CallNotPermittedException
                || (failure instanceof CompletionException && cause != null && isRefused(cause));
    }

    /**
     * Limits the time of an exchange that is made once, with a system of which nothing is remembered.
     *
     * @return as the exchange; when it is late, fails with a {@link TimeoutException}, and the exchange is cancelled
     */
    public static <T> CompletableFuture<T> within(Duration limit, CompletableFuture<T> exchange) {
        return within(TIMER, limit, exchange);
    }

    private static <T> CompletableFuture<T> within(
            ScheduledExecutorService timer, Duration limit, CompletableFuture<T> exchange) {
        CompletableFuture<T> inTime = exchange.copy();
        expire(timer, inTime, limit);
        inTime.whenComplete((answer, failure) -> {
            if (failure != null) {
                exchange.cancel(true);
            }
        });
        return inTime;
    }

    private static ScheduledFuture<?> expire(
            ScheduledExecutorService timer, CompletableFuture<?> future, Duration limit) {
        ScheduledFuture<?> end = timer.schedule(
                () -> future.completeExceptionally(new TimeoutException()), limit.toNanos(), TimeUnit.NANOSECONDS);
        future.whenComplete((answer, failure) -> end.cancel(false));
        return end;
    }
}
