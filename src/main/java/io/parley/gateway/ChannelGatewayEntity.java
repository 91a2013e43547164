package io.parley.gateway;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
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
import io.micrometer.core.instrument.Tags;
import io.parley.ConversationId;
import io.parley.Decided;
import io.parley.EntityKey;
import io.parley.Figures;
import io.parley.Restarts;
import io.parley.conversation.Conversation;
import io.parley.conversation.Delivery;
import io.parley.gateway.ChannelGateway.Command;
import io.parley.gateway.ChannelGateway.Event;
import io.parley.gateway.ChannelGatewayState.Lane;
import io.parley.gateway.ChannelGatewayState.Report;
import io.parley.gateway.ChannelGatewayState.Waiting;
import io.parley.privacy.Keyring;
import io.parley.signing.Signature;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
     * @param keyring opens replies when they are brought
     * @param address where replies of a channel account go, if anybody said so
     * @param secret of a channel account, see {@link io.parley.signing.SigningSecrets}
     * @param conversations gets a command to a conversation of the tenant, without a promise
     * @param publicUrl put before the addresses of files that are kept here; no slash at the end
     */
    public record Surroundings(
            Keyring keyring,
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

    /** For those who look from outside. */
    private volatile ChannelGatewayState latest = ChannelGatewayState.EMPTY;

    private final List<Figures.Watched> watched;
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
        Tags tags = Tags.of("tenant", key.tenant().value(), "account", key.id());
        this.watched = List.of(
                Figures.watch("parley.gateway.waiting", tags, () -> latest.waiting()),
                Figures.watch("parley.gateway.oldest.seconds", tags, () -> latest.oldestSince()
                        .map(since -> Math.max(
                                0,
                                Duration.between(since, surroundings.clock().instant())
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
        return RetentionCriteria.snapshotEvery(surroundings.settings().snapshotEvery(), 2);
    }

    @Override
    public CommandHandler<Command, Event, ChannelGatewayState> commandHandler() {
        return this::handle;
    }

    private Effect<Event, ChannelGatewayState> handle(ChannelGatewayState state, Command command) {
        if (command instanceof ChannelGateway.Tick tick) {
            return tick(state, tick);
        } else if (command instanceof ChannelGateway.Stop) {
            return Effect().stop();
        }
        Instant now = surroundings.clock().instant();
        Decided<Event, Delivery.Notice> decided = ChannelGatewayDecider.decide(
                state, command, now, key.id(), surroundings.settings().giveUpAfter());
        if (command instanceof ChannelGateway.Attempted attempted) {
            if (decided.events().isEmpty()) {
                failed(attempted, now);
            } else {
                attempts.remove(attempted.conversation());
            }
        }
        return Effect().persist(decided.events()).thenRun(after -> {
            decided.events().forEach(this::log);
            if (command instanceof ChannelGateway.ConversationSays says) {
                answer(says.request().conversation(), decided, after);
            } else if (command instanceof ChannelGateway.Attempted attempted) {
                if (!decided.events().isEmpty()) {
                    report(attempted.conversation(), after);
                    reportLater();
                }
                attempt(after);
            }
        });
    }

    private void answer(
            ConversationId conversation, Decided<Event, Delivery.Notice> decided, ChannelGatewayState after) {
        Delivery.Notice answer = decided.reply();
        if (answer == null) {
            return;
        }
        tell(conversation, answer);
        if (decided.events().isEmpty()) {
            // Asked again, so what was reported may not have arrived either.
            report(conversation, after);
        } else {
            attempt(after);
        }
    }

    private void log(Event event) {
        if (event instanceof ChannelGateway.ReplyFailed failed) {
            context.getLog()
                    .warn(
                            "a reply of {} could not be brought: {}",
                            failed.conversation(),
                            failed.reason().code());
        }
    }

    @Override
    public SignalHandler<ChannelGatewayState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(PostStop.instance(), state -> watched.forEach(Figures.Watched::end))
                .onSignal(RecoveryCompleted.instance(), state -> {
                    latest = state;
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
        boolean open = false;
        for (Map.Entry<String, Lane> entry : state.busy().entrySet()) {
            report(new ConversationId(entry.getKey()), state);
            open |= !entry.getValue().unreported().isEmpty();
        }
        if (open) {
            reportLater();
        }
    }

    private void report(ConversationId conversation, ChannelGatewayState state) {
        state.lane(conversation).unreported().forEach(report -> tell(conversation, settled(report)));
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
        for (Map.Entry<String, Lane> entry : state.busy().entrySet()) {
            Waiting first = entry.getValue().first();
            if (first == null) {
                continue;
            }
            ConversationId conversation = new ConversationId(entry.getKey());
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

    private void post(ConversationId conversation, Delivery.Outgoing reply, Instant now) {
        Optional<URI> address = surroundings.address().apply(key);
        if (address.isEmpty()) {
            context.getSelf()
                    .tell(new ChannelGateway.Attempted(
                            conversation, reply.sequence(), Callback.Outcome.of(Callback.Result.NOWHERE)));
            return;
        }
        context.pipeToSelf(
                surroundings
                        .keyring()
                        .open(key.tenant(), reply)
                        .thenCompose(opened -> post(conversation, opened.reply().orNull(), address.get(), now)),
                (outcome, failure) -> new ChannelGateway.Attempted(
                        conversation,
                        reply.sequence(),
                        outcome == null ? Callback.Outcome.of(Callback.Result.FAILED) : outcome));
    }

    private CompletionStage<Callback.Outcome> post(
            ConversationId conversation, Delivery.@Nullable Reply reply, URI address, Instant now) {
        if (reply == null || reply.contents().isEmpty()) {
            // Its customer was erased before it could be brought.
            return CompletableFuture.completedStage(Callback.Outcome.of(Callback.Result.REFUSED));
        }
        byte[] body = OutboundMessage.write(conversation, reply, surroundings.publicUrl());
        String signature =
                Signature.of(surroundings.secret().apply(key), now, body).toString();
        return surroundings.callback().post(address, body, signature);
    }

    /** Puts off the next attempt; of a reply that is settled, or no longer under way, there is none. */
    private void failed(ChannelGateway.Attempted attempted, Instant now) {
        attempts.computeIfPresent(
                attempted.conversation(),
                (conversation, attempt) -> attempt.reply() != attempted.reply()
                        ? attempt
                        : new Attempt(
                                attempt.reply(),
                                false,
                                attempt.failures() + 1,
                                now.plus(pause(attempt.failures(), attempted.outcome()))));
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
}
