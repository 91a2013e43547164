package io.parley.load.crowd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long SECOND = 1_000_000_000;

    @Test
    void givesEveryMessageItsMomentHoweverLateItIsTaken() {
        Pace pace = new Pace(0, 10);
        List<Long> due = new ArrayList<>();

        // Nothing was taken for a second: messages due meanwhile keep their time, so that the delay shows in their
        // latency.
        long next = pace.due();
        while (pace.take(SECOND - 1)) {
            due.add(next);
            next = pace.due();
        }

        assertThat(due).hasSize(10).startsWith(0L, SECOND / 10).endsWith(9 * SECOND / 10);
        assertThat(pace.take(SECOND - 1)).isFalse();
        assertThat(pace.take(SECOND)).isTrue();
    }

    @Test
    void keepsARateThatDoesNotDivideASecondEvenly() {
        Pace pace = new Pace(0, 333);
        int taken = 0;
        while (pace.take(1_000 * SECOND - 1)) {
            taken++;
        }

        assertThat(taken).isEqualTo(333_000);
    }

    @Test
    void refusesARateThatIsNone() {
        assertThatThrownBy(() -> new Pace(0, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
