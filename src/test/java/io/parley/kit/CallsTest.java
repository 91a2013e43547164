package io.parley.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.kit.Calls.Limits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class CallsTest {

    private static final Duration ATTEMPT = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Limits ONCE = Limits.once(ATTEMPT);
    private static final Limits PATIENT = new Limits(ATTEMPT, Duration.ofSeconds(7), 5, Duration.ofSeconds(1));

    private final VirtualTimer timer = new VirtualTimer();
    private final Calls<Integer> calls = calls("shop");
    private final Sent sent = new Sent();

    private Calls<Integer> calls(String system) {
        return new Calls<>(system, PAUSE, status -> status >= 500, timer, timer.clock());
    }

    /** Answered by the test, one attempt after the other; a 5xx is worth a retry. */
    private static final class Sent implements Calls.Exchange<Integer> {
        private final List<CompletableFuture<Integer>> attempts = new ArrayList<>();
        private final List<String> ended = new ArrayList<>();

        @Override
        public CompletableFuture<Integer> begin() {
            attempts.add(new CompletableFuture<>());
            return last();
        }

        @Override
        public boolean isWorthARetry(Integer status) {
            return status >= 500;
        }

        @Override
        public void ended(Integer status, Throwable failure) {
            ended.add(
                    failure == null
                            ? status.toString()
                            : root(failure).getClass().getSimpleName());
        }

        CompletableFuture<Integer> last() {
            return attempts.get(attempts.size() - 1);
        }
    }

    private static Throwable root(Throwable failure) {
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    private static Throwable failure(CompletableFuture<?> call) {
        assertThat(call).isCompletedExceptionally();
        return root(call.handle((answer, failure) -> failure).join());
    }

    private CompletableFuture<Integer> fail() {
        CompletableFuture<Integer> call = calls.call(sent, ONCE);
        sent.last().completeExceptionally(new IOException());
        return call;
    }

    private void breaks() {
        for (int i = 0; i < 5; i++) {
            fail();
        }
    }

    // ---- deadlines ----

    @Test
    void anAnswerInTimeIsTheCallsAndLeavesNoTimerBehind() {
        CompletableFuture<Integer> call = calls.call(sent, PATIENT);
        sent.last().complete(200);

        assertThat(call).isCompletedWithValue(200);
        assertThat(timer.waiting()).isZero();
    }

    @Test
    void anAttemptThatIsLateIsCutOff() {
        CompletableFuture<Integer> call = calls.call(sent, ONCE);

        timer.passes(ATTEMPT.minusMillis(1));
        assertThat(call).isNotDone();
        timer.passes(Duration.ofMillis(1));

        assertThat(failure(call)).isInstanceOf(TimeoutException.class);
        assertThat(sent.last()).isCancelled();
    }

    @Test
    void allAttemptsTogetherTakeNoLongerThanTheTotal() {
        CompletableFuture<Integer> call = calls.call(sent, PATIENT);

        timer.passes(PATIENT.total());

        assertThat(failure(call)).isInstanceOf(TimeoutException.class);
        assertThat(sent.attempts).hasSizeBetween(2, 3).allMatch(CompletableFuture::isCancelled);
        assertThat(sent.ended).hasSameSizeAs(sent.attempts).containsOnly("TimeoutException");
        int before = sent.attempts.size();
        timer.passes(Duration.ofMinutes(1));
        assertThat(sent.attempts).hasSize(before);
    }

    @Test
    void anExchangeOfItsOwnIsCutOffToo() {
        CompletableFuture<Integer> exchange = new CompletableFuture<>();
        Calls.within(Duration.ofMinutes(1), exchange).cancel(false);

        assertThat(exchange).isCancelled();
    }

    // ---- giving up ----

    @Test
    void aCallThatIsCancelledCancelsItsExchangeAndIsNotRepeated() {
        CompletableFuture<Integer> call = calls.call(sent, PATIENT);
        call.cancel(true);

        assertThat(sent.last()).isCancelled();
        timer.passes(PATIENT.total());
        assertThat(sent.attempts).hasSize(1);
        assertThat(sent.ended).containsExactly("CancellationException");
    }

    @Test
    void aCallThatIsCancelledBetweenTwoAttemptsHasNoFurtherOne() {
        CompletableFuture<Integer> call = calls.call(sent, PATIENT);
        sent.last().complete(503);
        call.cancel(true);

        timer.passes(PATIENT.total());

        assertThat(sent.attempts).hasSize(1);
    }

    @Test
    void callsGivenUpAreNotTheSystemsFault() {
        for (int i = 0; i < 20; i++) {
            calls.call(sent, ONCE).cancel(true);
        }

        calls.call(sent, ONCE);
        assertThat(sent.attempts).hasSize(21);
    }

    // ---- retries ----

    @Test
    void repeatsAnAttemptAfterAPauseThatGrows() {
        CompletableFuture<Integer> call = calls.call(sent, PATIENT);

        sent.last().complete(503);
        timer.passes(Duration.ofMillis(499));
        assertThat(sent.attempts).hasSize(1);
        timer.passes(Duration.ofMillis(501));
        assertThat(sent.attempts).hasSize(2);

        sent.last().completeExceptionally(new IOException());
        timer.passes(Duration.ofMillis(999));
        assertThat(sent.attempts).hasSize(2);
        timer.passes(Duration.ofMillis(1_001));
        assertThat(sent.attempts).hasSize(3);

        sent.last().complete(200);
        assertThat(call).isCompletedWithValue(200);
        assertThat(sent.ended).containsExactly("503", "IOException", "200");
    }

    @Test
    void doesNotRepeatWhatMayBeSentOnlyOnce() {
        CompletableFuture<Integer> answered = calls.call(sent, ONCE);
        sent.last().complete(503);
        CompletableFuture<Integer> late = calls.call(sent, ONCE);
        timer.passes(Duration.ofMinutes(1));

        assertThat(answered).isCompletedWithValue(503);
        assertThat(failure(late)).isInstanceOf(TimeoutException.class);
        assertThat(failure(fail())).isInstanceOf(IOException.class);
        assertThat(sent.attempts).hasSize(3);
    }

    @Test
    void endsAtOnceWhenThereIsNoTimeForAnotherAttempt() {
        CompletableFuture<Integer> call =
                calls.call(sent, new Limits(ATTEMPT, Duration.ofMillis(400), 5, Duration.ofSeconds(1)));
        sent.last().complete(503);

        assertThat(call).isCompletedWithValue(503);
    }

    // ---- a system that keeps failing ----

    @Test
    void leavesAFailingSystemAloneForAWhile() {
        breaks();

        CompletableFuture<Integer> refused = calls.call(sent, PATIENT);

        assertThat(Calls.isRefused(failure(refused))).isTrue();
        timer.passes(PATIENT.total());
        assertThat(sent.attempts).hasSize(5);
        assertThat(Calls.isRefused(new CompletionException(new IOException()))).isFalse();
    }

    @Test
    void answersThatMeanTroubleCountAsFailures() {
        for (int status : List.of(404, 200, 500, 503, 500)) {
            calls.call(sent, ONCE);
            sent.last().complete(status);
        }

        assertThat(Calls.isRefused(failure(calls.call(sent, ONCE)))).isTrue();
    }

    @Test
    void oneAttemptShowsWhetherTheSystemIsWellAgain() {
        breaks();
        timer.passes(PAUSE.plusMillis(1));

        CompletableFuture<Integer> probe = calls.call(sent, ONCE);
        assertThat(sent.attempts).hasSize(6);
        assertThat(Calls.isRefused(failure(calls.call(sent, ONCE)))).isTrue();
        sent.last().complete(200);

        assertThat(probe).isCompletedWithValue(200);
        calls.call(sent, ONCE);
        assertThat(sent.attempts).hasSize(7);
    }

    @Test
    void anAttemptThatFailsAgainMeansAnotherPause() {
        breaks();
        timer.passes(PAUSE.plusMillis(1));
        fail();

        assertThat(Calls.isRefused(failure(calls.call(sent, ONCE)))).isTrue();
        assertThat(sent.attempts).hasSize(6);
    }

    @Test
    void aProbeThatIsGivenUpLeavesItsPlaceToTheNext() {
        breaks();
        timer.passes(PAUSE.plusMillis(1));
        calls.call(sent, ONCE).cancel(true);

        calls.call(sent, ONCE);
        assertThat(sent.attempts).hasSize(7);
    }

    @Test
    void theFailuresOfOneSystemAreNotThoseOfAnother() {
        breaks();

        calls("other shop").call(sent, ONCE);
        assertThat(sent.attempts).hasSize(6);
    }

    @Test
    void aShortageOfOurOwnIsNotTheSystemsFault() {
        for (int i = 0; i < 20; i++) {
            CompletableFuture<Integer> call = calls.call(
                    () -> {
                        throw new RejectedExecutionException();
                    },
                    ONCE);
            assertThat(failure(call)).isInstanceOf(RejectedExecutionException.class);
        }

        calls.call(sent, ONCE);
        assertThat(sent.attempts).hasSize(1);
    }
}
