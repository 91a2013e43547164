package io.parley.edge.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.ErrorCode;
import io.parley.MovableClock;
import io.parley.Refused;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ThrottleTest {

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-21T08:00:00Z"));
    private final Throttle throttle = new Throttle(new Limits.Rate(2, 5), clock);

    @Test
    void allowsABurstAndThenARate() {
        for (int i = 0; i < 5; i++) {
            throttle.take("a");
        }
        refused("a");
        clock.passes(Duration.ofMillis(500));
        throttle.take("a");
        refused("a");
    }

    @Test
    void keepsKeysApart() {
        for (int i = 0; i < 5; i++) {
            throttle.take("a");
        }
        refused("a");
        throttle.take("b");
    }

    @Test
    void neitherGivesNorTakesWhenTheClockGoesBack() {
        for (int i = 0; i < 4; i++) {
            throttle.take("a");
        }
        clock.passes(Duration.ofHours(-1));
        throttle.take("a");
        refused("a");
        clock.passes(Duration.ofMillis(500));
        throttle.take("a");
        refused("a");
    }

    private void refused(String key) {
        assertThatThrownBy(() -> throttle.take(key))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS));
    }
}
