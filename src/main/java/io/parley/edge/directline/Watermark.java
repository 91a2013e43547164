package io.parley.edge.directline;

import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.customer.Customer;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A client's position in its thread: it has read everything up to this event of the customer's {@code ordinal}-th conversation. Clients
 * treat its text as opaque.
 */
record Watermark(int ordinal, long sequence) implements Comparable<Watermark> {

    static final Watermark START = new Watermark(0, 0);

    private static final Set<String> NONE_YET = Set.of("", "0", "null", "undefined");
    /** As many digits as always fit. */
    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,9})-([0-9]{1,18})");
    /** Beyond every event. */
    private static final long END = 999_999_999_999_999_999L;

    /** @throws Refused {@code BAD_REQUEST} for text that is not one of ours; a missing one and {@code 0} mean the start */
    static Watermark parse(@Nullable String text) {
        // Published clients begin with 0; some send the words that their language prints for "none yet".
        if (text == null || NONE_YET.contains(text)) {
            return START;
        }
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches()) {
            throw new Refused(ErrorCode.BAD_REQUEST, "This watermark is invalid. Leave it out to read from the start.");
        }
        return new Watermark(Integer.parseInt(written.group(1)), Long.parseLong(written.group(2)));
    }

    /**
     * Returns itself, or the end of the newest conversation when it names a later one, as a client's does after the server was restored
     * from a backup. The caller must find out how far that conversation goes, see {@link #upTo}.
     *
     * @param parts the customer's conversations, oldest first
     */
    Watermark within(List<Customer.ConversationRef> parts) {
        if (parts.isEmpty()) {
            return START;
        }
        int newest = parts.get(parts.size() - 1).ordinal();
        return ordinal > newest ? new Watermark(newest, END) : this;
    }

    /** Returns itself, or this event of the same conversation when that comes first. */
    Watermark upTo(long newest) {
        return sequence > newest ? new Watermark(ordinal, newest) : this;
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
