package io.parley.edge.kit;

import io.parley.ErrorCode;
import io.parley.Refused;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of a request's query. */
public final class QueryParameters {

    private QueryParameters() {}

    /** @throws Refused {@code BAD_REQUEST} for anything but a whole number within the bounds */
    public static long number(Map<String, String> query, String name, long absent, long least, long most) {
        String given = query.get(name);
        if (given == null) {
            return absent;
        }
        try {
            long value = Long.parseLong(given);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of range.
        }
        throw new Refused(ErrorCode.BAD_REQUEST, name + " is a whole number from " + least + " to " + most + ".");
    }

    /**
     * Returns null when it is absent.
     *
     * @throws Refused {@code BAD_REQUEST} for a code of none of {@code values}
     */
    public static <E extends Enum<E>> @Nullable E choice(
            Map<String, String> query, String name, E[] values, Function<E, String> code) {
        String given = query.get(name);
        return given == null ? null : Codes.read(name, given, values, code);
    }
}
