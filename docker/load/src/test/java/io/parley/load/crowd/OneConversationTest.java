package io.parley.load.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.load.FakeDirectLine;
import io.parley.load.FakeDirectLine.Fault;
import io.parley.load.client.Desk;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OneConversationTest {

    private static final int CONSOLES = 5;
    private static final int MESSAGES = 50;

    /** The followers of a conversation detect every broken promise of a server. */
    private record Found(OneConversation.Measured measured, Tally page, Tally consoles, Tally stored, int misplaced) {}

    /** @param patience seconds to wait for messages in flight */
    private static Found find(double patience, Fault... faults) {
        try (FakeDirectLine server = new FakeDirectLine(Set.of(faults));
                OneConversation conversation = new OneConversation(server.http(), "secret", Texts.of(null))) {
            within(conversation.begin(agents(1)));
            within(conversation.watch(agents(CONSOLES - 1)));
            OneConversation.Measured measured = within(conversation.speak(MESSAGES, 0, 1, patience, Crowd.Window.NONE));
            return new Found(
                    measured,
                    within(conversation.onSecondPage()),
                    within(conversation.onConsoles()),
                    within(conversation.stored()),
                    within(conversation.misplaced()));
        }
    }

    private static List<Desk.SignIn> agents(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new Desk.SignIn(number + "@example.com", "secret"))
                .toList();
    }

    private static <T> T within(CompletableFuture<T> future) {
        return future.orTimeout(90, TimeUnit.SECONDS).join();
    }

    @Test
    void findsEachMessageOnEveryConsoleAndOnTheCustomersOtherPage() {
        Found found = find(60);

        assertThat(found.measured().offered()).isEqualTo(MESSAGES);
        assertThat(found.measured().onLast().getTotalCount()).isEqualTo(MESSAGES);
        assertThat(found.measured().onFirst().getMean())
                .isLessThanOrEqualTo(found.measured().onLast().getMean());
        assertThat(found.page()).isEqualTo(new Tally(MESSAGES, MESSAGES, 0, 0, 0, 0, MESSAGES, 0));
        assertThat(found.consoles().acknowledged()).isEqualTo(CONSOLES * MESSAGES);
        assertThat(found.consoles().kept()).isTrue();
        assertThat(found.stored().kept()).isTrue();
        assertThat(found.misplaced()).isZero();
    }

    @Test
    void findsMessagesThatOneConsoleNeverShows() {
        Found found = find(5, Fault.HIDES);

        assertThat(found.consoles().lost()).isBetween(MESSAGES / 3 - 1, MESSAGES / 3 + 1);
        assertThat(found.page().kept()).isTrue();
        // They count with the time they were waited for.
        assertThat(found.measured().onLast().getMaxValue() / 1e6).isGreaterThan(5);
        assertThat(found.measured().onMedian().getTotalCount()).isEqualTo(MESSAGES);
    }

    @Test
    void findsMessagesThatOneConsoleShowsTwice() {
        assertThat(find(60, Fault.ECHOES).consoles().shownTwice()).isBetween(MESSAGES / 3 - 1, MESSAGES / 3 + 1);
    }

    @Test
    void sendsWhatIsRefusedAgainUnderItsId() {
        Found found = find(60, Fault.REFUSES_ONCE);

        assertThat(found.page().posted()).isEqualTo(found.page().acknowledged()).isEqualTo(MESSAGES);
        assertThat(found.page().kept()).isTrue();
        assertThat(found.measured().toAcknowledgement().getMinValue() / 1e6)
                .as("seconds, of which the server asked for one")
                .isGreaterThan(0.99);
    }
}
