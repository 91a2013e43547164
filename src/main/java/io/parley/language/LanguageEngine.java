package io.parley.language;

import io.parley.TenantId;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Understands what customers write. May be used by any number of threads. */
public interface LanguageEngine {

    /**
     * What there is to understand.
     *
     * @param text any text at all
     * @param locale what the channel claims, e.g. {@code zh-CN}; a hint only
     * @param before the language spoken so far; null for none
     * @param awaited the type of {@link Entity} that was asked for, and is so more readily recognised; null for none
     * @param now what "tomorrow" is counted from, with {@code zone}
     */
    record Utterance(
            TenantId tenant,
            String text,
            @Nullable String locale,
            @Nullable Language before,
            @Nullable String awaited,
            Instant now,
            ZoneId zone) {}

    /** Takes milliseconds of computing; waits for nothing. Defined for every text. */
    Analysis analyse(Utterance utterance);
}
