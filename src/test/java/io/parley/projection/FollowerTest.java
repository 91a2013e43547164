package io.parley.projection;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.datastax.oss.driver.api.core.uuid.Uuids;
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
        return new Follower<>(
                new Consumer<String>() {
                    @Override
                    public String name() {
                        return name;
                    }

                    @Override
                    public CompletionStage<Done> handle(List<JournalEvent<String>> events) {
                        return CompletableFuture.completedStage(Done.getInstance());
                    }
                },
                "conversation-0",
                new NoDeadLetters(),
                new SliceReader.Settings(3, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3)),
                Clock.fixed(NOON, ZoneOffset.UTC),
                kit.system());
    }

    private static final class NoDeadLetters implements DeadLetters {
        @Override
        public CompletionStage<Done> keep(Letter letter) {
            throw new AssertionError("everything can be handled");
        }

        @Override
        public CompletionStage<List<Letter>> marked(String slice) {
            return CompletableFuture.completedStage(List.of());
        }

        @Override
        public CompletionStage<Done> remove(Letter letter) {
            throw new AssertionError("there is none");
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
}
