package io.parley.gateway;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import com.typesafe.config.Config;
import io.parley.ConversationId;
import io.parley.EntityKey;
import io.parley.Restarts;
import io.parley.conversation.Conversation;
import io.parley.conversation.Delivery;
import io.parley.gateway.ChannelGateway.Command;
import io.parley.gateway.ChannelGateway.Event;
import io.parley.gateway.ChannelGatewayState.Lane;
import io.parley.gateway.ChannelGatewayState.Report;
import io.parley.gateway.ChannelGatewayState.Waiting;
import io.parley.signing.Signature;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The only writer of what leaves by one channel account: replies in order a conversation, different conversations side by side, each
 * tried again until the receiver has confirmed it or {@link Settings#giveUpAfter()} has passed.
 *
 * <p>What is still to be done is derived from the state, also after a crash; the shard remembers the entity until nothing is. A reply
 * that was confirmed just before a crash is posted again, under the same message id.
 */
public final class ChannelGatewayEntity extends EventSourcedBehavior<Command, Event, ChannelGatewayState> {

    public static final EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "gateway");

    /**
     * @param firstRetry after the first attempt that failed; the pauses double
     * @param longestRetry but get no longer than this
     * @param giveUpAfter a reply that was not taken for so long has failed
     * @param parallel how many conversations' replies may be under way at once
     * @param perSecond how many attempts may begin in a second
     * @param reportInterval how often what no conversation has noted is told again
     * @param passivateAfter how long without a command until the entity leaves memory
     * @param snapshotEvery events between snapshots
     */
    public record Settings(
            Duration firstRetry,
            Duration longestRetry,
            Duration giveUpAfter,
            int parallel,
            int perSecond,
            Duration reportInterval,
            Duration passivateAfter,
            int snapshotEvery) {
        /** @param config the section {@code parley.gateway} */
        public static Settings from(Config config) {
            return new Settings(
                    config.getDuration("first-retry"),
                    config.getDuration("longest-retry"),
                    config.getDuration("give-up-after"),
                    config.getInt("parallel"),
                    config.getInt("per-second"),
                    config.getDuration("report-interval"),
                    config.getDuration("passivate-after"),
                    config.getInt("snapshot-every"));
        }

        public Settings {
            if (firstRetry.isNegative()
                    || firstRetry.isZero()
                    || longestRetry.compareTo(firstRetry) < 0
                    || parallel < 1
                    || perSecond < 1
                    || snapshotEvery < 1) {
                throw new IllegalArgumentException(
                        "retries, parallel, per-second and snapshot-every of parley.gateway must be positive");
            }
        }
    }

    /**
     * What a gateway needs of its surroundings.
     *
     * @param address where replies of a channel account go, if anybody said so
     * @param secret of a channel account, see {@link io.parley.signing.SigningSecrets}
     * @param conversations gets a command to a conversation of the tenant, without a promise
     * @param publicUrl put before the addresses of files that are kept here; no slash at the end
     */
    public record Surroundings(
            Function<EntityKey, Optional<URI>> address,
            Function<EntityKey, String> secret,
            Callback callback,
            BiConsumer<EntityKey, Conversation.Command> conversations,
            String publicUrl,
            Clock clock,
            Settings settings) {}

    /** The first reply of a lane, as far as it is being brought. {@code due} is when it may be tried next. */
    private record Attempt(long reply, boolean underWay, int failures, Instant due) {}

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    /** Of the tenant and the channel account. */
    private final EntityKey key;

    private final Surroundings surroundings;

    /** Not stored: after a crash everything is tried at once. */
    private final Map<ConversationId, Attempt> attempts = new HashMap<>();

    private Instant second = Instant.EPOCH;
    private int begun;

    public static Behavior<Command> create(
            EntityKey key, ActorRef<ClusterSharding.ShardCommand> shard, Surroundings surroundings) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new ChannelGatewayEntity(context, timers, shard, key, surroundings)));
    }

    private ChannelGatewayEntity(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ActorRef<ClusterSharding.ShardCommand> shard,
            EntityKey key,
            Surroundings surroundings) {
        super(
                EntityKey.persistenceId(TYPE.name(), EntityKey.ofChannelAccount(key.tenant(), key.id())),
                Restarts.WITH_BACKOFF);
        this.context = context;
        this.timers = timers;
        this.shard = shard;
        this.key = key;
        this.surroundings = surroundings;
    }

    @Override
    public ChannelGatewayState emptyState() {
        return ChannelGatewayState.EMPTY;
    }

    @Override
    public EventHandler<ChannelGatewayState, Event> eventHandler() {
        return (state, event) -> event.applyTo(state);
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(surroundings.settings().snapshotEvery(), 2);
    }

    @Override
    public CommandHandler<Command, Event, ChannelGatewayState> commandHandler() {
        return this::handle;
    }

    private Effect<Event, ChannelGatewayState> handle(ChannelGatewayState state, Command command) {
        if (command instanceof ChannelGateway.ConversationSays says) {
            return says.request() instanceof Delivery.Deliver deliver
                    ? deliver(state, deliver)
                    : noted(state, (Delivery.Noted) says.request());
        } else if (command instanceof ChannelGateway.Attempted attempted) {
            return attempted(state, attempted);
        } else if (command instanceof ChannelGateway.Tick tick) {
            return tick(state, tick);
        } else if (command instanceof ChannelGateway.Stop) {
            return Effect().stop();
        }
        throw new IllegalStateException("no decision for " + command.getClass().getSimpleName());
    }

    @Override
    public SignalHandler<ChannelGatewayState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), state -> {
                    attempts.clear();
                    context.setReceiveTimeout(surroundings.settings().passivateAfter(), ChannelGateway.Tick.IDLE);
                    report(state);
                    attempt(state);
                })
                .build();
    }

    private Effect<Event, ChannelGatewayState> tick(ChannelGatewayState state, ChannelGateway.Tick tick) {
        switch (tick) {
            case ATTEMPT -> attempt(state);
            case REPORT -> report(state);
            case IDLE -> {
                if (state.isIdle()) {
                    shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
                }
            }
        }
        return Effect().none();
    }

    // ---- conversations ----

    private Effect<Event, ChannelGatewayState> deliver(ChannelGatewayState state, Delivery.Deliver deliver) {
        ConversationId conversation = deliver.conversation();
        if (deliver.replies().isEmpty()) {
            return Effect().none();
        }
        long newest = deliver.replies().get(deliver.replies().size() - 1).sequence();
        Lane lane = state.lane(conversation);
        List<Delivery.Reply> fresh = deliver.replies().stream()
                .filter(reply -> reply.sequence() > lane.taken())
                .toList();
        Delivery.Taken taken = new Delivery.Taken(key.id(), newest);
        if (fresh.isEmpty()) {
            return Effect().none().thenRun(() -> {
                tell(conversation, taken);
                lane.unreported().forEach(report -> tell(conversation, settled(report)));
            });
        }
        return Effect()
                .persist(new ChannelGateway.RepliesTaken(
                        conversation, fresh, surroundings.clock().instant()))
                .thenRun(after -> {
                    tell(conversation, taken);
                    attempt(after);
                });
    }

    private Effect<Event, ChannelGatewayState> noted(ChannelGatewayState state, Delivery.Noted noted) {
        boolean open = state.lane(noted.conversation()).unreported().stream()
                .anyMatch(report -> report.reply() == noted.reply());
        return open
                ? Effect()
                        .persist(new ChannelGateway.ReportNoted(
                                noted.conversation(),
                                noted.reply(),
                                surroundings.clock().instant()))
                : Effect().none();
    }

    private void tell(ConversationId conversation, Delivery.Notice notice) {
        surroundings
                .conversations()
                .accept(new EntityKey(key.tenant(), conversation.value()), new Conversation.GatewaySays(notice));
    }

    private Delivery.Settled settled(Report report) {
        return new Delivery.Settled(key.id(), report.reply(), report.state(), report.reason());
    }

    /** Tells what no conversation has noted, and again after a while until it is. */
    private void report(ChannelGatewayState state) {
        state.lanes().forEach((conversation, lane) -> lane.unreported()
                .forEach(report -> tell(new ConversationId(conversation), settled(report))));
        if (state.hasUnreported()) {
            reportLater();
        }
    }

    private void reportLater() {
        if (!timers.isTimerActive(ChannelGateway.Tick.REPORT)) {
            timers.startSingleTimer(
                    ChannelGateway.Tick.REPORT,
                    ChannelGateway.Tick.REPORT,
                    surroundings.settings().reportInterval());
        }
    }

    // ---- the way out ----

    /** Begins every attempt that may begin now, and looks again when the next one may. */
    private void attempt(ChannelGatewayState state) {
        Instant now = surroundings.clock().instant();
        if (Duration.between(second, now).abs().compareTo(Duration.ofSeconds(1)) >= 0) {
            second = now;
            begun = 0;
        }
        Instant next = null;
        long underWay = attempts.values().stream().filter(Attempt::underWay).count();
        for (Map.Entry<String, Lane> entry : state.lanes().entrySet()) {
            if (entry.getValue().waiting().isEmpty()) {
                continue;
            }
            ConversationId conversation = new ConversationId(entry.getKey());
            Waiting first = entry.getValue().waiting().get(0);
            Attempt known = attempts.get(conversation);
            Attempt attempt = known != null && known.reply() == first.reply().sequence()
                    ? known
                    : new Attempt(first.reply().sequence(), false, 0, now);
            if (attempt.underWay()) {
                continue;
            }
            if (attempt.due().isAfter(now)) {
                next = earlier(next, attempt.due());
            } else if (underWay < surroundings.settings().parallel()) {
                if (begun >= surroundings.settings().perSecond()) {
                    next = earlier(next, second.plusSeconds(1));
                    break;
                }
                begun++;
                underWay++;
                attempts.put(conversation, new Attempt(attempt.reply(), true, attempt.failures(), attempt.due()));
                post(conversation, first.reply(), now);
            }
            // Beyond what may be under way at once: the end of any of those looks again.
        }
        if (next != null) {
            timers.startSingleTimer(
                    ChannelGateway.Tick.ATTEMPT, ChannelGateway.Tick.ATTEMPT, positive(Duration.between(now, next)));
        }
    }

    private static Instant earlier(@Nullable Instant one, Instant other) {
        return one == null || other.isBefore(one) ? other : one;
    }

    private static Duration positive(Duration delay) {
        return delay.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : delay;
    }

    private void post(ConversationId conversation, Delivery.Reply reply, Instant now) {
        Optional<URI> address = surroundings.address().apply(key);
        if (address.isEmpty()) {
            context.getSelf()
                    .tell(new ChannelGateway.Attempted(
                            conversation, reply.sequence(), Callback.Outcome.of(Callback.Result.NOWHERE)));
            return;
        }
        byte[] body = OutboundMessage.write(conversation, reply, surroundings.publicUrl());
        String signature =
                Signature.of(surroundings.secret().apply(key), now, body).toString();
        context.pipeToSelf(
                surroundings.callback().post(address.get(), body, signature),
                (outcome, failure) -> new ChannelGateway.Attempted(
                        conversation,
                        reply.sequence(),
                        outcome == null ? Callback.Outcome.of(Callback.Result.FAILED) : outcome));
    }

    private Effect<Event, ChannelGatewayState> attempted(
            ChannelGatewayState state, ChannelGateway.Attempted attempted) {
        ConversationId conversation = attempted.conversation();
        List<Waiting> waiting = state.lane(conversation).waiting();
        Attempt attempt = attempts.get(conversation);
        if (attempt == null
                || attempt.reply() != attempted.reply()
                || waiting.isEmpty()
                || waiting.get(0).reply().sequence() != attempted.reply()) {
            return Effect().none();
        }
        Instant now = surroundings.clock().instant();
        Instant since = waiting.get(0).since();
        boolean late = !now.isBefore(since.plus(surroundings.settings().giveUpAfter()));
        return switch (attempted.outcome().result()) {
            case TAKEN -> settle(conversation, new ChannelGateway.ReplySent(conversation, attempted.reply(), now));
            case REFUSED -> fail(conversation, attempted.reply(), Delivery.Failure.REFUSED, now);
            case NOWHERE -> fail(conversation, attempted.reply(), Delivery.Failure.NO_CALLBACK, now);
            case FAILED -> {
                if (late) {
                    yield fail(conversation, attempted.reply(), Delivery.Failure.GIVEN_UP, now);
                }
                attempts.put(
                        conversation,
                        new Attempt(
                                attempt.reply(),
                                false,
                                attempt.failures() + 1,
                                now.plus(pause(attempt.failures(), attempted.outcome()))));
                yield Effect().none().thenRun(() -> attempt(state));
            }
        };
    }

    /** Receivers that were away are not overrun by all lanes in the same instant when they are back. */
    private Duration pause(int failures, Callback.Outcome outcome) {
        Duration wanted = outcome.after();
        if (wanted != null) {
            return wanted;
        }
        Duration longest = surroundings.settings().longestRetry();
        Duration doubled = surroundings.settings().firstRetry().multipliedBy(1L << Math.min(failures, 20));
        Duration pause = doubled.compareTo(longest) > 0 ? longest : doubled;
        return Duration.ofMillis(
                (long) (pause.toMillis() * (0.75 + ThreadLocalRandom.current().nextDouble() / 2)));
    }

    private Effect<Event, ChannelGatewayState> fail(
            ConversationId conversation, long reply, Delivery.Failure reason, Instant now) {
        context.getLog().warn("a reply of {} could not be brought: {}", conversation, reason.code());
        return settle(conversation, new ChannelGateway.ReplyFailed(conversation, reply, reason, now));
    }

    private Effect<Event, ChannelGatewayState> settle(ConversationId conversation, Event event) {
        return Effect().persist(event).thenRun(after -> {
            attempts.remove(conversation);
            after.lane(conversation).unreported().forEach(report -> tell(conversation, settled(report)));
            reportLater();
            attempt(after);
        });
    }
}
