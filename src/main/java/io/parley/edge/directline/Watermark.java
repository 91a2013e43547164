package io.parley.edge.directline;

import io.parley.ErrorCode;
import io.parley.Refused;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far a client has read its thread: everything up to this event of the customer's {@code ordinal}-th conversation. Clients treat
 * its text as opaque.
 */
record Watermark(int ordinal, long sequence) implements Comparable<Watermark> {

    static final Watermark START = new Watermark(0, 0);

    private static final Set<String> NONE_YET = Set.of("", "0", "null", "undefined");
    private static final int MAX_LENGTH = 32;

    /** @throws Refused {@code BAD_REQUEST} for what is not one of ours; nothing given, and {@code 0}, mean the start */
    static Watermark parse(@Nullable String text) {
        // Published clients begin with 0; some send the words that their language prints for "none yet".
        if (text == null || NONE_YET.contains(text)) {
            return START;
        }
        int at = text.indexOf('-');
        if (at > 0 && text.length() <= MAX_LENGTH) {
            try {
                int ordinal = Integer.parseInt(text, 0, at, 10);
                long sequence = Long.parseLong(text, at + 1, text.length(), 10);
                if (ordinal >= 0 && sequence >= 0) {
                    return new Watermark(ordinal, sequence);
                }
            } catch (NumberFormatException e) {
                // Refused below, like everything else that is not a watermark.
            }
        }
        throw new Refused(
                ErrorCode.BAD_REQUEST, "This watermark is not one of ours. Leave it out to read from the start.");
    }

    @Override
    public int compareTo(Watermark other) {
        int byOrdinal = Integer.compare(ordinal, other.ordinal);
        return byOrdinal != 0 ? byOrdinal : Long.compare(sequence, other.sequence);
    }

    @Override
    public String toString() {
        return ordinal + "-" + sequence;
    }
}
