package io.parley.edge.desk;

import io.parley.edge.auth.Permission;
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
import java.util.Arrays;
import java.util.Locale;
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

    /** The kinds of frames: what an agent needs to send one, and how it is read. */
    enum Kind {
        SET_PRESENCE(Permission.WORK_AT_DESK, (body, mostText) -> setPresence(body)),
        ACCEPT(Permission.WORK_AT_DESK, (body, mostText) -> new Accept(text(body, "reservation", MAX_ID))),
        DECLINE(Permission.WORK_AT_DESK, (body, mostText) -> new Decline(text(body, "reservation", MAX_ID))),
        POST_MESSAGE(Permission.WORK_AT_DESK, ClientFrame::post),
        TYPING(Permission.WORK_AT_DESK, (body, mostText) -> new Typing(conversation(body), flag(body, "typing"))),
        RESOLVE(Permission.WORK_AT_DESK, (body, mostText) -> resolve(body)),
        RETURN_TO_BOT(Permission.WORK_AT_DESK, (body, mostText) -> new ReturnToBot(conversation(body))),
        WATCH(Permission.WORK_AT_DESK, (body, mostText) -> new Watch(conversation(body))),
        UNWATCH(Permission.WORK_AT_DESK, (body, mostText) -> new Unwatch(conversation(body))),
        ACKNOWLEDGE(Permission.SUPERVISE, (body, mostText) -> new Acknowledge(text(body, "alarm", MAX_ALARM))),
        PING(Permission.WORK_AT_DESK, (body, mostText) -> new Ping());

        private interface Reader {
            ClientFrame read(JsonNode body, int mostText);
        }

        final Permission permission;
        private final Reader reader;

        Kind(Permission permission, Reader reader) {
            this.permission = permission;
            this.reader = reader;
        }

        private String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The fields that every frame has, so that it can be answered. */
    record Envelope(String id, String type, JsonNode body) {

        /** @throws Refused when it is not a JSON object with an id and a type, and so cannot be answered */
        static Envelope of(String json) {
            JsonNode body = Json.read(json, JsonNode.class);
            JsonNode id = body.path("id");
            JsonNode type = body.path("type");
            if (!id.isTextual() || id.textValue().isEmpty() || id.textValue().length() > MAX_ID || !type.isTextual()) {
                throw new Refused(ErrorCode.BAD_REQUEST, "A frame is an object with an id and a type.");
            }
            return new Envelope(id.textValue(), type.textValue(), body);
        }

        /** @throws Refused {@code BAD_REQUEST} for a type of none of them */
        Kind kind() {
            return Arrays.stream(Kind.values())
                    .filter(kind -> kind.code().equals(type))
                    .findFirst()
                    .orElseThrow(() -> new Refused(
                            ErrorCode.BAD_REQUEST, "There is no such type of frame. See /api/v1/asyncapi.json."));
        }

        /** @throws Refused {@code BAD_REQUEST} or {@code TOO_LARGE} with the reason */
        ClientFrame frame(int mostText) {
            return kind().reader.read(body, mostText);
        }
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

    private static ClientFrame resolve(JsonNode body) {
        return new Resolve(
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
