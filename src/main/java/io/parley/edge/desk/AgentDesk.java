package io.parley.edge.desk;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.pattern.StatusReply;
import io.parley.AgentId;
import io.parley.ConversationId;
import io.parley.EntityKey;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Directory.Role;
import io.parley.edge.Backend;
import io.parley.edge.desk.Desk.Command;
import io.parley.edge.desk.Desk.ToConsole;
import io.parley.edge.view.AgentView;
import io.parley.edge.view.AgentView.PresenceView;
import io.parley.edge.view.ConversationView;
import io.parley.edge.view.EntryView;
import io.parley.edge.view.RoutingViews.ReservationView;
import io.parley.edge.view.RoutingViews.WaitingView;
import io.parley.inbox.Transcripts;
import io.parley.routing.Routing;
import io.parley.routing.Supervision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One agent's desk: follows the router and every conversation the agent holds or watches, and shows the same numbered frames to all
 * their consoles. Decides nothing and stores nothing; whatever it misses it reads again.
 */
public final class AgentDesk extends AbstractBehavior<Command> {

    public static final EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "desk");

    private static final int MOST_TICKETS = 20;
    private static final int MOST_WATCHED = 50;
    /** The line as a console shows it; the count says how many there are beyond. */
    private static final int SHOWN_WAITING = 50;

    private static final Duration RETRY = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration TYPING_LASTS = Duration.ofSeconds(2);

    /** An offer, and the conversation it is about once that is known; only then is it shown. */
    private record Offer(Routing.Reservation reservation, Conversation.@Nullable Summary conversation) {}

    /** A conversation followed. */
    private static final class Followed {
        Conversation.@Nullable Summary summary;
        /** The last entry shown or skipped; -1 before the conversation answered. */
        long last = -1;
        /** The last entry there is, as far as known. */
        long known;

        boolean mine;
        boolean watched;
        boolean fetching;
    }

    private final TimerScheduler<Command> timers;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final TenantId tenant;
    private final AgentId agent;
    private final Backend backend;
    private final DeskSettings settings;
    private final Duration ticketLifetime;
    private final ActorRef<Routing.Update> routerAdapter;
    private final ActorRef<Conversation.Update> conversationAdapter;
    private final ActorRef<Supervision.Update> supervisorAdapter;
    private final Frames frames;

    private final Map<String, Instant> tickets = new LinkedHashMap<>();
    private final Set<ActorRef<ToConsole>> consoles = new LinkedHashSet<>();
    /** Attached, but without the reset they begin with. */
    private final Set<ActorRef<ToConsole>> newcomers = new LinkedHashSet<>();

    private final Map<String, Offer> offers = new LinkedHashMap<>();
    private final Map<ConversationId, Followed> followed = new LinkedHashMap<>();
    private final Map<String, Instant> typing = new HashMap<>();
    private final Map<String, Supervision.Alarm> alarms = new LinkedHashMap<>();
    private final Set<ConversationId> assignedByRouter = new HashSet<>();
    private Routing.@Nullable AgentStatus status;
    private Routing.@Nullable QueueView queue;

    public static Behavior<Command> create(
            EntityKey key,
            ActorRef<ClusterSharding.ShardCommand> shard,
            Backend backend,
            DeskSettings settings,
            Duration ticketLifetime) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new AgentDesk(context, timers, shard, key, backend, settings, ticketLifetime)));
    }

    private AgentDesk(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ActorRef<ClusterSharding.ShardCommand> shard,
            EntityKey key,
            Backend backend,
            DeskSettings settings,
            Duration ticketLifetime) {
        super(context);
        this.timers = timers;
        this.shard = shard;
        this.tenant = key.tenant();
        this.agent = new AgentId(key.id());
        this.backend = backend;
        this.settings = settings;
        this.ticketLifetime = ticketLifetime;
        this.routerAdapter = context.messageAdapter(Routing.Update.class, Desk.FromRouter::new);
        this.conversationAdapter = context.messageAdapter(Conversation.Update.class, Desk.FromConversation::new);
        this.supervisorAdapter = context.messageAdapter(Supervision.Update.class, Desk.FromSupervisor::new);
        this.frames = new Frames(now(), settings.keptFrames(), settings.keptCharacters());
        timers.startTimerWithFixedDelay(Desk.Tick.RENEW, Desk.Tick.RENEW, settings.renewEvery());
        timers.startSingleTimer(Desk.Tick.IDLE, Desk.Tick.IDLE, settings.idleAfter());
        followRouter();
        followSupervisor();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Desk.IssueTicket.class, this::issueTicket)
                .onMessage(Desk.Attach.class, this::attach)
                .onMessage(Desk.Present.class, this::present)
                .onMessage(Desk.Detach.class, command -> detach(command.console()))
                .onMessage(Desk.Ended.class, command -> detach(command.console()))
                .onMessage(Desk.Watch.class, this::watch)
                .onMessage(Desk.Watched.class, this::watched)
                .onMessage(Desk.Unwatch.class, this::unwatch)
                .onMessage(Desk.ShowTyping.class, this::showTyping)
                .onMessage(Desk.FromRouter.class, command -> fromRouter(command.update()))
                .onMessage(Desk.FromSupervisor.class, command -> fromSupervisor(command.update()))
                .onMessage(Desk.FromConversation.class, command -> fromConversation(command.update()))
                .onMessage(Desk.Summarized.class, this::summarized)
                .onMessage(Desk.Fetched.class, this::fetched)
                .onMessage(Desk.Tick.class, this::tick)
                .onMessage(Desk.Stop.class, command -> Behaviors.stopped())
                .onSignal(PostStop.class, signal -> stopped())
                .build();
    }

    // ---- consoles ----

    private Behavior<Command> issueTicket(Desk.IssueTicket command) {
        Instant now = now();
        tickets.values().removeIf(expiresAt -> !now.isBefore(expiresAt));
        if (tickets.size() >= MOST_TICKETS) {
            command.replyTo()
                    .tell(Refused.reply(
                            ErrorCode.TOO_MANY_REQUESTS, "Too many unused tickets. Use one, or wait half a minute."));
            return this;
        }
        Desk.Ticket ticket = new Desk.Ticket(UUID.randomUUID().toString(), now.plus(ticketLifetime));
        tickets.put(ticket.id(), ticket.expiresAt());
        command.replyTo().tell(StatusReply.success(ticket));
        return this;
    }

    private Behavior<Command> attach(Desk.Attach command) {
        Instant expiresAt = tickets.remove(command.ticket());
        ActorRef<ToConsole> console = command.console();
        if (expiresAt == null
                || !now().isBefore(expiresAt)
                || consoles.size() + newcomers.size() >= settings.mostConsoles()) {
            console.tell(new Desk.TurnedAway());
            return this;
        }
        getContext().watchWith(console, new Desk.Ended(console));
        timers.cancel(Desk.Tick.IDLE);
        Long after = command.after();
        List<String> missed = after == null ? null : frames.after(after);
        if (missed != null) {
            missed.forEach(json -> console.tell(new Desk.Frame(json)));
            consoles.add(console);
        } else {
            newcomers.add(console);
            // The router may know more than it last told.
            followRouter();
            timers.startSingleTimer(Desk.Tick.READY_OR_NOT, Desk.Tick.READY_OR_NOT, PATIENCE);
            welcome(false);
        }
        sayConsoleIsOpen();
        return this;
    }

    private Behavior<Command> present(Desk.Present command) {
        boolean known = consoles.contains(command.console()) || newcomers.contains(command.console());
        if (!known) {
            command.console().tell(new Desk.Gone());
        }
        return this;
    }

    private Behavior<Command> detach(ActorRef<ToConsole> console) {
        getContext().unwatch(console);
        boolean known = consoles.remove(console);
        known |= newcomers.remove(console);
        if (known && consoles.isEmpty() && newcomers.isEmpty()) {
            timers.startSingleTimer(Desk.Tick.IDLE, Desk.Tick.IDLE, settings.idleAfter());
        }
        return this;
    }

    /** Gives newcomers their reset once all of it is known, or, when time is up, what is known; the rest follows as frames. */
    private void welcome(boolean timeIsUp) {
        Agent known = backend.directory().agent(tenant, agent).orElse(null);
        Routing.AgentStatus presence = status;
        Routing.QueueView line = queue;
        if (newcomers.isEmpty() || known == null || presence == null || line == null) {
            return;
        }
        boolean complete = offers.values().stream().allMatch(offer -> offer.conversation() != null)
                && assignedByRouter.stream().allMatch(id -> {
                    Followed conversation = followed.get(id);
                    return conversation != null && conversation.summary != null;
                });
        if (!complete && !timeIsUp) {
            return;
        }
        List<ReservationView> reservations = new ArrayList<>();
        for (Offer offer : offers.values()) {
            Conversation.Summary summary = offer.conversation();
            if (summary != null) {
                reservations.add(ReservationView.of(offer.reservation(), summary, known));
            }
        }
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("agent", AgentView.of(known, PresenceView.of(presence)));
        state.put(
                "conversations",
                followed.values().stream()
                        .filter(conversation -> conversation.mine)
                        .map(conversation -> conversation.summary)
                        .filter(java.util.Objects::nonNull)
                        .map(ConversationView::of)
                        .toList());
        state.put("reservations", reservations);
        state.put("waiting", waitingViews(line));
        state.put("alarms", List.copyOf(alarms.values()));
        Desk.Frame reset = new Desk.Frame(frames.reset(now(), state));
        newcomers.forEach(console -> console.tell(reset));
        consoles.addAll(newcomers);
        newcomers.clear();
        timers.cancel(Desk.Tick.READY_OR_NOT);
    }

    private void show(String type, Map<String, ?> payload) {
        Desk.Frame frame = new Desk.Frame(frames.next(type, now(), payload));
        consoles.forEach(console -> console.tell(frame));
    }

    // ---- the router ----

    private void followRouter() {
        backend.router(tenant).tell(new Routing.Follow(agent, routerAdapter));
    }

    private void sayConsoleIsOpen() {
        backend.directory().agent(tenant, agent).ifPresent(known -> backend.router(tenant)
                .tell(new Routing.ConsoleOpened(AgentView.skilled(known))));
    }

    private Behavior<Command> fromRouter(Routing.Update update) {
        if (update instanceof Routing.Desk desk) {
            presence(desk.status());
            line(desk.queue());
            Set<String> held = new HashSet<>();
            desk.reservations().forEach(reservation -> {
                held.add(reservation.id());
                offered(reservation);
            });
            List.copyOf(offers.keySet()).stream()
                    .filter(id -> !held.contains(id))
                    .forEach(id -> offerEnded(id, Routing.Outcome.WITHDRAWN));
            assignedByRouter.clear();
            assignedByRouter.addAll(desk.assigned());
            desk.assigned().forEach(this::follow);
            welcome(false);
        } else if (update instanceof Routing.ReservationOffered offered) {
            offered(offered.reservation());
        } else if (update instanceof Routing.ReservationEnded ended) {
            offerEnded(ended.reservation(), ended.outcome());
        } else if (update instanceof Routing.PresenceChanged changed) {
            presence(changed.status());
        } else if (update instanceof Routing.QueueChanged changed) {
            line(changed.queue());
        }
        return this;
    }

    private void presence(Routing.AgentStatus next) {
        // An agent the router does not know yet gets a new "since" with each answer; that is no news.
        boolean news = status == null
                || !(status.presence() == next.presence()
                        && status.used() == next.used()
                        && status.capacity() == next.capacity()
                        && java.util.Objects.equals(status.reason(), next.reason()));
        status = next;
        if (news) {
            show("presence", Map.of("presence", PresenceView.of(next), "capacity", next.capacity()));
        }
    }

    private void line(Routing.QueueView next) {
        boolean news = !next.equals(queue);
        queue = next;
        if (news) {
            show("queue", Map.of("waiting", waitingViews(next), "count", next.count()));
        }
    }

    private static List<WaitingView> waitingViews(Routing.QueueView line) {
        return line.waiting().stream().limit(SHOWN_WAITING).map(WaitingView::of).toList();
    }

    private void offered(Routing.Reservation reservation) {
        Offer known = offers.putIfAbsent(reservation.id(), new Offer(reservation, null));
        if (known == null) {
            askSummary(reservation);
        }
    }

    private void askSummary(Routing.Reservation reservation) {
        getContext()
                .askWithStatus(
                        Conversation.Summary.class,
                        backend.conversation(tenant, reservation.item().conversation()),
                        backend.askTimeout(),
                        Conversation.GetSummary::new,
                        (summary, failure) -> new Desk.Summarized(reservation.id(), summary));
    }

    private Behavior<Command> summarized(Desk.Summarized answer) {
        Offer offer = offers.get(answer.reservation());
        Conversation.Summary summary = answer.summary();
        if (offer == null || offer.conversation() != null) {
            return this;
        }
        if (summary == null) {
            retrySoon();
            return this;
        }
        offers.put(answer.reservation(), new Offer(offer.reservation(), summary));
        backend.directory()
                .agent(tenant, agent)
                .ifPresent(known -> show(
                        "reservation-offered",
                        Map.of("reservation", ReservationView.of(offer.reservation(), summary, known))));
        welcome(false);
        return this;
    }

    private void offerEnded(String id, Routing.Outcome outcome) {
        Offer offer = offers.remove(id);
        if (offer == null) {
            return;
        }
        if (offer.conversation() != null) {
            show(
                    "reservation-ended",
                    Map.of("reservation", id, "outcome", outcome.name().toLowerCase(java.util.Locale.ROOT)));
        }
        if (outcome == Routing.Outcome.ACCEPTED) {
            ConversationId conversation = offer.reservation().item().conversation();
            assignedByRouter.add(conversation);
            follow(conversation);
        }
        welcome(false);
    }

    // ---- the supervisor ----

    private void followSupervisor() {
        boolean supervises = backend.directory()
                .agent(tenant, agent)
                .filter(known -> known.role() == Role.SUPERVISOR || known.role() == Role.ADMIN)
                .isPresent();
        if (supervises) {
            backend.supervisor(tenant).tell(new Supervision.Follow(supervisorAdapter));
        }
    }

    private Behavior<Command> fromSupervisor(Supervision.Update update) {
        if (update instanceof Supervision.AlarmChanged changed) {
            alarm(changed.alarm());
        } else if (update instanceof Supervision.Alarms lasting) {
            Set<String> ids = new HashSet<>();
            lasting.alarms().forEach(alarm -> {
                ids.add(alarm.id());
                alarm(alarm);
            });
            // Cleared while nobody told us.
            List.copyOf(alarms.values()).stream()
                    .filter(alarm -> !ids.contains(alarm.id()))
                    .forEach(alarm -> alarm(new Supervision.Alarm(
                            alarm.id(), alarm.kind(), alarm.conversation(), alarm.since(), alarm.raisedAt(), now())));
        }
        return this;
    }

    private void alarm(Supervision.Alarm alarm) {
        Supervision.Alarm known = alarm.clearedAt() == null ? alarms.put(alarm.id(), alarm) : alarms.remove(alarm.id());
        if (alarm.clearedAt() == null ? !alarm.equals(known) : known != null) {
            show("alarm", Map.of("alarm", alarm));
        }
    }

    // ---- conversations ----

    private Followed follow(ConversationId conversation) {
        return followed.computeIfAbsent(conversation, id -> {
            sayFollow(id);
            return new Followed();
        });
    }

    private void sayFollow(ConversationId conversation) {
        backend.conversation(tenant, conversation).tell(new Conversation.Follow(conversationAdapter));
    }

    private void unfollow(ConversationId conversation) {
        followed.remove(conversation);
        backend.conversation(tenant, conversation).tell(new Conversation.Unfollow(conversationAdapter));
    }

    private Behavior<Command> fromConversation(Conversation.Update update) {
        ConversationId id = update.conversation();
        Followed conversation = followed.get(id);
        if (conversation == null) {
            backend.conversation(tenant, id).tell(new Conversation.Unfollow(conversationAdapter));
            return this;
        }
        if (update instanceof Conversation.Following following) {
            if (conversation.last < 0) {
                conversation.last = following.summary().sequence();
            }
            conversation.known =
                    Math.max(conversation.known, following.summary().sequence());
            catchUp(id, conversation);
            summary(id, conversation, following.summary());
            welcome(false);
        } else if (update instanceof Conversation.Happened happened) {
            if (conversation.last < 0) {
                conversation.last = happened.sequence() - 1;
            }
            conversation.known = Math.max(conversation.known, happened.sequence());
            if (!conversation.fetching && happened.sequence() == conversation.last + 1) {
                entry(id, conversation, happened.sequence(), happened.event());
            } else {
                catchUp(id, conversation);
            }
            summary(id, conversation, happened.summary());
        } else if (update instanceof Conversation.Typing typed) {
            typing(typed, conversation);
        } else if (update instanceof Conversation.Moved) {
            sayFollow(id);
        }
        return this;
    }

    private void entry(ConversationId id, Followed conversation, long sequence, Conversation.Event event) {
        conversation.last = sequence;
        if (conversation.mine || conversation.watched) {
            show("message", Map.of("entry", EntryView.of(id, sequence, event)));
        }
    }

    private void summary(ConversationId id, Followed conversation, Conversation.Summary next) {
        Conversation.Summary before = conversation.summary;
        if (before != null && next.sequence() < before.sequence()) {
            return;
        }
        conversation.summary = next;
        boolean mine = next.owner().is(agent) && next.status() != Conversation.Status.RESOLVED;
        if (mine && !conversation.mine) {
            conversation.mine = true;
            show("assigned", Map.of("conversation", ConversationView.of(next)));
        } else if (!mine && conversation.mine) {
            conversation.mine = false;
            show("conversation-changed", Map.of("conversation", ConversationView.of(next)));
        } else if (before != null && (conversation.mine || conversation.watched) && differs(before, next)) {
            show("conversation-changed", Map.of("conversation", ConversationView.of(next)));
        }
    }

    /** In more than what its messages tell. */
    private static boolean differs(Conversation.Summary before, Conversation.Summary next) {
        return before.status() != next.status()
                || !before.owner().equals(next.owner())
                || before.language() != next.language()
                || !java.util.Objects.equals(before.handoff(), next.handoff())
                || before.disposition() != next.disposition();
    }

    /** Reads what was missed; until then nothing newer is shown, so that the order is right. */
    private void catchUp(ConversationId id, Followed conversation) {
        if (conversation.fetching || conversation.known <= conversation.last) {
            return;
        }
        conversation.fetching = true;
        getContext()
                .pipeToSelf(
                        backend.transcripts().read(tenant, id, conversation.last, Transcripts.MAX_LIMIT),
                        (events, failure) -> new Desk.Fetched(id, failure == null ? events : null));
    }

    private Behavior<Command> fetched(Desk.Fetched answer) {
        Followed conversation = followed.get(answer.conversation());
        if (conversation == null) {
            return this;
        }
        conversation.fetching = false;
        long before = conversation.last;
        List<Transcripts.Recorded> events = answer.events();
        if (events != null) {
            for (Transcripts.Recorded recorded : events) {
                if (recorded.sequence() == conversation.last + 1) {
                    entry(answer.conversation(), conversation, recorded.sequence(), recorded.event());
                }
            }
        }
        if (conversation.last > before) {
            catchUp(answer.conversation(), conversation);
        } else if (conversation.known > conversation.last) {
            retrySoon();
        }
        return this;
    }

    private void typing(Conversation.Typing typed, Followed conversation) {
        boolean myself = agent.value().equals(typed.author().id());
        if (myself || !(conversation.mine || conversation.watched)) {
            return;
        }
        String key = typed.conversation() + " " + typed.author().kind() + " "
                + typed.author().id();
        Instant now = now();
        Instant shown = typing.get(key);
        if (typed.typing() && shown != null && now.isBefore(shown.plus(TYPING_LASTS))) {
            return;
        }
        if (typed.typing()) {
            typing.put(key, now);
        } else {
            typing.remove(key);
        }
        show(
                "typing",
                Map.of(
                        "conversation",
                        typed.conversation().value(),
                        "author",
                        typed.author(),
                        "typing",
                        typed.typing()));
    }

    // ---- what consoles ask of the desk itself ----

    private Behavior<Command> watch(Desk.Watch command) {
        getContext()
                .askWithStatus(
                        Conversation.Summary.class,
                        backend.conversation(tenant, command.conversation()),
                        backend.askTimeout(),
                        Conversation.GetSummary::new,
                        (summary, failure) ->
                                new Desk.Watched(command.conversation(), summary, refusal(failure), command.replyTo()));
        return this;
    }

    private static @Nullable String refusal(@Nullable Throwable failure) {
        if (failure == null) {
            return null;
        }
        Refused refused = Refused.from(failure);
        return refused.code().name() + ": " + refused.detail();
    }

    private Behavior<Command> watched(Desk.Watched answer) {
        Conversation.Summary summary = answer.summary();
        if (summary == null) {
            String refusal = answer.refusal();
            answer.replyTo().tell(StatusReply.error(refusal == null ? "" : refusal));
            return this;
        }
        long watching =
                followed.values().stream().filter(other -> other.watched).count();
        Followed known = followed.get(answer.conversation());
        if (watching >= MOST_WATCHED && (known == null || !known.watched)) {
            answer.replyTo()
                    .tell(Refused.reply(
                            ErrorCode.NOT_POSSIBLE_NOW,
                            "You watch " + MOST_WATCHED + " conversations already. Stop watching one first."));
            return this;
        }
        follow(answer.conversation()).watched = true;
        answer.replyTo().tell(StatusReply.success(summary));
        return this;
    }

    private Behavior<Command> unwatch(Desk.Unwatch command) {
        Followed conversation = followed.get(command.conversation());
        if (conversation != null) {
            conversation.watched = false;
            dropIfNobodyLooks(command.conversation(), conversation);
        }
        command.replyTo().tell(StatusReply.success(Done.getInstance()));
        return this;
    }

    private Behavior<Command> showTyping(Desk.ShowTyping command) {
        Followed conversation = followed.get(command.conversation());
        Agent known = backend.directory().agent(tenant, agent).orElse(null);
        if (conversation == null || !conversation.mine || known == null) {
            command.replyTo()
                    .tell(Refused.reply(
                            ErrorCode.NOT_YOUR_TURN, "Only the agent who holds this conversation types in it."));
            return this;
        }
        backend.conversation(tenant, command.conversation())
                .tell(new Conversation.ShowTyping(Conversation.Author.agent(agent, known.name()), command.typing()));
        command.replyTo().tell(StatusReply.success(Done.getInstance()));
        return this;
    }

    // ---- housekeeping ----

    private Behavior<Command> tick(Desk.Tick tick) {
        switch (tick) {
            case RENEW -> renew();
            case READY_OR_NOT -> {
                welcome(true);
                if (!newcomers.isEmpty()) {
                    timers.startSingleTimer(Desk.Tick.READY_OR_NOT, Desk.Tick.READY_OR_NOT, RETRY);
                    followRouter();
                }
            }
            case RETRY -> retry();
            case IDLE -> {
                if (consoles.isEmpty() && newcomers.isEmpty()) {
                    shard.tell(new ClusterSharding.Passivate<>(getContext().getSelf()));
                }
            }
        }
        return this;
    }

    private void renew() {
        followRouter();
        followSupervisor();
        if (!consoles.isEmpty() || !newcomers.isEmpty()) {
            sayConsoleIsOpen();
        }
        for (Map.Entry<ConversationId, Followed> entry : List.copyOf(followed.entrySet())) {
            if (!dropIfNobodyLooks(entry.getKey(), entry.getValue())) {
                sayFollow(entry.getKey());
            }
        }
        Instant now = now();
        typing.values().removeIf(shown -> now.isAfter(shown.plus(TYPING_LASTS)));
    }

    private boolean dropIfNobodyLooks(ConversationId id, Followed conversation) {
        boolean drop = !conversation.mine && !conversation.watched && !assignedByRouter.contains(id);
        if (drop) {
            unfollow(id);
        }
        return drop;
    }

    private void retrySoon() {
        if (!timers.isTimerActive(Desk.Tick.RETRY)) {
            timers.startSingleTimer(Desk.Tick.RETRY, Desk.Tick.RETRY, RETRY);
        }
    }

    private void retry() {
        for (Offer offer : offers.values()) {
            if (offer.conversation() == null) {
                askSummary(offer.reservation());
            }
        }
        followed.forEach(this::catchUp);
    }

    private Behavior<Command> stopped() {
        consoles.forEach(console -> console.tell(new Desk.Gone()));
        newcomers.forEach(console -> console.tell(new Desk.Gone()));
        backend.router(tenant).tell(new Routing.Unfollow(routerAdapter));
        backend.supervisor(tenant).tell(new Supervision.Unfollow(supervisorAdapter));
        followed.keySet()
                .forEach(id -> backend.conversation(tenant, id).tell(new Conversation.Unfollow(conversationAdapter)));
        return this;
    }

    private Instant now() {
        return backend.clock().instant();
    }
}
