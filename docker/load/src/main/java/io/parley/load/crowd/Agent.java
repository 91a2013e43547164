package io.parley.load.crowd;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.load.client.Desk;
import io.parley.load.client.Wire;
import java.net.URI;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An agent who accepts every offer, says one thing and resolves the conversation. Persistent, as a person would be: retries what the desk
 * could not do at the moment, becomes available again after missing an offer, and reopens a desk that was closed. Lives on the wire's loop.
 */
final class Agent {

    private static final long RETRY_MILLIS = 1_000;

    private final Wire wire;
    private final URI server;
    private final Desk.SignIn signIn;
    private final Set<String> serving = new HashSet<>();
    private @Nullable Desk desk;
    private boolean ended;
    private int served;
    private int resolved;

    private Agent(Wire wire, URI server, Desk.SignIn signIn) {
        this.wire = wire;
        this.server = server;
        this.signIn = signIn;
    }

    /** Completed when the agent is available. */
    static CompletableFuture<Agent> begin(Wire wire, URI server, Desk.SignIn signIn) {
        Agent agent = new Agent(wire, server, signIn);
        return agent.open().thenApply(available -> agent);
    }

    private CompletableFuture<Boolean> open() {
        return Desk.open(wire, server, signIn, this::shown, this::closed).thenCompose(opened -> {
            desk = opened;
            return beAvailable();
        });
    }

    private void closed() {
        desk = null;
        reopen();
    }

    private void reopen() {
        if (ended) {
            return;
        }
        later(this::open).exceptionally(failed -> {
            reopen();
            return false;
        });
    }

    private void shown(JsonNode frame) {
        switch (frame.path("type").asText()) {
            case "reservation-offered" -> accept(frame.path("reservation"));
            case "assigned" -> serve(frame.path("conversation"));
            case "presence" -> {
                if (frame.path("presence").path("status").asText().equals("not-responding")) {
                    beAvailable();
                }
            }
            case "reset" -> {
                frame.path("state").path("reservations").forEach(this::accept);
                frame.path("state").path("conversations").forEach(this::serve);
            }
            default -> {
                // Nothing to do.
            }
        }
    }

    private CompletableFuture<Boolean> beAvailable() {
        return done("set-presence", Map.of("status", "available"));
    }

    private void accept(JsonNode reservation) {
        done("accept", Map.of("reservation", reservation.path("id").asText()));
    }

    private void serve(JsonNode held) {
        String conversation = held.path("id").asText();
        if (!serving.add(conversation)) {
            return;
        }
        Map<String, String> message = Map.of(
                "conversation",
                conversation,
                "clientMessageId",
                "served-" + ++served,
                "visibility",
                "customer",
                "text",
                "已为您处理。 Done.");
        done("post-message", message)
                .thenCompose(said -> done("resolve", Map.of("conversation", conversation, "disposition", "solved")))
                .thenAccept(isResolved -> {
                    serving.remove(conversation);
                    resolved += isResolved ? 1 : 0;
                });
    }

    /** Repeats a request until the desk has carried it out, has refused it for good, or is closed; returns whether it was carried out. */
    private CompletableFuture<Boolean> done(String type, Map<String, String> fields) {
        Desk open = desk;
        if (open == null) {
            return CompletableFuture.completedFuture(false);
        }
        return open.ask(type, fields)
                .handle((answer, failure) -> {
                    boolean retried = failure != null && isTemporary(failure) && open == desk;
                    return retried
                            ? later(() -> done(type, fields))
                            : CompletableFuture.completedFuture(failure == null);
                })
                .thenCompose(outcome -> outcome);
    }

    private static boolean isTemporary(Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        return cause instanceof Desk.Refused refused && refused.isTemporary();
    }

    private <T> CompletableFuture<T> later(Supplier<CompletableFuture<T>> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        wire.loop()
                .schedule(
                        () -> work.get().whenComplete((result, failure) -> {
                            if (failure == null) {
                                done.complete(result);
                            } else {
                                done.completeExceptionally(failure);
                            }
                        }),
                        RETRY_MILLIS,
                        TimeUnit.MILLISECONDS);
        return done;
    }

    /** How many conversations this agent has resolved. */
    int resolved() {
        return resolved;
    }

    void end() {
        ended = true;
        if (desk != null) {
            desk.close();
        }
    }
}
