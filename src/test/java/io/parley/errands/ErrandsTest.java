package io.parley.errands;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ErrandsTest {

    private record Letter(long from, String text) implements Errand {
        @Override
        public boolean repeated() {
            return true;
        }
    }

    private record Work(long from) implements Errand {
        @Override
        public boolean repeated() {
            return false;
        }
    }

    /** Counts how often it is examined. */
    private record InLane(long from, String lane, AtomicInteger looks) implements Errand {
        @Override
        public long from() {
            looks.incrementAndGet();
            return from;
        }

        @Override
        public boolean repeated() {
            looks.incrementAndGet();
            return true;
        }
    }

    private final List<String> log = new ArrayList<>();
    private Duration alarm;
    private long nanos = 7;
    private double random = 0.5;

    private final Errands<Errand> errands = new Errands<>(
            errand -> {
                log.add("send " + errand.getClass().getSimpleName() + " " + errand.from());
                return errand instanceof Work work ? () -> log.add("cancel Work " + work.from()) : null;
            },
            new Errands.Alarm() {
                @Override
                public void set(Duration delay) {
                    alarm = delay;
                }

                @Override
                public void off() {
                    alarm = null;
                }
            },
            any -> new Errands.Backoff(Duration.ofSeconds(2), Duration.ofSeconds(10)),
            () -> nanos,
            () -> random);

    @Test
    void sendsWhatIsNewOnce() {
        errands.update(List.of(new Letter(3, "a")));
        errands.update(List.of(new Letter(3, "a"), new Letter(4, "b")));
        assertThat(log).containsExactly("send Letter 3", "send Letter 4");
        assertThat(errands.isIdle()).isFalse();
    }

    @Test
    void repeatsWithGrowingPausesUntilTheStateNoLongerAsksForIt() {
        errands.update(List.of(new Letter(3, "a")));
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            pauses.add(alarm.toSeconds());
            wake();
        }
        assertThat(pauses).containsExactly(2L, 4L, 8L, 10L, 10L);
        assertThat(log).hasSize(6);

        errands.update(List.of());
        assertThat(alarm).isNull();
        assertThat(errands.isIdle()).isTrue();
    }

    @Test
    void sendsWorkAgainThatEndedUndoneWithGrowingPauses() {
        errands.update(List.of(new Work(3)));
        assertThat(alarm).isNull();

        errands.again(new Work(3), null);
        assertThat(alarm).isEqualTo(Duration.ofSeconds(2));
        assertThat(errands.isIdle()).isFalse();
        wake();
        assertThat(log).containsExactly("send Work 3", "send Work 3");
        assertThat(alarm).isNull();

        errands.again(new Work(3), null);
        assertThat(alarm).isEqualTo(Duration.ofSeconds(4));

        errands.again(new Work(3), Duration.ofSeconds(60));
        assertThat(alarm).isEqualTo(Duration.ofSeconds(60));

        errands.update(List.of());
        errands.again(new Work(3), null);
        assertThat(alarm).isNull();
    }

    @Test
    void spreadsRepetitionsOfManyEntitiesThatBeganAtOnce() {
        random = 0;
        errands.update(List.of(new Letter(3, "a")));
        assertThat(alarm).isEqualTo(Duration.ofMillis(1600));
        random = 1;
        wake();
        assertThat(alarm).isEqualTo(Duration.ofMillis(4800));
    }

    @Test
    void repeatsOnlyWhatIsDue() {
        errands.update(List.of(new Letter(3, "a")));
        nanos += Duration.ofSeconds(1).toNanos();
        errands.update(List.of(new Letter(3, "a"), new Letter(4, "b")));
        assertThat(alarm).isEqualTo(Duration.ofSeconds(1));
        wake();
        assertThat(log).containsExactly("send Letter 3", "send Letter 4", "send Letter 3");
    }

    @Test
    void neitherRepeatsNorWaitsForWhatIsConfirmed() {
        errands.update(List.of(new Letter(3, "a")));
        errands.confirm(errand -> errand.from() == 3);
        assertThat(alarm).isNull();
        assertThat(errands.isIdle()).isTrue();
        errands.update(List.of(new Letter(3, "a")));
        assertThat(log).hasSize(1);
    }

    @Test
    void cancelsWorkThatIsNoLongerWantedAndRepeatsNone() {
        errands.update(List.of(new Work(2)));
        assertThat(alarm).isNull();
        assertThat(errands.isIdle()).isFalse();
        errands.update(List.of(new Work(3)));
        assertThat(log).containsExactly("send Work 2", "cancel Work 2", "send Work 3");
    }

    @Test
    void beginsAgainAfterARestart() {
        errands.update(List.of(new Letter(3, "a"), new Work(4)));
        errands.stop();
        assertThat(alarm).isNull();
        errands.update(List.of(new Letter(3, "a"), new Work(4)));
        assertThat(log)
                .containsExactly("send Letter 3", "send Work 4", "cancel Work 4", "send Letter 3", "send Work 4");
    }

    @Test
    void keepsErrandsOfTheSameNumberInDifferentLanesApart() {
        AtomicInteger looks = new AtomicInteger();
        errands.update(List.of(new InLane(3, "a", looks), new InLane(3, "b", looks)));
        assertThat(log).hasSize(2);

        errands.update("a", List.of(new InLane(4, "a", looks)));
        errands.update("b", List.of());
        log.clear();
        wake();
        assertThat(log).containsExactly("send InLane 4");

        errands.update(List.of());
        assertThat(errands.isIdle()).isTrue();
        assertThat(alarm).isNull();
    }

    /** A gateway has thousands of lanes, and an event concerns one. */
    @Test
    void looksOnlyAtTheLaneThatChanged() {
        AtomicInteger others = new AtomicInteger();
        errands.update(IntStream.range(0, 1_000)
                .<Errand>mapToObj(lane -> new InLane(3, "lane " + lane, others))
                .toList());
        others.set(0);

        AtomicInteger looks = new AtomicInteger();
        errands.update("mine", List.of(new InLane(3, "mine", looks)));
        errands.now(new InLane(3, "mine", looks));
        errands.update("mine", List.of());

        assertThat(looks).hasPositiveValue();
        assertThat(others).hasValue(0);
    }

    private void wake() {
        nanos += alarm.toNanos();
        errands.due();
    }
}
