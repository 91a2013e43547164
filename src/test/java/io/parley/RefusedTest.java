package io.parley;

import static org.assertj.core.api.Assertions.assertThat;

import akka.pattern.StatusReply;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class RefusedTest {

    private static Refused afterTheWay(Refused refused) {
        return Refused.from(
                new CompletionException(StatusReply.error(refused.text()).getError()));
    }

    @Test
    void isTheSameOnTheOtherSide() {
        for (ErrorCode code : ErrorCode.values()) {
            Refused arrived = afterTheWay(new Refused(code, "Do this: that.\nOr 5: nothing."));
            assertThat(arrived.code()).isEqualTo(code);
            assertThat(arrived.detail()).isEqualTo("Do this: that.\nOr 5: nothing.");
            assertThat(arrived).isNotInstanceOf(TemporarilyRefused.class);
        }
    }

    @Test
    void saysOnTheOtherSideWhenToComeBack() {
        Refused arrived = afterTheWay(new TemporarilyRefused(ErrorCode.OVERLOADED, "Later.", Duration.ofMillis(6_001)));
        assertThat(arrived.code()).isEqualTo(ErrorCode.OVERLOADED);
        assertThat(arrived.detail()).isEqualTo("Later.");
        assertThat(((TemporarilyRefused) arrived).retryAfterSeconds()).isEqualTo(7);
    }

    @Test
    void isAPassingFaultWhateverElseFails() {
        for (Throwable failure : new Throwable[] {
            new TimeoutException("OVERLOADED: no"),
            new IllegalStateException("NOT_FOUND: no"),
            StatusReply.error("no").getError(),
            StatusReply.error("NO_SUCH_CODE: no").getError()
        }) {
            assertThat(Refused.from(failure).code()).isEqualTo(ErrorCode.TEMPORARILY_UNAVAILABLE);
        }
    }
}
