package io.parley.customer;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.parley.ClusterMessage;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.Personal.Kind;
import io.parley.Sealed;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation;
import io.parley.conversation.Conversation.Unfinished;
import io.parley.conversation.Receipts;
import io.parley.dialogue.bot.Memory;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A person across channels: the commands to them ({@link Command}), the events that can happen ({@link Event}), and the updates for
 * followers ({@link Update}). Their memory is {@link CustomerState}.
 *
 * <p>Commands live for seconds, events for ever: change an event only with its migration and a new sample under persistence/events.
 */
public interface Customer {

    /**
     * Whether this can be a company's account id: not blank, at most {@link ChannelAddress#MAX_LENGTH} characters, no control characters,
     * no surrogates, no '|'.
     */
    static boolean isAccount(String account) {
        return !account.isBlank()
                && account.length() <= ChannelAddress.MAX_LENGTH
                && account.chars()
                        .noneMatch(c -> c == '|' || Character.isISOControl(c) || Character.isSurrogate((char) c));
    }

    /** One of the customer's conversations, with its number from 1. */
    record ConversationRef(ConversationId conversation, int ordinal, Instant startedAt) {}

    // ---- commands ----

    sealed interface Command extends ClusterMessage {}

    /**
     * The customer wrote a message; passed on to their current conversation, which is started if there is none.
     *
     * @param account the company's account id of the writer, if it is proven that the account is theirs; the customer is then the one
     *     of {@link CustomerIds#of(TenantId, String)}
     * @param startAfter set if the conversation with this id turned out to have ended: the next one is started, unless it already has been
     * @param carried the message ids of the ended one
     * @param unfinished what the bot had not finished in the ended one
     */
    record Receive(
            ChannelAddress from,
            @Nullable String account,
            @Nullable String name,
            String clientMessageId,
            List<Content> contents,
            @Nullable String locale,
            @Nullable ConversationId startAfter,
            Receipts carried,
            @Nullable Unfinished unfinished,
            ActorRef<StatusReply<Conversation.Received>> replyTo)
            implements Command {
        public Receive {
            contents = List.copyOf(contents);
        }
    }

    /**
     * The account and name that came with a message. Sent only after the message has been stored, so not for one that is repeated or
     * refused. Idempotent.
     *
     * @param account as in {@link Receive}
     * @param name their display name; null leaves it as it is
     */
    record Introduce(
            ChannelAddress from, @Nullable String account, @Nullable String name, ActorRef<StatusReply<Done>> replyTo)
            implements Command {}

    /**
     * Proves which account the address belongs to, before any message is sent with that proof. Refused with {@code NOT_ALLOWED} if the
     * customer has already been proven to be another account's; idempotent.
     *
     * @param account the company's account id of the person who writes from there
     * @param name their display name; used only for a customer of whom nothing is known yet
     */
    record SignIn(ChannelAddress from, String account, @Nullable String name, ActorRef<StatusReply<Done>> replyTo)
            implements Command {}

    /**
     * Notifies {@code follower} of every conversation started from now on; answered immediately by a {@link Thread}. Must be renewed
     * periodically.
     */
    record Follow(ActorRef<Update> follower) implements Command {}

    record Unfollow(ActorRef<Update> follower) implements Command {}

    record GetProfile(ActorRef<StatusReply<Profile>> replyTo) implements Command {}

    /** Sent by the shard to stop this entity. */
    enum Stop implements Command {
        INSTANCE
    }

    /** No command has arrived for a while, or there is news of the customer's keys. */
    enum Tick implements Command {
        IDLE,
        KEYS
    }

    // ---- answers and updates ----

    /**
     * @param account the company's account id, if it is proven
     * @param addresses the newest {@link CustomerState#KEPT_ADDRESSES}, oldest first
     * @param parts the newest {@link CustomerState#KEPT_PARTS} conversations, oldest first
     */
    record Profile(
            CustomerId id,
            @Nullable String name,
            @Nullable String account,
            List<KnownAddress> addresses,
            List<ConversationRef> parts,
            @Nullable Instant firstSeenAt,
            @Nullable Instant lastSeenAt)
            implements ClusterMessage {

        /** Whether any known address has been proven to be an account's; stays true after the account itself is erased. */
        public boolean proven() {
            return addresses.stream().anyMatch(KnownAddress::verified);
        }
    }

    /** @param verified whether it is proven to be the account's */
    record KnownAddress(ChannelAddress address, boolean verified) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "thread", value = Thread.class),
        @JsonSubTypes.Type(name = "started", value = Started.class),
        @JsonSubTypes.Type(name = "signed-in", value = SignedIn.class),
        @JsonSubTypes.Type(name = "moved", value = Moved.class)
    })
    sealed interface Update extends ClusterMessage {}

    /**
     * The customer's conversations so far, oldest first.
     *
     * @param proven see {@link Profile#proven()}
     */
    record Thread(List<ConversationRef> parts, boolean proven) implements Update {}

    record Started(ConversationRef part) implements Update {}

    /** The customer's identity is now proven. */
    record SignedIn() implements Update {}

    /** The customer's actor has left this node's memory or has moved: follow it again. */
    record Moved() implements Update {}

    // ---- events ----

    /** The journal holds the names: classes may be renamed, names may not. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "customer-first-seen", value = CustomerFirstSeen.class),
        @JsonSubTypes.Type(name = "customer-named", value = CustomerNamed.class),
        @JsonSubTypes.Type(name = "address-verified", value = AddressVerified.class),
        @JsonSubTypes.Type(name = "conversation-started", value = ConversationStarted.class)
    })
    @JsonInclude(JsonInclude.Include.NON_NULL)
    sealed interface Event {
        Instant at();

        CustomerState applyTo(CustomerState before);
    }

    record CustomerFirstSeen(ChannelAddress address, @Sealed(Kind.NAME) @Nullable String name, Instant at)
            implements Event {
        @Override
        public CustomerState applyTo(CustomerState before) {
            return before.firstSeen(this);
        }
    }

    /** @param name null once the customer has been erased */
    record CustomerNamed(@Sealed(Kind.NAME) @Nullable String name, Instant at) implements Event {
        @Override
        public CustomerState applyTo(CustomerState before) {
            return before.named(this);
        }
    }

    /** The person writing from this address is proven to be the one the company knows by this account. */
    record AddressVerified(ChannelAddress address, @Sealed(Kind.NAME) @Nullable String account, Instant at)
            implements Event {
        @Override
        public CustomerState applyTo(CustomerState before) {
            return before.verified(this);
        }
    }

    /** @param carriedOver what the bot had not finished in the previous conversation, if that is not too long ago */
    record ConversationStarted(ConversationRef part, Receipts carried, @Nullable Memory carriedOver, Instant at)
            implements Event {
        @Override
        public CustomerState applyTo(CustomerState before) {
            return before.started(this);
        }
    }
}
