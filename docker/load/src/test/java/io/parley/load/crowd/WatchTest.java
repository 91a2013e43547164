package io.parley.load.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.load.FakeDirectLine;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchTest {

    @Test
    void tellsWhenEverybodyHasBeenAnsweredAgain() {
        try (FakeDirectLine server = new FakeDirectLine(Set.of());
                Crowd crowd = new Crowd(List.of(server.http()), "secret", Texts.of(null))) {
            crowd.join(10, true).join();
            Watch watch = crowd.watch().join();
            var speaking = crowd.speak(20, 0, 1, 2, Crowd.Window.NONE);

            double everybody = watch.everybody().orTimeout(20, TimeUnit.SECONDS).join();
            speaking.join();

            // Ten customers, one message each 50 ms, in turn.
            assertThat(everybody).isBetween(0.4, 5.0);
            assertThat(watch.firstAnswer()).isLessThan(everybody);
            assertThat(crowd.longest(watch).join()).isPositive();
        }
    }
}
