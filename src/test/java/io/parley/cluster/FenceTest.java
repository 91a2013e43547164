package io.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FenceTest {

    private static final long SECOND = 1_000_000_000;

    private final AtomicLong monotonic = new AtomicLong();
    private final AtomicLong wall = new AtomicLong();
    private final AtomicInteger sentLater = new AtomicInteger();
    private final Fence fence = new Fence(Duration.ofSeconds(5), monotonic::get, wall::get);

    private void pass(int seconds) {
        monotonic.addAndGet(seconds * SECOND);
        wall.addAndGet(seconds * SECOND);
    }

    private boolean sends() {
        return fence.permits(sentLater::incrementAndGet);
    }

    @Test
    void asksNothingOfANodeThatHoldsNothingYet() {
        pass(3_600);
        assertThat(sends()).isTrue();
    }

    @Test
    void letsThroughWhileTheLeaseLasts() {
        fence.confirm(fence.now());
        pass(5);
        assertThat(sends()).isTrue();
    }

    @Test
    void keepsBackWhatAProcessSendsThatWokeUpAfterItsLeaseHadEnded() {
        fence.confirm(fence.now());
        pass(6);

        assertThat(sends()).isFalse();
        assertThat(sentLater).hasValue(0);
    }

    @Test
    void sendsWhatItKeptBackOnceTheLeaseIsRenewed() {
        fence.confirm(fence.now());
        pass(6);
        sends();
        fence.confirm(fence.now());

        assertThat(sentLater).hasValue(1);
        assertThat(sends()).isTrue();
        fence.confirm(fence.now());
        assertThat(sentLater).hasValue(1);
    }

    @Test
    void countsFromTheQuestionNotFromTheAnswer() {
        fence.confirm(fence.now());
        Fence.Moment asked = fence.now();
        // Paused between the check and its confirmation, which may be outdated by then.
        pass(60);
        fence.confirm(asked);

        assertThat(sends()).isFalse();
    }

    @Test
    void aMachineThatStoodStillAsAWholeHasNoLeaseEither() {
        fence.confirm(fence.now());
        wall.addAndGet(60 * SECOND);

        assertThat(sends()).isFalse();
    }

    @Test
    void keepsBackEverythingOnceItIsClosed() {
        fence.confirm(fence.now());
        fence.close();
        assertThat(sends()).isFalse();

        fence.confirm(fence.now());
        assertThat(sends()).isFalse();
        assertThat(sentLater).hasValue(0);
    }
}
