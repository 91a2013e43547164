package io.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FenceTest {

    private final AtomicLong seconds = new AtomicLong();
    private final AtomicBoolean alone = new AtomicBoolean();
    private final AtomicInteger ends = new AtomicInteger();
    private final Fence fence =
            new Fence(Duration.ofSeconds(12), () -> seconds.get() * 1_000_000_000, alone::get, ends::incrementAndGet);

    @Test
    void letsAProcessWriteThatHasBeenAwake() {
        fence.look();
        seconds.addAndGet(12);
        fence.check();
        fence.look();
        seconds.addAndGet(12);
        fence.look();

        assertThat(ends).hasValue(0);
    }

    @Test
    void endsAProcessThatSleptTooLongBeforeItWrites() {
        fence.look();
        seconds.addAndGet(13);
        fence.check();

        assertThat(ends).hasValue(1);
    }

    @Test
    void endsAProcessThatSleptTooLongWithoutAWrite() {
        fence.look();
        seconds.addAndGet(13);
        fence.look();

        assertThat(ends).hasValue(1);
    }

    @Test
    void letsAProcessSleepThatNobodyCouldReplace() {
        alone.set(true);
        fence.look();
        seconds.addAndGet(3_600);
        fence.check();

        assertThat(ends).hasValue(0);
    }

    @Test
    void judgesByWhoWasThereBeforeThePause() {
        fence.look();
        seconds.addAndGet(60);
        // The others are gone by now, or so it seems to someone who just woke up.
        alone.set(true);
        fence.check();

        assertThat(ends).hasValue(1);
    }
}
