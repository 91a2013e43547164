package io.parley.inbox;

import io.parley.ConversationId;
import io.parley.TenantId;
import io.parley.routing.Routing;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** How a conversation was routed. Fed by a projection, so a few seconds behind. */
public interface RoutingDecisions {

    /**
     * The router's events that concern this conversation, oldest first; those about a reservation included, though they name only the
     * reservation.
     *
     * @return an empty list for a conversation that never needed a human, or that does not exist
     */
    CompletionStage<List<Routing.Event>> list(TenantId tenant, ConversationId conversation);
}
