package io.parley.edge.desk;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.ConversationId;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.conversation.Conversation;
import io.parley.conversation.Conversation.Visibility;
import io.parley.edge.kit.Codes;
import io.parley.edge.kit.Json;
import io.parley.intake.Texts;
import io.parley.intake.Visible;
import io.parley.routing.Routing;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The requests a console may send, read strictly: a frame is either one of these, or is refused with the reason. */
sealed interface ClientFrame {

    int MAX_ID = 64;
    int MAX_MESSAGE_ID = 128;
    int MAX_ALARM = 160;
    int MAX_REASON = 200;

    record SetPresence(Routing.Presence presence, @Nullable String reason) implements ClientFrame {}

    record Accept(String reservation) implements ClientFrame {}

    record Decline(String reservation) implements ClientFrame {}

    record PostMessage(ConversationId conversation, String clientMessageId, Visibility visibility, String text)
            implements ClientFrame {}

    record Typing(ConversationId conversation, boolean typing) implements ClientFrame {}

    record Resolve(ConversationId conversation, Conversation.Disposition disposition) implements ClientFrame {}

    record ReturnToBot(ConversationId conversation) implements ClientFrame {}

    record Watch(ConversationId conversation) implements ClientFrame {}

    record Unwatch(ConversationId conversation) implements ClientFrame {}

    record Acknowledge(String alarm) implements ClientFrame {}

    record Ping() implements ClientFrame {}

    /** The fields that every frame has, so that it can be answered. */
    record Envelope(String id, String type, JsonNode body) {}

    /** @throws Refused when it is not a JSON object with an id and a type, and so cannot be answered */
    static Envelope envelope(String json) {
        JsonNode body = Json.read(json, JsonNode.class);
        JsonNode id = body.path("id");
        JsonNode type = body.path("type");
        if (!id.isTextual() || id.textValue().isEmpty() || id.textValue().length() > MAX_ID || !type.isTextual()) {
            throw new Refused(ErrorCode.BAD_REQUEST, "A frame is an object with an id and a type.");
        }
        return new Envelope(id.textValue(), type.textValue(), body);
    }

    /** @throws Refused {@code BAD_REQUEST} or {@code TOO_LARGE} with the reason */
    static ClientFrame read(Envelope envelope, int mostText) {
        JsonNode body = envelope.body();
        return switch (envelope.type()) {
            case "set-presence" -> setPresence(body);
            case "accept" -> new Accept(text(body, "reservation", MAX_ID));
            case "decline" -> new Decline(text(body, "reservation", MAX_ID));
            case "post-message" -> post(body, mostText);
            case "typing" -> new Typing(conversation(body), flag(body, "typing"));
            case "resolve" ->
                new Resolve(
                        conversation(body),
                        body.hasNonNull("disposition")
                                ? choice(
                                        body,
                                        "disposition",
                                        Conversation.Disposition.values(),
                                        Conversation.Disposition::code)
                                : Conversation.Disposition.SOLVED);
            case "return-to-bot" -> new ReturnToBot(conversation(body));
            case "watch" -> new Watch(conversation(body));
            case "unwatch" -> new Unwatch(conversation(body));
            case "acknowledge" -> new Acknowledge(text(body, "alarm", MAX_ALARM));
            case "ping" -> new Ping();
            default ->
                throw new Refused(ErrorCode.BAD_REQUEST, "There is no such type of frame. See /api/v1/asyncapi.json.");
        };
    }

    private static ClientFrame setPresence(JsonNode body) {
        Routing.Presence presence =
                switch (text(body, "status", MAX_ID)) {
                    case "available" -> Routing.Presence.AVAILABLE;
                    case "away" -> Routing.Presence.AWAY;
                    case "offline" -> Routing.Presence.OFFLINE;
                    default -> throw new Refused(ErrorCode.BAD_REQUEST, "status is available, away or offline.");
                };
        String reason = body.hasNonNull("reason") ? Texts.cleanName(text(body, "reason", MAX_REASON), MAX_REASON) : "";
        return new SetPresence(presence, reason.isEmpty() ? null : reason);
    }

    private static ClientFrame post(JsonNode body, int mostText) {
        ConversationId conversation = conversation(body);
        String id = text(body, "clientMessageId", MAX_MESSAGE_ID);
        Visibility visibility = choice(body, "visibility", Visibility.values(), Visibility::code);
        JsonNode given = body.path("text");
        if (!given.isTextual()) {
            throw new Refused(ErrorCode.BAD_REQUEST, "text is missing or not a string.");
        }
        String text = Texts.clean(given.textValue(), mostText);
        if (!Visible.isVisible(text)) {
            throw new Refused(ErrorCode.BAD_REQUEST, "text is empty.");
        }
        return new PostMessage(conversation, id, visibility, text);
    }

    private static ConversationId conversation(JsonNode body) {
        String id = text(body, "conversation", 128);
        try {
            return new ConversationId(id);
        } catch (IllegalArgumentException e) {
            throw new Refused(ErrorCode.NOT_FOUND, "There is no such conversation.");
        }
    }

    private static String text(JsonNode body, String name, int most) {
        JsonNode value = body.path(name);
        if (!value.isTextual()
                || value.textValue().isEmpty()
                || value.textValue().length() > most) {
            throw new Refused(
                    ErrorCode.BAD_REQUEST, name + " is missing, or not a string of 1 to " + most + " characters.");
        }
        return value.textValue();
    }

    private static boolean flag(JsonNode body, String name) {
        JsonNode value = body.path(name);
        if (!value.isBoolean()) {
            throw new Refused(ErrorCode.BAD_REQUEST, name + " is missing or not a boolean.");
        }
        return value.booleanValue();
    }

    private static <E extends Enum<E>> E choice(JsonNode body, String name, E[] values, Function<E, String> code) {
        return Codes.read(name, text(body, name, MAX_ID), values, code);
    }
}
