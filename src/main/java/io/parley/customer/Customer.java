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
 * A person across channels: what they can be asked ({@link Command}), what can have happened ({@link Event}), what those who follow
 * them are told ({@link Update}). What is remembered is {@link CustomerState}.
 *
 * <p>Commands live for seconds, events for ever: change an event only with its migration and a new sample under persistence/events.
 */
public interface Customer {

    /** Whether this can be a company's account id: 1 to {@link ChannelAddress#MAX_LENGTH} characters, no control characters, no '|'. */
    static boolean isAccount(String account) {
        return !account.isBlank()
                && account.length() <= ChannelAddress.MAX_LENGTH
                && account.chars()
                        .noneMatch(c -> c == '|' || Character.isISOControl(c) || Character.isSurrogate((char) c));
    }

    /** One of the customer's conversations, the {@code ordinal}-th from 1. */
    record Part(ConversationId conversation, int ordinal, Instant startedAt) {}

    // ---- commands ----

    sealed interface Command extends ClusterMessage {}

    /**
     * The customer said something; passed on to their current conversation, which is started if there is none.
     *
     * @param account the company's account id for whoever writes, when it is proven that they are that; the customer is then the one
     *     of {@link CustomerIds#of(TenantId, String)}
     * @param startAfter set when the conversation of this id turned out to be over: the next one is started, unless it has been
     * @param carried the message ids of the one that is over
     * @param unfinished what the bot had not finished in the one that is over
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
     * What the customer said of themselves with a message, which has been stored: so not what came with a message that is repeated or refused.
     * The same again has no effect.
     *
     * @param account as in {@link Receive}
     * @param name what they go by; null leaves it as it is
     */
    record Introduce(
            ChannelAddress from, @Nullable String account, @Nullable String name, ActorRef<StatusReply<Done>> replyTo)
            implements Command {}

    /**
     * It is proven whose the address is, before anything is said with that proof. Refused with {@code NOT_ALLOWED} when it was proven
     * before to be another account's; the same again has no effect.
     *
     * @param account the company's account id of the person who writes from there
     * @param name what they go by; only of a customer of whom nothing is known yet
     */
    record SignIn(ChannelAddress from, String account, @Nullable String name, ActorRef<StatusReply<Done>> replyTo)
            implements Command {}

    /** Tells {@code follower} of every conversation started from now on; answered at once by a {@link Thread}. Renew it now and then. */
    record Follow(ActorRef<Update> follower) implements Command {}

    record Unfollow(ActorRef<Update> follower) implements Command {}

    record GetProfile(ActorRef<StatusReply<Profile>> replyTo) implements Command {}

    /** The shard wants this entity to end. */
    enum Stop implements Command {
        INSTANCE
    }

    /** Nothing was asked for a while, or there is news of the customer's keys. */
    enum Tick implements Command {
        IDLE,
        KEYS
    }

    // ---- what is told ----

    /**
     * @param account the company's account id, when it is proven
     * @param addresses the newest {@link CustomerState#KEPT_ADDRESSES}, oldest first
     * @param parts the newest {@link CustomerState#KEPT_PARTS} conversations, oldest first
     */
    record Profile(
            CustomerId id,
            @Nullable String name,
            @Nullable String account,
            List<KnownAddress> addresses,
            List<Part> parts,
            @Nullable Instant firstSeenAt,
            @Nullable Instant lastSeenAt)
            implements ClusterMessage {

        /** Whether any address has ever been proven to be an account's; still true once the account itself is erased. */
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
    record Thread(List<Part> parts, boolean proven) implements Update {}

    record Started(Part part) implements Update {}

    /** It is proven now who the customer is. */
    record SignedIn() implements Update {}

    /** The customer's actor leaves this node's memory or moves: follow again. */
    record Moved() implements Update {}

    // ---- events ----

    /** The names are what the journal holds; classes may be renamed, names may not. */
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

    record CustomerNamed(@Sealed(Kind.NAME) String name, Instant at) implements Event {
        @Override
        public CustomerState applyTo(CustomerState before) {
            return before.named(this);
        }
    }

    /** Whoever writes from this address is proven to be the one whom the company knows by this account. */
    record AddressVerified(ChannelAddress address, @Sealed(Kind.NAME) @Nullable String account, Instant at)
            implements Event {
        @Override
        public CustomerState applyTo(CustomerState before) {
            return before.verified(this);
        }
    }

    /** @param carriedOver what the bot had not finished in the conversation before, if that is not too long ago */
    record ConversationStarted(Part part, Receipts carried, @Nullable Memory carriedOver, Instant at) implements Event {
        @Override
        public CustomerState applyTo(CustomerState before) {
            return before.started(this);
        }
    }
}
