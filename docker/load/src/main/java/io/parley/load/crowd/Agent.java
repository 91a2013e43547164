package io.parley.load.crowd;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.load.client.Desk;
import io.parley.load.client.Wire;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An agent who accepts every offer, says one thing and resolves the conversation. Lives on the wire's loop. */
final class Agent {

    private @Nullable Desk desk;
    private int served;
    private int resolved;

    /** Completed when the agent is available. */
    static CompletableFuture<Agent> begin(Wire wire, URI server, Desk.SignIn signIn) {
        Agent agent = new Agent();
        return Desk.open(wire, server, signIn, agent::shown).thenCompose(desk -> {
            agent.desk = desk;
            return desk.ask("set-presence", Map.of("status", "available")).thenApply(available -> agent);
        });
    }

    private void shown(JsonNode frame) {
        Desk open = desk;
        if (open == null) {
            return;
        }
        String type = frame.path("type").asText();
        if (type.equals("reservation-offered")) {
            open.ask(
                    "accept",
                    Map.of("reservation", frame.path("reservation").path("id").asText()));
        } else if (type.equals("assigned")) {
            serve(open, frame.path("conversation").path("id").asText());
        }
    }

    private void serve(Desk open, String conversation) {
        open.ask(
                        "post-message",
                        Map.of(
                                "conversation",
                                conversation,
                                "clientMessageId",
                                "served-" + ++served,
                                "visibility",
                                "customer",
                                "text",
                                "已为您处理。 Seen to."))
                .thenCompose(said -> open.ask("resolve", Map.of("conversation", conversation, "disposition", "solved")))
                .thenRun(() -> resolved++);
    }

    /** How many conversations this agent has resolved. */
    int resolved() {
        return resolved;
    }

    void end() {
        if (desk != null) {
            desk.close();
        }
    }
}
