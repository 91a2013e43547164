package io.parley.privacy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A time in which a tenant's customers got keys that are wrapped by one and the same key of the tenant.
 *
 * @param number from 1
 * @param rootKey the version of the root key that wraps it
 * @param begunBy for people to read
 * @param rewrapped how many percent of all customers' keys have been looked through since it began, for those that an older one wraps
 * @param emptiedAt since when nothing is wrapped by it; null while something may be
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeyEpoch(
        int number,
        State state,
        int rootKey,
        Instant begunAt,
        String begunBy,
        int rewrapped,
        @Nullable Instant emptiedAt,
        @Nullable Instant destroyedAt) {

    /** The codes are sent: names may not change. */
    public enum State {
        /** Wraps new customers' keys. */
        CURRENT,
        /** There is a newer one, by which its customers' keys are being wrapped. */
        OUTGOING,
        /** Wraps nothing any more, and may be destroyed. */
        EMPTY,
        DESTROYED;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static KeyEpoch of(KeyRows.TenantRow row, KeyRows.TenantRow newest) {
        State state = row.wrapped() == null
                ? State.DESTROYED
                : row.version() == newest.version()
                        ? State.CURRENT
                        : row.emptiedAt() == null ? State.OUTGOING : State.EMPTY;
        return new KeyEpoch(
                row.version(),
                state,
                row.root(),
                row.madeAt(),
                row.madeBy(),
                // Before the first one there is nothing to look for.
                row.version() == 1 ? KeyRows.PARTS : row.moved(),
                row.emptiedAt(),
                row.destroyedAt());
    }
}
