package io.parley.desk;

import io.parley.ConversationId;
import io.parley.conversation.Conversation;
import io.parley.conversation.Conversation.Visibility;
import io.parley.directory.Permission;
import io.parley.routing.Routing;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The requests a console may send. */
public sealed interface ClientFrame {

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

    /** The kinds of them, with what an agent needs to send one. */
    enum Kind {
        SET_PRESENCE(Permission.WORK_AT_DESK),
        ACCEPT(Permission.WORK_AT_DESK),
        DECLINE(Permission.WORK_AT_DESK),
        POST_MESSAGE(Permission.WORK_AT_DESK),
        TYPING(Permission.WORK_AT_DESK),
        RESOLVE(Permission.WORK_AT_DESK),
        RETURN_TO_BOT(Permission.WORK_AT_DESK),
        WATCH(Permission.WORK_AT_DESK),
        UNWATCH(Permission.WORK_AT_DESK),
        ACKNOWLEDGE(Permission.SUPERVISE),
        PING(Permission.WORK_AT_DESK);

        private final Permission permission;

        Kind(Permission permission) {
            this.permission = permission;
        }

        public Permission permission() {
            return permission;
        }

        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
