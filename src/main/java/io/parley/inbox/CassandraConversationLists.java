package io.parley.inbox;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.fasterxml.jackson.core.type.TypeReference;
import io.parley.AgentId;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.ErrorCode;
import io.parley.LocalizedText;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation;
import io.parley.conversation.ConversationState;
import io.parley.language.Language;
import io.parley.privacy.CustomerKeys;
import io.parley.privacy.Keyring;
import io.parley.privacy.Stored;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads lists from the tables that {@link InboxProjection} feeds: month by month, newest first. The buckets of a month are read in parallel
 * and merged.
 */
public final class CassandraConversationLists implements ConversationLists {

    /** Most rows searched for a text per page; the page then ends early with a cursor to continue. */
    private static final int MAX_LOOKED_THROUGH = 2_000;

    private static final TypeReference<String> TEXT = new TypeReference<>() {};
    private static final TypeReference<List<Content>> CONTENTS = new TypeReference<>() {};

    private final CqlSession session;
    private final Keyring keyring;

    /** @param keyring opens the sealed parts */
    public CassandraConversationLists(CqlSession session, Keyring keyring) {
        this.session = session;
        this.keyring = keyring;
    }

    /** A page being collected. */
    private record Search(
            TenantId tenant,
            Filter filter,
            int limit,
            List<String> months,
            List<Conversation.Summary> found,
            List<ConversationId> lookedThrough) {

        /** Rows per bucket; together somewhat more than a page needs. */
        int rowsAtOnce() {
            return Math.max(10, limit / 8);
        }

        /** Where the next page continues. */
        ConversationId last() {
            return lookedThrough.get(lookedThrough.size() - 1);
        }
    }

    @Override
    public CompletionStage<Page> list(TenantId tenant, Filter filter, int limit, @Nullable String cursor) {
        if (limit < 1 || limit > 200) {
            throw new Refused(ErrorCode.BAD_REQUEST, "A page must have 1 to 200 conversations.");
        }
        ConversationId before = cursor == null ? null : decode(cursor);
        return session.executeAsync(SimpleStatement.newInstance(
                        "SELECT month FROM parley.inbox_month WHERE tenant = ?", tenant.value()))
                .thenCompose(rows -> {
                    List<String> months = new ArrayList<>();
                    rows.currentPage().forEach(row -> months.add(Objects.requireNonNull(row.getString("month"))));
                    if (before != null) {
                        String from = Partition.month(before);
                        months.removeIf(month -> month.compareTo(from) > 0);
                    }
                    return month(
                            new Search(tenant, filter, limit, months, new ArrayList<>(), new ArrayList<>()), 0, before);
                });
    }

    private CompletionStage<Page> month(Search search, int index, @Nullable ConversationId before) {
        if (index >= search.months().size()) {
            return CompletableFuture.completedFuture(new Page(search.found(), null));
        }
        AsyncResultSet[] pages = new AsyncResultSet[Partition.BUCKETS];
        return CompletableFuture.allOf(IntStream.range(0, Partition.BUCKETS)
                        .mapToObj(bucket -> bucket(search, search.months().get(index), bucket, before)
                                .thenAccept(rows -> pages[bucket] = rows)
                                .toCompletableFuture())
                        .toArray(CompletableFuture[]::new))
                .thenCompose(all -> merge(search, index, new MergedRows(pages)));
    }

    private CompletionStage<AsyncResultSet> bucket(
            Search search, String month, int bucket, @Nullable ConversationId before) {
        List<Object> values = new ArrayList<>();
        StringBuilder cql = new StringBuilder(
                "SELECT * FROM parley.inbox_conversation WHERE tenant = ? AND month = ? AND bucket = ?");
        values.add(search.tenant().value());
        values.add(month);
        values.add(bucket);
        if (before != null) {
            cql.append(" AND conversation < ?");
            values.add(before.value());
        }
        Filter filter = search.filter();
        if (filter.status() != null) {
            cql.append(" AND status = ?");
            values.add(filter.status().code());
        }
        if (filter.owner() != null) {
            cql.append(" AND owner = ?");
            values.add(filter.owner().code());
        }
        if (filter.agent() != null) {
            cql.append(" AND agent = ?");
            values.add(filter.agent().value());
        }
        if (filter.customer() != null) {
            cql.append(" AND customer = ?");
            values.add(filter.customer().value());
        }
        return session.executeAsync(
                SimpleStatement.newInstance(cql.toString(), values.toArray()).setPageSize(search.rowsAtOnce()));
    }

    /** Merges the rows once the keys of all their customers are available. */
    private CompletionStage<Page> merge(Search search, int index, MergedRows rows) {
        List<Row> ready = new ArrayList<>();
        CompletionStage<Map<String, CustomerKeys>> keys = CompletableFuture.completedStage(new HashMap<>());
        Set<String> customers = new HashSet<>();
        for (Row row = rows.poll(); row != null; row = rows.poll()) {
            if (row.isNull("opened_at")) {
                continue; // its first event has not arrived yet
            }
            ready.add(row);
            String customer = text(row, "customer");
            if (customers.add(customer)) {
                keys = keys.thenCombine(keyring.of(search.tenant(), new CustomerId(customer)), (found, one) -> {
                    found.put(customer, one);
                    return found;
                });
            }
        }
        return keys.thenCompose(found -> merge(search, index, rows, ready, found));
    }

    private CompletionStage<Page> merge(
            Search search, int index, MergedRows rows, List<Row> ready, Map<String, CustomerKeys> keys) {
        for (Row row : ready) {
            if (search.found().size() == search.limit()
                    || search.lookedThrough().size() == MAX_LOOKED_THROUGH) {
                return CompletableFuture.completedFuture(new Page(search.found(), encode(search.last())));
            }
            Conversation.Summary summary = summary(row, Objects.requireNonNull(keys.get(text(row, "customer"))));
            search.lookedThrough().add(summary.id());
            if (matches(search.filter().text(), summary)) {
                search.found().add(summary);
            }
        }
        return rows.hasMore()
                ? rows.fetch().thenCompose(more -> merge(search, index, more))
                : month(search, index + 1, null);
    }

    private static boolean matches(@Nullable String text, Conversation.Summary summary) {
        if (text == null || text.isBlank()) {
            return true;
        }
        String wanted = text.toLowerCase(Locale.ROOT);
        String name = summary.customerName();
        Conversation.LastMessage last = summary.lastMessage();
        return (name != null && name.toLowerCase(Locale.ROOT).contains(wanted))
                || (last != null && last.text().toLowerCase(Locale.ROOT).contains(wanted))
                || summary.id().value().equals(wanted);
    }

    private static Conversation.Summary summary(Row row, CustomerKeys keys) {
        Conversation.OwnerKind kind = Conversation.OwnerKind.valueOf(upper(row, "owner"));
        String agent = row.getString("agent");
        Map<String, String> agentName = row.getMap("agent_name", String.class, String.class);
        Conversation.Owner owner = agent == null
                ? new Conversation.Owner(kind, null, null)
                : new Conversation.Owner(
                        kind,
                        new AgentId(agent),
                        agentName == null || agentName.isEmpty()
                                ? LocalizedText.of(agent, agent)
                                : new LocalizedText(agentName));
        String lastFrom = row.getString("last_from");
        return new Conversation.Summary(
                new ConversationId(text(row, "conversation")),
                Conversation.Status.valueOf(upper(row, "status")),
                owner,
                new CustomerId(text(row, "customer")),
                row.getInt("ordinal"),
                Stored.openPart(TEXT, row.getString("customer_name"), keys),
                new ChannelAddress(
                        text(row, "channel"),
                        text(row, "account"),
                        Objects.requireNonNullElse(Stored.openPart(TEXT, row.getString("address"), keys), "erased")),
                Language.valueOf(upper(row, "language")),
                Objects.requireNonNull(row.getInstant("opened_at")),
                Objects.requireNonNull(row.getInstant("changed_at")),
                row.getInstant("waiting_since"),
                lastFrom == null
                        ? null
                        : ConversationState.last(
                                lastFrom,
                                Objects.requireNonNullElse(
                                        Stored.openPart(CONTENTS, row.getString("last_contents"), keys), List.of()),
                                Objects.requireNonNull(row.getInstant("last_at"))),
                row.getLong("sequence"),
                handoff(row, keys),
                row.isNull("disposition")
                        ? null
                        : Conversation.Disposition.valueOf(
                                upper(row, "disposition").replace('-', '_')),
                row.getBoolean("unanswered"));
    }

    private static Conversation.@Nullable HandoffNote handoff(Row row, CustomerKeys keys) {
        String stored = row.getString("handoff");
        if (stored == null) {
            return null;
        }
        Conversation.HandedOff event = (Conversation.HandedOff)
                Stored.of(Conversation.Event.class, keys.customer(), stored).open(keys);
        return new Conversation.HandoffNote(0, event.reason(), event.summary(), event.skills(), event.at());
    }

    private static String text(Row row, String column) {
        return Objects.requireNonNull(row.getString(column), column);
    }

    private static String upper(Row row, String column) {
        return text(row, column).toUpperCase(Locale.ROOT);
    }

    private static String encode(ConversationId id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id.value().getBytes(StandardCharsets.UTF_8));
    }

    private static ConversationId decode(String cursor) {
        try {
            ConversationId id =
                    new ConversationId(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
            Partition.month(id);
            return id;
        } catch (IllegalArgumentException e) {
            throw new Refused(ErrorCode.BAD_REQUEST, "This cursor is invalid. Start with the first page.");
        }
    }
}
