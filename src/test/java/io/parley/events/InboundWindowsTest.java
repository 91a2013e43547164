package io.parley.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InboundWindowsTest {

    private final InboundWindows windows = new InboundWindows(3);

    @Test
    void aPartitionIsHeldUpByTheSenderOfTheFirstRecordOnceItsWindowIsFull() {
        InboundWindows.Window window = windows.open();
        window.entered("a");
        window.entered("b");
        assertThat(windows.areHeldUpBy("a")).isFalse();

        window.entered(InboundWindows.UNKNOWN);
        assertThat(windows.areHeldUpBy("a")).isTrue();
        assertThat(windows.areHeldUpBy("b")).isFalse();

        window.left();
        assertThat(windows.areHeldUpBy("a")).isFalse();
        window.entered("c");
        assertThat(windows.areHeldUpBy("b")).isTrue();
    }

    @Test
    void theRecordsOfOtherPartitionsDoNotFillIt() {
        InboundWindows.Window one = windows.open();
        InboundWindows.Window other = windows.open();
        one.entered("a");
        one.entered("b");
        other.entered("a");
        other.entered("c");
        assertThat(windows.areHeldUpBy("a")).isFalse();

        other.entered("c");
        assertThat(windows.areHeldUpBy("a")).isTrue();
    }

    @Test
    void aRecordsPlaceCountsThoseThatHaveLeft() {
        InboundWindows.Window window = windows.open();
        assertThat(window.entered("a")).isEqualTo(1);
        window.left();
        assertThat(window.entered("a")).isEqualTo(2);
        assertThat(windows.open().entered("a")).isEqualTo(1);
    }

    @Test
    void aPartitionThatIsNoLongerReadIsHeldUpByNobody() {
        InboundWindows.Window window = windows.open();
        for (int i = 0; i < 3; i++) {
            window.entered("a");
        }
        window.close();
        assertThat(windows.areHeldUpBy("a")).isFalse();
    }
}
