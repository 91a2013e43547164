package io.parley.conversation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import io.parley.ClusterMessage;
import io.parley.ConversationId;
import io.parley.Personal;
import io.parley.Sealed;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The protocol for replies between a conversation and the gateway of a channel account. Each side repeats a message until the other has
 * stored it, and repetitions are idempotent, so nothing is lost if either crashes.
 */
public interface Delivery {

    /** The channel whose clients fetch replies; on all other channels, replies have to be delivered to the customer. */
    String FETCHED = "webchat";

    /**
     * A reply to a customer.
     *
     * @param sequence the sequence number of its event in the conversation
     */
    record Reply(
            long sequence,
            ChannelAddress to,
            Conversation.Author author,
            @Sealed(Personal.Kind.TEXT) List<Content> contents,
            Instant at) {
        public Reply {
            contents = List.copyOf(contents);
        }
    }

    /** A reply as it leaves the conversation: sealed, because a gateway stores what it delivers, and opened on delivery. */
    record Outgoing(long sequence, Personal<Reply> reply) {
        /** Its size in characters; an estimate where nothing is sealed. */
        private int size() {
            String token = reply.token();
            Reply open = reply.orNull();
            return token != null
                    ? token.length()
                    : open == null ? 0 : 4 * Content.plainText(open.contents()).length();
        }

        static Outgoing of(Reply reply) {
            return new Outgoing(reply.sequence(), Personal.of(Personal.Kind.TEXT, reply));
        }
    }

    /** The outcome of a reply. Set only once. */
    enum State {
        SENT,
        FAILED;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Why a reply could not be delivered. */
    enum Failure {
        /** There is no address to deliver it to. */
        NO_CALLBACK,
        /** The receiver will never take it. */
        REFUSED,
        /** The receiver did not take it in time. */
        GIVEN_UP;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    // ---- from the conversation ----

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "deliver", value = Deliver.class),
        @JsonSubTypes.Type(name = "noted", value = Noted.class)
    })
    sealed interface Request extends ClusterMessage {
        ConversationId conversation();
    }

    /**
     * Replies that are not known to have been taken, in order; answered by {@link Taken} once they are stored.
     *
     * @param replies the oldest of the given ones, as many as one message may carry; the others follow once these are taken
     */
    record Deliver(ConversationId conversation, List<Outgoing> replies) implements Request {

        /** Most characters of the ciphertexts together; but one reply is always sent. */
        private static final int MAX_SEALED = 120_000;

        private static final int MAX_REPLIES = 20;

        public Deliver {
            replies = fitting(replies);
        }

        private static List<Outgoing> fitting(List<Outgoing> replies) {
            int sealed = 0;
            int fitting = 0;
            while (fitting < Math.min(replies.size(), MAX_REPLIES)) {
                sealed += replies.get(fitting).size();
                if (fitting > 0 && sealed > MAX_SEALED) {
                    break;
                }
                fitting++;
            }
            return List.copyOf(replies.subList(0, fitting));
        }
    }

    /** The outcome of this reply is stored in the conversation. */
    record Noted(ConversationId conversation, long reply) implements Request {}

    // ---- from the gateway ----

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(name = "taken", value = Taken.class),
        @JsonSubTypes.Type(name = "settled", value = Settled.class)
    })
    sealed interface Notice extends ClusterMessage {
        /** The channel account, which identifies the gateway. */
        String account();

        long reply();
    }

    /** The gateway has stored this reply and all before it, and is now responsible for delivering them. */
    record Taken(String account, long reply) implements Notice {}

    /** The outcome of a reply; answered by {@link Noted}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Settled(String account, long reply, State state, @Nullable Failure reason) implements Notice {}
}
