package io.parley.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.MovableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class InboundLagTest {

    private final MovableClock time = new MovableClock(Instant.parse("2026-11-21T08:00:00Z"));
    private final InboundLag<String> lag = new InboundLag<>(time);

    @Test
    void isTheAgeOfTheOldestRecordThatWaits() {
        assertThat(lag.seconds()).isZero();
        lag.begun("1", time.millis() - 3_000);
        lag.begun("2", time.millis() - 1_000);
        assertThat(lag.seconds()).isEqualTo(3);

        time.passes(Duration.ofSeconds(10));
        lag.done("1");
        assertThat(lag.seconds()).isEqualTo(11);
        lag.done("2");
        assertThat(lag.seconds()).isZero();
    }

    @Test
    void growsWhileARecordThatCouldNotBeRejectedWaitsToBeReadAgain() {
        long written = time.millis();
        for (int run = 1; run <= 5; run++) {
            lag.begun("1", written);
            time.passes(Duration.ofSeconds(30));
            lag.failed("1");
            time.passes(Duration.ofSeconds(20));
            assertThat(lag.seconds()).isEqualTo(run * 50);
        }

        lag.begun("1", written);
        time.passes(Duration.ofMinutes(10));
        assertThat(lag.seconds()).isEqualTo(850);
        lag.done("1");
        assertThat(lag.seconds()).isZero();
    }

    @Test
    void forgetsAFailedRecordThatAnotherNodeReadsNow() {
        lag.begun("1", time.millis());
        lag.failed("1");
        time.passes(InboundLag.UNTIL_READ_AGAIN.plusSeconds(1));
        assertThat(lag.seconds()).isZero();
    }
}
