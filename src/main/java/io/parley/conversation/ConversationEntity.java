package io.parley.conversation;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.pattern.StatusReply;
import akka.persistence.typed.EventAdapter;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.SnapshotAdapter;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EffectBuilder;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import io.parley.ClusterMessage;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.Cut;
import io.parley.Decided;
import io.parley.EntityKey;
import io.parley.ErrorCode;
import io.parley.Followers;
import io.parley.LogFields;
import io.parley.ParleyMetrics;
import io.parley.Personal;
import io.parley.Refused;
import io.parley.Restarts;
import io.parley.Slices;
import io.parley.TemporarilyRefused;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation.Command;
import io.parley.conversation.Conversation.Event;
import io.parley.conversation.Conversation.Update;
import io.parley.dialogue.Bot;
import io.parley.dialogue.BotBusyException;
import io.parley.dialogue.Fallback;
import io.parley.dialogue.actions.Actions;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.Move;
import io.parley.dialogue.bot.Turn;
import io.parley.errands.Errands;
import io.parley.links.Entities;
import io.parley.privacy.HeldKeys;
import io.parley.privacy.Keyring;
import io.parley.routing.Routing;
import io.parley.routing.Supervision;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The only writer of a conversation: its messages and their order, who holds the turn, what the bot remembers.
 *
 * <p>A shell: {@link ConversationDecider} decides, {@link Conversation.Event#applyTo} evolves. Outside work still to be done (the bot's
 * answer, an action, a place in the queue) is listed in the state's {@linkplain ConversationState#errands() errands}, which are sent again
 * after every recovery, so a crash in between costs time, never the work. The shard remembers the entity until none is left.
 */
public final class ConversationEntity extends EventSourcedBehavior<Command, Event, ConversationState> {

    public static final EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "conversation");

    /** The slices that conversations' events are tagged with. */
    public static final Slices SLICES = new Slices("conversation", 64);

    /** Returns a reference to a conversation's entity. */
    public static EntityRef<Command> of(Entities entities, TenantId tenant, ConversationId id) {
        return entities.of(TYPE, EntityKey.of(tenant, id));
    }

    /**
     * How conversations behave on this node.
     *
     * @param botTimeLimit how long a turn may take, including its wait for the bot, before the bot is asked again and, the second time, a
     *     human is brought in: a backstop, because the bot enforces shorter limits itself
     * @param actTimeLimit how long an action that changes something may take before its outcome counts as unknown
     * @param patience how long to wait for the next piece of a message that looks like the first of several
     * @param patienceAfter how long after the bot was asked the customer is asked for patience; longer than the bot may take to decide; 0
     *     for never
     * @param repetitions how unconfirmed errands are repeated
     * @param passivateAfter how long after the last command the entity leaves memory
     * @param snapshotEvery events between snapshots
     */
    public record Settings(
            Duration botTimeLimit,
            Duration actTimeLimit,
            Duration patience,
            Duration patienceAfter,
            Errands.Backoff repetitions,
            Duration passivateAfter,
            int snapshotEvery) {
        /**
         * @param config {@code parley.conversation}
         * @param waitLimit how long a turn may wait for the bot
         */
        public static Settings from(com.typesafe.config.Config config, Duration waitLimit) {
            Duration deciding = config.getDuration("bot-time-limit");
            return new Settings(
                    deciding.plus(waitLimit),
                    config.getDuration("act-time-limit"),
                    config.getDuration("patience"),
                    afterDeciding(config.getDuration("patience-after"), deciding),
                    new Errands.Backoff(config.getDuration("retry-interval"), config.getDuration("retry-at-most")),
                    config.getDuration("passivate-after"),
                    config.getInt("snapshot-every"));
        }

        /** Ensures that a turn for which patience is asked has waited for a busy bot, not for a slow decision. */
        private static Duration afterDeciding(Duration patienceAfter, Duration deciding) {
            Duration least = deciding.plusSeconds(1);
            boolean never = patienceAfter.compareTo(Duration.ZERO) <= 0;
            return never || patienceAfter.compareTo(least) > 0 ? patienceAfter : least;
        }

        public Settings {
            if (botTimeLimit.isNegative()
                    || botTimeLimit.isZero()
                    || actTimeLimit.isNegative()
                    || actTimeLimit.isZero()
                    || patienceAfter.isNegative()
                    || snapshotEvery < 1) {
                throw new IllegalArgumentException(
                        "bot-time-limit, act-time-limit and snapshot-every must be positive, patience-after not negative");
            }
        }
    }

    /**
     * What a conversation needs from its surroundings.
     *
     * @param router sends a command to the tenant's router; fire-and-forget
     * @param supervisor sends a command to the tenant's supervisor; fire-and-forget
     * @param gateways sends a request to the gateway of one of the tenant's channel accounts; fire-and-forget
     * @param conversations sends a command to a conversation through its shard, which starts it if it is not in memory; fire-and-forget
     * @param owners looks up the customer of a stored conversation; empty for one that is not stored yet
     * @param nanos a clock like {@link System#nanoTime}
     */
    public record Dependencies(
            Keyring keyring,
            Function<EntityKey, CompletionStage<Optional<CustomerId>>> owners,
            Bot bot,
            Actions actions,
            BiConsumer<TenantId, Routing.Command> router,
            BiConsumer<TenantId, Supervision.Command> supervisor,
            BiConsumer<EntityKey, Delivery.Request> gateways,
            BiConsumer<EntityKey, Command> conversations,
            Clock clock,
            LongSupplier nanos,
            Settings settings) {}

    /** The timer of a decision that waits for another piece of the message. */
    private static final String PIECES = "pieces";

    /** The timer of a turn that the bot has not yet decided. */
    private static final String PATIENCE = "patience";

    /**
     * The timer that repeats the outcome of this node's work.
     *
     * @param from the errand's number
     */
    private record Ended(long from) {}

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final TenantId tenant;
    private final ConversationId id;
    private final HeldKeys<Command> keys;
    private final Dependencies dependencies;
    private final Followers<Update> followers;

    private final Errands<ConversationErrand> errands;

    /** The state after the last event, from which errands are sent. */
    private ConversationState current = ConversationState.EMPTY;

    /** Up to which reply gateways have confirmed taking them, by account; after a crash the replies are sent again. */
    private final Map<String, Long> taken = new HashMap<>(1);

    /** Up to which reply they were sent to gateways, by account: a message carries only a limited number. */
    private final Map<String, Long> sent = new HashMap<>(1);

    /** The newest event of the last recovery. An action begun by then may already have been run before a crash. */
    private long recoveredAt;

    /** The actions this node runs, by the number of the event that began them; kept until the outcome is stored, even if a write fails. */
    private final Map<Long, CompletableFuture<ActionResult>> running = new HashMap<>(1);

    /** Whether the shard waits for this entity to stop, which in turn may wait for an action. */
    private boolean stopping;

    /** The number of the question that the bot once did not decide in time, perhaps because this node was paused; 0 for none. */
    private long lateFor;

    public static Behavior<Command> create(
            EntityKey key, ActorRef<ClusterSharding.ShardCommand> shard, Dependencies dependencies) {
        return HeldKeys.before(
                () -> new HeldKeys<>(dependencies.keyring(), key.tenant(), Conversation.Tick.KEYS),
                () -> dependencies.owners().apply(key),
                Conversation.Stop.INSTANCE,
                keys -> Behaviors.setup(context -> Behaviors.withTimers(
                        timers -> new ConversationEntity(context, timers, shard, key, keys, dependencies))));
    }

    private ConversationEntity(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ActorRef<ClusterSharding.ShardCommand> shard,
            EntityKey key,
            HeldKeys<Command> keys,
            Dependencies dependencies) {
        super(persistenceId(key.tenant(), new ConversationId(key.id())), Restarts.WITH_BACKOFF);
        this.context = context;
        this.timers = timers;
        this.shard = shard;
        this.tenant = key.tenant();
        this.id = new ConversationId(key.id());
        this.keys = keys;
        this.dependencies = dependencies;
        this.followers = new Followers<>(context);
        this.errands = new Errands<>(
                this::send,
                Errands.Alarm.of(timers, Conversation.Tick.ERRANDS),
                any -> dependencies.settings().repetitions(),
                dependencies.nanos(),
                () -> ThreadLocalRandom.current().nextDouble());
    }

    public static PersistenceId persistenceId(TenantId tenant, ConversationId conversation) {
        return EntityKey.persistenceId(TYPE.name(), EntityKey.of(tenant, conversation));
    }

    @Override
    public ConversationState emptyState() {
        return ConversationState.EMPTY;
    }

    @Override
    public EventHandler<ConversationState, Event> eventHandler() {
        return (state, event) -> event.applyTo(state);
    }

    @Override
    public EventAdapter<Event, ?> eventAdapter() {
        return keys.events(Event.class);
    }

    @Override
    public SnapshotAdapter<ConversationState> snapshotAdapter() {
        return keys.states(ConversationState.class);
    }

    @Override
    public Set<String> tagsFor(Event event) {
        return Set.of(SLICES.tag(EntityKey.of(tenant, id)));
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(dependencies.settings().snapshotEvery(), 2);
    }

    /** One method for all entities: a handler built from cases would cost each of them kilobytes. */
    @Override
    public CommandHandler<Command, Event, ConversationState> commandHandler() {
        return this::handle;
    }

    private Effect<Event, ConversationState> handle(ConversationState state, Command command) {
        if (command == Conversation.Tick.KEYS) {
            // Clears an erased customer from memory; the shard restarts the conversation without their data.
            if (keys.outlived()) {
                return Effect().stop();
            }
            return Effect()
                    .none()
                    .thenRun((ConversationState known) -> runErrands(known))
                    .thenUnstashAll();
        }
        CustomerId owner = owner(state, command);
        if (owner != null
                && command != Conversation.Stop.INSTANCE
                && command != Conversation.Tick.IDLE
                && !keys.ready(owner, stores(command), context.getSystem(), context.getSelf())) {
            return Effect().stash();
        }
        return decide(state, owner == null ? command : digested(command));
    }

    private static boolean stores(Command command) {
        return !(command instanceof Conversation.GetSummary
                || command instanceof Conversation.Follow
                || command instanceof Conversation.Unfollow
                || command instanceof Conversation.ShowTyping);
    }

    /** Returns the customer whose keys are needed; null if none are. */
    private static @Nullable CustomerId owner(ConversationState state, Command command) {
        if (state.identity() != null) {
            return state.identity().customer();
        }
        return command instanceof Conversation.Receive first && first.opening() != null
                ? first.opening().customer()
                : null;
    }

    private Command digested(Command command) {
        if (command instanceof Conversation.Receive receive) {
            return receive.digested(MessageDigests.of(keys.keys(), receive.contents()));
        }
        return command instanceof Conversation.PostMessage post
                ? post.digested(MessageDigests.of(keys.keys(), post.visibility(), post.contents()))
                : command;
    }

    private Effect<Event, ConversationState> decide(ConversationState state, Command command) {
        if (command instanceof Conversation.Follow follow) {
            return follow(state, follow);
        } else if (command instanceof Conversation.Unfollow unfollow) {
            followers.remove(unfollow.follower());
            return Effect().none();
        } else if (command instanceof Conversation.ShowTyping typing) {
            followers.tell(new Conversation.Typing(id, typing.author(), typing.typing()));
            return Effect().none();
        } else if (command instanceof Conversation.Tick tick) {
            return tick(state, tick);
        } else if (command instanceof Conversation.Stop) {
            return stop();
        } else if (command instanceof Conversation.BotDecided decided) {
            timers.cancel(new Ended(decided.asked()));
            if (postponeIfIncomplete(state, decided)) {
                return Effect().none();
            }
        }
        if (command instanceof Conversation.GatewayReported says && says.notice() instanceof Delivery.Taken now) {
            taken(state, now);
        }
        Decided<Event, ClusterMessage> decided =
                ConversationDecider.decide(state, command, dependencies.clock().instant(), id);
        if (command instanceof Conversation.Receive receive) {
            Duration closedFor = dependencies.bot().closedFor();
            if (!closedFor.isZero() && needsTheBot(state, receive, decided.events())) {
                receive.replyTo().tell(StatusReply.error(overloaded(closedFor).text()));
                return Effect().none();
            }
        }
        return persist(state, decided.events()).thenRun(after -> {
            answer(command, decided);
            if (command instanceof Conversation.ActionEnded ended) {
                forget(ended);
            }
        });
    }

    private void forget(Conversation.ActionEnded ended) {
        timers.cancel(new Ended(ended.begun()));
        running.remove(ended.begun());
        if (stopping) {
            context.getSelf().tell(Conversation.Stop.INSTANCE);
        }
    }

    /**
     * Waits for the actions that this node runs, because no other node can learn their outcome; it is stored first. Errands that arose
     * after the shard was asked to forget this entity would be forgotten with it; a waiting command makes the shard restart it.
     */
    private Effect<Event, ConversationState> stop() {
        stopping = true;
        if (!running.isEmpty()) {
            return Effect().none();
        }
        if (!errands.isIdle()) {
            dependencies.conversations().accept(new EntityKey(tenant, id.value()), Conversation.Tick.ERRANDS);
        }
        return Effect().stop();
    }

    /** Records which replies the gateway has taken; those that did not fit into the previous message are sent immediately. */
    private void taken(ConversationState state, Delivery.Taken now) {
        taken.merge(now.account(), now.reply(), Math::max);
        errands.confirm(errand -> errand instanceof ConversationErrand.Deliver deliver
                && deliver.account().equals(now.account())
                && deliver.from() <= now.reply());
        state.errands().stream()
                .filter(errand -> errand instanceof ConversationErrand.Deliver deliver
                        && deliver.account().equals(now.account())
                        && deliver.from() > sent.getOrDefault(now.account(), 0L))
                .forEach(errands::now);
    }

    /**
     * Whether the bot has more to answer if this is stored. Messages with files do not count: the files have been stored before the message
     * that names them arrives, and sending them again would cost more than the answer.
     */
    private static boolean needsTheBot(ConversationState state, Conversation.Receive receive, List<Event> events) {
        return !events.isEmpty()
                && receive.contents().stream().noneMatch(Content.Media.class::isInstance)
                && ConversationDecider.after(state, events).turn() != 0;
    }

    private static Refused overloaded(Duration closedFor) {
        // Up to half as long again, at random, so that refused clients do not all return at the same moment.
        double spread = 1 + ThreadLocalRandom.current().nextDouble() / 2;
        return new TemporarilyRefused(
                ErrorCode.OVERLOADED,
                "There are more messages than can be answered in time. Nothing is stored; send the same message again later.",
                Duration.ofMillis((long) (closedFor.toMillis() * spread)));
    }

    @Override
    public SignalHandler<ConversationState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::recovered)
                .onSignal(PostStop.instance(), state -> {
                    errands.stop();
                    followers.tell(new Conversation.Moved(id));
                })
                .onSignal(Terminated.class, (state, ended) -> followers.ended(ended.getRef()))
                .build();
    }

    /** Also called after a failed write, which restarts this same object: nothing in its memory can then be trusted. */
    private void recovered(ConversationState state) {
        errands.stop();
        taken.clear();
        recoveredAt = state.sequence();
        context.setReceiveTimeout(dependencies.settings().passivateAfter(), Conversation.Tick.IDLE);
        followers.tell(new Conversation.Moved(id));
        current = state;
        runErrands(state);
    }

    /** Runs errands once there is a key to seal with: an erased customer gets a new one for whatever follows. */
    private void runErrands(ConversationState state) {
        ConversationState.Identity identity = state.identity();
        if (identity == null
                || state.errands().isEmpty()
                || keys.ready(identity.customer(), true, context.getSystem(), context.getSelf())) {
            errands.update(state.errands());
        }
    }

    /** Stores the events in one write, notifies the followers of each, and updates the errands. */
    private EffectBuilder<Event, ConversationState> persist(ConversationState before, List<Event> events) {
        if (events.isEmpty()) {
            return Effect().none();
        }
        long began = System.nanoTime();
        return Effect().persist(events).thenRun(after -> {
            ParleyMetrics.turn(ParleyMetrics.Phase.STORED, began);
            countHandoffs(events);
            current = after;
            notifyFollowers(before.sequence(), events, after);
            errands.update(after.errands());
        });
    }

    private static void countHandoffs(List<Event> events) {
        for (Event event : events) {
            if (event instanceof Conversation.HandedOff handedOff) {
                ParleyMetrics.handedOff(handedOff.reason().code());
            }
        }
    }

    private void notifyFollowers(long before, List<Event> events, ConversationState after) {
        if (followers.isEmpty()) {
            return;
        }
        Conversation.Summary summary = after.summary(id);
        long sequence = before;
        for (Event event : events) {
            sequence++;
            followers.tell(new Conversation.EventStored(id, sequence, event, summary));
        }
    }

    private void answer(Command command, Decided<Event, ClusterMessage> decided) {
        if (command instanceof Conversation.CommandWithReply<?> asked) {
            answer(asked, decided);
        } else if (decided.reply() instanceof Routing.Command toRouter) {
            dependencies.router().accept(tenant, toRouter);
        } else if (decided.reply() instanceof Delivery.Request toGateway
                && command instanceof Conversation.GatewayReported says) {
            dependencies.gateways().accept(new EntityKey(tenant, says.notice().account()), toGateway);
        }
    }

    @SuppressWarnings("unchecked") // the decider answers each command with the type it asks for
    private static <R extends ClusterMessage> void answer(
            Conversation.CommandWithReply<R> command, Decided<Event, ClusterMessage> decided) {
        Refused refusal = decided.refusal();
        R reply = (R) decided.reply();
        if (refusal != null) {
            command.replyTo().tell(StatusReply.error(refusal.text()));
        } else if (reply != null) {
            command.replyTo().tell(StatusReply.success(reply));
        }
    }

    // ---- errands ----

    private @Nullable Runnable send(ConversationErrand errand) {
        if (!keys.keys().canSeal()) {
            // The customer was erased. By the next repetition there is a key for whatever follows.
            return null;
        }
        ConversationState state = current;
        if (errand instanceof ConversationErrand.AskBot ask) {
            return askBot(state, ask);
        } else if (errand instanceof ConversationErrand.Act act) {
            act(act);
        } else if (errand instanceof ConversationErrand.Enqueue enqueue) {
            dependencies.router().accept(tenant, new Routing.Enqueue(item(state, enqueue.handoff())));
        } else if (errand instanceof ConversationErrand.Release release) {
            dependencies.router().accept(tenant, new Routing.Release(id, release.handoff()));
        } else if (errand instanceof ConversationErrand.ReportCase report) {
            dependencies.supervisor().accept(tenant, new Supervision.ReportCase(id, report.from(), report.at()));
        } else if (errand instanceof ConversationErrand.Deliver deliver) {
            long known = taken.getOrDefault(deliver.account(), 0L);
            List<Delivery.Outgoing> replies = deliver.replies().stream()
                    .filter(reply -> reply.sequence() > known)
                    .map(Delivery.Outgoing::of)
                    .map(keys.keys()::seal)
                    .toList();
            Delivery.Deliver message = new Delivery.Deliver(id, replies);
            message.replies().forEach(reply -> sent.merge(deliver.account(), reply.sequence(), Math::max));
            dependencies.gateways().accept(new EntityKey(tenant, deliver.account()), message);
        }
        return null;
    }

    private Runnable askBot(ConversationState state, ConversationErrand.AskBot ask) {
        Turn turn = state.botTurn(tenant, id, state.turn(), dependencies.clock().instant());
        followers.tell(new Conversation.Typing(id, Conversation.Author.BOT, true));
        awaitBot();
        // Only a human can continue what was begun for a customer who has since been erased.
        CompletionStage<? extends Move> decided = isErased(state)
                ? CompletableFuture.completedStage(Fallback.botFailed(turn))
                : dependencies.bot().decide(turn);
        CompletableFuture<? extends Move> move = decided.toCompletableFuture()
                .orTimeout(dependencies.settings().botTimeLimit().toMillis(), TimeUnit.MILLISECONDS);
        // The function runs on the entity's own thread, when the message reaches it.
        context.pipeToSelf(move, (made, failure) -> {
            if (made != null) {
                return untilHandled(ask.from(), new Conversation.BotDecided(ask.from(), made));
            }
            if (move.isCancelled()) {
                // No longer wanted, or already requested again after a failed write.
                return Conversation.Tick.ERRANDS;
            }
            boolean late = is(TimeoutException.class, failure) && lateFor != ask.from();
            if (late) {
                warn("the bot did not decide a turn in time and is asked again");
                lateFor = ask.from();
            }
            if (late || is(BotBusyException.class, failure)) {
                errands.again(ask, null);
                return Conversation.Tick.ERRANDS;
            }
            warn("the bot failed a turn: {}", failureName(failure));
            return untilHandled(ask.from(), new Conversation.BotDecided(ask.from(), Fallback.botFailed(turn)));
        });
        return () -> {
            move.cancel(false);
            timers.cancel(PATIENCE);
            timers.cancel(PIECES);
            timers.cancel(new Ended(ask.from()));
        };
    }

    private Command untilHandled(long from, Command ended) {
        timers.startTimerWithFixedDelay(new Ended(from), ended, Errands.REPEAT_INTERVAL);
        return ended;
    }

    /**
     * Starts the timer, which keeps running while a busy bot is asked repeatedly. Another piece of the message restarts it, because the bot
     * may have been deciding.
     */
    private void awaitBot() {
        Duration after = dependencies.settings().patienceAfter();
        if (!after.isZero() && !timers.isTimerActive(PATIENCE)) {
            timers.startSingleTimer(PATIENCE, new Conversation.AskForPatience(after), after);
        }
    }

    private static boolean is(Class<? extends Throwable> kind, @Nullable Throwable failure) {
        return kind.isInstance(failure) || (failure != null && kind.isInstance(failure.getCause()));
    }

    /** Runs an action to its end, even if the turn has changed hands, because its outcome in the company's system must become known. */
    private void act(ConversationErrand.Act act) {
        if (!running.containsKey(act.from()) && act.from() <= recoveredAt && isErased(act.call())) {
            // Its arguments are lost, so it can be neither asked about nor begun again.
            context.getSelf()
                    .tell(new Conversation.ActionEnded(
                            act.from(), new ActionResult(act.call(), ActionResult.UNKNOWN, Map.of())));
            return;
        }
        context.pipeToSelf(running.computeIfAbsent(act.from(), begun -> run(act)), (result, failure) -> {
            if (result == null) {
                warn("action {} did not end: {}", act.call().action(), failureName(failure));
            }
            return untilHandled(
                    act.from(),
                    new Conversation.ActionEnded(
                            act.from(),
                            result != null ? result : new ActionResult(act.call(), ActionResult.UNKNOWN, Map.of())));
        });
    }

    private CompletableFuture<ActionResult> run(ConversationErrand.Act act) {
        CompletionStage<ActionResult> begun = about().call(() -> act.from() <= recoveredAt
                ? dependencies.actions().resume(tenant, act.call())
                : dependencies.actions().run(tenant, act.call()));
        return begun.toCompletableFuture()
                .orTimeout(dependencies.settings().actTimeLimit().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void warn(String text, Object... values) {
        about().run(() -> context.getLog().warn(text, values));
    }

    private LogFields about() {
        LogFields fields = LogFields.of(tenant).conversation(id);
        ChannelAddress from = current.lastFrom();
        return from == null ? fields : fields.channel(from.channel());
    }

    private boolean isErased(ActionCall call) {
        return keys.keys().destroyed() > 0 && call.arguments().isEmpty();
    }

    /** Whether an action of the current turn was begun for a customer who has since been erased. */
    private boolean isErased(ConversationState state) {
        ConversationState.Pinned pinned = state.pinned();
        return pinned != null
                && pinned.results().stream().anyMatch(result -> result.unknown() && isErased(result.call()));
    }

    private static String failureName(@Nullable Throwable failure) {
        return failure == null ? "no result" : failure.getClass().getSimpleName();
    }

    private Routing.Item item(ConversationState state, Conversation.HandoffNote handoff) {
        Conversation.Summary summary = state.summary(id);
        return keys.keys()
                .seal(new Routing.Item(
                        id,
                        handoff.sequence(),
                        summary.customer(),
                        Personal.ofNullable(Personal.Kind.NAME, summary.customerName()),
                        new Routing.Requirement(summary.language(), handoff.skills()),
                        Personal.of(Personal.Kind.TEXT, handoff.summary()),
                        Personal.of(Personal.Kind.TEXT, Cut.to(Routing.Waiting.BRIEF, handoff.summary())),
                        handoff.at()));
    }

    /**
     * Delays a decision that can wait for a moment, because many people write in pieces; if another piece arrives, the decision is stale.
     */
    private boolean postponeIfIncomplete(ConversationState state, Conversation.BotDecided decided) {
        if (decided.move() instanceof Decision decision
                && decision.canWait()
                && decided.asked() == state.asking()
                && state.isTurnOpen()
                && !dependencies.settings().patience().isZero()) {
            timers.cancel(PATIENCE);
            timers.startTimerWithFixedDelay(
                    PIECES,
                    new Conversation.BotDecided(decided.asked(), decision.waiting(false)),
                    dependencies.settings().patience(),
                    Errands.REPEAT_INTERVAL);
            return true;
        }
        return false;
    }

    // ---- followers and housekeeping ----

    private Effect<Event, ConversationState> follow(ConversationState state, Conversation.Follow command) {
        if (state.identity() != null) {
            followers.add(command.follower(), command.desk());
            command.follower().tell(new Conversation.Following(id, state.summary(id)));
        }
        return Effect().none();
    }

    private Effect<Event, ConversationState> tick(ConversationState state, Conversation.Tick tick) {
        if (tick == Conversation.Tick.ERRANDS) {
            errands.due();
        } else if (errands.isIdle()) {
            shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
        }
        return Effect().none();
    }
}
