package io.parley.privacy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A period in which the keys of a tenant's new customers are wrapped by the same key of the tenant.
 *
 * @param number from 1
 * @param rootKey the version of the root key that wraps it
 * @param begunBy informational
 * @param rewrapped percentage of all customers' keys that have been scanned for older epochs since it began
 * @param emptiedAt when it was found to wrap nothing any more; null while it may wrap something
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

    /** The codes are sent: names must not change. */
    public enum State {
        /** Wraps new customers' keys. */
        CURRENT,
        /** There is a newer one, by which its customers' keys are being re-wrapped. */
        OUTGOING,
        /** No longer wraps anything, and may be destroyed. */
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
                // The first one has no older epochs to look for.
                row.version() == 1 ? KeyRows.PARTS : row.moved(),
                row.emptiedAt(),
                row.destroyedAt());
    }
}
