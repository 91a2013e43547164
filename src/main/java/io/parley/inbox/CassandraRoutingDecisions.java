package io.parley.inbox;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.ConversationId;
import io.parley.TenantId;
import io.parley.routing.Routing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads decisions from the table that {@link RoutingProjection} feeds. */
public final class CassandraRoutingDecisions implements RoutingDecisions {

    /** More than any person reads; a conversation with more shows the first ones. */
    private static final int MAX_COUNT = 1_000;

    private final CqlSession session;
    private final ObjectMapper json;

    public CassandraRoutingDecisions(CqlSession session, ObjectMapper json) {
        this.session = session;
        this.json = json;
    }

    @Override
    public CompletionStage<List<Routing.Event>> list(TenantId tenant, ConversationId conversation) {
        return session.executeAsync(SimpleStatement.newInstance(
                        "SELECT event FROM parley.inbox_routing_decision WHERE tenant = ? AND conversation = ? LIMIT "
                                + MAX_COUNT,
                        tenant.value(),
                        conversation.value()))
                .thenCompose(rows -> collect(rows, new ArrayList<>()));
    }

    private CompletionStage<List<Routing.Event>> collect(AsyncResultSet rows, List<Routing.Event> events) {
        for (Row row : rows.currentPage()) {
            events.add(read(row));
        }
        return rows.hasMorePages()
                ? rows.fetchNextPage().thenCompose(more -> collect(more, events))
                : CompletableFuture.completedFuture(events);
    }

    private Routing.Event read(Row row) {
        try {
            return json.readValue(row.getString("event"), Routing.Event.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("inbox_routing_decision holds what RoutingProjection wrote", e);
        }
    }
}
