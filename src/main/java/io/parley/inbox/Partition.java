package io.parley.inbox;

import io.parley.ConversationId;
import io.parley.Slices;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * Where the row of a conversation lies among its tenant's: both are told by the conversation's id (a UUID of version 7), so that no
 * look-up is needed.
 *
 * @param month in which it was opened, in UTC, for instance {@code 2026-11}
 * @param bucket 0 to {@link #BUCKETS} - 1
 */
record Partition(String month, int bucket) {

    /** Into how many partitions a tenant's month is spread. Another number makes the lists incomplete until they are built anew. */
    static final int BUCKETS = 16;

    static Partition of(ConversationId conversation) {
        return new Partition(month(conversation), Slices.bucket(conversation.value(), BUCKETS));
    }

    static String month(ConversationId conversation) {
        UUID id = UUID.fromString(conversation.value());
        long millis = id.getMostSignificantBits() >>> 16;
        return YearMonth.from(Instant.ofEpochMilli(millis).atZone(ZoneOffset.UTC))
                .toString();
    }
}
