package io.parley.conversation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation.Disposition;
import io.parley.conversation.Conversation.HandoffNote;
import io.parley.conversation.Conversation.LastMessage;
import io.parley.conversation.Conversation.Owner;
import io.parley.conversation.Conversation.OwnerKind;
import io.parley.conversation.Conversation.Status;
import io.parley.dialogue.bot.Memory;
import io.parley.dialogue.bot.Turn;
import io.parley.language.Language;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a conversation remembers: enough to decide, not the transcript, which stays in the journal.
 *
 * @param sequence how many events there have been; the sequence number of the last one
 * @param identity null until opened
 * @param unanswered what the customer said since the bot last answered, while the bot holds the turn
 * @param work what the router must still confirm
 * @param unreported the case the supervisor has not confirmed to know of
 * @param lastFrom where the customer last wrote from, and where replies go; null in snapshots of older versions
 * @param outbox replies to be brought to the customer of which it is not known what became, oldest first
 * @param resolvedAt when it ended; null while it has not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConversationState(
        long sequence,
        @Nullable Identity identity,
        Status status,
        Owner owner,
        Receipts receipts,
        Memory memory,
        List<Unanswered> unanswered,
        @Nullable String locale,
        @Nullable HandoffNote handoff,
        @Nullable Work work,
        @Nullable UnreportedCase unreported,
        @Nullable LastMessage lastMessage,
        Instant changedAt,
        @Nullable Disposition disposition,
        int stars,
        @Nullable ChannelAddress lastFrom,
        List<Delivery.Reply> outbox,
        @Nullable Instant resolvedAt) {

    /** What does not change once the conversation is open. */
    public record Identity(
            CustomerId customer,
            int ordinal,
            @Nullable String customerName,
            ChannelAddress address,
            Language language,
            Instant openedAt) {}

    /** @param sequence of the event that opened it */
    public record UnreportedCase(long sequence, Instant at) {}

    public record Unanswered(long sequence, List<Content> contents) {}

    /** Work for the router that is not done before the router says so. */
    public enum Work {
        ENQUEUE,
        RELEASE
    }

    public static final ConversationState EMPTY = new ConversationState(
            0,
            null,
            Status.NEW,
            Owner.BOT,
            Receipts.NONE,
            Memory.EMPTY,
            List.of(),
            null,
            null,
            null,
            null,
            null,
            Instant.EPOCH,
            null,
            0,
            null,
            List.of(),
            null);

    @SuppressWarnings("ConstantValue") // Jackson passes null for what older snapshots do not have
    public ConversationState {
        unanswered = List.copyOf(unanswered);
        outbox = outbox == null ? List.of() : List.copyOf(outbox);
    }

    /** The turn the bot has to answer: the sequence number of the customer's last message; 0 when there is none. */
    public long turn() {
        return owner.kind() == OwnerKind.BOT && !unanswered.isEmpty()
                ? unanswered.get(unanswered.size() - 1).sequence()
                : 0;
    }

    /** What the bot is given for the turn that {@link #turn} tells of. */
    Turn botTurn(TenantId tenant, ConversationId id, Instant now) {
        ChannelAddress from =
                lastFrom == null ? Objects.requireNonNull(identity).address() : lastFrom;
        return new Turn(
                tenant,
                id,
                turn(),
                unanswered.stream().map(Unanswered::contents).toList(),
                from.channel(),
                locale,
                identity == null ? null : identity.customerName(),
                memory,
                now);
    }

    /** What the customer's next conversation should go on with; null when nothing was left. */
    public Conversation.@Nullable Unfinished unfinished() {
        Memory left = resolvedAt == null ? null : memory.unfinished();
        return left == null || resolvedAt == null ? null : new Conversation.Unfinished(left, resolvedAt);
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
                lastMessage != null && lastMessage.from().equals("customer"));
    }

    // ---- how events apply ----

    ConversationState opened(Conversation.ConversationOpened event) {
        Conversation.Opening opening = event.opening();
        Draft next = next(event.at());
        next.identity = new Identity(
                opening.customer(),
                opening.ordinal(),
                opening.customerName(),
                event.from(),
                event.language(),
                event.at());
        next.receipts = opening.carried();
        Memory carriedOver = opening.carriedOver();
        next.memory = carriedOver == null ? memory : carriedOver;
        return next.done();
    }

    ConversationState received(Conversation.MessageReceived event) {
        Draft next = next(event.at());
        next.status = Status.OPEN;
        next.lastFrom = event.from();
        next.receipts = receipts.with(new Receipts.Mark(event.clientMessageId(), event.digest(), next.sequence, null));
        next.locale = event.locale() == null ? locale : event.locale();
        next.lastMessage = last("customer", event.contents(), event.at());
        if (owner.kind() == OwnerKind.BOT) {
            List<Unanswered> more = new ArrayList<>(unanswered);
            more.add(new Unanswered(next.sequence, event.contents()));
            next.unanswered = more;
        }
        return next.done();
    }

    ConversationState botAnswered(Conversation.BotAnswered event) {
        Draft next = next(event.at());
        next.memory = event.memory();
        next.unanswered =
                unanswered.stream().filter(u -> u.sequence() > event.turn()).toList();
        if (!event.contents().isEmpty()) {
            next.lastMessage = last("bot", event.contents(), event.at());
            next.outbox = outboxWith(next.sequence, Conversation.Author.BOT, event.contents(), event.at());
        }
        return next.done();
    }

    ConversationState handedOff(Conversation.HandedOff event) {
        Draft next = next(event.at());
        next.owner = Owner.QUEUE;
        next.unanswered = List.of();
        next.handoff = new HandoffNote(next.sequence, event.reason(), event.summary(), event.skills(), event.at());
        next.work = Work.ENQUEUE;
        return next.done();
    }

    ConversationState caseOpened(Conversation.CaseOpened event) {
        Draft next = next(event.at());
        next.unreported = new UnreportedCase(next.sequence, event.at());
        return next.done();
    }

    ConversationState caseReported(Conversation.CaseReported event) {
        Draft next = next(event.at());
        next.unreported = null;
        return next.done();
    }

    ConversationState queued(Conversation.ConversationQueued event) {
        Draft next = next(event.at());
        next.work = null;
        return next.done();
    }

    ConversationState assigned(Conversation.AgentAssigned event) {
        Draft next = next(event.at());
        next.owner = Owner.agent(event.agent(), event.name());
        next.work = null;
        return next.done();
    }

    ConversationState posted(Conversation.MessagePosted event) {
        Draft next = next(event.at());
        next.receipts = receipts.with(new Receipts.Mark(event.clientMessageId(), event.digest(), next.sequence, null));
        if (event.visibility() == Conversation.Visibility.CUSTOMER) {
            next.lastMessage = last("agent", event.contents(), event.at());
            next.outbox = outboxWith(
                    next.sequence,
                    Conversation.Author.agent(event.author(), event.authorName()),
                    event.contents(),
                    event.at());
        }
        return next.done();
    }

    ConversationState returnedToQueue(Conversation.ReturnedToQueue event) {
        Draft next = next(event.at());
        next.owner = Owner.QUEUE;
        return next.done();
    }

    ConversationState returnedToBot(Conversation.ReturnedToBot event) {
        Draft next = next(event.at());
        next.owner = Owner.BOT;
        next.memory = memory.anew();
        next.unanswered = List.of();
        next.work = Work.RELEASE;
        return next.done();
    }

    ConversationState resolved(Conversation.ConversationResolved event) {
        Draft next = next(event.at());
        next.status = Status.RESOLVED;
        next.owner = Owner.NOBODY;
        next.unanswered = List.of();
        next.disposition = event.disposition();
        next.resolvedAt = event.at();
        next.work = handoff == null ? null : Work.RELEASE;
        return next.done();
    }

    ConversationState routingEnded(Conversation.RoutingEnded event) {
        Draft next = next(event.at());
        next.work = null;
        return next.done();
    }

    ConversationState rated(Conversation.ConversationRated event) {
        Draft next = next(event.at());
        next.stars = event.stars();
        return next.done();
    }

    ConversationState deliveryChanged(Conversation.DeliveryChanged event) {
        Draft next = next(event.at());
        next.outbox = outbox.stream()
                .filter(reply -> reply.sequence() != event.reply())
                .toList();
        return next.done();
    }

    /** Replies go to the channel the customer last wrote from. */
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

    /** What a list shows of a message. */
    public static LastMessage last(String from, List<Content> contents, Instant at) {
        String text = Content.plainText(contents);
        int end = Math.min(text.length(), LastMessage.PREVIEW);
        if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return new LastMessage(from, text.substring(0, end), at);
    }

    private Draft next(Instant at) {
        return new Draft(this, at);
    }

    /** A copy in the making, so that an event names only what it changes. */
    private static final class Draft {
        final long sequence;
        final Instant changedAt;

        @Nullable Identity identity;

        Status status;
        Owner owner;
        Receipts receipts;
        Memory memory;
        List<Unanswered> unanswered;

        @Nullable String locale;

        @Nullable HandoffNote handoff;

        @Nullable Work work;

        @Nullable UnreportedCase unreported;

        @Nullable LastMessage lastMessage;

        @Nullable Disposition disposition;

        int stars;

        @Nullable ChannelAddress lastFrom;

        List<Delivery.Reply> outbox;

        @Nullable Instant resolvedAt;

        Draft(ConversationState before, Instant at) {
            sequence = before.sequence + 1;
            changedAt = at;
            identity = before.identity;
            status = before.status;
            owner = before.owner;
            receipts = before.receipts;
            memory = before.memory;
            unanswered = before.unanswered;
            locale = before.locale;
            handoff = before.handoff;
            work = before.work;
            unreported = before.unreported;
            lastMessage = before.lastMessage;
            disposition = before.disposition;
            stars = before.stars;
            lastFrom = before.lastFrom;
            outbox = before.outbox;
            resolvedAt = before.resolvedAt;
        }

        ConversationState done() {
            return new ConversationState(
                    sequence,
                    identity,
                    status,
                    owner,
                    receipts,
                    memory,
                    unanswered,
                    locale,
                    handoff,
                    work,
                    unreported,
                    lastMessage,
                    changedAt,
                    disposition,
                    stars,
                    lastFrom,
                    outbox,
                    resolvedAt);
        }
    }
}
