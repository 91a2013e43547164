package io.parley.projection;

import io.parley.EntityKey;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event of a journal, as read from a slice.
 *
 * @param persistenceId of the entity, for instance {@code conversation|tenant|id}
 * @param sequence its number in the entity's journal, gap-free
 * @param offset the position of this reading of the slice once this event is done, which may lie before that of an earlier reading; null
 *     for the beginning
 * @param at when it was stored, in milliseconds since 1970
 * @param stored null if it cannot be read; consumers do not receive such events
 */
public record JournalEvent<E>(String persistenceId, long sequence, @Nullable UUID offset, long at, @Nullable E stored) {

    public EntityKey key() {
        return EntityKey.parse(persistenceId.substring(persistenceId.indexOf('|') + 1));
    }

    boolean isReadable() {
        return stored != null;
    }

    public E event() {
        return Objects.requireNonNull(stored, "an unreadable event must not be delivered");
    }
}
