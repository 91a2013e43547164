package io.parley.conversation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.parley.AgentId;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.Personal.Kind;
import io.parley.Sealed;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation.Disposition;
import io.parley.conversation.Conversation.HandoffNote;
import io.parley.conversation.Conversation.LastMessage;
import io.parley.conversation.Conversation.Owner;
import io.parley.conversation.Conversation.OwnerKind;
import io.parley.conversation.Conversation.Status;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.Asker;
import io.parley.dialogue.bot.Memory;
import io.parley.dialogue.bot.Turn;
import io.parley.dialogue.bot.Understood;
import io.parley.language.Language;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a conversation remembers: enough to decide, not the transcript, which stays in the journal.
 *
 * @param sequence the sequence number of the last event
 * @param identity null until opened
 * @param receipts of the customer's messages, and of the ends that their clients asked for
 * @param posted receipts of the agents' messages, see {@link #postedBy}
 * @param unanswered the customer's messages since anybody last answered; while people hold the turn, the newest {@link #MAX_PIECES}
 * @param pinned the turn in which the bot has begun an action, until it is answered
 * @param patience when the customer was last asked for it; null if never
 * @param unsettled the newest actions whose outcome is unknown, oldest first, at most {@link #UNSETTLED}
 * @param work what the router must still confirm
 * @param unreported the case that the supervisor has not yet acknowledged
 * @param returnedAt when an agent last gave the turn back to the bot; null if never
 * @param lastFrom where the customer last wrote from, and where replies go; null until they have written
 * @param outbox replies to be delivered to the customer whose outcome is not yet known, oldest first
 * @param ended how it ended; null while it has not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@RecordBuilder
public record ConversationState(
        long sequence,
        @Nullable Identity identity,
        Status status,
        Owner owner,
        Receipts receipts,
        Receipts posted,
        Memory memory,
        List<UnansweredMessage> unanswered,
        @Nullable Pinned pinned,
        @Nullable Patience patience,
        List<BegunAction> unsettled,
        @Nullable String locale,
        @Nullable HandoffNote handoff,
        @Nullable Work work,
        @Nullable UnreportedCase unreported,
        @Nullable LastMessage lastMessage,
        Instant changedAt,
        @Nullable Instant returnedAt,
        @Nullable Disposition disposition,
        int stars,
        @Nullable ChannelAddress lastFrom,
        List<Delivery.Reply> outbox,
        @Nullable Ended ended) {

    /** The part that does not change once the conversation is open. */
    public record Identity(
            CustomerId customer,
            int ordinal,
            @Sealed(Kind.NAME) @Nullable String customerName,
            ChannelAddress address,
            Language language,
            Instant openedAt) {}

    /** @param sequence of the event that opened it */
    public record UnreportedCase(long sequence, Instant at) {}

    /** A message of the customer's, with its sender, origin and time. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record UnansweredMessage(
            long sequence,
            @Sealed(Kind.TEXT) List<Content> contents,
            Asker asker,
            @Nullable String locale,
            Instant at) {}

    /** An action that was begun, and the sequence number of the event that began it. */
    public record BegunAction(long sequence, ActionCall call, Instant at) {}

    /**
     * A turn that is decided from what it began with, regardless of what is written meanwhile.
     *
     * @param turn the sequence number of its last message
     * @param begunAt when the bot was first asked
     * @param understood how its words were then understood; null once its customer has been erased
     * @param results of the look-ups and actions so far, in order
     * @param open the action that has not ended; null if the bot is to continue
     * @param since the sequence number of the event that led to this state
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Pinned(
            long turn,
            Instant begunAt,
            @Sealed(Kind.SLOT) @Nullable Understood understood,
            List<ActionResult> results,
            @Nullable BegunAction open,
            long since) {
        public Pinned {
            results = List.copyOf(results);
        }
    }

    /**
     * A busy bot's request to the customer for patience.
     *
     * @param awaited whether nobody has answered the customer since
     */
    public record Patience(Instant at, boolean awaited) {
        /** Whether the customer may be asked for patience again. */
        boolean isUsedUp(Instant now) {
            return !awaited && !now.isBefore(at.plus(PATIENCE_LASTS));
        }

        private static @Nullable Patience answered(@Nullable Patience before) {
            return before == null ? null : new Patience(before.at(), false);
        }
    }

    /**
     * How it ended.
     *
     * @param reopenUntil until when a message resumes it; null for never
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Ended(Conversation.Ending ending, Instant at, @Nullable Instant reopenUntil) {}

    /**
     * Work for the router that is not done until the router confirms it.
     *
     * @param from the sequence number of the event that asked for it
     */
    public record Work(Kind kind, long from) {
        /** What the router has to do. The codes are stored: names must not change. */
        public enum Kind {
            ENQUEUE,
            RELEASE;

            @JsonValue
            public String code() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

    /** Most messages that are decided as one turn. If the customer writes more, the rest is answered in the next. */
    public static final int MAX_PIECES = 8;

    /** How long after the first message of a turn another one still belongs to it. */
    public static final Duration PIECES_WINDOW = Duration.ofSeconds(10);

    /** How long after the customer was asked for patience later turns do not ask again. */
    public static final Duration PATIENCE_LASTS = Duration.ofMinutes(2);

    /** How many actions with an unknown outcome are remembered. */
    public static final int UNSETTLED = 10;

    public static final ConversationState EMPTY = new ConversationState(
            0,
            null,
            Status.NEW,
            Owner.BOT,
            Receipts.NONE,
            Receipts.NONE,
            Memory.EMPTY,
            List.of(),
            null,
            null,
            List.of(),
            null,
            null,
            null,
            null,
            null,
            Instant.EPOCH,
            null,
            null,
            0,
            null,
            List.of(),
            null);

    public ConversationState {
        unanswered = List.copyOf(unanswered);
        unsettled = List.copyOf(unsettled);
        outbox = List.copyOf(outbox);
    }

    /**
     * Returns the turn the bot has to answer: the sequence number of its last message; 0 if there is none. A message that soon follows
     * another belongs to the same turn and makes a decision without it stale, but only up to {@link #MAX_PIECES} messages and
     * {@link #PIECES_WINDOW}.
     */
    public long turn() {
        if (owner.kind() != OwnerKind.BOT || unanswered.isEmpty()) {
            return 0;
        }
        if (pinned != null) {
            return pinned.turn();
        }
        Instant end = turnBeganAt().plus(PIECES_WINDOW);
        long turn = 0;
        for (int i = 0; i < Math.min(MAX_PIECES, unanswered.size()); i++) {
            if (unanswered.get(i).at().isAfter(end)) {
                break;
            }
            turn = unanswered.get(i).sequence();
        }
        return turn;
    }

    /**
     * Returns when the turn began for the bot: with its first message, or when an agent returned messages that had been written to people.
     */
    Instant turnBeganAt() {
        return notBeforeReturn(unanswered.get(0).at());
    }

    /** Returns {@code at}, or when an agent last gave the turn back to the bot if that was later. */
    Instant notBeforeReturn(Instant at) {
        return returnedAt == null || returnedAt.isBefore(at) ? at : returnedAt;
    }

    /** Returns the number under which the bot is to be asked now; 0 if it is not. Each number identifies one question. */
    public long asking() {
        long turn = turn();
        if (pinned == null || turn == 0) {
            return turn;
        }
        return pinned.open() == null ? pinned.since() : 0;
    }

    /** Whether another message could still become a piece of the turn. */
    boolean isTurnOpen() {
        return pinned == null
                && unanswered.size() < MAX_PIECES
                && turn() == unanswered.get(unanswered.size() - 1).sequence();
    }

    /** Returns what must still be done outside the conversation, in a fixed order of kinds. */
    public List<ConversationErrand> errands() {
        List<ConversationErrand> errands = new ArrayList<>(1);
        long asking = asking();
        if (asking != 0) {
            errands.add(new ConversationErrand.AskBot(asking));
        }
        if (pinned != null && pinned.open() != null) {
            errands.add(new ConversationErrand.Act(
                    pinned.open().sequence(), pinned.open().call()));
        }
        if (unreported != null) {
            errands.add(new ConversationErrand.ReportCase(unreported.sequence(), unreported.at()));
        }
        if (work != null && handoff != null) {
            errands.add(
                    work.kind() == Work.Kind.ENQUEUE
                            ? new ConversationErrand.Enqueue(work.from(), handoff)
                            : new ConversationErrand.Release(work.from(), handoff.sequence()));
        }
        Map<String, List<Delivery.Reply>> replies = new LinkedHashMap<>();
        outbox.forEach(reply -> replies.computeIfAbsent(reply.to().account(), account -> new ArrayList<>())
                .add(reply));
        replies.forEach((account, lane) -> errands.add(
                new ConversationErrand.Deliver(lane.get(lane.size() - 1).sequence(), account, lane)));
        return errands;
    }

    /**
     * Returns the bot's input for a turn.
     *
     * @param turn as returned by {@link #turn}, now or when the turn was answered
     * @param now ignored for a turn in which an action was begun: such a turn keeps its own time
     */
    Turn botTurn(TenantId tenant, ConversationId id, long turn, Instant now) {
        List<UnansweredMessage> all =
                unanswered.stream().filter(u -> u.sequence() <= turn).toList();
        // Messages erased since are empty: neither their meaning nor their sender can be known.
        List<UnansweredMessage> legible =
                all.stream().filter(u -> !u.contents().isEmpty()).toList();
        List<UnansweredMessage> messages = legible.isEmpty() ? all : legible;
        UnansweredMessage last = messages.get(messages.size() - 1);
        return new Turn(
                tenant,
                id,
                turn,
                messages.stream().map(UnansweredMessage::contents).toList(),
                Asker.ofAll(messages.stream().map(UnansweredMessage::asker).toList()),
                last.locale(),
                identity == null ? null : identity.customerName(),
                memory,
                pinned == null ? null : pinned.understood(),
                pinned == null ? List.of() : pinned.results(),
                pinned == null ? now : pinned.begunAt());
    }

    /** Returns an id for an agent's message that differs from those of all other agents' messages. */
    static String postedBy(AgentId author, String clientMessageId) {
        return author.value() + "/" + clientMessageId;
    }

    /** Returns what the customer's next conversation should continue; null if nothing was left unfinished. */
    public Conversation.@Nullable Unfinished unfinished() {
        Memory left = ended == null ? null : memory.unfinished();
        return left == null || ended == null ? null : new Conversation.Unfinished(left, ended.at());
    }

    public Conversation.Summary summary(ConversationId id) {
        Identity known = identity;
        if (known == null) {
            throw new IllegalStateException("a conversation that was never opened has no summary");
        }
        boolean waits = owner.kind() == OwnerKind.QUEUE;
        return new Conversation.Summary(
                id,
                status,
                owner,
                known.customer(),
                known.ordinal(),
                known.customerName(),
                known.address(),
                memory.language() == null ? known.language() : memory.language(),
                known.openedAt(),
                changedAt,
                waits && handoff != null ? handoff.at() : null,
                lastMessage,
                sequence,
                handoff,
                disposition,
                lastMessage != null
                        && (lastMessage.from().equals("customer") || (patience != null && patience.awaited())));
    }

    // ---- how events apply ----

    ConversationState opened(Conversation.ConversationOpened event) {
        Conversation.Opening opening = event.opening();
        ConversationStateBuilder next = next(event.at());
        next.identity(new Identity(
                opening.customer(),
                opening.ordinal(),
                opening.customerName(),
                event.from(),
                event.language(),
                event.at()));
        next.receipts(opening.carried());
        Memory carriedOver = opening.carriedOver();
        next.memory(carriedOver == null ? memory : carriedOver);
        return next.build();
    }

    ConversationState received(Conversation.MessageReceived event) {
        ConversationStateBuilder next = next(event.at());
        next.status(Status.OPEN);
        next.lastFrom(event.from());
        next.receipts(receipts.with(mark(event.clientMessageId(), event.digest(), next.sequence(), event.at())));
        String spoken = event.locale() == null ? locale : event.locale();
        next.locale(spoken);
        next.lastMessage(last("customer", event.contents(), event.at()));
        List<UnansweredMessage> more = new ArrayList<>(unanswered);
        more.add(new UnansweredMessage(next.sequence(), event.contents(), event.asker(), spoken, event.at()));
        // People may hold it for days, and may give it back without an answer.
        next.unanswered(
                owner.kind() == OwnerKind.BOT
                        ? more
                        : more.subList(Math.max(0, more.size() - MAX_PIECES), more.size()));
        return next.build();
    }

    ConversationState botAnswered(Conversation.BotAnswered event) {
        ConversationStateBuilder next = next(event.at());
        next.memory(event.memory());
        next.pinned(null);
        next.unanswered(
                unanswered.stream().filter(u -> u.sequence() > event.turn()).toList());
        if (!event.contents().isEmpty()) {
            next.patience(Patience.answered(patience));
            next.lastMessage(last("bot", event.contents(), event.at()));
            next.outbox(outboxWith(next.sequence(), Conversation.Author.BOT, event.contents(), event.at()));
        }
        return next.build();
    }

    ConversationState patienceAsked(Conversation.PatienceAsked event) {
        ConversationStateBuilder next = next(event.at());
        next.patience(new Patience(event.at(), true));
        next.lastMessage(last("bot", event.contents(), event.at()));
        next.outbox(outboxWith(next.sequence(), Conversation.Author.BOT, event.contents(), event.at()));
        return next.build();
    }

    ConversationState actionBegun(Conversation.ActionBegun event) {
        ConversationStateBuilder next = next(event.at());
        next.pinned(new Pinned(
                event.turn(),
                event.turnBegunAt(),
                event.understood(),
                event.results(),
                new BegunAction(next.sequence(), event.call(), event.at()),
                next.sequence()));
        return next.build();
    }

    ConversationState actionDone(Conversation.ActionDone event) {
        ConversationStateBuilder next = next(event.at());
        Pinned before = pinned;
        if (before == null || before.open() == null) {
            return next.build();
        }
        List<ActionResult> results = new ArrayList<>(before.results());
        results.add(event.result());
        // If the turn was taken over meanwhile, nothing is left to decide.
        boolean awaited = unanswered.stream().anyMatch(u -> u.sequence() <= before.turn());
        next.pinned(
                awaited
                        ? new Pinned(
                                before.turn(), before.begunAt(), before.understood(), results, null, next.sequence())
                        : null);
        if (event.result().unknown()) {
            List<BegunAction> more = new ArrayList<>(unsettled);
            more.add(before.open());
            next.unsettled(more.subList(Math.max(0, more.size() - UNSETTLED), more.size()));
        }
        return next.build();
    }

    ConversationState handedOff(Conversation.HandedOff event) {
        ConversationStateBuilder next = next(event.at());
        next.owner(Owner.QUEUE);
        next.handoff(new HandoffNote(next.sequence(), event.reason(), event.summary(), event.skills(), event.at()));
        next.work(new Work(Work.Kind.ENQUEUE, next.sequence()));
        return next.build();
    }

    ConversationState caseOpened(Conversation.CaseOpened event) {
        ConversationStateBuilder next = next(event.at());
        next.unreported(new UnreportedCase(next.sequence(), event.at()));
        return next.build();
    }

    ConversationState caseReported(Conversation.CaseReported event) {
        return next(event.at()).unreported(null).build();
    }

    ConversationState queued(Conversation.ConversationQueued event) {
        return next(event.at()).work(null).build();
    }

    ConversationState assigned(Conversation.AgentAssigned event) {
        return next(event.at())
                .owner(Owner.agent(event.agent(), event.name()))
                .work(null)
                .build();
    }

    ConversationState posted(Conversation.MessagePosted event) {
        ConversationStateBuilder next = next(event.at());
        next.posted(posted.with(
                mark(postedBy(event.author(), event.clientMessageId()), event.digest(), next.sequence(), event.at())));
        if (event.visibility() == Conversation.Visibility.CUSTOMER) {
            next.unanswered(List.of());
            next.patience(Patience.answered(patience));
            next.lastMessage(last("agent", event.contents(), event.at()));
            next.outbox(outboxWith(
                    next.sequence(),
                    Conversation.Author.agent(event.author(), event.authorName()),
                    event.contents(),
                    event.at()));
        }
        return next.build();
    }

    ConversationState returnedToQueue(Conversation.ReturnedToQueue event) {
        return next(event.at()).owner(Owner.QUEUE).build();
    }

    ConversationState returnedToBot(Conversation.ReturnedToBot event) {
        ConversationStateBuilder next = next(event.at());
        next.owner(Owner.BOT);
        next.memory(memory.anew());
        next.returnedAt(event.at());
        next.unsettled(List.of());
        next.work(new Work(Work.Kind.RELEASE, next.sequence()));
        return next.build();
    }

    ConversationState ended(Conversation.ConversationEnded event) {
        ConversationStateBuilder next = next(event.at());
        next.status(Status.RESOLVED);
        next.owner(Owner.NOBODY);
        next.unanswered(List.of());
        next.disposition(event.disposition());
        next.ended(new Ended(event.ending(), event.at(), event.reopenUntil()));
        String messageId = event.clientMessageId();
        if (messageId != null) {
            next.receipts(
                    receipts.with(mark(messageId, MessageDigests.of(event.cause()), next.sequence(), event.at())));
        }
        if (owner.kind() != OwnerKind.BOT) {
            next.work(handoff == null ? null : new Work(Work.Kind.RELEASE, next.sequence()));
        }
        return next.build();
    }

    ConversationState reopened(Conversation.ConversationReopened event) {
        ConversationStateBuilder next = next(event.at());
        next.status(Status.OPEN);
        next.owner(Owner.BOT);
        next.disposition(null);
        next.ended(null);
        if (ended != null && ended.ending() == Conversation.Ending.LEFT_IN_QUEUE) {
            next.memory(memory.anew());
        }
        return next.build();
    }

    ConversationState routingEnded(Conversation.RoutingEnded event) {
        return next(event.at()).work(null).build();
    }

    ConversationState rated(Conversation.ConversationRated event) {
        return next(event.at()).stars(event.stars()).build();
    }

    ConversationState deliveryChanged(Conversation.DeliveryChanged event) {
        return next(event.at())
                .outbox(outbox.stream()
                        .filter(reply -> reply.sequence() != event.reply())
                        .toList())
                .build();
    }

    /** Adds a reply to the outbox, addressed to where the customer last wrote from. */
    private List<Delivery.Reply> outboxWith(
            long sequence, Conversation.Author author, List<Content> contents, Instant at) {
        ChannelAddress to = lastFrom;
        if (to == null || to.channel().equals(Delivery.FETCHED)) {
            return outbox;
        }
        List<Delivery.Reply> more = new ArrayList<>(outbox);
        more.add(new Delivery.Reply(sequence, to, author, contents, at));
        return more;
    }

    /** Returns a message as lists show it. */
    public static LastMessage last(String from, List<Content> contents, Instant at) {
        String text = Content.plainText(contents);
        int end = Math.min(text.length(), LastMessage.PREVIEW);
        if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return new LastMessage(from, text.substring(0, end), at);
    }

    private Receipts.Mark mark(String id, long digest, long sequence, Instant at) {
        return new Receipts.Mark(id, digest, null, identity == null ? 0 : identity.ordinal(), sequence, at);
    }

    private ConversationStateBuilder next(Instant at) {
        return ConversationStateBuilder.builder(this).sequence(sequence + 1).changedAt(at);
    }
}
