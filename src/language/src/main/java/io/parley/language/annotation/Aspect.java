package io.parley.language.annotation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What can be asked about a text; each aspect costs additional time. */
public enum Aspect {
    /** Persons, organisations and places. */
    NAMES,
    /** For or against, judged by the structure of the sentences. */
    SENTIMENT;

    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static int bits(Set<Aspect> aspects) {
        return aspects.stream().mapToInt(aspect -> 1 << aspect.ordinal()).sum();
    }

    static Set<Aspect> of(int bits) {
        Set<Aspect> aspects = EnumSet.noneOf(Aspect.class);
        for (Aspect aspect : values()) {
            if ((bits & 1 << aspect.ordinal()) != 0) {
                aspects.add(aspect);
            }
        }
        return aspects;
    }
}
