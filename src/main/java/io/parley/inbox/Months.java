package io.parley.inbox;

import io.parley.ConversationId;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.UUID;

/** In which month, in UTC, a conversation was opened: told by its id (a UUID of version 7), so that no look-up is needed. */
final class Months {

    private Months() {}

    static String of(ConversationId conversation) {
        UUID id = UUID.fromString(conversation.value());
        long millis = id.getMostSignificantBits() >>> 16;
        return YearMonth.from(Instant.ofEpochMilli(millis).atZone(ZoneOffset.UTC))
                .toString();
    }
}
