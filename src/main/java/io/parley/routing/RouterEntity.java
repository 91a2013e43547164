package io.parley.routing;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.pattern.StatusReply;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.SnapshotAdapter;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import io.micrometer.core.instrument.Tags;
import io.parley.AgentId;
import io.parley.ConversationId;
import io.parley.EntityKey;
import io.parley.ErrorCode;
import io.parley.ParleyMetrics;
import io.parley.Refused;
import io.parley.Restarts;
import io.parley.Slices;
import io.parley.TenantId;
import io.parley.links.Entities;
import io.parley.routing.RouterState.AgentEntry;
import io.parley.routing.RouterState.Assignment;
import io.parley.routing.RouterState.WaitingItem;
import io.parley.routing.Routing.AgentStatus;
import io.parley.routing.Routing.Command;
import io.parley.routing.Routing.Event;
import io.parley.routing.Routing.Item;
import io.parley.routing.Routing.Outcome;
import io.parley.routing.Routing.Presence;
import io.parley.routing.Routing.QueueView;
import io.parley.routing.Routing.Reservation;
import io.parley.routing.Routing.Update;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The only writer of waiting items and agents' presence; one per tenant. Offers the oldest item to the best agent, one offer per agent at a
 * time. An item keeps its age and place when an offer fails.
 */
public final class RouterEntity extends EventSourcedBehavior<Command, Event, RouterState> {

    public static final EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "router");

    /** The slices that routers' events are tagged with. */
    public static final Slices SLICES = new Slices("router", 16);

    /** Returns a reference to a tenant's router. */
    public static EntityRef<Command> of(Entities entities, TenantId tenant) {
        return entities.of(TYPE, EntityKey.of(tenant));
    }

    /**
     * @param reservationTimeout how long an agent may think about an offer
     * @param exclusion for how long an agent who declined or did not answer is not offered the same item
     * @param consoleGrace how long an agent without a connected console stays present
     * @param returnAfter how long a vanished agent's conversations stay with them before they go back in line
     * @param tick how often unconfirmed assignments and returns are sent again and vanished consoles are detected
     */
    public record Settings(
            Duration reservationTimeout,
            Duration exclusion,
            Duration consoleGrace,
            Duration returnAfter,
            Duration tick) {
        public static Settings from(com.typesafe.config.Config config) {
            return new Settings(
                    config.getDuration("reservation-timeout"),
                    config.getDuration("exclusion"),
                    config.getDuration("console-grace"),
                    config.getDuration("return-after"),
                    config.getDuration("tick"));
        }

        public Settings {
            if (reservationTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("reservation-timeout must be at least a second");
            }
        }
    }

    /** @param conversations sends a notice to a conversation of the tenant; fire-and-forget */
    public record Dependencies(BiConsumer<EntityKey, Routing.Notice> conversations, Clock clock, Settings settings) {}

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final TenantId tenant;
    private final Dependencies dependencies;
    private final Map<ActorRef<Update>, AgentId> followers = new HashMap<>();
    /** When each agent's console last reported; after a recovery, the grace time starts again for every agent. */
    private final Map<AgentId, Instant> consoleSeen = new HashMap<>();

    /** Read by the metrics, from other threads. */
    private volatile RouterState latest = RouterState.EMPTY;

    private final List<ParleyMetrics.Watched> watched;

    public static Behavior<Command> create(EntityKey key, Dependencies dependencies) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new RouterEntity(context, timers, key.tenant(), dependencies)));
    }

    private RouterEntity(
            ActorContext<Command> context, TimerScheduler<Command> timers, TenantId tenant, Dependencies dependencies) {
        super(EntityKey.persistenceId(TYPE.name(), EntityKey.of(tenant)), Restarts.WITH_BACKOFF);
        this.context = context;
        this.timers = timers;
        this.tenant = tenant;
        this.dependencies = dependencies;
        Tags tags = Tags.of("tenant", tenant.value());
        this.watched = List.of(
                ParleyMetrics.watch(
                        "parley.line.waiting", tags, () -> latest.line().size()),
                ParleyMetrics.watch("parley.line.oldest.seconds", tags, () -> oldestSeconds(latest)),
                ParleyMetrics.watch("parley.agents.available", tags, () -> available(latest)));
    }

    @Override
    public RouterState emptyState() {
        return RouterState.EMPTY;
    }

    @Override
    public EventHandler<RouterState, Event> eventHandler() {
        return (state, event) -> latest = event.applyTo(state);
    }

    @Override
    public Set<String> tagsFor(Event event) {
        return Set.of(SLICES.tag(EntityKey.of(tenant)));
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(200, 2);
    }

    @Override
    public SnapshotAdapter<RouterState> snapshotAdapter() {
        return new SnapshotAdapter<>() {
            @Override
            public Object toJournal(RouterState state) {
                return state.stored();
            }

            @Override
            public RouterState fromJournal(Object from) {
                return RouterState.of((RouterState.Stored) from);
            }
        };
    }

    @Override
    public CommandHandler<Command, Event, RouterState> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Routing.Enqueue.class, this::enqueue)
                .onCommand(Routing.Release.class, this::release)
                .onCommand(Routing.AssignmentAnswered.class, this::assignmentAnswered)
                .onCommand(Routing.ReturnAnswered.class, this::returnAnswered)
                .onCommand(Routing.SetPresence.class, this::setPresence)
                .onCommand(Routing.ConsoleOpened.class, this::consoleOpened)
                .onCommand(Routing.Accept.class, this::accept)
                .onCommand(Routing.Decline.class, this::decline)
                .onCommand(Routing.Expire.class, this::expire)
                .onCommand(Routing.Follow.class, this::follow)
                .onCommand(Routing.Unfollow.class, command -> {
                    followers.remove(command.follower());
                    context.unwatch(command.follower());
                    return Effect().none();
                })
                .onCommand(Routing.AskPosition.class, this::askPosition)
                .onCommand(Routing.AskLine.class, (state, command) -> {
                    command.replyTo().tell(line(state));
                    return Effect().none();
                })
                .onCommand(Routing.AskOverview.class, (state, command) -> {
                    command.replyTo().tell(overview(state, command.after()));
                    return Effect().none();
                })
                .onCommand(Routing.Tick.class, this::tick)
                .build();
    }

    @Override
    public SignalHandler<RouterState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::recovered)
                .onSignal(PostStop.instance(), state -> watched.forEach(ParleyMetrics.Watched::end))
                .onSignal(
                        Terminated.class,
                        (state, ended) -> followers.keySet().removeIf(ref -> ref.equals(ended.getRef())))
                .build();
    }

    private long oldestSeconds(RouterState state) {
        return state.line().isEmpty()
                ? 0
                : Math.max(
                        0,
                        Duration.between(state.line().firstKey().since(), now()).toSeconds());
    }

    private static long available(RouterState state) {
        return state.agents().values().stream()
                .filter(entry -> entry.presence() == Presence.AVAILABLE
                        && entry.used() < entry.agent().capacity())
                .count();
    }

    private void recovered(RouterState state) {
        latest = state;
        Instant now = now();
        state.agents().keySet().forEach(agent -> consoleSeen.put(agent, now));
        state.reservations().values().forEach(reservation -> startExpiry(reservation, now));
        timers.startTimerWithFixedDelay(
                Routing.Tick.LOOK_AROUND,
                Routing.Tick.LOOK_AROUND,
                dependencies.settings().tick());
    }

    // ---- conversations ----

    private Effect<Event, RouterState> enqueue(RouterState state, Routing.Enqueue command) {
        Item item = command.item();
        WaitingItem waiting = state.waiting(item.conversation());
        Assignment assignment = state.assignments().get(item.conversation());
        long known = Math.max(
                waiting == null ? -1 : waiting.item().handoff(),
                assignment == null ? -1 : assignment.item().handoff());
        List<Event> events = known >= item.handoff() ? List.of() : List.of(new Routing.ItemQueued(item, now()));
        return persistAndMatch(state, events)
                .thenRun(after -> notice(item.conversation(), new Routing.Queued(item.handoff())));
    }

    private Effect<Event, RouterState> release(RouterState state, Routing.Release command) {
        WaitingItem waiting = state.waiting(command.conversation());
        Assignment assignment = state.assignments().get(command.conversation());
        boolean holds = (waiting != null && waiting.item().handoff() <= command.handoff())
                || (assignment != null && assignment.item().handoff() <= command.handoff());
        List<Event> events = new ArrayList<>();
        if (holds) {
            if (waiting != null && waiting.reservation() != null) {
                events.add(new Routing.ReservationWithdrawn(waiting.reservation(), now()));
            }
            events.add(new Routing.ItemLeft(command.conversation(), command.handoff(), now()));
        }
        return persistAndMatch(state, events)
                .thenRun(after -> notice(command.conversation(), new Routing.Released(command.handoff())));
    }

    private Effect<Event, RouterState> assignmentAnswered(RouterState state, Routing.AssignmentAnswered answer) {
        Assignment assignment = state.assignments().get(answer.conversation());
        if (assignment == null || assignment.item().handoff() != answer.handoff() || assignment.confirmed()) {
            return Effect().none();
        }
        return persistAndMatch(
                state,
                List.of(
                        answer.taken()
                                ? new Routing.ItemAssigned(answer.conversation(), answer.handoff(), now())
                                : new Routing.ItemLeft(answer.conversation(), answer.handoff(), now())));
    }

    private Effect<Event, RouterState> returnAnswered(RouterState state, Routing.ReturnAnswered answer) {
        WaitingItem waiting = state.waiting(answer.conversation());
        if (waiting == null
                || waiting.item().handoff() != answer.handoff()
                || !answer.from().equals(waiting.returnedFrom())) {
            return Effect().none();
        }
        return persistAndMatch(
                state, List.of(new Routing.ReturnConfirmed(answer.conversation(), answer.handoff(), now())));
    }

    // ---- agents ----

    private Effect<Event, RouterState> setPresence(RouterState state, Routing.SetPresence command) {
        AgentId agent = command.agent().agent();
        consoleSeen.put(agent, now());
        List<Event> events = new ArrayList<>();
        events.add(new Routing.AgentPresenceSet(command.agent(), command.presence(), command.reason(), now()));
        if (command.presence() != Presence.AVAILABLE) {
            events.addAll(withdrawals(state, agent));
        }
        return persistAndMatch(state, events).thenRun(after -> {
            AgentStatus status = status(after, agent);
            if (status != null) {
                command.replyTo().tell(StatusReply.success(status));
            }
        });
    }

    private Effect<Event, RouterState> consoleOpened(RouterState state, Routing.ConsoleOpened command) {
        AgentId agent = command.agent().agent();
        consoleSeen.put(agent, now());
        AgentEntry entry = state.agents().get(agent);
        if (entry == null) {
            return persistAndMatch(
                    state, List.of(new Routing.AgentPresenceSet(command.agent(), Presence.OFFLINE, null, now())));
        }
        // The agent's entry in the directory may have changed since their presence was last set.
        return entry.agent().equals(command.agent())
                ? Effect().none()
                : persistAndMatch(
                        state,
                        List.of(new Routing.AgentPresenceSet(
                                command.agent(), entry.presence(), entry.reason(), now())));
    }

    private Effect<Event, RouterState> accept(RouterState state, Routing.Accept command) {
        Reservation reservation = state.reservations().get(command.reservation());
        if (reservation == null || !reservation.agent().equals(command.agent())) {
            return reservationEnded(command.replyTo());
        }
        return persistAndMatch(state, List.of(new Routing.ReservationAccepted(reservation.id(), now())))
                .thenRun(after -> {
                    command.replyTo().tell(StatusReply.success(Done.getInstance()));
                    notifyAssigned(after, reservation.item().conversation());
                });
    }

    private Effect<Event, RouterState> decline(RouterState state, Routing.Decline command) {
        Reservation reservation = state.reservations().get(command.reservation());
        if (reservation == null || !reservation.agent().equals(command.agent())) {
            return reservationEnded(command.replyTo());
        }
        return persistAndMatch(state, List.of(new Routing.ReservationDeclined(reservation.id(), now())))
                .thenRun(after -> command.replyTo().tell(StatusReply.success(Done.getInstance())));
    }

    private Effect<Event, RouterState> reservationEnded(ActorRef<StatusReply<Done>> replyTo) {
        return Effect()
                .none()
                .thenRun(() -> replyTo.tell(Refused.reply(
                        ErrorCode.RESERVATION_ENDED, "This offer has ended: it was answered, expired or withdrawn.")));
    }

    private Effect<Event, RouterState> expire(RouterState state, Routing.Expire command) {
        Reservation reservation = state.reservations().get(command.reservation());
        return reservation == null ? Effect().none() : persistAndMatch(state, expiry(state, reservation));
    }

    private List<Event> expiry(RouterState state, Reservation reservation) {
        List<Event> events = new ArrayList<>(2);
        events.add(new Routing.ReservationExpired(reservation.id(), now()));
        AgentEntry entry = state.agents().get(reservation.agent());
        if (entry != null && entry.presence() == Presence.AVAILABLE) {
            events.add(new Routing.AgentPresenceSet(entry.agent(), Presence.NOT_RESPONDING, null, now()));
        }
        return events;
    }

    private Effect<Event, RouterState> tick(RouterState state, Routing.Tick tick) {
        if (tick == Routing.Tick.PUBLISH_QUEUE) {
            QueueView view = queueView(state);
            followers.keySet().forEach(ref -> ref.tell(new Routing.QueueChanged(view)));
            return Effect().none();
        }
        state.assignments().values().stream()
                .filter(assignment -> !assignment.confirmed())
                .forEach(assignment -> notifyAssigned(state, assignment.item().conversation()));
        state.line().values().forEach(this::notifyReturned);
        Instant now = now();
        List<Event> events = new ArrayList<>();
        // Each has a timer, but Akka drops messages beyond a limit while an entity persists, and timers fire only once.
        state.reservations().values().stream()
                .filter(reservation -> now.isAfter(reservation.expiresAt()))
                .forEach(reservation -> events.addAll(expiry(state, reservation)));
        RouterState next = after(state, events);
        for (AgentEntry entry : next.agents().values()) {
            AgentId agent = entry.agent().agent();
            Instant seen = consoleSeen.computeIfAbsent(agent, unknown -> now);
            boolean gone = now.isAfter(seen.plus(dependencies.settings().consoleGrace()));
            if (gone && entry.presence() != Presence.OFFLINE) {
                events.addAll(withdrawals(next, agent));
                events.add(new Routing.AgentPresenceSet(entry.agent(), Presence.OFFLINE, null, now));
            }
            if (now.isAfter(seen.plus(dependencies.settings().returnAfter()))) {
                state.assignments().values().stream()
                        .filter(a -> a.confirmed() && a.agent().equals(agent))
                        .forEach(a -> events.add(new Routing.ItemReturned(
                                a.item().conversation(), a.item().handoff(), agent, now)));
            }
        }
        return persistAndMatch(state, events);
    }

    private List<Event> withdrawals(RouterState state, AgentId agent) {
        List<Event> events = new ArrayList<>();
        for (Reservation reservation : state.reservations().values()) {
            if (reservation.agent().equals(agent)) {
                events.add(new Routing.ReservationWithdrawn(reservation.id(), now()));
            }
        }
        return events;
    }

    // ---- matching ----

    /** Stores the events together with the offers they make possible, in one write, and notifies all concerned. */
    private akka.persistence.typed.javadsl.EffectBuilder<Event, RouterState> persistAndMatch(
            RouterState state, List<Event> caused) {
        List<Event> events = new ArrayList<>(caused);
        events.addAll(offers(after(state, caused)));
        if (events.isEmpty()) {
            return Effect().none();
        }
        return Effect().persist(events).thenRun(after -> events.forEach(event -> tell(state, after, event)));
    }

    private static RouterState after(RouterState state, List<Event> events) {
        RouterState after = state;
        for (Event event : events) {
            after = event.applyTo(after);
        }
        return after;
    }

    private List<Event> offers(RouterState state) {
        Instant now = now();
        Set<AgentId> busy = new HashSet<>();
        state.reservations().values().forEach(reservation -> busy.add(reservation.agent()));
        long free = state.agents().values().stream()
                .filter(entry -> entry.presence() == Presence.AVAILABLE
                        && entry.used() < entry.agent().capacity()
                        && !busy.contains(entry.agent().agent()))
                .count();
        List<Event> events = new ArrayList<>();
        RouterState next = state;
        for (WaitingItem waiting : state.line().values()) {
            if (free == 0) {
                break;
            }
            if (waiting.reservation() != null) {
                continue;
            }
            Matching.Match match = Matching.match(
                    waiting,
                    next.agents().values(),
                    busy,
                    now,
                    dependencies.settings().exclusion());
            AgentEntry agent = match.agent();
            if (agent == null) {
                continue;
            }
            Reservation reservation = new Reservation(
                    "r" + (next.reservationsMade() + 1),
                    waiting.item(),
                    agent.agent().agent(),
                    match.why(),
                    now,
                    now.plus(dependencies.settings().reservationTimeout()));
            Event event = new Routing.ItemReserved(reservation, now);
            next = event.applyTo(next);
            events.add(event);
            busy.add(reservation.agent());
            free--;
        }
        return events;
    }

    private void tell(RouterState before, RouterState after, Event event) {
        if (event instanceof Routing.ItemReserved reserved) {
            startExpiry(reserved.reservation(), now());
            notifyAgent(reserved.reservation().agent(), new Routing.ReservationOffered(reserved.reservation()));
            notifyPresence(after, reserved.reservation().agent());
        } else if (event instanceof Routing.ReservationAccepted accepted) {
            ended(before, after, accepted.reservation(), Outcome.ACCEPTED);
        } else if (event instanceof Routing.ReservationDeclined declined) {
            ended(before, after, declined.reservation(), Outcome.DECLINED);
        } else if (event instanceof Routing.ReservationExpired expired) {
            ended(before, after, expired.reservation(), Outcome.EXPIRED);
        } else if (event instanceof Routing.ReservationWithdrawn withdrawn) {
            ended(before, after, withdrawn.reservation(), Outcome.WITHDRAWN);
        } else if (event instanceof Routing.AgentPresenceSet set) {
            notifyPresence(after, set.agent().agent());
        } else if (event instanceof Routing.ItemReturned returned) {
            notice(returned.conversation(), new Routing.Returned(returned.handoff(), returned.from()));
            notifyPresence(after, returned.from());
        } else if (event instanceof Routing.ItemLeft left) {
            Assignment assignment = before.assignments().get(left.conversation());
            if (assignment != null) {
                notifyPresence(after, assignment.agent());
            }
        }
        if (!followers.isEmpty() && !timers.isTimerActive(Routing.Tick.PUBLISH_QUEUE)) {
            timers.startSingleTimer(Routing.Tick.PUBLISH_QUEUE, Routing.Tick.PUBLISH_QUEUE, Duration.ofMillis(250));
        }
    }

    private void ended(RouterState before, RouterState after, String id, Outcome outcome) {
        timers.cancel(id);
        Reservation reservation = before.reservations().get(id);
        if (reservation != null) {
            notifyAgent(reservation.agent(), new Routing.ReservationEnded(id, outcome));
            notifyPresence(after, reservation.agent());
        }
    }

    private void startExpiry(Reservation reservation, Instant now) {
        Duration left = Duration.between(now, reservation.expiresAt());
        timers.startSingleTimer(
                reservation.id(), new Routing.Expire(reservation.id()), left.isNegative() ? Duration.ZERO : left);
    }

    private void notifyAssigned(RouterState state, ConversationId conversation) {
        Assignment assignment = state.assignments().get(conversation);
        AgentEntry entry = assignment == null ? null : state.agents().get(assignment.agent());
        if (assignment != null && entry != null && !assignment.confirmed()) {
            notice(
                    conversation,
                    new Routing.Assigned(
                            assignment.item().handoff(),
                            assignment.agent(),
                            entry.agent().name()));
        }
    }

    private void notifyReturned(WaitingItem waiting) {
        AgentId from = waiting.returnedFrom();
        if (from != null) {
            notice(
                    waiting.item().conversation(),
                    new Routing.Returned(waiting.item().handoff(), from));
        }
    }

    private void notice(ConversationId conversation, Routing.Notice notice) {
        dependencies.conversations().accept(new EntityKey(tenant, conversation.value()), notice);
    }

    // ---- desks ----

    private Effect<Event, RouterState> follow(RouterState state, Routing.Follow command) {
        if (followers.put(command.follower(), command.agent()) == null) {
            context.watch(command.follower());
        }
        AgentStatus status = status(state, command.agent());
        command.follower()
                .tell(new Routing.Desk(
                        status == null ? new AgentStatus(command.agent(), Presence.OFFLINE, null, now(), 0, 0) : status,
                        state.assignments().values().stream()
                                .filter(a -> a.agent().equals(command.agent()))
                                .map(a -> a.item().conversation())
                                .sorted()
                                .toList(),
                        state.reservations().values().stream()
                                .filter(r -> r.agent().equals(command.agent()))
                                .toList(),
                        queueView(state)));
        return Effect().none();
    }

    private Effect<Event, RouterState> askPosition(RouterState state, Routing.AskPosition command) {
        RouterState.LinePosition place = state.placeOf().get(command.conversation());
        int position = place == null ? 0 : state.line().headMap(place, true).size();
        command.replyTo().tell(new Routing.Position(command.conversation(), position, expectedWait(state, position)));
        return Effect().none();
    }

    /** The mean interval between the latest assignments times the position, in seconds; null before the third assignment. */
    private static @Nullable Long expectedWait(RouterState state, int position) {
        List<Instant> last = state.lastAssignments();
        if (position == 0 || last.size() < 3) {
            return null;
        }
        long between = Duration.between(last.get(0), last.get(last.size() - 1)).toSeconds() / (last.size() - 1);
        return Math.max(1, between * position);
    }

    private QueueView queueView(RouterState state) {
        List<Routing.Waiting> waiting = new ArrayList<>();
        int position = 0;
        for (WaitingItem item : state.line().values()) {
            if (++position > QueueView.SHOWN) {
                break;
            }
            waiting.add(Routing.Waiting.of(item.item(), position, item.reservation() != null));
        }
        return new QueueView(waiting, state.line().size());
    }

    private static Routing.Line line(RouterState state) {
        return new Routing.Line(
                state.line().values().stream()
                        .limit(Routing.Line.SEEN)
                        .map(WaitingItem::item)
                        .map(item -> new Routing.Line.LineEntry(item.conversation(), item.handoff(), item.since()))
                        .toList(),
                state.line().size());
    }

    private static Routing.Overview overview(RouterState state, @Nullable AgentId after) {
        Map<List<String>, Routing.Demand> demands = new HashMap<>();
        // The line is ordered by age, so the first of each kind is the oldest.
        for (WaitingItem item : state.line().values()) {
            List<String> skills = item.item().requirement().skills();
            demands.merge(
                    skills,
                    new Routing.Demand(skills, 1, item.item().since()),
                    (known, one) -> new Routing.Demand(skills, known.waiting() + 1, known.oldestSince()));
        }
        List<AgentId> left = state.agents().keySet().stream()
                .filter(agent -> after == null || agent.compareTo(after) > 0)
                .sorted()
                .toList();
        List<AgentStatus> agents = left.stream()
                .limit(Routing.Overview.PAGE)
                .map(agent -> status(state, agent))
                .filter(Objects::nonNull)
                .toList();
        List<Routing.Demand> largest = demands.values().stream()
                .sorted(Comparator.comparingInt(Routing.Demand::waiting).reversed())
                .limit(Routing.Overview.MAX_DEMANDS)
                .toList();
        return new Routing.Overview(agents, largest, left.size() > agents.size());
    }

    private void notifyAgent(AgentId agent, Update update) {
        followers.forEach((ref, followed) -> {
            if (followed.equals(agent)) {
                ref.tell(update);
            }
        });
    }

    private void notifyPresence(RouterState state, AgentId agent) {
        AgentStatus status = status(state, agent);
        if (status != null) {
            notifyAgent(agent, new Routing.PresenceChanged(status));
        }
    }

    private static @Nullable AgentStatus status(RouterState state, AgentId agent) {
        AgentEntry entry = state.agents().get(agent);
        return entry == null
                ? null
                : new AgentStatus(
                        agent,
                        entry.presence(),
                        entry.reason(),
                        entry.since(),
                        entry.used(),
                        entry.agent().capacity());
    }

    private Instant now() {
        return dependencies.clock().instant();
    }
}
