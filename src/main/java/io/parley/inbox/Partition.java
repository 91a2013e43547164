package io.parley.inbox;

import io.parley.ConversationId;
import io.parley.Slices;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * Where a conversation's row is among its tenant's: both parts follow from the conversation's id (a version 7 UUID), so no look-up is
 * needed.
 *
 * @param month in which it was opened, in UTC, for instance {@code 2026-11}
 * @param bucket 0 to {@link #BUCKETS} - 1
 */
record Partition(String month, int bucket) {

    /** The number of partitions over which a tenant's month is spread. Changing it makes the lists incomplete until they are rebuilt. */
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
