package io.parley.projection;

import io.parley.EntityKey;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event of a journal, as a slice shows it.
 *
 * @param persistenceId whose journal, for instance {@code conversation|tenant|id}
 * @param sequence its number there; these have no gaps
 * @param offset how far this reading of the slice has come once this event is done, which may be less far than an earlier one came; null
 *     when that is not beyond its beginning
 * @param at when it was stored, in milliseconds since 1970
 * @param stored null when it cannot be read; consumers are not given such events
 */
public record JournalEvent<E>(String persistenceId, long sequence, @Nullable UUID offset, long at, @Nullable E stored) {

    public EntityKey key() {
        return EntityKey.parse(persistenceId.substring(persistenceId.indexOf('|') + 1));
    }

    boolean isReadable() {
        return stored != null;
    }

    public E event() {
        return Objects.requireNonNull(stored, "an event that cannot be read is given to nobody");
    }
}
