package io.parley.load.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.load.client.DirectLine.Activity;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private final Ledger ledger = new Ledger();

    private static Activity echo(long sequence, String clientId) {
        return new Activity("c|1-" + sequence, "message", "user", clientId, null, sequence, null);
    }

    private static Activity answer(long sequence, long to) {
        return new Activity("c|1-" + sequence, "message", "bot", null, "c|1-" + to, sequence, null);
    }

    private void turn(String clientId, long sequence) {
        ledger.posted(clientId);
        ledger.acknowledged(clientId, "c|1-" + sequence);
        ledger.shown(echo(sequence, clientId));
        ledger.shown(answer(sequence + 1, sequence));
    }

    @Test
    void findsNothingWrongWhenEveryMessageIsShownAndAnsweredOnce() {
        turn("m1", 2);
        turn("m2", 4);

        assertThat(ledger.tally()).isEqualTo(new Tally(2, 2, 0, 0, 0, 0, 0, 0));
        assertThat(ledger.tally().kept()).isTrue();
        assertThat(ledger.isAnswered("m2")).isTrue();
    }

    @Test
    void countsAnAcknowledgedMessageThatIsNeverShownAsLost() {
        turn("m1", 2);
        ledger.posted("m2");
        ledger.acknowledged("m2", "c|1-4");

        assertThat(ledger.tally()).isEqualTo(new Tally(2, 2, 1, 0, 0, 0, 1, 0));
        assertThat(ledger.tally().kept()).isFalse();
    }

    @Test
    void doesNotMissAMessageThatWasNeverAcknowledged() {
        ledger.posted("m1");

        assertThat(ledger.tally()).isEqualTo(new Tally(1, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void countsAnActivityThatIsShownAgain() {
        turn("m1", 2);
        ledger.shown(answer(3, 2));

        assertThat(ledger.tally().shownTwice()).isEqualTo(1);
        assertThat(ledger.tally().answeredTwice()).isZero();
    }

    @Test
    void countsAMessageThatIsShownUnderTwoIds() {
        turn("m1", 2);
        ledger.shown(echo(4, "m1"));

        assertThat(ledger.tally().shownTwice()).isEqualTo(1);
    }

    @Test
    void countsAMessageThatIsAcknowledgedUnderTwoIds() {
        turn("m1", 2);
        ledger.acknowledged("m1", "c|1-9");

        assertThat(ledger.tally().storedTwice()).isPositive();
    }

    @Test
    void takesTheSameAcknowledgementAgain() {
        turn("m1", 2);
        ledger.acknowledged("m1", "c|1-2");

        assertThat(ledger.tally().kept()).isTrue();
    }

    @Test
    void numbersBeginAnewInTheThreadsNextConversation() {
        ledger.shown(new Activity("c|1-40", "message", "bot", null, null, 40L, null));
        ledger.shown(new Activity("c|2-1", "message", "bot", null, null, 1L, null));
        assertThat(ledger.tally().outOfOrder()).isZero();

        ledger.shown(new Activity("c|1-41", "message", "bot", null, null, 41L, null));
        assertThat(ledger.tally().outOfOrder()).isEqualTo(1);
    }

    @Test
    void countsWhatComesAfterSomethingLater() {
        turn("m1", 4);
        ledger.shown(echo(3, "m2"));

        assertThat(ledger.tally().outOfOrder()).isEqualTo(1);
    }

    @Test
    void countsASecondAnswerToOneMessage() {
        turn("m1", 2);
        ledger.shown(answer(7, 2));

        assertThat(ledger.tally().answeredTwice()).isEqualTo(1);
        assertThat(ledger.tally().kept()).isFalse();
    }

    @Test
    void letsWhatIsNotStoredComeAsItLikes() {
        turn("m1", 2);
        Activity typing = new Activity("c|1-3.t1", "typing", "bot", null, null, null, null);
        ledger.shown(typing);
        ledger.shown(typing);

        assertThat(ledger.tally().kept()).isTrue();
    }

    @Test
    void comparesAcknowledgedMessagesWithAnotherSource() {
        turn("m1", 2);
        turn("m2", 4);
        Ledger stored = ledger.acknowledgedOnly();
        stored.shown(echo(2, "m1"));
        stored.shown(answer(3, 2));

        assertThat(stored.tally().lost()).isEqualTo(1);
    }
}
