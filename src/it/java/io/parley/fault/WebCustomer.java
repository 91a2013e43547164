package io.parley.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A customer on the web chat, speaking Direct Line as a well-behaved client does: what is not acknowledged is sent again. */
final class WebCustomer {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RealNode node;
    private final ObjectNode from;
    private final String thread;

    private WebCustomer(RealNode node, ObjectNode from, String thread) {
        this.node = node;
        this.from = from;
        this.thread = thread;
    }

    /** @param name what the customer is called */
    static WebCustomer arrives(RealNode node, String name) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        ObjectNode user =
                body.putObject("user").put("id", "dl_" + UUID.randomUUID()).put("name", name);
        RealNode.Answer answer = node.post("/v3/directline/conversations", RealNode.SECRET, body);
        if (answer.status() != 201) {
            throw new AssertionError("No conversation was started: " + answer);
        }
        return new WebCustomer(node, user, answer.body().path("conversationId").asText());
    }

    /** The same customer, by way of another node. */
    WebCustomer at(RealNode other) {
        return new WebCustomer(other, from, thread);
    }

    /** The customer's id. */
    String thread() {
        return thread;
    }

    /** Their end of the channel. */
    String user() {
        return from.path("id").asText();
    }

    /** One try. */
    RealNode.Answer post(String id, String text) throws IOException, InterruptedException {
        ObjectNode activity = JSON.createObjectNode().put("type", "message").put("text", text);
        activity.set("from", from);
        activity.putObject("channelData").put("clientActivityID", id);
        return node.post("/v3/directline/conversations/" + thread + "/activities", RealNode.SECRET, activity);
    }

    /** Sends until it is acknowledged; returns the acknowledgement's id. */
    String say(String id, String text) {
        return Eventually.until("the message " + id + " is acknowledged", () -> post(id, text), a -> a.status() == 200)
                .body()
                .path("id")
                .asText();
    }

    /** Where in its conversation the acknowledged activity stands. */
    static long sequence(String acknowledged) {
        return Long.parseLong(acknowledged.substring(acknowledged.lastIndexOf('-') + 1));
    }

    /** The whole thread, page by page. */
    List<JsonNode> activities() throws IOException, InterruptedException {
        List<JsonNode> all = new ArrayList<>();
        String watermark = "";
        while (true) {
            RealNode.Answer answer = node.get(
                    "/v3/directline/conversations/" + thread + "/activities?watermark=" + watermark, RealNode.SECRET);
            if (answer.status() != 200) {
                throw new IOException("The thread cannot be read: " + answer);
            }
            String next = answer.body().path("watermark").asText();
            answer.body().path("activities").forEach(all::add);
            if (next.equals(watermark)) {
                return all;
            }
            watermark = next;
        }
    }

    /** Says it and waits until the bot, or a place in line, is the answer. */
    String asks(String id, String text) {
        String acknowledged = say(id, text);
        Eventually.until("an answer to " + id, this::activities, all -> all.stream()
                .anyMatch(a -> WebCustomer.answers(a, sequence(acknowledged))));
        return acknowledged;
    }

    private static boolean answers(JsonNode activity, long question) {
        String id = activity.path("id").asText();
        boolean later = id.matches(".*-\\d+") && sequence(id) > question;
        return later
                && (activity.path("channelData")
                                        .path("author")
                                        .path("kind")
                                        .asText()
                                        .equals("bot")
                                && activity.has("replyToId")
                        || activity.path("name").asText().equals("handoff.status"));
    }
}
