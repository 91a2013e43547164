package io.parley.events;

import com.typesafe.config.Config;
import io.parley.conversation.Receipts;
import java.time.Duration;
import java.util.List;

/**
 * The settings for reading the inbound topic.
 *
 * @param longestBody bytes of a record's value, the same as over HTTP
 * @param longestText UTF-16 units of a message's text, the same as over HTTP
 * @param trusted channel accounts, {@code tenant.account}, whose records need no signature
 * @param oldest how long after it was given to Kafka a signed record is accepted
 * @param window records of a partition that may be in progress at the same time
 * @param firstRetry the pause before a message that could not be stored is retried; doubles each time
 * @param longestRetry the longest pause
 * @param giveUpAfter the total pause after which a record is rejected; only pauses in which others' messages were stored count, see
 *     {@link InboundParking}
 */
public record InboundSettings(
        int longestBody,
        int longestText,
        List<String> trusted,
        Duration oldest,
        int window,
        Duration firstRetry,
        Duration longestRetry,
        Duration giveUpAfter) {

    /** Records whose offsets are committed together. */
    static final int COMMIT_BATCH = 100;

    /** Records behind the window whose offsets are not committed yet: one batch on its way, one waiting, one being filled. */
    static final int UNCOMMITTED = 3 * COMMIT_BATCH;

    /** @param parley the section {@code parley} */
    public static InboundSettings from(Config parley) {
        return new InboundSettings(
                Math.toIntExact(parley.getBytes("http.limits.body")),
                parley.getInt("http.limits.text"),
                parley.getStringList("kafka.inbound-trusted"),
                parley.getDuration("kafka.inbound-oldest"),
                parley.getInt("kafka.inbound-window"),
                parley.getDuration("kafka.inbound-first-retry"),
                parley.getDuration("kafka.inbound-longest-retry"),
                parley.getDuration("kafka.inbound-give-up-after"));
    }

    public InboundSettings {
        trusted = List.copyOf(trusted);
        if (window < 1 || firstRetry.isNegative() || firstRetry.isZero() || longestRetry.compareTo(firstRetry) < 0) {
            throw new IllegalArgumentException(
                    "parley.kafka.inbound-window and the pauses between attempts must be positive,"
                            + " and inbound-longest-retry at least inbound-first-retry");
        }
        // All of them may belong to one conversation, and be read again after a crash.
        if (window + UNCOMMITTED > Receipts.KEPT) {
            throw new IllegalArgumentException("parley.kafka.inbound-window must be at most "
                    + (Receipts.KEPT - UNCOMMITTED)
                    + ", or a conversation forgets messages that may be repeated");
        }
    }

    /** Records of a partition that may have been stored already when a node begins to read it. */
    int redelivered() {
        return window + UNCOMMITTED;
    }
}
