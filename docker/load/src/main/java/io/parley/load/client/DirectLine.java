package io.parley.load.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A client of Direct Line 3.0. All methods are called on the wire's loop. */
public final class DirectLine {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = "/v3/directline/";
    /** Longer than the server can take to refuse. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Wire wire;

    public DirectLine(Wire wire) {
        this.wire = wire;
    }

    /** A customer's conversation, and the address of its next socket. */
    public record Opened(String conversation, String token, URI stream) {}

    /**
     * An activity that is stored or shown.
     *
     * @param clientId of a message the customer sent
     * @param replyTo id of the message that it answers
     * @param sequence its place in the conversation; absent if it is not stored
     * @param handoff the state of a {@code handoff.status} event
     */
    public record Activity(
            String id,
            String type,
            String role,
            @Nullable String clientId,
            @Nullable String replyTo,
            @Nullable Long sequence,
            @Nullable String handoff) {}

    /** @param watermark after the activities; null in an empty frame */
    public record ActivitySet(List<Activity> activities, @Nullable String watermark) {}

    /** The server refused the request. */
    public static final class Refusal extends IOException {
        private static final long serialVersionUID = 1;
        private final int status;
        private final int retryAfter;

        public Refusal(Wire.Answer answer) {
            super("refused with status " + answer.status() + ": " + answer.body(), null);
            this.status = answer.status();
            this.retryAfter = answer.retryAfter();
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }

        /** How long the server asks to wait before the request is repeated, in milliseconds; 0 when it does not. */
        public long waitMillis() {
            return retryAfter * 1_000L;
        }

        /** Whether the same request may succeed later. */
        public boolean passes() {
            return status >= 500 || status == 429 || status == 408;
        }
    }

    /**
     * Starts a conversation for a user, as one of the company's programs does with the channel's secret.
     *
     * @param account the company's account of a signed-in customer; null for a stranger
     */
    public CompletableFuture<Opened> open(URI server, String secret, String user, @Nullable String account) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("user").put("id", user);
        if (account != null) {
            body.putObject("account").put("id", account);
        }
        return ask(HttpMethod.POST, server.resolve(PATH + "conversations"), secret, body.toString())
                .thenApply(DirectLine::opened);
    }

    /** A new socket address for a conversation, from a watermark on. */
    public CompletableFuture<Opened> reconnect(URI server, Opened known, @Nullable String watermark) {
        return ask(HttpMethod.GET, server.resolve(path(known) + after(watermark)), known.token(), null)
                .thenApply(DirectLine::opened);
    }

    /** Posts a text; completed with the activity's id once it is stored. */
    public CompletableFuture<String> post(URI server, Opened known, String clientId, String text) {
        ObjectNode body = JSON.createObjectNode().put("type", "message").put("text", text);
        body.putObject("from").put("id", "customer");
        body.putObject("channelData").put("clientActivityID", clientId);
        return ask(HttpMethod.POST, server.resolve(path(known) + "/activities"), known.token(), body.toString())
                .thenApply(answer -> answer.path("id").asText());
    }

    /** One page of what is stored after a watermark. */
    public CompletableFuture<ActivitySet> read(URI server, Opened known, @Nullable String watermark) {
        return ask(HttpMethod.GET, server.resolve(path(known) + "/activities" + after(watermark)), known.token(), null)
                .thenApply(DirectLine::activities);
    }

    /** A request that needs no work: the least that any request can cost. */
    public CompletableFuture<Wire.Answer> ping(URI server) {
        return wire.request(HttpMethod.GET, server.resolve("/health/live"), null, null, LIMIT);
    }

    /** The content of a frame of the stream; an empty frame has none. */
    public static ActivitySet frame(String text) {
        return text.isBlank() ? new ActivitySet(List.of(), null) : activities(parse(text));
    }

    private static String path(Opened known) {
        return PATH + "conversations/" + known.conversation();
    }

    private static String after(@Nullable String watermark) {
        return watermark == null ? "" : "?watermark=" + URLEncoder.encode(watermark, StandardCharsets.UTF_8);
    }

    private CompletableFuture<JsonNode> ask(HttpMethod method, URI address, String bearer, @Nullable String body) {
        return wire.request(method, address, bearer, body, LIMIT).thenApply(answer -> {
            if (answer.status() / 100 != 2) {
                throw new CompletionException(new Refusal(answer));
            }
            return parse(answer.body());
        });
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new CompletionException(e);
        }
    }

    private static Opened opened(JsonNode answer) {
        return new Opened(
                answer.path("conversationId").asText(),
                answer.path("token").asText(),
                URI.create(answer.path("streamUrl").asText()));
    }

    private static ActivitySet activities(JsonNode set) {
        List<Activity> activities = new ArrayList<>();
        for (JsonNode one : set.path("activities")) {
            JsonNode data = one.path("channelData");
            boolean handoff = one.path("name").asText().equals("handoff.status");
            activities.add(new Activity(
                    one.path("id").asText(),
                    one.path("type").asText(),
                    one.path("from").path("role").asText(),
                    data.path("clientActivityID").asText(null),
                    one.path("replyToId").asText(null),
                    data.path("sequence").isNumber()
                            ? Long.valueOf(data.path("sequence").asLong())
                            : null,
                    handoff ? one.path("value").path("state").asText(null) : null));
        }
        return new ActivitySet(activities, set.path("watermark").asText(null));
    }
}
