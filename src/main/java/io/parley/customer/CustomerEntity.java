package io.parley.customer;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.pattern.StatusReply;
import akka.persistence.typed.EventAdapter;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.SnapshotAdapter;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.Decided;
import io.parley.EntityKey;
import io.parley.Followers;
import io.parley.Refused;
import io.parley.Restarts;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
import io.parley.customer.Customer.Command;
import io.parley.customer.Customer.Event;
import io.parley.customer.Customer.Update;
import io.parley.dialogue.bot.Asker;
import io.parley.links.Entities;
import io.parley.privacy.HeldKeys;
import io.parley.privacy.Keyring;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * The only writer of a customer: who they are, and which of their conversations is current.
 *
 * <p>A shell: {@link CustomerDecider} decides, {@link Customer.Event#applyTo} evolves. It has no {@linkplain io.parley.errands errands} and
 * may leave memory at any time: its only outside effect is to pass on a message, which it does not store and which the sender repeats until
 * the conversation answers. Its destination is stored first, so a repetition goes to the same conversation, opened in the same way.
 */
public final class CustomerEntity extends EventSourcedBehavior<Command, Event, CustomerState> {

    public static final EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "customer");

    /** Returns a reference to a customer's entity. */
    public static EntityRef<Command> of(Entities entities, TenantId tenant, CustomerId id) {
        return entities.of(TYPE, EntityKey.of(tenant, id));
    }

    /**
     * What a customer needs from its surroundings.
     *
     * @param conversations sends a command to a conversation of the tenant; fire-and-forget
     * @param ids of new conversations, sorting by time
     * @param keepUnfinished for how long after the end of a conversation the next one continues what the bot had not finished
     */
    public record Dependencies(
            Keyring keyring,
            BiConsumer<EntityKey, Conversation.Command> conversations,
            Supplier<ConversationId> ids,
            Clock clock,
            Duration passivateAfter,
            Duration keepUnfinished) {}

    private final ActorContext<Command> context;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final TenantId tenant;
    private final CustomerId id;
    private final HeldKeys<Command> keys;
    private final Dependencies dependencies;
    private final Followers<Update> followers;

    public static Behavior<Command> create(
            EntityKey key, ActorRef<ClusterSharding.ShardCommand> shard, Dependencies dependencies) {
        return HeldKeys.before(
                () -> new HeldKeys<>(dependencies.keyring(), key.tenant(), Customer.Tick.KEYS),
                () -> CompletableFuture.completedStage(Optional.of(new CustomerId(key.id()))),
                Customer.Stop.INSTANCE,
                keys -> Behaviors.setup(context -> new CustomerEntity(context, shard, key, keys, dependencies)));
    }

    private CustomerEntity(
            ActorContext<Command> context,
            ActorRef<ClusterSharding.ShardCommand> shard,
            EntityKey key,
            HeldKeys<Command> keys,
            Dependencies dependencies) {
        super(
                EntityKey.persistenceId(TYPE.name(), EntityKey.of(key.tenant(), new CustomerId(key.id()))),
                Restarts.WITH_BACKOFF);
        this.context = context;
        this.shard = shard;
        this.tenant = key.tenant();
        this.id = new CustomerId(key.id());
        this.keys = keys;
        this.dependencies = dependencies;
        this.followers = new Followers<>(context);
    }

    @Override
    public CustomerState emptyState() {
        return CustomerState.EMPTY;
    }

    @Override
    public EventHandler<CustomerState, Event> eventHandler() {
        return (state, event) -> event.applyTo(state);
    }

    @Override
    public EventAdapter<Event, ?> eventAdapter() {
        return keys.events(Event.class);
    }

    @Override
    public SnapshotAdapter<CustomerState> snapshotAdapter() {
        return keys.states(CustomerState.class);
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(100, 2);
    }

    /** One method for all entities: a handler built from cases would cost each of them kilobytes. */
    @Override
    public CommandHandler<Command, Event, CustomerState> commandHandler() {
        return this::handle;
    }

    private Effect<Event, CustomerState> handle(CustomerState state, Command command) {
        if (command == Customer.Tick.KEYS) {
            // Clears an erased customer from memory; the next message restarts the entity without their data.
            return keys.outlived() ? Effect().stop() : Effect().none().thenUnstashAll();
        }
        boolean stores = command instanceof Customer.Receive
                || command instanceof Customer.Introduce
                || command instanceof Customer.SignIn;
        if ((stores || state.firstSeenAt() != null)
                && command != Customer.Stop.INSTANCE
                && !keys.ready(id, stores, context.getSystem(), context.getSelf())) {
            return Effect().stash();
        }
        return decide(state, command);
    }

    private Effect<Event, CustomerState> decide(CustomerState state, Command command) {
        if (command instanceof Customer.Follow follow) {
            followers.add(follow.follower());
            follow.follower().tell(new Customer.Thread(state.parts(), state.proven()));
            return Effect().none();
        } else if (command instanceof Customer.Unfollow unfollow) {
            followers.remove(unfollow.follower());
            return Effect().none();
        } else if (command == Customer.Tick.IDLE) {
            shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
            return Effect().none();
        } else if (command instanceof Customer.Stop) {
            return Effect().stop();
        }
        Decided<Event, Object> decided = CustomerDecider.decide(
                state,
                command,
                dependencies.clock().instant(),
                id,
                dependencies.ids().get(),
                dependencies.keepUnfinished());
        return Effect().persist(decided.events()).thenRun(after -> {
            notifyFollowers(decided.events());
            if (command instanceof Customer.Receive receive) {
                forward(after, receive);
            } else if (command instanceof Customer.GetProfile profile
                    && decided.reply() instanceof Customer.Profile answer) {
                profile.replyTo().tell(StatusReply.success(answer));
            } else if (command instanceof Customer.Introduce introduce) {
                introduce.replyTo().tell(StatusReply.ack());
            } else if (command instanceof Customer.SignIn signIn) {
                Refused refusal = decided.refusal();
                signIn.replyTo().tell(refusal == null ? StatusReply.ack() : StatusReply.error(refusal.text()));
            }
        });
    }

    private void notifyFollowers(List<Event> events) {
        for (Event event : events) {
            if (event instanceof Customer.ConversationStarted started) {
                followers.tell(new Customer.Started(started.part()));
            } else if (event instanceof Customer.AddressVerified) {
                followers.tell(new Customer.SignedIn());
            }
        }
    }

    @Override
    public SignalHandler<CustomerState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), state -> {
                    context.setReceiveTimeout(dependencies.passivateAfter(), Customer.Tick.IDLE);
                    followers.tell(new Customer.Moved());
                })
                .onSignal(PostStop.instance(), state -> followers.tell(new Customer.Moved()))
                .onSignal(Terminated.class, (state, ended) -> followers.ended(ended.getRef()))
                .build();
    }

    private void forward(CustomerState state, Customer.Receive command) {
        Customer.ConversationRef current = state.current();
        if (current == null) {
            throw new IllegalStateException("a message is forwarded only after its conversation was started");
        }
        dependencies
                .conversations()
                .accept(
                        new EntityKey(tenant, current.conversation().value()),
                        new Conversation.Receive(
                                Asker.vouched(command.from(), command.account()),
                                command.clientMessageId(),
                                0,
                                command.contents(),
                                command.locale(),
                                new Conversation.Opening(
                                        id,
                                        current.ordinal(),
                                        command.name() == null ? state.name() : command.name(),
                                        state.carried(),
                                        state.carriedOver()),
                                command.replyTo()));
    }
}
