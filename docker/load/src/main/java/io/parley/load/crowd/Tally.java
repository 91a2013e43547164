package io.parley.load.crowd;

/**
 * The totals of the accounts.
 *
 * @param posted messages with different ids; sending one again does not count
 * @param acknowledged messages that the server reported as stored
 * @param lost acknowledged and not shown on the socket
 * @param shownTwice activities shown more than once
 * @param outOfOrder activities shown after one with a higher place in the conversation
 * @param storedTwice messages acknowledged or shown under two ids
 * @param unanswered acknowledged and without an answer from the bot
 * @param answeredTwice messages with more than one answer
 */
public record Tally(
        int posted,
        int acknowledged,
        int lost,
        int shownTwice,
        int outOfOrder,
        int storedTwice,
        int unanswered,
        int answeredTwice) {

    public static final Tally NOTHING = new Tally(0, 0, 0, 0, 0, 0, 0, 0);

    public Tally plus(Tally other) {
        return new Tally(
                posted + other.posted,
                acknowledged + other.acknowledged,
                lost + other.lost,
                shownTwice + other.shownTwice,
                outOfOrder + other.outOfOrder,
                storedTwice + other.storedTwice,
                unanswered + other.unanswered,
                answeredTwice + other.answeredTwice);
    }

    /** Whether every promise was kept; a missing answer breaks none, a missing message does. */
    public boolean kept() {
        return lost == 0 && shownTwice == 0 && outOfOrder == 0 && storedTwice == 0 && answeredTwice == 0;
    }
}
