package io.parley.conversation;

import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import io.parley.AgentId;
import io.parley.ClusterMessage;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.LocalizedText;
import io.parley.Personal.Kind;
import io.parley.Sealed;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.Asker;
import io.parley.dialogue.bot.Basis;
import io.parley.dialogue.bot.HandoffReason;
import io.parley.dialogue.bot.Memory;
import io.parley.dialogue.bot.Move;
import io.parley.dialogue.bot.Source;
import io.parley.dialogue.bot.Understood;
import io.parley.language.Language;
import io.parley.routing.Routing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One customer's exchange with us, from its first message to its end: the commands it accepts ({@link Command}), the events that
 * can happen to it ({@link Event}), and the updates its followers get ({@link Update}). Its memory is {@link ConversationState}.
 *
 * <p>The sequence number of an event is its number in the conversation's journal: gap-free from 1, and the point from which every client
 * resumes. Commands live for seconds, events for ever: change an event only with its migration and a new sample under
 * persistence/events.
 */
public interface Conversation {

    // ---- values ----

    /** The stage a conversation has reached. */
    enum Status {
        NEW,
        OPEN,
        SNOOZED,
        RESOLVED;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The kind of participant that may speak for us. */
    enum OwnerKind {
        BOT,
        QUEUE,
        AGENT,
        NOBODY;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The holder of the turn; {@code agent} and {@code name} are present if an agent holds it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Owner(OwnerKind kind, @Nullable AgentId agent, @Nullable LocalizedText name) {
        public static final Owner BOT = new Owner(OwnerKind.BOT, null, null);
        public static final Owner QUEUE = new Owner(OwnerKind.QUEUE, null, null);
        public static final Owner NOBODY = new Owner(OwnerKind.NOBODY, null, null);

        public static Owner agent(AgentId agent, LocalizedText name) {
            return new Owner(OwnerKind.AGENT, agent, name);
        }

        public boolean is(AgentId other) {
            return other.equals(agent);
        }
    }

    /** Who may see a message. An {@link #INTERNAL} message never leaves by any channel. */
    enum Visibility {
        CUSTOMER,
        INTERNAL;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How an exchange ended, in the agent's judgement. */
    enum Disposition {
        SOLVED,
        NOT_SOLVED,
        FOLLOW_UP,
        SPAM;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** How a conversation ended. */
    enum Ending {
        /** The bot's last reply answered the question, and the customer had nothing to add. */
        ANSWERED,
        /** The customer stopped in the middle of a form, or after the bot had not understood them. */
        ABANDONED_IN_BOT,
        /** The customer left while waiting for a person. */
        LEFT_IN_QUEUE,
        SOLVED,
        NOT_SOLVED,
        FOLLOW_UP,
        SPAM;

        /** The ending that corresponds to an agent's judgement. */
        static Ending of(Disposition disposition) {
            return switch (disposition) {
                case SOLVED -> SOLVED;
                case NOT_SOLVED -> NOT_SOLVED;
                case FOLLOW_UP -> FOLLOW_UP;
                case SPAM -> SPAM;
            };
        }

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What made a conversation end. */
    enum Cause {
        /** Silence, for as long as the tenant allows. */
        SILENCE,
        /** The customer closed the page they wrote from. */
        PAGE_CLOSED,
        /** The customer confirmed that they were done. */
        CONFIRMED,
        /** The agent who held it ended it. */
        AGENT;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Everything needed to open a conversation. Sent with each of the customer's messages, so that if the first one is lost, the next opens
     * the conversation.
     *
     * @param ordinal the number of this conversation among this customer's, from 1
     * @param carried the newest message ids of the previous conversation
     * @param carriedOver what the bot had not finished in that one, and continues here
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Opening(
            CustomerId customer,
            int ordinal,
            @Sealed(Kind.NAME) @Nullable String customerName,
            Receipts carried,
            @Nullable Memory carriedOver) {}

    /** What the bot had not finished when a conversation ended, and when that was. */
    record Unfinished(Memory memory, Instant at) {}

    /**
     * The state at a glance, for lists and desks.
     *
     * @param waitingSince when the customer began to wait for a human; null unless they are waiting
     * @param unanswered whether the customer's last message has no reply yet
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Summary(
            ConversationId id,
            Status status,
            Owner owner,
            CustomerId customer,
            int ordinal,
            @Nullable String customerName,
            ChannelAddress address,
            Language language,
            Instant openedAt,
            Instant changedAt,
            @Nullable Instant waitingSince,
            @Nullable LastMessage lastMessage,
            long sequence,
            @Nullable HandoffNote handoff,
            @Nullable Disposition disposition,
            boolean unanswered)
            implements ClusterMessage {}

    /** @param from {@code customer}, {@code bot} or {@code agent}; @param text its first {@link #PREVIEW} characters */
    record LastMessage(String from, @Sealed(Kind.TEXT) String text, Instant at) {
        public static final int PREVIEW = 120;
    }

    /** Why and with what summary a human was brought in, and the sequence number of that event in the journal. */
    record HandoffNote(
            long sequence, HandoffReason reason, @Sealed(Kind.TEXT) String summary, List<String> skills, Instant at) {}

    // ---- commands ----

    sealed interface Command extends ClusterMessage {}

    /** A command that is answered once the events it causes are stored, or refused with an {@code ErrorCode}. */
    sealed interface CommandWithReply<R extends ClusterMessage> extends Command {
        ActorRef<StatusReply<R>> replyTo();
    }

    /**
     * The customer wrote a message. The same id again gets the same answer and stores nothing; the same id with another digest is a
     * conflict.
     *
     * @param digest 0 in transit: the conversation computes it, with its customer's key
     * @param asker who sends it, as far as credentials prove
     * @param opening present if it comes through the customer, absent if the sender knew the conversation
     */
    record Receive(
            Asker asker,
            String clientMessageId,
            long digest,
            List<Content> contents,
            @Nullable String locale,
            @Nullable Opening opening,
            ActorRef<StatusReply<Received>> replyTo)
            implements CommandWithReply<Received> {
        public Receive {
            contents = List.copyOf(contents);
        }

        public ChannelAddress from() {
            return asker.from();
        }

        Receive digested(long by) {
            return new Receive(asker, clientMessageId, by, contents, locale, opening, replyTo);
        }
    }

    /** The outcome of a received message. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "stored", value = Stored.class),
        @JsonSubTypes.Type(name = "repeated", value = Repeated.class),
        @JsonSubTypes.Type(name = "over", value = AlreadyOver.class)
    })
    sealed interface Received extends ClusterMessage {}

    /** Stored now. */
    record Stored(ConversationId conversation, int ordinal, long sequence, Instant at) implements Received {}

    /** Not stored: a message with this id was stored before, at the place given by {@code first}. */
    record Repeated(Stored first) implements Received {}

    /** Not stored: this conversation has ended; the customer starts the next one, carrying over these ids and anything unfinished. */
    record AlreadyOver(ConversationId conversation, Receipts carried, @Nullable Unfinished unfinished)
            implements Received {}

    /** An agent writes to the customer (only the holder of the turn may) or to colleagues. */
    record PostMessage(
            AgentId author,
            LocalizedText authorName,
            String clientMessageId,
            long digest,
            Visibility visibility,
            List<Content> contents,
            ActorRef<StatusReply<Stored>> replyTo)
            implements CommandWithReply<Stored> {
        public PostMessage {
            contents = List.copyOf(contents);
        }

        PostMessage digested(long by) {
            return new PostMessage(author, authorName, clientMessageId, by, visibility, contents, replyTo);
        }
    }

    /** Ends the exchange; sent by the agent who holds the turn. */
    record Resolve(AgentId by, Disposition disposition, ActorRef<StatusReply<Summary>> replyTo)
            implements CommandWithReply<Summary> {}

    /**
     * Ends a conversation that no agent holds and that has been silent for long enough; otherwise has no effect.
     *
     * @param after the silence after which it ends while the bot holds it
     * @param inForm the same while a form is open
     * @param inQueue the same while the customer waits for a person
     * @param reopenWithin how long after its end the customer can resume it by writing again
     */
    record EndIfSilent(
            Duration after,
            Duration inForm,
            Duration inQueue,
            Duration reopenWithin,
            ActorRef<StatusReply<Expiry>> replyTo)
            implements CommandWithReply<Expiry> {
        public EndIfSilent(Silence silence, ActorRef<StatusReply<Expiry>> replyTo) {
            this(silence.after(), silence.inForm(), silence.inQueue(), silence.reopenWithin(), replyTo);
        }
    }

    /** @param at when it will end if it stays silent; null once it has ended, or while something else must happen first */
    record Expiry(@Nullable Instant at) implements ClusterMessage {}

    /**
     * The customer is done, or gone. Ends the conversation if the bot has nothing left to do or the customer is waiting for a person.
     * Otherwise it has no effect: a conversation that an agent holds is ended by the agent, and one with something under way by silence.
     * A closed page counts only for the address that the customer last wrote from.
     *
     * @param asker who sends it, as far as credentials prove
     * @param clientMessageId once it has ended the conversation, the same id again gets the same answer and ends nothing; until then nothing
     *     is remembered of it, and each repetition is a new attempt. Null if the client gave none
     * @param cause {@link Cause#CONFIRMED} or {@link Cause#PAGE_CLOSED}
     * @param reopenWithin how long after its end the customer can resume it by writing again
     */
    record Leave(
            Asker asker,
            @Nullable String clientMessageId,
            Cause cause,
            Duration reopenWithin,
            ActorRef<StatusReply<LeaveResult>> replyTo)
            implements CommandWithReply<LeaveResult> {}

    /** @param end where the end is stored; null if nothing ended */
    record LeaveResult(@Nullable Stored end) implements ClusterMessage {}

    /** Gives the turn back to the bot, which answers any unanswered messages, but without the context that led to the handoff. */
    record ReturnToBot(AgentId by, ActorRef<StatusReply<Summary>> replyTo) implements CommandWithReply<Summary> {}

    /** The customer's judgement at the end, 1 to 5; the last one counts. */
    record Rate(int stars, ActorRef<StatusReply<Stored>> replyTo) implements CommandWithReply<Stored> {}

    /**
     * The bot's move; dropped if it is too late or no longer the bot's turn.
     *
     * @param asked the {@linkplain ConversationErrand.AskBot#from number} under which the bot was asked
     */
    record BotDecided(long asked, Move move) implements Command {}

    /**
     * The turn has waited long for the bot. Asks the customer for patience, unless that has already been done or the bot has nothing to
     * decide.
     *
     * @param after how long ago the turn must have begun
     */
    record AskForPatience(Duration after) implements Command {}

    /**
     * An action has ended, or its outcome is unknown; a repetition has no further effect.
     *
     * @param begun the sequence number of the {@link ActionBegun}
     */
    record ActionEnded(long begun, ActionResult result) implements Command {}

    /** The supervisor knows of the case; a repetition has no further effect. */
    record CaseReportConfirmed(long openedAs) implements Command {}

    /** The router reports; a repetition has no further effect. */
    record RouterReported(Routing.Notice notice) implements Command {}

    /** The gateway of the customer's channel account reports; a repetition has no further effect. */
    record GatewayReported(Delivery.Notice notice) implements Command {}

    /**
     * Sends {@code follower} all updates until it ends or unfollows; answered immediately by {@link Following}. Must be renewed
     * periodically.
     *
     * @param desk whether it is an agent's desk, for which places are reserved
     */
    record Follow(ActorRef<Update> follower, boolean desk) implements Command {}

    record Unfollow(ActorRef<Update> follower) implements Command {}

    /** Somebody is typing; sent to followers, not stored. */
    record ShowTyping(Author author, boolean typing) implements Command {}

    record GetSummary(ActorRef<StatusReply<Summary>> replyTo) implements CommandWithReply<Summary> {}

    /** Sent by the shard to stop this entity. */
    enum Stop implements Command {
        INSTANCE
    }

    /** Timers: no command has arrived for a while, or it is time to repeat errands. */
    enum Tick implements Command {
        IDLE,
        ERRANDS,
        /** There is news of the customer's keys. */
        KEYS
    }

    // ---- updates for followers ----

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "following", value = Following.class),
        @JsonSubTypes.Type(name = "happened", value = EventStored.class),
        @JsonSubTypes.Type(name = "typing", value = Typing.class),
        @JsonSubTypes.Type(name = "moved", value = Moved.class)
    })
    sealed interface Update extends ClusterMessage {
        ConversationId conversation();
    }

    /** The next event has the sequence number after the summary's; earlier ones are in the transcript. */
    record Following(ConversationId conversation, Summary summary) implements Update {}

    record EventStored(ConversationId conversation, long sequence, Event event, Summary summary) implements Update {
        public EventStored {
            event = event.shown();
        }
    }

    record Typing(ConversationId conversation, Author author, boolean typing) implements Update {}

    /** The conversation has left this node's memory or has moved: follow it again. */
    record Moved(ConversationId conversation) implements Update {}

    /** @param kind {@code customer}, {@code bot}, {@code agent} or {@code system} */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Author(String kind, @Nullable String id, @Nullable LocalizedText name) {
        public static final Author CUSTOMER = new Author("customer", null, null);
        public static final Author BOT = new Author("bot", null, null);

        public static Author agent(AgentId agent, LocalizedText name) {
            return new Author("agent", agent.value(), name);
        }
    }

    // ---- events ----

    /** The journal holds the names: classes may be renamed, names may not. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "conversation-opened", value = ConversationOpened.class),
        @JsonSubTypes.Type(name = "message-received", value = MessageReceived.class),
        @JsonSubTypes.Type(name = "bot-answered", value = BotAnswered.class),
        @JsonSubTypes.Type(name = "patience-asked", value = PatienceAsked.class),
        @JsonSubTypes.Type(name = "action-begun", value = ActionBegun.class),
        @JsonSubTypes.Type(name = "action-done", value = ActionDone.class),
        @JsonSubTypes.Type(name = "handed-off", value = HandedOff.class),
        @JsonSubTypes.Type(name = "conversation-queued", value = ConversationQueued.class),
        @JsonSubTypes.Type(name = "agent-assigned", value = AgentAssigned.class),
        @JsonSubTypes.Type(name = "message-posted", value = MessagePosted.class),
        @JsonSubTypes.Type(name = "returned-to-queue", value = ReturnedToQueue.class),
        @JsonSubTypes.Type(name = "returned-to-bot", value = ReturnedToBot.class),
        @JsonSubTypes.Type(name = "conversation-ended", value = ConversationEnded.class),
        @JsonSubTypes.Type(name = "conversation-reopened", value = ConversationReopened.class),
        @JsonSubTypes.Type(name = "routing-ended", value = RoutingEnded.class),
        @JsonSubTypes.Type(name = "conversation-rated", value = ConversationRated.class),
        @JsonSubTypes.Type(name = "case-opened", value = CaseOpened.class),
        @JsonSubTypes.Type(name = "case-reported", value = CaseReported.class),
        @JsonSubTypes.Type(name = "delivery-changed", value = DeliveryChanged.class)
    })
    @JsonInclude(JsonInclude.Include.NON_NULL)
    sealed interface Event {
        Instant at();

        ConversationState applyTo(ConversationState before);

        /** The part of the event that is shown to people. The rest may be large, and stays in the journal. */
        default Event shown() {
            return this;
        }
    }

    record ConversationOpened(Opening opening, ChannelAddress from, Language language, Instant at) implements Event {
        @Override
        public ConversationState applyTo(ConversationState before) {
            return before.opened(this);
        }
    }

    /** @param asker who sent it, as far as credentials proved then; decides what the bot may disclose and do for it, also when replayed */
    record MessageReceived(
            String clientMessageId,
            long digest,
            Asker asker,
            @Sealed(Kind.TEXT) List<Content> contents,
            @Nullable String locale,
            Instant at)
            implements Event {
        public ChannelAddress from() {
            return asker.from();
        }

        @Override
        public ConversationState applyTo(ConversationState before) {
            return before.received(this);
        }
    }

    /**
     * @param turn the sequence number of the last message it answers
     * @param basis the inputs of the decision besides the conversation's state; null for answers made without the engine
     */
    record BotAnswered(
            long turn,
            @Sealed(Kind.TEXT) List<Content> contents,
            Memory memory,
            List<Source> sources,
            List<String> trace,
            @Sealed(Kind.SLOT) @Nullable Basis basis,
            Instant at)
            implements Event {

        @Override
        public Event shown() {
            return new BotAnswered(turn, contents, Memory.EMPTY, sources, List.of(), null, at);
        }

        @Override
        public ConversationState applyTo(ConversationState before) {
            return before.botAnswered(this);
        }
    }

    /**
     * A busy bot asked the customer for patience. Not an answer: the turn stays open.
     *
     * @param turn the sequence number of the turn's last message so far
     */
    record PatienceAsked(long turn, @Sealed(Kind.TEXT) List<Content> contents, Instant at) implements Event {
        @Override
        public ConversationState applyTo(ConversationState before) {
            return before.patienceAsked(this);
        }
    }

    /**
     * The bot begins an action that changes something in a company's system. Until the turn is answered, only the action's result affects
     * it; what the customer writes meanwhile belongs to the next turn.
     *
     * @param turn the sequence number of the last message the turn answers
     * @param turnBegunAt the only time the turn's decision depends on
     * @param understood how the turn's words were understood; null once its customer has been erased
     * @param results of the look-ups and actions done in the turn before this one, in order
     */
    record ActionBegun(
            long turn,
            Instant turnBegunAt,
            @Sealed(Kind.SLOT) @Nullable Understood understood,
            ActionCall call,
            List<ActionResult> results,
            Instant at)
            implements Event {
        public ActionBegun {
            results = List.copyOf(results);
        }

        @Override
        public Event shown() {
            return new ActionBegun(turn, turnBegunAt, null, bare(call), List.of(), at);
        }

        private static ActionCall bare(ActionCall call) {
            return new ActionCall(call.action(), Map.of(), call.key());
        }

        @Override
        public ConversationState applyTo(ConversationState before) {
            return before.actionBegun(this);
        }
    }

    /**
     * The outcome of an action; {@link ActionResult#UNKNOWN} if it cannot be known.
     *
     * @param begun the sequence number of its {@link ActionBegun}
     */
    record ActionDone(long begun, ActionResult result, Instant at) implements Event {
        @Override
        public Event shown() {
            ActionResult bare = new ActionResult(ActionBegun.bare(result.call()), result.outcome(), Map.of());
            return new ActionDone(begun, bare, at);
        }

        @Override
        public ConversationState applyTo(ConversationState before) {
            return before.actionDone(this);
        }
    }

    record HandedOff(HandoffReason reason, @Sealed(Kind.TEXT) String summary, List<String> skills, Instant at)
            implements Event {
        @Override
        public ConversationState applyTo(ConversationState before) {
            return before.handedOff(this);
        }
    }

    /** The customer has been unhappy so often that a supervisor has to deal with it. */
    record CaseOpened(@Sealed(Kind.TEXT) String summary, Instant at) implements Event {
        @Override
        public ConversationState applyTo(ConversationState before) {
            return before.caseOpened(this);
        }
    }

    /** The supervisor knows of the case. */
    record CaseReported(Instant at) implements Event {
        @Override
        public ConversationState applyTo(ConversationState before) {
            return before.caseReported(this);
        }
    }

    /** The router has confirmed that the conversation is queued. */
    record ConversationQueued(Instant at) implements Event {
        @Override
        public ConversationState applyTo(ConversationState before) {
            return before.queued(this);
        }
    }

    record AgentAssigned(AgentId agent, LocalizedText name, Instant at) implements Event {
        @Override
        public ConversationState applyTo(ConversationState before) {
            return before.assigned(this);
        }
    }

    record MessagePosted(
            AgentId author,
            LocalizedText authorName,
            String clientMessageId,
            long digest,
            Visibility visibility,
            @Sealed(Kind.TEXT) List<Content> contents,
            Instant at)
            implements Event {
        @Override
        public ConversationState applyTo(ConversationState before) {
            return before.posted(this);
        }
    }

    record ReturnedToQueue(AgentId from, Instant at) implements Event {
        @Override
        public ConversationState applyTo(ConversationState before) {
            return before.returnedToQueue(this);
        }
    }

    record ReturnedToBot(AgentId by, Instant at) implements Event {
        @Override
        public ConversationState applyTo(ConversationState before) {
            return before.returnedToBot(this);
        }
    }

    /**
     * The exchange is over; what the bot had not finished continues in the customer's next conversation.
     *
     * @param by the agent who ended it
     * @param disposition the agent's judgement
     * @param clientMessageId of the message by which the customer's client ended it, if it did
     * @param reopenUntil until when the customer can resume this conversation by writing again; null if they cannot
     */
    record ConversationEnded(
            Ending ending,
            Cause cause,
            @Nullable AgentId by,
            @Nullable Disposition disposition,
            @Nullable String clientMessageId,
            @Nullable Instant reopenUntil,
            Instant at)
            implements Event {
        static ConversationEnded byAgent(AgentId by, Disposition disposition, Instant at) {
            return new ConversationEnded(Ending.of(disposition), Cause.AGENT, by, disposition, null, null, at);
        }

        static ConversationEnded reopenable(
                Ending ending, Cause cause, @Nullable String clientMessageId, Duration reopenWithin, Instant at) {
            return new ConversationEnded(ending, cause, null, null, clientMessageId, at.plus(reopenWithin), at);
        }

        @Override
        public ConversationState applyTo(ConversationState before) {
            return before.ended(this);
        }
    }

    /**
     * The customer wrote again soon enough after the end, and the bot holds the turn. Everything is as it was, except that if the customer
     * had left while in the queue, the bot starts without the context that led to the handoff.
     */
    record ConversationReopened(Instant at) implements Event {
        @Override
        public ConversationState applyTo(ConversationState before) {
            return before.reopened(this);
        }
    }

    /** The router has confirmed that it no longer holds anything for this conversation. */
    record RoutingEnded(Instant at) implements Event {
        @Override
        public ConversationState applyTo(ConversationState before) {
            return before.routingEnded(this);
        }
    }

    /** @param reply the sequence number of the reply */
    record DeliveryChanged(long reply, Delivery.State state, Delivery.@Nullable Failure reason, Instant at)
            implements Event {
        @Override
        public ConversationState applyTo(ConversationState before) {
            return before.deliveryChanged(this);
        }
    }

    record ConversationRated(int stars, Instant at) implements Event {
        @Override
        public ConversationState applyTo(ConversationState before) {
            return before.rated(this);
        }
    }
}
