package io.parley.edge.desk;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import io.parley.ConversationId;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.conversation.Conversation;
import io.parley.conversation.Conversation.Visibility;
import io.parley.desk.Answer;
import io.parley.desk.ClientFrame;
import io.parley.desk.ConsoleFrame;
import io.parley.desk.ServerFrame;
import io.parley.edge.kit.Codes;
import io.parley.edge.kit.Json;
import io.parley.intake.Texts;
import io.parley.intake.Visible;
import io.parley.routing.Routing;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Function;

/** Frames as JSON. They are read strictly: a frame is one of those that are described, or is refused with the reason. */
public final class FrameCodec {

    private static final int MAX_ID = 64;
    private static final int MAX_CONVERSATION_ID = 128;
    private static final int MAX_MESSAGE_ID = 128;
    private static final int MAX_ALARM = 160;
    private static final int MAX_REASON = 200;

    private record Numbered(long seq, String type, Instant at, @JsonUnwrapped FrameViews.View frame) {}

    private record Envelope(String id, String type, JsonNode body, int mostText) implements ConsoleFrame {

        @Override
        public ClientFrame.Kind kind() {
            return FrameCodec.kind(type);
        }

        @Override
        public ClientFrame read() {
            return FrameCodec.read(kind(), body, mostText);
        }
    }

    private FrameCodec() {}

    public static String write(long seq, Instant at, ServerFrame frame) {
        FrameViews.Typed typed = FrameViews.of(frame);
        return Json.write(new Numbered(seq, typed.type(), at, typed.view()));
    }

    static String write(Answer answer) {
        return Json.write(AnswerView.of(answer));
    }

    /**
     * @param mostText characters of a message
     * @throws Refused when it is not a JSON object with an id and a type, and so cannot be answered
     */
    static ConsoleFrame open(String json, int mostText) {
        JsonNode body = Json.read(json, JsonNode.class);
        JsonNode id = body.path("id");
        JsonNode type = body.path("type");
        if (!id.isTextual() || id.textValue().isEmpty() || id.textValue().length() > MAX_ID || !type.isTextual()) {
            throw new Refused(ErrorCode.BAD_REQUEST, "A frame is an object with an id and a type.");
        }
        return new Envelope(id.textValue(), type.textValue(), body, mostText);
    }

    private static ClientFrame.Kind kind(String type) {
        return Arrays.stream(ClientFrame.Kind.values())
                .filter(kind -> kind.code().equals(type))
                .findFirst()
                .orElseThrow(() -> new Refused(
                        ErrorCode.BAD_REQUEST, "There is no such type of frame. See /api/v1/asyncapi.json."));
    }

    private static ClientFrame read(ClientFrame.Kind kind, JsonNode body, int mostText) {
        return switch (kind) {
            case SET_PRESENCE -> setPresence(body);
            case ACCEPT -> new ClientFrame.Accept(text(body, "reservation", MAX_ID));
            case DECLINE -> new ClientFrame.Decline(text(body, "reservation", MAX_ID));
            case POST_MESSAGE -> post(body, mostText);
            case TYPING -> new ClientFrame.Typing(conversation(body), flag(body, "typing"));
            case RESOLVE -> resolve(body);
            case RETURN_TO_BOT -> new ClientFrame.ReturnToBot(conversation(body));
            case WATCH -> new ClientFrame.Watch(conversation(body));
            case UNWATCH -> new ClientFrame.Unwatch(conversation(body));
            case ACKNOWLEDGE -> new ClientFrame.Acknowledge(text(body, "alarm", MAX_ALARM));
            case PING -> new ClientFrame.Ping();
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
        return new ClientFrame.SetPresence(presence, reason.isEmpty() ? null : reason);
    }

    private static ClientFrame resolve(JsonNode body) {
        return new ClientFrame.Resolve(
                conversation(body),
                body.hasNonNull("disposition")
                        ? choice(body, "disposition", Conversation.Disposition.values(), Conversation.Disposition::code)
                        : Conversation.Disposition.SOLVED);
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
        return new ClientFrame.PostMessage(conversation, id, visibility, text);
    }

    private static ConversationId conversation(JsonNode body) {
        String id = text(body, "conversation", MAX_CONVERSATION_ID);
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
