package io.parley.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In virtual time, with one thread that takes one turn after the other. */
class BacklogTest {

    private static final int MOST = 1_000;
    private static final Duration WITHIN = Duration.ofSeconds(20);

    private long now = Duration.ofDays(1).toNanos();
    private final Backlog backlog = new Backlog(1, MOST, WITHIN, () -> now);
    private final Queue<Long> line = new ArrayDeque<>();

    private void come(int turns) {
        for (int i = 0; i < turns; i++) {
            line.add(backlog.add());
        }
    }

    /** The thread decides a turn, and begins the next one. */
    private void decide(int turns, Duration each) {
        for (int i = 0; i < turns; i++) {
            pass(each);
            backlog.begins(line.remove());
        }
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void expectsTheWaitThatSoManyTurnsTookLately() {
        come(103);
        decide(3, Duration.ofMillis(50));

        assertThat(backlog.expectedWait()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void expectsAWaitOfThoseThatCameInOneMomentBeforeAnyOfThemHasWaited() {
        come(10);
        decide(10, Duration.ofMillis(50));
        assertThat(backlog.expectedWait()).isZero();
        pass(Duration.ofHours(3));
        come(500);

        assertThat(backlog.expectedWait()).isEqualTo(Duration.ofSeconds(25));
        assertThat(backlog.closedFor()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void takesNoRestForAPace() {
        come(10);
        decide(10, Duration.ofMillis(50));
        for (int i = 0; i < 100; i++) {
            pass(Duration.ofMinutes(1));
            come(1);
            decide(1, Duration.ZERO);
        }
        come(100);

        assertThat(backlog.expectedWait()).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 10, 60, 3_600})
    void doesNotTakeAPauseOfTheProcessForASlowBot(int seconds) {
        come(900);
        decide(600, Duration.ofMillis(20));
        decide(1, Duration.ofSeconds(seconds));

        assertThat(backlog.expectedWait()).isBetween(Duration.ofSeconds(6), Duration.ofSeconds(9));
        assertThat(backlog.closedFor()).isZero();
    }

    @Test
    void doesNotTakeAPauseOfAQuietProcessForASlowBot() {
        come(10);
        decide(10, Duration.ofMillis(20));
        pass(Duration.ofHours(1));
        come(101);
        decide(1, Duration.ofMillis(1));
        decide(1, Duration.ofSeconds(10));

        assertThat(backlog.closedFor()).isZero();
    }

    @Test
    void doesNotKnowThePaceFromAPauseAlone() {
        come(300);
        decide(1, Duration.ofMillis(20));
        decide(1, Duration.ofMinutes(1));
        assertThat(backlog.expectedWait()).isZero();
        decide(1, Duration.ofMillis(20));

        assertThat(backlog.expectedWait()).isEqualTo(Duration.ofMillis(297 * 20));
    }

    @Test
    void noticesWithinSecondsThatTheBotHasBecomeSlower() {
        come(1_000);
        decide(300, Duration.ofMillis(10));
        assertThat(backlog.expectedWait()).isEqualTo(Duration.ofSeconds(7));
        decide(500, Duration.ofMillis(40));

        assertThat(backlog.expectedWait()).isBetween(Duration.ofSeconds(6), Duration.ofSeconds(8));
    }

    @Test
    void noticesThatTheBotHasSuddenlyBecomeAHundredTimesSlowerAndRefersNobodyToMoreThanAMinuteLater() {
        come(1_000);
        decide(300, Duration.ofMillis(10));
        assertThat(backlog.closedFor()).isZero();
        decide(10, Duration.ofSeconds(1));
        assertThat(backlog.closedFor()).isPositive();
        decide(50, Duration.ofSeconds(1));

        assertThat(backlog.expectedWait()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(11));
        assertThat(backlog.closedFor()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void noticesThatTwoThreadsWhoseTurnsBeginTogetherHaveBecomeSlower() {
        Backlog two = new Backlog(2, MOST, WITHIN, () -> now);
        for (int i = 0; i < MOST; i++) {
            line.add(two.add());
        }
        for (int i = 0; i < 300; i++) {
            pass(Duration.ofMillis(10));
            two.begins(line.remove());
        }
        assertThat(two.closedFor()).isZero();
        for (int i = 0; i < 10; i++) {
            pass(Duration.ofMillis(980));
            two.begins(line.remove());
            pass(Duration.ofMillis(20));
            two.begins(line.remove());
        }

        assertThat(two.closedFor()).isPositive();
    }

    @Test
    void isClosedFromTheWaitThatIsTooLongUntilHalfOfItIsWorkedOff() {
        come(502);
        decide(100, Duration.ofMillis(50));
        assertThat(backlog.closedFor()).isEqualTo(Duration.ofMillis(10_100));
        decide(2, Duration.ofMillis(50));
        assertThat(backlog.closedFor()).isEqualTo(Duration.ofSeconds(10));
        decide(199, Duration.ofMillis(50));
        assertThat(backlog.closedFor()).isEqualTo(Duration.ofSeconds(1));
        decide(2, Duration.ofMillis(50));
        assertThat(backlog.closedFor()).isZero();

        come(200);
        assertThat(backlog.closedFor()).isZero();
        come(1);
        assertThat(backlog.closedFor()).isPositive();
    }

    @Test
    void isClosedFromAFullQueueUntilHalfOfItIsWorkedOffHoweverFastThatIs() {
        come(MOST);
        assertThat(backlog.expectedWait()).as("not known yet").isZero();
        assertThat(backlog.closedFor()).isEqualTo(Duration.ofSeconds(1));
        assertThatThrownBy(backlog::add).isInstanceOf(BotBusyException.class);

        decide(MOST / 2, Duration.ofMillis(4));
        assertThat(backlog.closedFor()).isPositive();
        decide(1, Duration.ofMillis(4));
        assertThat(backlog.closedFor()).isZero();
    }

    @Test
    void doesNotFlapWhileMoreComesThanCanBeDecided() {
        int changes = 0;
        boolean closed = false;
        come(1);
        for (int i = 0; i < 60_000; i++) {
            // Ten minutes of a hundred turns a second, each decided in seven to thirteen milliseconds, while half as
            // many again ask to be
            // admitted.
            decide(1, Duration.ofMillis(7 + i * 31 % 7));
            int coming = i % 2 == 0 ? 1 : 2;
            for (int j = 0; j < coming; j++) {
                boolean now = !backlog.closedFor().isZero();
                changes += now == closed ? 0 : 1;
                closed = now;
                if (!closed) {
                    come(1);
                }
            }
            assertThat(line).as("the bot always has something to do").isNotEmpty();
        }

        assertThat(changes).isBetween(2, 100);
    }
}
