package io.parley.language;

import io.parley.TenantId;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Understands what customers write. Thread-safe. */
public interface LanguageEngine {

    /**
     * The input to be understood.
     *
     * @param text any text
     * @param locale what the channel claims, e.g. {@code zh-CN}; only a hint
     * @param before the language used so far; null for none
     * @param awaited the type of {@link Entity} that was asked for and is therefore recognised more readily; null for none
     * @param now the time from which "tomorrow" is counted, with {@code zone}
     */
    record Utterance(
            TenantId tenant,
            String text,
            @Nullable String locale,
            @Nullable Language before,
            @Nullable String awaited,
            Instant now,
            ZoneId zone) {}

    /** Takes milliseconds of CPU time; never blocks. Accepts any text. */
    Analysis analyse(Utterance utterance);
}
