package io.parley.conversation;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.pattern.StatusReply;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import io.parley.ConversationId;
import io.parley.EntityKey;
import io.parley.ErrorCode;
import io.parley.Followers;
import io.parley.Refused;
import io.parley.Restarts;
import io.parley.TenantId;
import io.parley.conversation.Conversation.Command;
import io.parley.conversation.Conversation.Event;
import io.parley.conversation.Conversation.OwnerKind;
import io.parley.conversation.Conversation.Received;
import io.parley.conversation.Conversation.Status;
import io.parley.conversation.Conversation.Stored;
import io.parley.conversation.Conversation.Update;
import io.parley.conversation.Conversation.Visibility;
import io.parley.dialogue.Bot;
import io.parley.dialogue.Fallback;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.Turn;
import io.parley.language.Language;
import io.parley.language.Languages;
import io.parley.routing.Routing;
import io.parley.routing.Supervision;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The only writer of a conversation: its messages and their order, who holds the turn, what the bot remembers.
 *
 * <p>What the outside must still do for it (answer by the bot, a place in line) is derived from the state and tried again after every
 * recovery and every {@link Settings#retryInterval()}, so a crash in between costs time, never the work. The shard remembers the
 * entity until it has none left.
 */
public final class ConversationEntity extends EventSourcedBehavior<Command, Event, ConversationState> {

    public static final EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "conversation");

    /**
     * @param patience how long to wait for the next piece of a message that looks like the first of several
     * @param botTimeLimit how long the bot may take for a turn before a human is brought in
     * @param retryInterval how often unconfirmed work is tried again
     * @param passivateAfter how long without a command until the entity leaves memory
     * @param snapshotEvery events between snapshots
     */
    public record Settings(
            Duration botTimeLimit,
            Duration patience,
            Duration retryInterval,
            Duration passivateAfter,
            int snapshotEvery) {
        public static Settings from(com.typesafe.config.Config config) {
            return new Settings(
                    config.getDuration("bot-time-limit"),
                    config.getDuration("patience"),
                    config.getDuration("retry-interval"),
                    config.getDuration("passivate-after"),
                    config.getInt("snapshot-every"));
        }

        public Settings {
            if (botTimeLimit.isNegative() || botTimeLimit.isZero() || snapshotEvery < 1) {
                throw new IllegalArgumentException("bot-time-limit and snapshot-every must be positive");
            }
        }
    }

    /**
     * What a conversation needs of its surroundings.
     *
     * @param router gets a command to the tenant's router, without a promise
     * @param supervisor gets a command to the tenant's supervisor, without a promise
     * @param gateways gets a request to the gateway of one of the tenant's channel accounts, without a promise
     */
    public record Surroundings(
            Bot bot,
            BiConsumer<TenantId, Routing.Command> router,
            BiConsumer<TenantId, Supervision.Command> supervisor,
            BiConsumer<EntityKey, Delivery.Request> gateways,
            Clock clock,
            Settings settings) {}

    /** The timer of a decision that waits for another piece of the message. */
    private static final String PIECES = "pieces";

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final TenantId tenant;
    private final ConversationId id;
    private final Surroundings surroundings;
    private final Followers<Update> followers;

    /** The turn the bot is busy with; 0 when it is not. Not stored: after a crash the turn is begun again. */
    private long computing;

    /** How far gateways said that they took replies, by account. Not stored: after a crash they are asked again. */
    private final Map<String, Long> taken = new HashMap<>(1);

    public static Behavior<Command> create(
            EntityKey key, ActorRef<ClusterSharding.ShardCommand> shard, Surroundings surroundings) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new ConversationEntity(context, timers, shard, key, surroundings)));
    }

    private ConversationEntity(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ActorRef<ClusterSharding.ShardCommand> shard,
            EntityKey key,
            Surroundings surroundings) {
        super(persistenceId(key.tenant(), new ConversationId(key.id())), Restarts.WITH_BACKOFF);
        this.context = context;
        this.timers = timers;
        this.shard = shard;
        this.tenant = key.tenant();
        this.id = new ConversationId(key.id());
        this.surroundings = surroundings;
        this.followers = new Followers<>(context);
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
    public Set<String> tagsFor(Event event) {
        return Set.of(ConversationTags.of(id));
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(surroundings.settings().snapshotEvery(), 2);
    }

    /** One method for all entities: a handler built of cases would weigh kilobytes in each of them. */
    @Override
    public CommandHandler<Command, Event, ConversationState> commandHandler() {
        return this::handle;
    }

    private Effect<Event, ConversationState> handle(ConversationState state, Command command) {
        if (command instanceof Conversation.Receive receive) {
            return receive(state, receive);
        } else if (command instanceof Conversation.BotDecided decided) {
            return botDecided(state, decided);
        } else if (command instanceof Conversation.RouterSays says) {
            return routerSays(state, says.notice());
        } else if (command instanceof Conversation.SupervisorKnows knows) {
            return supervisorKnows(state, knows);
        } else if (command instanceof Conversation.GatewaySays says) {
            return gatewaySays(state, says.notice());
        } else if (command instanceof Conversation.PostMessage post) {
            return post(state, post);
        } else if (command instanceof Conversation.Resolve resolve) {
            return resolve(state, resolve);
        } else if (command instanceof Conversation.ReturnToBot returned) {
            return returnToBot(state, returned);
        } else if (command instanceof Conversation.Rate rate) {
            return rate(state, rate);
        } else if (command instanceof Conversation.Follow follow) {
            return follow(state, follow);
        } else if (command instanceof Conversation.Unfollow unfollow) {
            followers.remove(unfollow.follower());
            return Effect().none();
        } else if (command instanceof Conversation.ShowTyping typing) {
            followers.tell(new Conversation.Typing(id, typing.author(), typing.typing()));
            return Effect().none();
        } else if (command instanceof Conversation.GetSummary summary) {
            return getSummary(state, summary);
        } else if (command instanceof Conversation.Tick tick) {
            return tick(state, tick);
        } else if (command instanceof Conversation.Stop) {
            return Effect().stop();
        }
        throw new IllegalStateException("no decision for " + command.getClass().getSimpleName());
    }

    @Override
    public SignalHandler<ConversationState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::recovered)
                .onSignal(PostStop.instance(), state -> followers.tell(new Conversation.Moved(id)))
                .onSignal(Terminated.class, (state, ended) -> followers.ended(ended.getRef()))
                .build();
    }

    // ---- the customer ----

    private Effect<Event, ConversationState> receive(ConversationState state, Conversation.Receive command) {
        Receipts known = state.identity() == null && command.opening() != null
                ? command.opening().carried()
                : state.receipts();
        Receipts.Mark mark = known.find(command.clientMessageId());
        if (mark != null) {
            return Effect().none().thenRun(() -> command.replyTo().tell(answerAgain(state, mark, command.digest())));
        }
        if (state.status() == Status.RESOLVED) {
            Received over = new Conversation.Over(id, state.receipts().carried(id.value()), state.unfinished());
            return Effect().none().thenRun(() -> command.replyTo().tell(StatusReply.success(over)));
        }
        Instant now = surroundings.clock().instant();
        List<Event> events = new ArrayList<>(2);
        if (state.identity() == null) {
            Conversation.Opening opening = command.opening();
            if (opening == null) {
                return refuse(command.replyTo(), ErrorCode.NOT_FOUND, "There is no such conversation.");
            }
            Language language =
                    Languages.guess(io.parley.channel.spi.Content.plainText(command.contents()), command.locale());
            events.add(new Conversation.ConversationOpened(opening, command.from(), language, now));
        }
        events.add(new Conversation.MessageReceived(
                command.clientMessageId(),
                command.digest(),
                command.from(),
                command.contents(),
                command.locale(),
                now));
        return persist(state, events).thenRun((ConversationState after) -> {
            command.replyTo().tell(StatusReply.success(stored(after, after.sequence(), now)));
            lookAfterWork(after);
        });
    }

    private StatusReply<Received> answerAgain(ConversationState state, Receipts.Mark mark, long digest) {
        if (mark.digest() != digest) {
            return Refused.reply(
                    ErrorCode.MESSAGE_CONFLICT,
                    "This message id was used for another message. Give every new message an id of its own.");
        }
        String in = mark.in();
        return StatusReply.success(
                in == null
                        ? stored(state, mark.sequence(), state.changedAt())
                        : new Stored(
                                new ConversationId(in),
                                Objects.requireNonNull(state.identity()).ordinal() - 1,
                                mark.sequence(),
                                state.changedAt()));
    }

    private Stored stored(ConversationState state, long sequence, Instant at) {
        return new Stored(id, Objects.requireNonNull(state.identity()).ordinal(), sequence, at);
    }

    private Effect<Event, ConversationState> rate(ConversationState state, Conversation.Rate command) {
        if (state.identity() == null) {
            return refuse(command.replyTo(), ErrorCode.NOT_FOUND, "There is no such conversation.");
        }
        if (command.stars() < 1 || command.stars() > 5) {
            return refuse(command.replyTo(), ErrorCode.BAD_REQUEST, "A rating has 1 to 5 stars.");
        }
        Instant now = surroundings.clock().instant();
        return persist(state, List.of(new Conversation.ConversationRated(command.stars(), now)))
                .thenRun(after -> command.replyTo().tell(StatusReply.success(stored(after, after.sequence(), now))));
    }

    // ---- the bot ----

    private void askBot(ConversationState state) {
        long turn = state.turn();
        if (turn == 0 || turn == computing) {
            return;
        }
        computing = turn;
        Turn input = state.botTurn(tenant, id, surroundings.clock().instant());
        followers.tell(new Conversation.Typing(id, Conversation.Author.BOT, true));
        var decision = surroundings
                .bot()
                .decide(input)
                .toCompletableFuture()
                .orTimeout(surroundings.settings().botTimeLimit().toMillis(), TimeUnit.MILLISECONDS);
        context.pipeToSelf(decision, (decided, failure) -> {
            if (decided == null || failure != null) {
                context.getLog().warn("the bot failed a turn: {}", failureName(failure));
                return new Conversation.BotDecided(turn, Fallback.botFailed(input));
            }
            return new Conversation.BotDecided(turn, decided);
        });
    }

    private static String failureName(@Nullable Throwable failure) {
        return failure == null ? "no decision" : failure.getClass().getSimpleName();
    }

    private Effect<Event, ConversationState> botDecided(ConversationState state, Conversation.BotDecided decided) {
        if (decided.decision().canWait()
                && state.turn() == decided.turn()
                && !surroundings.settings().patience().isZero()) {
            // Many people write in pieces. If another one comes, this decision is stale.
            timers.startSingleTimer(
                    PIECES,
                    new Conversation.BotDecided(
                            decided.turn(), decided.decision().waiting(false)),
                    surroundings.settings().patience());
            return Effect().none();
        }
        if (computing == decided.turn()) {
            computing = 0;
        }
        // Stale: the customer said more meanwhile, or somebody else holds the turn. Its words must not be heard.
        if (state.turn() != decided.turn()) {
            return Effect().none().thenRun(() -> lookAfterWork(state));
        }
        Instant now = surroundings.clock().instant();
        Decision decision = decided.decision();
        List<Event> events = Replay.events(decided.turn(), decision, now);
        return persist(state, events).thenRun(this::lookAfterWork);
    }

    // ---- the supervisor ----

    private Effect<Event, ConversationState> supervisorKnows(
            ConversationState state, Conversation.SupervisorKnows knows) {
        ConversationState.UnreportedCase open = state.unreported();
        return open != null && open.sequence() == knows.openedAs()
                ? persist(
                                state,
                                List.of(new Conversation.CaseReported(
                                        surroundings.clock().instant())))
                        .thenRun(this::lookAfterWork)
                : Effect().none();
    }

    // ---- the router ----

    private Effect<Event, ConversationState> routerSays(ConversationState state, Routing.Notice notice) {
        Conversation.HandoffNote handoff = state.handoff();
        boolean current = handoff != null && handoff.sequence() == notice.handoff();
        Instant now = surroundings.clock().instant();
        if (notice instanceof Routing.Queued) {
            return current && state.work() == ConversationState.Work.ENQUEUE
                    ? persist(state, List.of(new Conversation.ConversationQueued(now)))
                    : Effect().none();
        }
        if (notice instanceof Routing.Released) {
            return current && state.work() == ConversationState.Work.RELEASE
                    ? persist(state, List.of(new Conversation.RoutingEnded(now)))
                    : Effect().none();
        }
        if (notice instanceof Routing.Assigned assigned) {
            boolean repeated = current && state.owner().is(assigned.agent());
            // The router alone assigns: it may also take the turn from an agent who vanished.
            boolean needsAgent = current
                    && (state.owner().kind() == OwnerKind.QUEUE || state.owner().kind() == OwnerKind.AGENT);
            Routing.Command answer = new Routing.AssignmentAnswered(id, notice.handoff(), needsAgent);
            return (needsAgent && !repeated
                            ? persist(
                                    state,
                                    List.of(new Conversation.AgentAssigned(assigned.agent(), assigned.name(), now)))
                            : persist(state, List.of()))
                    .thenRun(() -> surroundings.router().accept(tenant, answer));
        }
        if (notice instanceof Routing.Returned returned
                && current
                && state.owner().is(returned.agent())) {
            return persist(state, List.of(new Conversation.ReturnedToQueue(returned.agent(), now)));
        }
        return Effect().none();
    }

    // ---- the gateways ----

    private Effect<Event, ConversationState> gatewaySays(ConversationState state, Delivery.Notice notice) {
        if (notice instanceof Delivery.Taken now) {
            taken.merge(now.account(), now.reply(), Math::max);
            return Effect().none();
        }
        Delivery.Settled settled = (Delivery.Settled) notice;
        EntityKey gateway = new EntityKey(tenant, settled.account());
        boolean awaited = state.outbox().stream().anyMatch(reply -> reply.sequence() == settled.reply());
        return (awaited
                        ? persist(
                                state,
                                List.of(new Conversation.DeliveryChanged(
                                        settled.reply(),
                                        settled.state(),
                                        settled.reason(),
                                        surroundings.clock().instant())))
                        : persist(state, List.of()))
                .thenRun(() -> surroundings.gateways().accept(gateway, new Delivery.Noted(id, settled.reply())));
    }

    /** The replies that no gateway is known to have, by account. */
    private Map<String, List<Delivery.Reply>> untaken(ConversationState state) {
        if (state.outbox().isEmpty()) {
            return Map.of();
        }
        Map<String, List<Delivery.Reply>> untaken = new LinkedHashMap<>();
        for (Delivery.Reply reply : state.outbox()) {
            String account = reply.to().account();
            if (reply.sequence() > taken.getOrDefault(account, 0L)) {
                untaken.computeIfAbsent(account, a -> new ArrayList<>()).add(reply);
            }
        }
        return untaken;
    }

    /** Also after a failed write, which restarts this same object: nothing it held in memory may be trusted then. */
    private void recovered(ConversationState state) {
        computing = 0;
        taken.clear();
        context.setReceiveTimeout(surroundings.settings().passivateAfter(), Conversation.Tick.IDLE);
        followers.tell(new Conversation.Moved(id));
        lookAfterWork(state);
    }

    /** Everything the state says is still to be done; harmless to repeat. */
    private void lookAfterWork(ConversationState state) {
        askBot(state);
        ConversationState.Work work = state.work();
        Conversation.HandoffNote handoff = state.handoff();
        ConversationState.UnreportedCase unreported = state.unreported();
        Map<String, List<Delivery.Reply>> untaken = untaken(state);
        untaken.forEach((account, replies) ->
                surroundings.gateways().accept(new EntityKey(tenant, account), new Delivery.Deliver(id, replies)));
        if (unreported != null) {
            surroundings
                    .supervisor()
                    .accept(tenant, new Supervision.ReportCase(id, unreported.sequence(), unreported.at()));
        }
        if (work != null && handoff != null) {
            surroundings
                    .router()
                    .accept(
                            tenant,
                            work == ConversationState.Work.ENQUEUE
                                    ? new Routing.Enqueue(item(state, handoff))
                                    : new Routing.Release(id, handoff.sequence()));
        } else if (untaken.isEmpty() && unreported == null) {
            timers.cancel(Conversation.Tick.RETRY);
            return;
        }
        if (!timers.isTimerActive(Conversation.Tick.RETRY)) {
            timers.startTimerWithFixedDelay(
                    Conversation.Tick.RETRY,
                    Conversation.Tick.RETRY,
                    surroundings.settings().retryInterval());
        }
    }

    private Routing.Item item(ConversationState state, Conversation.HandoffNote handoff) {
        Conversation.Summary summary = state.summary(id);
        return new Routing.Item(
                id,
                handoff.sequence(),
                summary.customer(),
                summary.customerName(),
                new Routing.Requirement(summary.language(), handoff.skills()),
                handoff.summary(),
                handoff.at());
    }

    // ---- agents ----

    private Effect<Event, ConversationState> post(ConversationState state, Conversation.PostMessage command) {
        if (state.identity() == null) {
            return refuse(command.replyTo(), ErrorCode.NOT_FOUND, "There is no such conversation.");
        }
        Receipts.Mark mark = state.receipts().find(command.clientMessageId());
        if (mark != null) {
            return mark.digest() == command.digest()
                    ? Effect().none().thenRun(() -> command.replyTo()
                            .tell(StatusReply.success(stored(state, mark.sequence(), state.changedAt()))))
                    : refuse(
                            command.replyTo(),
                            ErrorCode.MESSAGE_CONFLICT,
                            "This message id was used for another message. Give every new message an id of its own.");
        }
        if (command.visibility() == Visibility.CUSTOMER && !state.owner().is(command.author())) {
            return refuse(
                    command.replyTo(),
                    ErrorCode.NOT_YOUR_TURN,
                    "Only the agent who holds this conversation can write to the customer. Write a note, or take it over.");
        }
        Instant now = surroundings.clock().instant();
        return persist(
                        state,
                        List.of(new Conversation.MessagePosted(
                                command.author(),
                                command.authorName(),
                                command.clientMessageId(),
                                command.digest(),
                                command.visibility(),
                                command.contents(),
                                now)))
                .thenRun(after -> {
                    command.replyTo().tell(StatusReply.success(stored(after, after.sequence(), now)));
                    lookAfterWork(after);
                });
    }

    private Effect<Event, ConversationState> resolve(ConversationState state, Conversation.Resolve command) {
        return byHolder(
                state,
                command.by(),
                command.replyTo(),
                () -> new Conversation.ConversationResolved(
                        command.by(),
                        command.disposition(),
                        surroundings.clock().instant()));
    }

    private Effect<Event, ConversationState> returnToBot(ConversationState state, Conversation.ReturnToBot command) {
        return byHolder(
                state,
                command.by(),
                command.replyTo(),
                () -> new Conversation.ReturnedToBot(
                        command.by(), surroundings.clock().instant()));
    }

    private Effect<Event, ConversationState> byHolder(
            ConversationState state,
            io.parley.AgentId by,
            ActorRef<StatusReply<Conversation.Summary>> replyTo,
            java.util.function.Supplier<Event> event) {
        if (state.identity() == null) {
            return refuse(replyTo, ErrorCode.NOT_FOUND, "There is no such conversation.");
        }
        if (!state.owner().is(by)) {
            return state.status() == Status.RESOLVED
                    ? refuse(replyTo, ErrorCode.NOT_POSSIBLE_NOW, "This conversation is resolved already.")
                    : refuse(replyTo, ErrorCode.NOT_YOUR_TURN, "Another participant holds this conversation.");
        }
        return persist(state, List.of(event.get())).thenRun(after -> {
            replyTo.tell(StatusReply.success(after.summary(id)));
            lookAfterWork(after);
        });
    }

    // ---- followers and housekeeping ----

    private Effect<Event, ConversationState> follow(ConversationState state, Conversation.Follow command) {
        if (state.identity() != null) {
            followers.add(command.follower());
            command.follower().tell(new Conversation.Following(id, state.summary(id)));
        }
        return Effect().none();
    }

    private Effect<Event, ConversationState> getSummary(ConversationState state, Conversation.GetSummary command) {
        command.replyTo()
                .tell(
                        state.identity() == null
                                ? Refused.reply(ErrorCode.NOT_FOUND, "There is no such conversation.")
                                : StatusReply.success(state.summary(id)));
        return Effect().none();
    }

    private Effect<Event, ConversationState> tick(ConversationState state, Conversation.Tick tick) {
        if (tick == Conversation.Tick.RETRY) {
            lookAfterWork(state);
        } else if (state.work() == null
                && state.unreported() == null
                && state.turn() == 0
                && untaken(state).isEmpty()) {
            shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
        }
        return Effect().none();
    }

    /** Stores the events in one write and tells the followers of each. */
    private akka.persistence.typed.javadsl.EffectBuilder<Event, ConversationState> persist(
            ConversationState before, List<Event> events) {
        if (events.isEmpty()) {
            return Effect().none();
        }
        return Effect().persist(events).thenRun(after -> {
            if (followers.isEmpty()) {
                return;
            }
            Conversation.Summary summary = after.summary(id);
            long sequence = before.sequence();
            for (Event event : events) {
                sequence++;
                followers.tell(new Conversation.Happened(id, sequence, event, summary));
            }
        });
    }

    private <T> Effect<Event, ConversationState> refuse(
            ActorRef<StatusReply<T>> replyTo, ErrorCode code, String detail) {
        return Effect().none().thenRun(() -> replyTo.tell(Refused.reply(code, detail)));
    }
}
