package io.parley.load.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.load.FakeDirectLine;
import io.parley.load.FakeDirectLine.Fault;
import io.parley.load.crowd.Crowd.Measured;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CrowdTest {

    private static final int CUSTOMERS = 10;

    /** A crowd detects every broken promise of a server. */
    private record Found(Measured measured, Tally shown, Tally stored) {}

    private static Found find(double rate, Set<Fault> faults) {
        try (FakeDirectLine server = new FakeDirectLine(faults);
                Crowd crowd = new Crowd(List.of(server.http()), "secret", Texts.of(null))) {
            within(crowd.join(CUSTOMERS, true));
            Measured measured = within(crowd.speak(rate, 0, 1, 2, Crowd.Window.NONE));
            return new Found(measured, within(crowd.tally()), within(crowd.readBack()));
        }
    }

    private static <T> T within(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Test
    void findsNothingWrongWithAServerThatKeepsItsPromises() {
        Found found = find(200, Set.of());

        assertThat(found.shown().posted()).isEqualTo(200);
        assertThat(found.shown()).isEqualTo(new Tally(200, 200, 0, 0, 0, 0, 0, 0));
        assertThat(found.stored()).isEqualTo(found.shown());
        assertThat(found.measured().offered()).isEqualTo(200);
        assertThat(found.measured().toAnswer().getTotalCount()).isEqualTo(200);
        assertThat(found.measured().achieved()).isGreaterThan(0.9);
    }

    @Test
    void findsMessagesThatWereAcknowledgedAndLost() {
        Found found = find(100, Set.of(Fault.LOSES));

        // A customer who waits for an answer that never comes no longer speaks.
        assertThat(found.shown().lost()).isEqualTo(CUSTOMERS);
        assertThat(found.stored().lost()).isEqualTo(CUSTOMERS);
    }

    @Test
    void findsWhatIsShownTwice() {
        assertThat(find(100, Set.of(Fault.REPEATS)).shown().shownTwice()).isGreaterThanOrEqualTo(CUSTOMERS);
    }

    @Test
    void findsWhatComesInTheWrongOrder() {
        assertThat(find(100, Set.of(Fault.SWAPS)).shown().outOfOrder()).isGreaterThanOrEqualTo(CUSTOMERS);
    }

    @Test
    void findsSecondAnswers() {
        assertThat(find(100, Set.of(Fault.ANSWERS_TWICE)).shown().answeredTwice())
                .isGreaterThanOrEqualTo(CUSTOMERS);
    }

    @Test
    void sendsARefusedMessageAgainUnderItsId() {
        Found found = find(50, Set.of(Fault.REFUSES_ONCE));

        assertThat(found.shown().posted()).isEqualTo(found.shown().acknowledged());
        assertThat(found.shown().kept()).isTrue();
    }

    @Test
    void opensALostSocketAgainWhereItWas() {
        Found found = find(50, Set.of(Fault.CUTS));

        assertThat(found.shown().acknowledged()).isEqualTo(50);
        assertThat(found.shown().kept()).isTrue();
        assertThat(found.shown().unanswered()).isZero();
    }

    @Test
    void expectsNothingMoreOfWhoWasHandedOverAndLosesNothingOfThem() {
        try (FakeDirectLine server = new FakeDirectLine(Set.of(Fault.HANDS_OVER));
                Crowd crowd = new Crowd(List.of(server.http()), "secret", Texts.of(null))) {
            within(crowd.join(CUSTOMERS, true));
            // So fast that messages are always overdue: a customer who is answered has to send the next one
            // immediately.
            within(crowd.speak(2_000, 0, 1, 2, Crowd.Window.NONE));

            assertThat(within(crowd.gone())).isEqualTo(CUSTOMERS);
            assertThat(within(crowd.handOvers()).all()).isEqualTo(CUSTOMERS);
            assertThat(within(crowd.waiting())).isZero();
            assertThat(within(crowd.tally()).kept()).isTrue();
        }
    }

    @Test
    void whomAHumanHasSeenToSpeaksAgain() {
        try (FakeDirectLine server = new FakeDirectLine(Set.of(Fault.HANDS_OVER, Fault.HANDS_BACK));
                Crowd crowd = new Crowd(List.of(server.http()), List.of("secret"), () -> Texts.of(null), "account")) {
            within(crowd.join(CUSTOMERS, true));
            Crowd.Measured measured = within(crowd.speak(2_000, 0, 1, 2, Crowd.Window.NONE));

            assertThat(within(crowd.gone())).isZero();
            assertThat(within(crowd.waiting())).isZero();
            // Each was held after every third message, and continued.
            assertThat(measured.during()).isGreaterThan(6 * CUSTOMERS);
            Crowd.HandOvers handOvers = within(crowd.handOvers());
            assertThat(handOvers.all()).isGreaterThan(CUSTOMERS);
            assertThat(handOvers.asked()).isZero();
            assertThat(within(crowd.tally()).kept()).isTrue();
        }
    }

    @Test
    void customersComeToTheTenantsInTurnAlsoThoseWhoReplaceOthers() {
        try (FakeDirectLine server = new FakeDirectLine(Set.of());
                Crowd crowd =
                        new Crowd(List.of(server.http()), List.of("first", "second"), () -> Texts.of(null), "a")) {
            within(crowd.join(CUSTOMERS - 1, true));
            within(crowd.join(1, true));

            assertThat(server.secrets()).filteredOn("Bearer first"::equals).hasSize(CUSTOMERS / 2);
            assertThat(server.secrets()).filteredOn("Bearer second"::equals).hasSize(CUSTOMERS / 2);
        }
    }

    /** Asks for a person in every third message. */
    private static final class Asking implements Texts {
        private int said;

        @Override
        public String next() {
            return ++said % 3 == 0 ? "a person, please" : "a question";
        }

        @Override
        public boolean asksForPerson(String text) {
            return text.equals("a person, please");
        }
    }

    @Test
    void knowsWhichHandOversTheCustomersAskedFor() {
        try (FakeDirectLine server = new FakeDirectLine(Set.of(Fault.HANDS_OVER, Fault.HANDS_BACK));
                Crowd crowd = new Crowd(List.of(server.http()), List.of("secret"), Asking::new, "account")) {
            within(crowd.join(CUSTOMERS, true));
            // So fast that the next message is often sent before the handoff that follows the answer is shown.
            within(crowd.speak(2_000, 0, 1, 2, Crowd.Window.NONE));

            Crowd.HandOvers handOvers = within(crowd.handOvers());
            assertThat(handOvers.all()).isGreaterThan(CUSTOMERS);
            assertThat(handOvers.asked()).isEqualTo(handOvers.all());
        }
    }

    @Test
    void chargesAStallToEverybodyWhoseMessageWasDueMeanwhile() {
        Found found = find(100, Set.of(Fault.STALLS));

        // Ten customers in a closed loop would have seen ten slow answers among a hundred.
        assertThat(found.measured().toAnswer().getTotalCount()).isEqualTo(100);
        assertThat(found.measured().toAnswer().getMaxValue() / 1e6).isGreaterThan(0.4);
        assertThat(found.measured().toAnswer().getValueAtPercentile(60) / 1e6).isGreaterThan(0.05);
    }

    @Test
    void countsTheWaitOfMessagesThatNeverWereAnswered() {
        Found found = find(100, Set.of(Fault.LOSES));

        assertThat(found.measured().toAnswer().getTotalCount()).isEqualTo(100);
        assertThat(found.measured().toAnswer().getMaxValue() / 1e6).isGreaterThan(1.5);
    }

    @Test
    void countsTheAcknowledgementsOfMessagesThatNeverWereAnswered() {
        Found found = find(100, Set.of(Fault.IGNORES));

        assertThat(found.shown().acknowledged()).isEqualTo(CUSTOMERS);
        // Messages that were never sent count with the time they have waited.
        assertThat(found.measured().toAcknowledgement().getTotalCount()).isEqualTo(100);
        assertThat(found.measured().toAcknowledgement().getMaxValue())
                .isLessThan(found.measured().toAnswer().getMaxValue());
    }

    @Test
    void showsSlicesOnTheWayAndChargesAStallThatLastsFromOneToTheNextToBoth() {
        try (FakeDirectLine server = new FakeDirectLine(Set.of());
                Crowd crowd = new Crowd(List.of(server.http()), "secret", Texts.of(null))) {
            within(crowd.join(CUSTOMERS, true));
            server.pause();
            CompletableFuture<Measured> speaking = crowd.speak(100, 0, 2, 2, 1, Crowd.Window.NONE);
            Measured first = within(crowd.soFar(1));
            within(crowd.soFar(1.5));
            server.resume();
            Measured whole = within(speaking);

            assertThat(first.during()).isZero();
            assertThat(first.slices().get(0).getTotalCount()).isEqualTo(100);
            assertThat(first.slices().get(0).getMaxValue() / 1e6).isGreaterThan(0.99);
            // What is shown on the way is not counted twice.
            assertThat(whole.offered()).isEqualTo(200);
            assertThat(whole.toAnswer().getTotalCount()).isEqualTo(200);
            assertThat(whole.toAcknowledgement().getTotalCount()).isEqualTo(200);
            assertThat(whole.slices()).hasSize(2);
            assertThat(whole.slices().get(0).getMaxValue() / 1e6).isGreaterThan(1.49);
            assertThat(whole.slices().get(1).getMaxValue() / 1e6).isGreaterThan(0.49);
        }
    }

    @Test
    void findsWhenThoseWhoseSocketsAreCutAreBackAndWhatTheyMissedMeanwhile() {
        try (FakeDirectLine server = new FakeDirectLine(Set.of());
                Crowd crowd = Crowd.inBrowsers(List.of(server.http()), "secret", Texts.of(null))) {
            within(crowd.join(CUSTOMERS, true));
            within(crowd.everybodySays());
            Crowd.Returned returned = within(crowd.cut(CUSTOMERS, 20));

            assertThat(returned.cut()).isEqualTo(CUSTOMERS);
            assertThat(returned.back()).isEqualTo(CUSTOMERS);
            assertThat(returned.afterCut().getTotalCount()).isEqualTo(CUSTOMERS);
            assertThat(returned.oneReturn().getTotalCount()).isEqualTo(CUSTOMERS);
            // They wait for at least half a second, as the widget does; what they said is stored by then.
            assertThat(returned.seconds()).isGreaterThan(0.5);
            assertThat(returned.storedMeanwhile()).isEqualTo(returned.said()).isEqualTo(returned.answered());
            Tally tally = within(crowd.tally());
            assertThat(tally.posted()).isEqualTo(CUSTOMERS + returned.said());
            assertThat(tally.kept()).isTrue();
            assertThat(tally.unanswered()).isZero();
        }
    }

    @Test
    void countsThoseWhoAreNotBackInTheEndAsLongAsTheyHaveWaited() {
        try (FakeDirectLine server = new FakeDirectLine(Set.of());
                Crowd crowd = Crowd.inBrowsers(List.of(server.http()), "secret", Texts.of(null))) {
            within(crowd.join(CUSTOMERS, true));
            server.close();
            Crowd.Returned returned = within(crowd.cut(0, 0.2));

            assertThat(returned.back()).isZero();
            assertThat(returned.seconds()).isInfinite();
            assertThat(returned.afterCut().getTotalCount()).isEqualTo(CUSTOMERS);
            assertThat(returned.afterCut().getMinValue() / 1e6).isGreaterThan(0.19);
        }
    }
}
