package io.parley.load.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.load.FakeDirectLine;
import io.parley.load.client.DirectLine;
import io.parley.load.client.Wire;
import java.net.URI;
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

            // Ten customers in turn, one message every 50 ms.
            assertThat(everybody).isBetween(0.4, 5.0);
            assertThat(watch.firstAnswer()).isLessThan(everybody);
            assertThat(crowd.longest(watch).join()).isPositive();
        }
    }

    @Test
    void whoWasAnsweredBeforeAndAcknowledgedOnlyAfterwardsIsStillExpected() {
        try (Wire wire = new Wire()) {
            Customer customer = new Customer(
                    wire,
                    new DirectLine(wire),
                    List.of(URI.create("http://127.0.0.1:1")),
                    0,
                    Texts.of(null),
                    false,
                    Backoff.PROMPT,
                    new Deaf());
            long from = System.nanoTime();
            Watch watch = new Watch(from);
            watch.expect(customer);

            watch.answered(customer, turn(from - 20, from - 10, from + 10));
            assertThat(watch.everybody()).isNotDone();

            watch.answered(customer, turn(from + 20, from + 2_000_000_000L, from + 30));
            assertThat(watch.everybody()).isCompletedWithValue(2.0);
        }
    }

    private static Turn turn(long intended, long answered, long acknowledged) {
        Turn turn = new Turn("m0-1", "text", intended);
        turn.answer(answered);
        turn.acknowledge(acknowledged, "t|1-1");
        return turn;
    }

    private static final class Deaf implements Customer.Audience {
        @Override
        public void answered(Customer customer, Turn turn) {}

        @Override
        public void held(Customer customer, boolean asked) {}

        @Override
        public void back(Customer customer) {}

        @Override
        public void gone(Customer customer, String why) {}

        @Override
        public void failed(Throwable cause) {}
    }
}
