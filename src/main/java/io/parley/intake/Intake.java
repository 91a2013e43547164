package io.parley.intake;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.pattern.StatusReply;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.EntityKey;
import io.parley.ErrorCode;
import io.parley.ParleyMetrics;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation;
import io.parley.conversation.Conversation.Received;
import io.parley.conversation.ConversationEntity;
import io.parley.conversation.Receipts;
import io.parley.customer.Customer;
import io.parley.customer.CustomerEntity;
import io.parley.customer.CustomerIds;
import io.parley.dialogue.bot.Asker;
import io.parley.links.Entities;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Delivers a customer's message to their conversation. Completes only when the message is stored. Otherwise it fails with a
 * {@link Refused}, and the same message may be sent again under the same id.
 *
 * <p>Caches the current conversation of customers that this node has recently seen, which saves a hop. The cache may be stale: an ended
 * conversation reports that it is over, and the message then goes through the customer entity, which decides.
 */
public final class Intake {

    private static final int REMEMBERED = 100_000;
    private static final Duration REMEMBERED_FOR = Duration.ofMinutes(10);

    /** Each conversation that ends between two steps requires another step; more than a few indicate a fault. */
    private static final int MAX_STEPS = 4;

    /**
     * @param from a digest of the address, as {@code named} is of the customer's name as last sent: a change of either has to go through
     *     the customer entity, and digests keep names and addresses out of memory
     */
    private record KnownConversation(ConversationId conversation, UUID named, UUID from, UUID proven) {
        static KnownConversation of(ConversationId conversation, Message message) {
            return new KnownConversation(
                    conversation, digest(message.name()), digest(message.from()), digest(message.account()));
        }

        boolean fits(Message message) {
            return from.equals(digest(message.from()))
                    && proven.equals(digest(message.account()))
                    && (message.name() == null || digest(message.name()).equals(named));
        }

        private static UUID digest(ChannelAddress address) {
            return digest(address.channel() + '|' + address.account() + '|' + address.user());
        }

        private static UUID digest(@Nullable String text) {
            return UUID.nameUUIDFromBytes((text == null ? "" : text).getBytes(StandardCharsets.UTF_8));
        }
    }

    private record Message(
            TenantId tenant,
            CustomerId customer,
            ChannelAddress from,
            @Nullable String account,
            @Nullable String name,
            String id,
            List<Content> contents,
            @Nullable String locale) {}

    private final ActorSystem<?> system;
    private final Entities entities;
    private final CustomerIds customers;
    private final Duration askTimeout;
    private final Cache<String, KnownConversation> current = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterAccess(REMEMBERED_FOR)
            .build();

    /** @param askTimeout for each step; a message takes one to three, and more if conversations end in between */
    public Intake(ActorSystem<?> system, Entities entities, CustomerIds customers, Duration askTimeout) {
        this.system = system;
        this.entities = entities;
        this.customers = customers;
        this.askTimeout = askTimeout;
    }

    /** Drops what is cached about an erased customer, so that their next message introduces them again. */
    public void forget(TenantId tenant, CustomerId customer) {
        current.invalidate(EntityKey.of(tenant, customer));
    }

    /**
     * Returns the id under which a message from another system is stored. A conversation spans channels, and the ids that they give their
     * messages must not collide.
     */
    static String messageId(ChannelAddress from, String id) {
        return from.account() + ":" + id;
    }

    /**
     * Returns the id of the customer whose message this is.
     *
     * @throws Refused {@code TEMPORARILY_UNAVAILABLE} while it cannot be derived
     */
    public CustomerId customer(TenantId tenant, InboundMessage message) {
        return message.customer(customers, tenant);
    }

    /** Receives a message delivered by a company's system. */
    public CompletionStage<Conversation.Stored> receive(TenantId tenant, InboundMessage message) {
        Message received = message(tenant, message);
        return timed(() -> toCurrent(received));
    }

    /**
     * Receives a message delivered by a company's system that may have been stored before any number of others. If its conversation has
     * ended since, the next one may not know it, because it is given only the newest {@link Receipts#CARRIED} message ids. The conversation
     * before the current one is therefore asked first.
     */
    public CompletionStage<Conversation.Stored> receiveAgain(TenantId tenant, InboundMessage message) {
        Message received = message(tenant, message);
        return timed(() -> toPrevious(received));
    }

    private Message message(TenantId tenant, InboundMessage message) {
        return new Message(
                tenant,
                customer(tenant, message),
                message.from(),
                message.accountId(),
                message.name(),
                messageId(message.from(), message.messageId()),
                message.contents(),
                message.locale());
    }

    /** Receives a message from the customer this address belongs to. */
    public CompletionStage<Conversation.Stored> receive(
            TenantId tenant,
            ChannelAddress from,
            @Nullable String name,
            String clientMessageId,
            List<Content> contents,
            @Nullable String locale) {
        return receive(tenant, customers.of(tenant, from), from, null, name, clientMessageId, contents, locale);
    }

    /**
     * @param customer the owner of the account, or otherwise of the address
     * @param account the company's account id for the sender; null unless proven
     * @param name the customer's display name; null leaves it as it is
     * @param clientMessageId makes the call idempotent: with the same contents, the answer is the same and the message is stored once
     * @return fails with {@code MESSAGE_CONFLICT} for the same id with other contents, {@code OVERLOADED} when it is not stored because the
     *     bot could not answer it in time, {@code TEMPORARILY_UNAVAILABLE} when storing it was not confirmed in time
     */
    public CompletionStage<Conversation.Stored> receive(
            TenantId tenant,
            CustomerId customer,
            ChannelAddress from,
            @Nullable String account,
            @Nullable String name,
            String clientMessageId,
            List<Content> contents,
            @Nullable String locale) {
        Message message = new Message(tenant, customer, from, account, name, clientMessageId, contents, locale);
        return timed(() -> toCurrent(message));
    }

    private static CompletionStage<Conversation.Stored> timed(
            Supplier<CompletionStage<Conversation.Stored>> receiving) {
        long began = System.nanoTime();
        return receiving.get().thenApply(accepted -> {
            ParleyMetrics.turn(ParleyMetrics.Phase.ACCEPTED, began);
            return accepted;
        });
    }

    private CompletionStage<Conversation.Stored> toCurrent(Message message) {
        KnownConversation known = current.getIfPresent(EntityKey.of(message.tenant(), message.customer()));
        return known != null && known.fits(message)
                ? direct(message, known.conversation())
                : throughCustomer(message, null, MAX_STEPS);
    }

    /** An earlier conversation stores nothing more: either it knows the message, or it is over, and the message goes to the current one. */
    private CompletionStage<Conversation.Stored> toPrevious(Message message) {
        return RepeatedAsk.<Customer.Command, Customer.Profile>ask(
                        system,
                        CustomerEntity.of(entities, message.tenant(), message.customer()),
                        Customer.GetProfile::new,
                        askTimeout)
                .thenCompose(profile -> {
                    List<Customer.ConversationRef> parts = profile.parts();
                    return parts.size() < 2
                            ? throughCustomer(message, null, MAX_STEPS)
                            : direct(message, parts.get(parts.size() - 2).conversation());
                });
    }

    private CompletionStage<Conversation.Stored> direct(Message message, ConversationId conversation) {
        return ask(
                        ConversationEntity.of(entities, message.tenant(), conversation),
                        replyTo -> new Conversation.Receive(
                                Asker.vouched(message.from(), message.account()),
                                message.id(),
                                0,
                                message.contents(),
                                message.locale(),
                                null,
                                replyTo))
                .handle((received, failure) -> {
                    if (failure != null) {
                        Refused refused = Refused.from(failure);
                        if (refused.code() != ErrorCode.OVERLOADED) {
                            current.invalidate(EntityKey.of(message.tenant(), message.customer()));
                        }
                        return refused.code() == ErrorCode.NOT_FOUND
                                ? throughCustomer(message, null, MAX_STEPS)
                                : CompletableFuture.<Conversation.Stored>failedStage(refused);
                    }
                    return settle(message, Objects.requireNonNull(received), MAX_STEPS);
                })
                .thenCompose(stage -> stage);
    }

    private CompletionStage<Conversation.Stored> throughCustomer(
            Message message, Conversation.@Nullable AlreadyOver before, int steps) {
        return ask(
                        CustomerEntity.of(entities, message.tenant(), message.customer()),
                        replyTo -> new Customer.Receive(
                                message.from(),
                                message.account(),
                                message.name(),
                                message.id(),
                                message.contents(),
                                message.locale(),
                                before == null ? null : before.conversation(),
                                before == null ? Receipts.NONE : before.carried(),
                                before == null ? null : before.unfinished(),
                                replyTo))
                .handle((received, failure) -> {
                    if (failure != null) {
                        return CompletableFuture.<Conversation.Stored>failedStage(Refused.from(failure));
                    }
                    Received answer = Objects.requireNonNull(received);
                    return introduced(message, answer).thenCompose(done -> settle(message, answer, steps));
                })
                .thenCompose(stage -> stage);
    }

    /** Introduces the account and name that came with a message, once the message is stored; it is acknowledged even if this fails. */
    private CompletionStage<Done> introduced(Message message, Received received) {
        if (!(received instanceof Conversation.Stored) || (message.name() == null && message.account() == null)) {
            return CompletableFuture.completedStage(Done.getInstance());
        }
        return RepeatedAsk.<Customer.Command, Done>ask(
                        system,
                        CustomerEntity.of(entities, message.tenant(), message.customer()),
                        replyTo -> new Customer.Introduce(message.from(), message.account(), message.name(), replyTo),
                        askTimeout)
                .exceptionally(failure -> Done.getInstance());
    }

    private <C> CompletionStage<Received> ask(
            EntityRef<C> entity, Function<ActorRef<StatusReply<Received>>, C> command) {
        return RepeatedAsk.ask(system, entity, command, askTimeout);
    }

    private CompletionStage<Conversation.Stored> settle(Message message, Received received, int steps) {
        if (received instanceof Conversation.AlreadyOver over) {
            current.invalidate(EntityKey.of(message.tenant(), message.customer()));
            return steps > 1
                    ? throughCustomer(message, over, steps - 1)
                    : CompletableFuture.failedStage(new Refused(
                            ErrorCode.TEMPORARILY_UNAVAILABLE,
                            "The conversation is changing. Send the same request again."));
        }
        if (received instanceof Conversation.Repeated repeated) {
            return CompletableFuture.completedStage(repeated.first());
        }
        Conversation.Stored stored = (Conversation.Stored) received;
        current.put(
                EntityKey.of(message.tenant(), message.customer()),
                KnownConversation.of(stored.conversation(), message));
        return CompletableFuture.completedStage(stored);
    }
}
