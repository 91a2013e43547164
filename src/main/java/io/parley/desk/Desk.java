package io.parley.desk;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.parley.ClusterMessage;
import io.parley.ConversationId;
import io.parley.conversation.Conversation;
import io.parley.inbox.Transcripts;
import io.parley.routing.Routing;
import io.parley.routing.Supervision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The commands an agent's desk accepts ({@link Command}) and the messages it sends to the consoles attached to it ({@link ConsoleMessage}). All
 * consoles of an agent see the same frames under the same numbers. Nothing is stored: a desk that restarts reports it with a reset.
 */
public interface Desk {

    // ---- commands ----

    sealed interface Command extends ClusterMessage {}

    /** A ticket that opens one socket once. Known to this desk only, so a ticket cannot be used twice anywhere in the cluster. */
    record IssueTicket(ActorRef<StatusReply<Ticket>> replyTo) implements Command {}

    record Ticket(String id, Instant expiresAt) implements ClusterMessage {}

    /**
     * Uses the ticket up and shows the desk to {@code console}: the frames after {@code after}, or a reset when those are no longer known.
     */
    record Attach(String ticket, @Nullable Long after, ActorRef<ConsoleMessage> console) implements Command {}

    /** The console is still there; a desk that does not know it answers {@link ReconnectRequired}. */
    record ConsoleAlive(ActorRef<ConsoleMessage> console) implements Command {}

    record Detach(ActorRef<ConsoleMessage> console) implements Command {}

    /** Also shows what happens in a conversation the agent does not hold. */
    record Watch(ConversationId conversation, ActorRef<StatusReply<Conversation.Summary>> replyTo) implements Command {}

    record Unwatch(ConversationId conversation, ActorRef<StatusReply<Done>> replyTo) implements Command {}

    /** The agent types, in a conversation they hold. */
    record ShowTyping(ConversationId conversation, boolean typing, ActorRef<StatusReply<Done>> replyTo)
            implements Command {}

    /** The shard wants this desk to end. */
    enum Stop implements Command {
        INSTANCE
    }

    /** Sent by the desk to itself, by timer. */
    enum Tick implements Command {
        RENEW,
        READY_OR_NOT,
        RETRY,
        IDLE
    }

    /** An update from the router, parts of which may be sealed. */
    record FromRouter(Routing.Update update) implements Command {}

    /** The same update, opened. */
    record Opened(Routing.Update update) implements Command {}

    record FromSupervisor(Supervision.Update update) implements Command {}

    record FromConversation(Conversation.Update update) implements Command {}

    record Ended(ActorRef<ConsoleMessage> console) implements Command {}

    /** @param summary null when it could not be read */
    record Summarized(String reservation, Conversation.@Nullable Summary summary) implements Command {}

    record Watched(
            ConversationId conversation,
            Conversation.@Nullable Summary summary,
            @Nullable String refusal,
            ActorRef<StatusReply<Conversation.Summary>> replyTo)
            implements Command {}

    /** @param events null when they could not be read */
    record Fetched(ConversationId conversation, @Nullable List<Transcripts.Recorded> events) implements Command {}

    // ---- messages to consoles ----

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "frame", value = Frame.class),
        @JsonSubTypes.Type(name = "frame-part", value = FramePart.class),
        @JsonSubTypes.Type(name = "turned-away", value = TicketRefused.class),
        @JsonSubTypes.Type(name = "gone", value = ReconnectRequired.class)
    })
    sealed interface ConsoleMessage extends ClusterMessage {}

    /** As it goes to the browser. */
    record Frame(String text) implements ConsoleMessage {

        /** UTF-16 units that one message to another node may carry. */
        static final int MAX_LENGTH = 20_000;

        /** The frame in one message, or, when it is too large for that, in parts. */
        static List<ConsoleMessage> of(String text) {
            if (text.length() <= MAX_LENGTH) {
                return List.of(new Frame(text));
            }
            List<ConsoleMessage> parts = new ArrayList<>();
            int from = 0;
            while (from < text.length()) {
                int to = Math.min(from + MAX_LENGTH, text.length());
                to -= to < text.length() && Character.isHighSurrogate(text.charAt(to - 1)) ? 1 : 0;
                parts.add(new FramePart(parts.size(), to == text.length(), text.substring(from, to)));
                from = to;
            }
            return parts;
        }
    }

    /** @param number from 0; a console that misses one has to reconnect */
    record FramePart(int number, boolean last, String text) implements ConsoleMessage {}

    /** The ticket is unknown, used or too old. */
    record TicketRefused() implements ConsoleMessage {}

    /** The desk ends or moves, or does not know this console: reconnect. */
    record ReconnectRequired() implements ConsoleMessage {}
}
