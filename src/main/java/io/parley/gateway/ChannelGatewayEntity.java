package io.parley.gateway;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import com.typesafe.config.Config;
import io.micrometer.core.instrument.Tags;
import io.parley.ConversationId;
import io.parley.Decided;
import io.parley.EntityKey;
import io.parley.ParleyMetrics;
import io.parley.Restarts;
import io.parley.Sealed;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
import io.parley.conversation.Delivery;
import io.parley.errands.Errands;
import io.parley.gateway.ChannelGateway.Command;
import io.parley.gateway.ChannelGateway.Event;
import io.parley.gateway.ChannelGatewayErrand.AttemptDelivery;
import io.parley.gateway.ChannelGatewayErrand.ReportSettled;
import io.parley.gateway.ChannelGatewayState.Waiting;
import io.parley.links.Entities;
import io.parley.privacy.Keyring;
import io.parley.signing.Signature;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The only sender of replies for one channel account: in order within a conversation, different conversations in parallel, each reply
 * retried until the receiver has confirmed it or {@link Settings#giveUpAfter()} has passed.
 *
 * <p>A shell: {@link ChannelGatewayDecider} decides, {@link ChannelGateway.Event#applyTo} evolves. Work still to be done outside is given
 * by the state's {@linkplain ChannelGatewayState#errands() errands}, which are sent again after every recovery; the shard remembers the
 * entity until none is left. A gateway may have thousands of them, so after an event it only checks those of the conversation concerned. A
 * reply that was confirmed just before a crash is posted again, under the same message id.
 */
public final class ChannelGatewayEntity extends EventSourcedBehavior<Command, Event, ChannelGatewayState> {

    public static final EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "gateway");

    /** Returns a reference to the gateway of a channel account. */
    public static EntityRef<Command> of(Entities entities, TenantId tenant, String account) {
        return entities.of(TYPE, EntityKey.ofChannelAccount(tenant, account));
    }

    /** Sends it a conversation's request; fire-and-forget. */
    public static void deliver(Entities entities, EntityKey account, Delivery.Request request) {
        entities.of(TYPE, account).tell(new ChannelGateway.ConversationRequested(request));
    }

    /**
     * @param attempts the pauses between attempts to deliver a reply
     * @param giveUpAfter the time after which an unaccepted reply has failed
     * @param parallel how many conversations' replies may be in progress at the same time
     * @param perSecond how many attempts may begin per second
     * @param reports the pauses between reports of an outcome that the conversation has not noted yet
     * @param passivateAfter how long without a command until the entity leaves memory
     * @param snapshotEvery events between snapshots
     */
    public record Settings(
            Errands.Backoff attempts,
            Duration giveUpAfter,
            int parallel,
            int perSecond,
            Errands.Backoff reports,
            Duration passivateAfter,
            int snapshotEvery) {
        /** @param config the section {@code parley.gateway} */
        public static Settings from(Config config) {
            return new Settings(
                    new Errands.Backoff(config.getDuration("first-retry"), config.getDuration("longest-retry")),
                    config.getDuration("give-up-after"),
                    config.getInt("parallel"),
                    config.getInt("per-second"),
                    new Errands.Backoff(config.getDuration("report-interval"), config.getDuration("report-at-most")),
                    config.getDuration("passivate-after"),
                    config.getInt("snapshot-every"));
        }

        public Settings {
            if (parallel < 1 || perSecond < 1 || snapshotEvery < 1) {
                throw new IllegalArgumentException(
                        "parallel, per-second and snapshot-every of parley.gateway must be positive");
            }
        }
    }

    /**
     * What a gateway needs from its surroundings.
     *
     * @param keyring opens replies when they are delivered
     * @param address where replies of a channel account go, if configured
     * @param secret of a channel account, see {@link io.parley.signing.SigningSecrets}
     * @param conversations sends a command to a conversation of the tenant; fire-and-forget
     * @param gateways sends a command to the gateway of a channel account through its shard, which starts it where it is not in memory;
     *     fire-and-forget
     * @param publicUrl the prefix for the addresses of files that are kept here; no slash at the end
     * @param nanos a clock like {@link System#nanoTime}, by which attempts and reports are repeated
     */
    public record Dependencies(
            Keyring keyring,
            Function<EntityKey, Optional<URI>> address,
            Function<EntityKey, String> secret,
            Callback callback,
            BiConsumer<EntityKey, Conversation.Command> conversations,
            BiConsumer<EntityKey, Command> gateways,
            String publicUrl,
            Clock clock,
            LongSupplier nanos,
            Settings settings) {}

    /** The timer for attempts that may only begin in the next second. */
    private static final String PACE = "pace";

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    /** Of the tenant and the channel account. */
    private final EntityKey key;

    private final Dependencies dependencies;

    private final Errands<ChannelGatewayErrand> errands;
    private final Pace pace;

    /** Read by the metrics, from other threads. */
    private volatile ChannelGatewayState latest = ChannelGatewayState.EMPTY;

    private final List<ParleyMetrics.Watched> watched;

    public static Behavior<Command> create(
            EntityKey key, ActorRef<ClusterSharding.ShardCommand> shard, Dependencies dependencies) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new ChannelGatewayEntity(context, timers, shard, key, dependencies)));
    }

    private ChannelGatewayEntity(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ActorRef<ClusterSharding.ShardCommand> shard,
            EntityKey key,
            Dependencies dependencies) {
        super(
                EntityKey.persistenceId(TYPE.name(), EntityKey.ofChannelAccount(key.tenant(), key.id())),
                Restarts.WITH_BACKOFF);
        this.context = context;
        this.timers = timers;
        this.shard = shard;
        this.key = key;
        this.dependencies = dependencies;
        this.pace = new Pace(
                dependencies.settings().parallel(), dependencies.settings().perSecond());
        this.errands = new Errands<>(
                this::send,
                Errands.Alarm.of(timers, ChannelGateway.Tick.ERRANDS),
                errand -> errand instanceof AttemptDelivery
                        ? dependencies.settings().attempts()
                        : dependencies.settings().reports(),
                dependencies.nanos(),
                () -> ThreadLocalRandom.current().nextDouble());
        Tags tags = Tags.of("tenant", key.tenant().value(), "account", key.id());
        this.watched = List.of(
                ParleyMetrics.watch("parley.gateway.waiting", tags, () -> latest.waiting()),
                ParleyMetrics.watch("parley.gateway.oldest.seconds", tags, () -> latest.oldestSince()
                        .map(since -> Math.max(
                                0,
                                Duration.between(since, dependencies.clock().instant())
                                        .toSeconds()))
                        .orElse(0L)));
    }

    @Override
    public ChannelGatewayState emptyState() {
        return ChannelGatewayState.EMPTY;
    }

    @Override
    public EventHandler<ChannelGatewayState, Event> eventHandler() {
        return (state, event) -> latest = event.applyTo(state);
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(dependencies.settings().snapshotEvery(), 2);
    }

    @Override
    public CommandHandler<Command, Event, ChannelGatewayState> commandHandler() {
        return this::handle;
    }

    private Effect<Event, ChannelGatewayState> handle(ChannelGatewayState state, Command command) {
        if (command instanceof ChannelGateway.Tick tick) {
            return tick(state, tick);
        } else if (command instanceof ChannelGateway.Stop) {
            if (!errands.isIdle()) {
                // Errands that arose after the shard had been asked to forget this entity would be forgotten with it.
                dependencies.gateways().accept(key, ChannelGateway.Tick.ERRANDS);
            }
            return Effect().stop();
        }
        Decided<Event, Delivery.Notice> decided = ChannelGatewayDecider.decide(
                state,
                command,
                dependencies.clock().instant(),
                key.id(),
                dependencies.settings().giveUpAfter());
        return Effect().persist(decided.events()).thenRun(after -> {
            decided.events().forEach(this::log);
            if (command instanceof ChannelGateway.ConversationRequested says) {
                requested(says.request().conversation(), decided, after);
            } else if (command instanceof ChannelGateway.Attempted attempted) {
                attempted(attempted, decided, after);
            }
        });
    }

    private void requested(
            ConversationId conversation, Decided<Event, Delivery.Notice> decided, ChannelGatewayState after) {
        if (decided.reply() != null) {
            tell(conversation, decided.reply());
        }
        if (!decided.events().isEmpty()) {
            runErrands(conversation, after);
        } else if (decided.reply() != null) {
            // The conversation asked again, so earlier reports may not have arrived either.
            after.errands(conversation).stream()
                    .filter(ReportSettled.class::isInstance)
                    .forEach(this::send);
        }
    }

    private void attempted(
            ChannelGateway.Attempted attempted, Decided<Event, Delivery.Notice> decided, ChannelGatewayState after) {
        AttemptDelivery attempt = new AttemptDelivery(attempted.conversation(), attempted.reply());
        timers.cancel(attempt);
        pace.leave(attempt);
        if (decided.events().isEmpty()) {
            errands.again(attempt, attempted.outcome().after());
            begin(after);
        } else {
            runErrands(attempted.conversation(), after);
        }
    }

    private void log(Event event) {
        if (event instanceof ChannelGateway.ReplyFailed failed) {
            context.getLog()
                    .warn(
                            "a reply of {} could not be delivered: {}",
                            failed.conversation(),
                            failed.reason().code());
        }
    }

    @Override
    public SignalHandler<ChannelGatewayState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(PostStop.instance(), state -> {
                    errands.stop();
                    watched.forEach(ParleyMetrics.Watched::end);
                })
                .onSignal(RecoveryCompleted.instance(), this::recovered)
                .build();
    }

    /** Also called after a failed write, which restarts this same object: nothing it holds in memory may be trusted. */
    private void recovered(ChannelGatewayState state) {
        latest = state;
        errands.stop();
        context.setReceiveTimeout(dependencies.settings().passivateAfter(), ChannelGateway.Tick.IDLE);
        errands.update(state.errands());
        begin(state);
    }

    private Effect<Event, ChannelGatewayState> tick(ChannelGatewayState state, ChannelGateway.Tick tick) {
        if (tick == ChannelGateway.Tick.ERRANDS) {
            errands.due();
            begin(state);
        } else if (errands.isIdle()) {
            shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
        }
        return Effect().none();
    }

    // ---- errands ----

    /** Updates the errands after an event that concerns this conversation. */
    private void runErrands(ConversationId conversation, ChannelGatewayState state) {
        errands.update(conversation.value(), state.errands(conversation));
        begin(state);
    }

    private @Nullable Runnable send(ChannelGatewayErrand errand) {
        if (errand instanceof AttemptDelivery attempt) {
            pace.join(attempt);
            return () -> {
                timers.cancel(attempt);
                pace.leave(attempt);
            };
        }
        ReportSettled report = (ReportSettled) errand;
        tell(report.conversation(), new Delivery.Settled(key.id(), report.from(), report.state(), report.reason()));
        return null;
    }

    private void tell(ConversationId conversation, Delivery.Notice notice) {
        dependencies
                .conversations()
                .accept(new EntityKey(key.tenant(), conversation.value()), new Conversation.GatewayReported(notice));
    }

    // ---- delivery ----

    /** Begins every attempt that may begin now, and sets a timer for the next one. */
    private void begin(ChannelGatewayState state) {
        Instant now = dependencies.clock().instant();
        pace.begin(now, attempt -> post(state, attempt, now))
                .ifPresentOrElse(
                        pause -> timers.startTimerWithFixedDelay(
                                PACE, ChannelGateway.Tick.ERRANDS, pause, Errands.REPEAT_INTERVAL),
                        () -> timers.cancel(PACE));
    }

    private void post(ChannelGatewayState state, AttemptDelivery attempt, Instant now) {
        Waiting first = state.lane(attempt.conversation()).first();
        if (first == null || first.reply().sequence() != attempt.from()) {
            throw new IllegalStateException("only errands of the current state are delivered");
        }
        // The function runs on the entity's own thread, when the message arrives there.
        context.pipeToSelf(post(attempt.conversation(), first.reply(), now), (outcome, failure) -> {
            Command attempted = new ChannelGateway.Attempted(
                    attempt.conversation(),
                    attempt.from(),
                    outcome == null ? Callback.Outcome.of(Callback.Result.FAILED) : outcome);
            timers.startTimerWithFixedDelay(attempt, attempted, Errands.REPEAT_INTERVAL);
            return attempted;
        });
    }

    private CompletionStage<Callback.Outcome> post(ConversationId conversation, Delivery.Outgoing reply, Instant now) {
        Optional<URI> address = dependencies.address().apply(key);
        return address.isEmpty()
                ? CompletableFuture.completedStage(Callback.Outcome.of(Callback.Result.NO_ADDRESS))
                : dependencies
                        .keyring()
                        .open(key.tenant(), reply)
                        .thenCompose(opened -> post(conversation, opened.reply().orNull(), address.get(), now));
    }

    private CompletionStage<Callback.Outcome> post(
            ConversationId conversation, Delivery.@Nullable Reply reply, URI address, Instant now) {
        if (reply == null || reply.contents().isEmpty() || reply.to().user().equals(Sealed.ERASED)) {
            // The customer was erased before the reply could be delivered, or before it was written.
            return CompletableFuture.completedStage(Callback.Outcome.of(Callback.Result.REFUSED));
        }
        byte[] body = OutboundMessage.write(conversation, reply, dependencies.publicUrl());
        String signature =
                Signature.of(dependencies.secret().apply(key), now, body).toString();
        return dependencies.callback().post(address, body, signature);
    }
}
