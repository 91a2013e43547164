package io.parley.edge.kit;

import io.parley.ErrorCode;
import io.parley.Refused;
import java.util.Arrays;
import java.util.function.Function;

/** Reads enums by the codes that clients use. */
public final class Codes {

    private Codes() {}

    /**
     * @param name the client's name for the field, for the refusal
     * @throws Refused {@code BAD_REQUEST} for a code of none of {@code values}
     */
    public static <E extends Enum<E>> E read(String name, String given, E[] values, Function<E, String> code) {
        return Arrays.stream(values)
                .filter(value -> code.apply(value).equals(given))
                .findFirst()
                .orElseThrow(() -> new Refused(
                        ErrorCode.BAD_REQUEST,
                        name + " is one of "
                                + String.join(
                                        ", ", Arrays.stream(values).map(code).toList()) + "."));
    }
}
