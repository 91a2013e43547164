package io.parley.inbox;

import akka.Done;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.parley.ConversationId;
import io.parley.EntityKey;
import io.parley.channel.spi.ChannelAddress;
import io.parley.conversation.Conversation;
import io.parley.conversation.ConversationState;
import io.parley.privacy.Stored;
import io.parley.projection.Consumer;
import io.parley.projection.JournalEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the rows of {@code inbox_conversation} up to date with the journals. Each event writes only the columns it changes, with its
 * sequence number as the write's timestamp: repeated, late or reordered writes result in the same row, and nothing has to be read first.
 */
public final class InboxProjection implements Consumer<Stored<Conversation.Event>> {

    private final CqlSession session;

    public InboxProjection(CqlSession session) {
        this.session = session;
    }

    @Override
    public String name() {
        return "inbox";
    }

    @Override
    public CompletionStage<Done> handle(List<JournalEvent<Stored<Conversation.Event>>> events) {
        List<CompletableFuture<?>> writes = new ArrayList<>();
        for (JournalEvent<Stored<Conversation.Event>> recorded : events) {
            EntityKey key = recorded.key();
            Stored<Conversation.Event> event = recorded.event();
            Partition partition = Partition.of(new ConversationId(key.id()));
            if (event.closed() instanceof Conversation.ConversationOpened) {
                writes.add(session.executeAsync(SimpleStatement.newInstance(
                                "INSERT INTO parley.inbox_month (tenant, month) VALUES (?, ?)",
                                key.tenant().value(),
                                partition.month()))
                        .toCompletableFuture());
            }
            writes.add(
                    update(key, partition, recorded.sequence(), columns(event)).toCompletableFuture());
        }
        return CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)).thenApply(all -> Done.getInstance());
    }

    private CompletionStage<AsyncResultSet> update(
            EntityKey key, Partition partition, long sequence, Map<String, @Nullable Object> columns) {
        columns.put("sequence", sequence);
        List<@Nullable Object> values = new ArrayList<>();
        StringBuilder cql = new StringBuilder("UPDATE parley.inbox_conversation USING TIMESTAMP ? SET ");
        values.add(sequence);
        String separator = "";
        for (Map.Entry<String, @Nullable Object> column : columns.entrySet()) {
            cql.append(separator).append(column.getKey()).append(" = ?");
            values.add(column.getValue());
            separator = ", ";
        }
        cql.append(" WHERE tenant = ? AND month = ? AND bucket = ? AND conversation = ?");
        values.add(key.tenant().value());
        values.add(partition.month());
        values.add(partition.bucket());
        values.add(key.id());
        // The driver caches prepared statements; there are only a few different texts per kind of event.
        return session.prepareAsync(cql.toString())
                .thenCompose(prepared -> session.executeAsync(prepared.bind(values.toArray())));
    }

    /**
     * Returns the columns an event changes, in the same way as {@link ConversationState} applies it. Personal data stays the ciphertext it
     * is in the journal; no key is needed.
     */
    private static Map<String, @Nullable Object> columns(Stored<Conversation.Event> stored) {
        Conversation.Event event = stored.closed();
        Map<String, @Nullable Object> columns = new LinkedHashMap<>();
        columns.put("changed_at", event.at());
        if (event instanceof Conversation.ConversationOpened opened) {
            ChannelAddress from = opened.from();
            columns.put("ordinal", opened.opening().ordinal());
            columns.put("status", Conversation.Status.NEW.code());
            owner(columns, Conversation.Owner.BOT, null);
            columns.put("customer", opened.opening().customer().value());
            columns.put("customer_name", stored.part("/opening/customerName"));
            columns.put("channel", from.channel());
            columns.put("account", from.account());
            columns.put("address", stored.part("/from/user"));
            columns.put("language", opened.language().code());
            columns.put("opened_at", opened.at());
        } else if (event instanceof Conversation.MessageReceived received) {
            columns.put("status", Conversation.Status.OPEN.code());
            last(columns, "customer", stored, received.at());
            columns.put("unanswered", true);
        } else if (event instanceof Conversation.BotAnswered answered) {
            if (!"[]".equals(stored.part("/contents"))) {
                last(columns, "bot", stored, answered.at());
                columns.put("unanswered", false);
            }
            if (answered.memory().language() != null) {
                columns.put("language", answered.memory().language().code());
            }
        } else if (event instanceof Conversation.PatienceAsked asked) {
            last(columns, "bot", stored, asked.at());
        } else if (event instanceof Conversation.HandedOff handedOff) {
            owner(columns, Conversation.Owner.QUEUE, handedOff.at());
            columns.put("handoff", stored.part(""));
        } else if (event instanceof Conversation.AgentAssigned assigned) {
            owner(columns, Conversation.Owner.agent(assigned.agent(), assigned.name()), null);
        } else if (event instanceof Conversation.MessagePosted posted) {
            if (posted.visibility() == Conversation.Visibility.CUSTOMER) {
                last(columns, "agent", stored, posted.at());
                columns.put("unanswered", false);
            }
        } else if (event instanceof Conversation.ReturnedToQueue returned) {
            owner(columns, Conversation.Owner.QUEUE, returned.at());
        } else if (event instanceof Conversation.ReturnedToBot) {
            owner(columns, Conversation.Owner.BOT, null);
        } else if (event instanceof Conversation.ConversationEnded ended) {
            columns.put("status", Conversation.Status.RESOLVED.code());
            owner(columns, Conversation.Owner.NOBODY, null);
            columns.put(
                    "disposition",
                    ended.disposition() == null ? null : ended.disposition().code());
        } else if (event instanceof Conversation.ConversationReopened) {
            columns.put("status", Conversation.Status.OPEN.code());
            owner(columns, Conversation.Owner.BOT, null);
            columns.put("disposition", null);
        }
        return columns;
    }

    private static void owner(
            Map<String, @Nullable Object> columns, Conversation.Owner owner, @Nullable Instant waitingSince) {
        columns.put("owner", owner.kind().code());
        columns.put("agent", owner.agent() == null ? null : owner.agent().value());
        columns.put("agent_name", owner.name() == null ? null : owner.name().texts());
        columns.put("waiting_since", waitingSince);
    }

    private static void last(
            Map<String, @Nullable Object> columns, String from, Stored<Conversation.Event> message, Instant at) {
        columns.put("last_from", from);
        columns.put("last_contents", message.part("/contents"));
        columns.put("last_at", at);
    }
}
