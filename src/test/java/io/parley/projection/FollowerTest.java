package io.parley.projection;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.datastax.oss.driver.api.core.uuid.Uuids;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FollowerTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private static ActorTestKit kit;

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    private final Follower<String> follower = follower("inbox");

    private static Follower<String> follower(String name) {
        return follower(name, CompletableFuture.completedStage(Done.getInstance()), new NoDeadLetters());
    }

    /** @param outcome of every event; there is only one attempt */
    private static Follower<String> follower(String name, CompletionStage<Done> outcome, DeadLetters deadLetters) {
        return new Follower<>(
                new Consumer<String>() {
                    @Override
                    public String name() {
                        return name;
                    }

                    @Override
                    public CompletionStage<Done> handle(List<JournalEvent<String>> events) {
                        return outcome;
                    }
                },
                "conversation-0",
                deadLetters,
                new SliceReader.Settings(1, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3)),
                Clock.fixed(NOON, ZoneOffset.UTC),
                kit.system());
    }

    private static final class NoDeadLetters implements DeadLetters {
        @Override
        public CompletionStage<Boolean> add(DeadLetter letter) {
            throw new AssertionError("everything can be handled");
        }

        @Override
        public CompletionStage<Done> keep(DeadLetter letter) {
            throw new AssertionError("there is none");
        }

        @Override
        public CompletionStage<List<DeadLetter>> marked(String slice) {
            return CompletableFuture.completedStage(List.of());
        }

        @Override
        public CompletionStage<Done> remove(DeadLetter letter) {
            throw new AssertionError("there is none");
        }
    }

    /** The dead letter of an event. */
    private static final class OneDeadLetter implements DeadLetters {
        private DeadLetter kept;
        private boolean isMarked;

        @Override
        public CompletionStage<Boolean> add(DeadLetter letter) {
            boolean first = kept == null;
            kept = first ? letter : kept;
            return CompletableFuture.completedStage(first);
        }

        @Override
        public CompletionStage<Done> keep(DeadLetter letter) {
            kept = letter;
            isMarked = false;
            return CompletableFuture.completedStage(Done.getInstance());
        }

        @Override
        public CompletionStage<List<DeadLetter>> marked(String slice) {
            return CompletableFuture.completedStage(isMarked ? List.of(kept) : List.of());
        }

        @Override
        public CompletionStage<Done> remove(DeadLetter letter) {
            kept = null;
            return CompletableFuture.completedStage(Done.getInstance());
        }
    }

    private static UUID minute(int number) {
        return Uuids.startOf(NOON.plusSeconds(60L * number).toEpochMilli());
    }

    private static JournalEvent<String> event(UUID offset) {
        return new JournalEvent<>("conversation|demo|a", 1, offset, Uuids.unixTimestamp(offset), "said");
    }

    private static void handles(Follower<String> follower, UUID offset) {
        assertThat(follower.handle(List.of(event(offset))).toCompletableFuture())
                .isCompletedWithValue(Done.getInstance());
    }

    @Test
    void doesNotGoBackBecauseItIsToldSomethingAgain() {
        follower.beginAt(minute(3));
        handles(follower, minute(5));
        handles(follower, minute(4));

        Map<String, UUID> unstored = new HashMap<>();
        follower.unstored(unstored);
        assertThat(unstored).containsExactly(Map.entry("inbox", minute(5)));

        handles(follower, minute(6));
        assertThat(follower.done()).isEqualTo(minute(6));
    }

    @Test
    void tellsApartHowFarTwoHaveComeWithinOneMillisecond() {
        Follower<String> other = follower("learning");
        UUID first = Uuids.startOf(NOON.toEpochMilli());
        UUID last = Uuids.endOf(NOON.toEpochMilli());
        other.beginAt(last);
        follower.beginAt(first);
        assertThat(follower.progress()).isLessThan(other.progress());

        handles(follower, last);
        assertThat(follower.done()).isEqualTo(last);
        assertThat(follower("new").progress()).isLessThan(follower.progress());
    }

    @Test
    void raisesTheAlarmOnceForAnEventThatIsDeliveredAgainAndLeavesTheOperatorsMark() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Metrics.addRegistry(meters);
        OneDeadLetter letters = new OneDeadLetter();
        Follower<String> poisoned =
                follower("poisoned", CompletableFuture.failedStage(new IllegalStateException("poison")), letters);
        handles(poisoned, minute(1));
        assertThat(letters.kept.attempts()).isEqualTo(1);
        letters.isMarked = true;

        handles(poisoned, minute(1));

        assertThat(letters.isMarked).isTrue();
        assertThat(meters.get("parley.projection.dead.letters")
                        .tag("consumer", "poisoned")
                        .counter()
                        .count())
                .isEqualTo(1);
        Metrics.removeRegistry(meters);
    }

    @Test
    void unmarksALetterThatCannotBeHandledWhenTheOperatorAsksForIt() {
        OneDeadLetter letters = new OneDeadLetter();
        Follower<String> poisoned =
                follower("poisoned", CompletableFuture.failedStage(new IllegalStateException("poison")), letters);
        handles(poisoned, minute(1));
        letters.isMarked = true;

        assertThat(poisoned.replay(letters.kept, List.of(event(minute(1)))).toCompletableFuture())
                .isCompletedWithValue(Done.getInstance());

        assertThat(letters.isMarked).isFalse();
        assertThat(letters.kept.attempts()).isEqualTo(2);
    }
}
