package io.parley.inbox;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.EntityKey;
import io.parley.conversation.ConversationEntity;
import io.parley.privacy.StoredSerializer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Reads the customers of conversations from their first events in the journal. */
final class JournalOwners {

    private final CqlSession session;

    JournalOwners(CqlSession session) {
        this.session = session;
    }

    /** Looks up the customer of a conversation, with one read; empty if it is not stored yet. */
    CompletionStage<Optional<CustomerId>> of(EntityKey conversation) {
        String key = EntityKey.of(conversation.tenant(), new ConversationId(conversation.id()));
        return session.executeAsync(
                        "SELECT ser_manifest FROM parley.messages WHERE persistence_id = ? AND partition_nr = 0 LIMIT 1",
                        EntityKey.persistenceId(ConversationEntity.TYPE.name(), key)
                                .id())
                .thenApply(AsyncResultSet::one)
                .thenApply(row -> Optional.ofNullable(row)
                        .map(first -> StoredSerializer.owner(String.valueOf(first.getString("ser_manifest")))));
    }
}
