package io.parley.edge.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class FailuresTest {

    private Instant now = Instant.parse("2026-11-30T08:00:00Z");

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    private final Failures failures =
            new Failures(3, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(5), clock);

    @Test
    void twoTriesAtTheSameMomentAreBothMadeWhicheverIsCountedFirst() {
        assertThat(failures.count("10.0.0.1")).isZero();
        now = now.minusNanos(1_000);
        assertThat(failures.count("10.0.0.1")).isZero();
    }

    @Test
    void afterTheFreeOnesEachFurtherOneWaitsTwiceAsLong() {
        for (int i = 0; i < 3; i++) {
            assertThat(failures.count("10.0.0.1")).isZero();
        }
        assertThat(failures.count("10.0.0.1")).isEqualTo(Duration.ofSeconds(1));
        now = now.plusSeconds(1);
        assertThat(failures.count("10.0.0.1")).isZero();
        now = now.plusSeconds(1);
        assertThat(failures.count("10.0.0.1")).isEqualTo(Duration.ofSeconds(1));
    }
}
