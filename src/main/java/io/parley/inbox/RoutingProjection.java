package io.parley.inbox;

import akka.Done;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.ConversationId;
import io.parley.EntityKey;
import io.parley.projection.Consumer;
import io.parley.projection.JournalEvent;
import io.parley.routing.Routing;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Stores every routing decision under the conversation it was about. For events that name only a reservation, the conversation is read from
 * the row of the offer, so a rebuild gives the same rows.
 */
public final class RoutingProjection implements Consumer<Routing.Event> {

    private final CqlSession session;
    private final ObjectMapper json;

    public RoutingProjection(CqlSession session, ObjectMapper json) {
        this.session = session;
        this.json = json;
    }

    @Override
    public String name() {
        return "routing-decisions";
    }

    /** Handles one event after the other, because later ones look up the row of an offer. */
    @Override
    public CompletionStage<Done> handle(List<JournalEvent<Routing.Event>> events) {
        CompletionStage<Done> handled = CompletableFuture.completedStage(Done.getInstance());
        for (JournalEvent<Routing.Event> recorded : events) {
            handled = handled.thenCompose(done -> handle(recorded.key(), recorded.sequence(), recorded.event()));
        }
        return handled;
    }

    private CompletionStage<Done> handle(EntityKey key, long sequence, Routing.Event event) {
        if (event instanceof Routing.ItemReserved reserved) {
            Routing.Reservation reservation = reserved.reservation();
            return session.executeAsync(SimpleStatement.newInstance(
                            "INSERT INTO parley.inbox_reservation (tenant, reservation, conversation) VALUES (?, ?, ?)",
                            key.tenant().value(),
                            reservation.id(),
                            reservation.item().conversation().value()))
                    .thenCompose(done ->
                            write(key, sequence, event, reservation.item().conversation()));
        }
        ConversationId conversation = conversationOf(event);
        if (conversation != null) {
            return write(key, sequence, event, conversation);
        }
        String reservation = reservationOf(event);
        return reservation == null
                ? CompletableFuture.completedFuture(Done.getInstance())
                : session.executeAsync(SimpleStatement.newInstance(
                                "SELECT conversation FROM parley.inbox_reservation WHERE tenant = ? AND reservation = ?",
                                key.tenant().value(),
                                reservation))
                        .thenCompose(rows -> {
                            var row = rows.one();
                            String found = row == null ? null : row.getString("conversation");
                            return found == null
                                    ? CompletableFuture.completedFuture(Done.getInstance())
                                    : write(key, sequence, event, new ConversationId(found));
                        });
    }

    private CompletionStage<Done> write(
            EntityKey key, long sequence, Routing.Event event, ConversationId conversation) {
        return session.executeAsync(SimpleStatement.newInstance(
                        "INSERT INTO parley.inbox_routing_decision (tenant, conversation, sequence, at, event)"
                                + " VALUES (?, ?, ?, ?, ?)",
                        key.tenant().value(),
                        conversation.value(),
                        sequence,
                        event.at(),
                        text(event)))
                .thenApply(done -> Done.getInstance());
    }

    private String text(Routing.Event event) {
        try {
            return json.writerFor(Routing.Event.class).writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event that came from JSON can be written as JSON", e);
        }
    }

    private static @Nullable ConversationId conversationOf(Routing.Event event) {
        if (event instanceof Routing.ItemQueued queued) {
            return queued.item().conversation();
        }
        if (event instanceof Routing.ItemAssigned assigned) {
            return assigned.conversation();
        }
        if (event instanceof Routing.ItemReturned returned) {
            return returned.conversation();
        }
        return event instanceof Routing.ItemLeft left ? left.conversation() : null;
    }

    private static @Nullable String reservationOf(Routing.Event event) {
        if (event instanceof Routing.ReservationAccepted accepted) {
            return accepted.reservation();
        }
        if (event instanceof Routing.ReservationDeclined declined) {
            return declined.reservation();
        }
        if (event instanceof Routing.ReservationExpired expired) {
            return expired.reservation();
        }
        return event instanceof Routing.ReservationWithdrawn withdrawn ? withdrawn.reservation() : null;
    }
}
