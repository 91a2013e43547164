package io.parley.desk;

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
import io.parley.EntityKey;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
import io.parley.conversation.ConversationEntity;
import io.parley.desk.Desk.Command;
import io.parley.desk.Desk.ConsoleMessage;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Directory.Role;
import io.parley.directory.Permission;
import io.parley.directory.Rights;
import io.parley.inbox.Transcripts;
import io.parley.privacy.Keyring;
import io.parley.routing.RouterEntity;
import io.parley.routing.Routing;
import io.parley.routing.Supervision;
import io.parley.routing.SupervisorEntity;
import io.parley.site.Site;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One agent's desk: follows the router and every conversation the agent holds or watches, and shows the same numbered frames to all their
 * consoles. Decides nothing and stores nothing; it reads again whatever it misses. What it shows depends on the agent's role: it ends when
 * that changes, and the next desk shows what they may see then.
 */
public final class AgentDesk extends AbstractBehavior<Command> {

    public static final EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "desk");

    private static final Duration RETRY = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final TimerScheduler<Command> timers;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final TenantId tenant;
    private final AgentId agent;
    private final Site site;
    private final DeskSettings settings;
    private final ActorRef<Routing.Update> routerAdapter;
    private CompletionStage<?> opening = CompletableFuture.completedStage(null);
    private final ActorRef<Supervision.Update> supervisorAdapter;

    private final Consoles consoles;
    private final Offers offers;
    private final FollowedConversations conversations;
    private final Alarms alarms;
    private final Consumer<Keyring.Destroyed> erasure;
    private Routing.@Nullable AgentStatus status;
    private Routing.@Nullable QueueView queue;
    /** Null until the directory of this node knows the agent. */
    private @Nullable Role role;

    static Behavior<Command> create(
            EntityKey key,
            ActorRef<ClusterSharding.ShardCommand> shard,
            Site site,
            Transcripts transcripts,
            FrameWriter writer,
            DeskSettings settings) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new AgentDesk(context, timers, shard, key, site, transcripts, writer, settings)));
    }

    private AgentDesk(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ActorRef<ClusterSharding.ShardCommand> shard,
            EntityKey key,
            Site site,
            Transcripts transcripts,
            FrameWriter writer,
            DeskSettings settings) {
        super(context);
        this.timers = timers;
        this.shard = shard;
        this.tenant = key.tenant();
        this.agent = new AgentId(key.id());
        this.site = site;
        this.settings = settings;
        this.routerAdapter = context.messageAdapter(Routing.Update.class, Desk.FromRouter::new);
        this.supervisorAdapter = context.messageAdapter(Supervision.Update.class, Desk.FromSupervisor::new);
        this.consoles = new Consoles(site.clock(), settings, writer);
        this.offers = new Offers(context, tenant, site, consoles);
        this.conversations = new FollowedConversations(context, key, site, transcripts, consoles);
        this.alarms = new Alarms(consoles);
        this.role = profile().map(Agent::role).orElse(null);
        timers.startTimerWithFixedDelay(Desk.Tick.RENEW, Desk.Tick.RENEW, settings.renewEvery());
        timers.startSingleTimer(Desk.Tick.IDLE, Desk.Tick.IDLE, settings.idleAfter());
        // Its frames and its view of the queue hold what customers said. A new desk has only what can still be read.
        ActorRef<Command> self = context.getSelf();
        this.erasure = erased -> {
            if (erased.tenant().equals(tenant)) {
                self.tell(Desk.Stop.INSTANCE);
            }
        };
        site.keyring().follow(erasure);
        followRouter();
        followSupervisor();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Desk.IssueTicket.class, this::issueTicket)
                .onMessage(Desk.Attach.class, this::attach)
                .onMessage(Desk.ConsoleAlive.class, this::present)
                .onMessage(Desk.Detach.class, command -> detach(command.console()))
                .onMessage(Desk.Ended.class, command -> detach(command.console()))
                .onMessage(Desk.Watch.class, this::watch)
                .onMessage(Desk.Watched.class, this::watched)
                .onMessage(Desk.Unwatch.class, this::unwatch)
                .onMessage(Desk.ShowTyping.class, this::showTyping)
                .onMessage(Desk.FromRouter.class, command -> opening(command.update()))
                .onMessage(Desk.Opened.class, command -> fromRouter(command.update()))
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
        Desk.Ticket ticket = consoles.issueTicket();
        StatusReply<Desk.Ticket> answer = ticket == null
                ? Refused.reply(ErrorCode.TOO_MANY_REQUESTS, "Too many unused tickets. Use one, or wait half a minute.")
                : StatusReply.success(ticket);
        command.replyTo().tell(answer);
        return this;
    }

    private Behavior<Command> attach(Desk.Attach command) {
        ActorRef<ConsoleMessage> console = command.console();
        if (hasAnotherRole()) {
            console.tell(new Desk.ReconnectRequired());
            return Behaviors.stopped();
        }
        if (!consoles.admit(command.ticket())) {
            console.tell(new Desk.TicketRefused());
            return this;
        }
        getContext().watchWith(console, new Desk.Ended(console));
        timers.cancel(Desk.Tick.IDLE);
        if (!consoles.resume(console, command.after())) {
            // The router may know more than it last reported.
            followRouter();
            timers.startSingleTimer(Desk.Tick.READY_OR_NOT, Desk.Tick.READY_OR_NOT, PATIENCE);
            welcome(false);
        }
        notifyConsoleOpened();
        return this;
    }

    private Behavior<Command> present(Desk.ConsoleAlive command) {
        if (!consoles.knows(command.console())) {
            command.console().tell(new Desk.ReconnectRequired());
        }
        return this;
    }

    private Behavior<Command> detach(ActorRef<ConsoleMessage> console) {
        getContext().unwatch(console);
        boolean last = consoles.remove(console);
        if (last) {
            timers.startSingleTimer(Desk.Tick.IDLE, Desk.Tick.IDLE, settings.idleAfter());
        }
        return this;
    }

    /** Gives newcomers their reset once all of it is known, or, when time is up, as far as it is known; the rest follows as frames. */
    private void welcome(boolean timeIsUp) {
        Agent known = profile().orElse(null);
        Routing.AgentStatus presence = status;
        Routing.QueueView line = queue;
        if (!consoles.awaitsReset() || known == null || presence == null || line == null) {
            return;
        }
        boolean complete = offers.areKnown() && conversations.areKnown();
        if (!complete && !timeIsUp) {
            return;
        }
        consoles.reset(new ServerFrame.State(
                known, presence, conversations.held(), offers.views(known), line.waiting(), alarms.all()));
        timers.cancel(Desk.Tick.READY_OR_NOT);
    }

    private Optional<Agent> profile() {
        return site.directory().agent(tenant, agent);
    }

    private boolean hasAnotherRole() {
        Role now = profile().map(Agent::role).orElse(null);
        if (role == null) {
            role = now;
        }
        return now != null && now != role;
    }

    // ---- the router ----

    private void followRouter() {
        RouterEntity.of(site.entities(), tenant).tell(new Routing.Follow(agent, routerAdapter));
    }

    private void notifyConsoleOpened() {
        profile().ifPresent(known -> RouterEntity.of(site.entities(), tenant)
                .tell(new Routing.ConsoleOpened(routed(known))));
    }

    /** The agent as the router needs to know them. */
    static Routing.AgentProfile routed(Agent agent) {
        return new Routing.AgentProfile(agent.id(), agent.name(), agent.skills(), agent.capacity());
    }

    /** Opens names and summaries, which are sealed in transit. One update after the other, in order. */
    private Behavior<Command> opening(Routing.Update update) {
        CompletionStage<Routing.Update> opened = opening.thenCompose(before -> site.keyring()
                .open(tenant, update)
                // Shown without them rather than not at all.
                .exceptionally(failure -> update));
        opening = opened;
        getContext().pipeToSelf(opened, (done, failure) -> new Desk.Opened(done == null ? update : done));
        return this;
    }

    private Behavior<Command> fromRouter(Routing.Update update) {
        if (update instanceof Routing.Desk desk) {
            presence(desk.status());
            line(desk.queue());
            offers.are(desk.reservations());
            conversations.assignedAre(desk.assigned());
            welcome(false);
        } else if (update instanceof Routing.ReservationOffered offered) {
            offers.offered(offered.reservation());
        } else if (update instanceof Routing.ReservationEnded ended) {
            Routing.Reservation reservation = offers.ended(ended.reservation(), ended.outcome());
            if (reservation != null && ended.outcome() == Routing.Outcome.ACCEPTED) {
                conversations.assigned(reservation.item().conversation());
            }
            welcome(false);
        } else if (update instanceof Routing.PresenceChanged changed) {
            presence(changed.status());
        } else if (update instanceof Routing.QueueChanged changed) {
            line(changed.queue());
        }
        return this;
    }

    private void presence(Routing.AgentStatus next) {
        // An agent the router does not know yet gets a new "since" with each answer; that is not a change.
        boolean news = status == null
                || !(status.presence() == next.presence()
                        && status.used() == next.used()
                        && status.capacity() == next.capacity()
                        && Objects.equals(status.reason(), next.reason()));
        status = next;
        if (news) {
            consoles.show(new ServerFrame.Presence(next));
        }
    }

    private void line(Routing.QueueView next) {
        boolean news = !next.equals(queue);
        queue = next;
        if (news) {
            consoles.show(new ServerFrame.Queue(next));
        }
    }

    private Behavior<Command> summarized(Desk.Summarized answer) {
        boolean again = offers.summarized(answer, profile());
        if (again) {
            retrySoon();
        }
        welcome(false);
        return this;
    }

    // ---- the supervisor ----

    private void followSupervisor() {
        boolean supervises = profile()
                .filter(known -> Rights.has(known.role(), Permission.SUPERVISE))
                .isPresent();
        if (supervises) {
            SupervisorEntity.of(site.entities(), tenant).tell(new Supervision.Follow(supervisorAdapter));
        }
    }

    private Behavior<Command> fromSupervisor(Supervision.Update update) {
        if (hasAnotherRole()) {
            return Behaviors.stopped();
        }
        alarms.told(update, site.clock().instant());
        return this;
    }

    // ---- conversations ----

    private Behavior<Command> fromConversation(Conversation.Update update) {
        conversations.told(update);
        if (update instanceof Conversation.Following) {
            welcome(false);
        }
        return this;
    }

    private Behavior<Command> fetched(Desk.Fetched answer) {
        boolean again = conversations.fetched(answer);
        if (again) {
            retrySoon();
        }
        return this;
    }

    // ---- requests to the desk itself ----

    private Behavior<Command> watch(Desk.Watch command) {
        getContext()
                .askWithStatus(
                        Conversation.Summary.class,
                        ConversationEntity.of(site.entities(), tenant, command.conversation()),
                        site.askTimeout(),
                        Conversation.GetSummary::new,
                        (summary, failure) ->
                                new Desk.Watched(command.conversation(), summary, refusal(failure), command.replyTo()));
        return this;
    }

    private static @Nullable String refusal(@Nullable Throwable failure) {
        return failure == null ? null : Refused.from(failure).text();
    }

    private Behavior<Command> watched(Desk.Watched answer) {
        Conversation.Summary summary = answer.summary();
        if (summary == null) {
            String refusal = answer.refusal();
            answer.replyTo().tell(StatusReply.error(refusal == null ? "" : refusal));
            return this;
        }
        if (!conversations.watch(answer.conversation())) {
            answer.replyTo()
                    .tell(Refused.reply(
                            ErrorCode.NOT_POSSIBLE_NOW,
                            "You are already watching " + FollowedConversations.MAX_WATCHED
                                    + " conversations. Stop watching one first."));
            return this;
        }
        answer.replyTo().tell(StatusReply.success(summary));
        return this;
    }

    private Behavior<Command> unwatch(Desk.Unwatch command) {
        conversations.unwatch(command.conversation());
        command.replyTo().tell(StatusReply.success(Done.getInstance()));
        return this;
    }

    private Behavior<Command> showTyping(Desk.ShowTyping command) {
        Agent known = profile().orElse(null);
        if (!conversations.isHeld(command.conversation()) || known == null) {
            command.replyTo()
                    .tell(Refused.reply(
                            ErrorCode.NOT_YOUR_TURN, "Only the agent who holds this conversation types in it."));
            return this;
        }
        ConversationEntity.of(site.entities(), tenant, command.conversation())
                .tell(new Conversation.ShowTyping(Conversation.Author.agent(agent, known.name()), command.typing()));
        command.replyTo().tell(StatusReply.success(Done.getInstance()));
        return this;
    }

    // ---- housekeeping ----

    private Behavior<Command> tick(Desk.Tick tick) {
        if (tick == Desk.Tick.RENEW && hasAnotherRole()) {
            return Behaviors.stopped();
        }
        switch (tick) {
            case RENEW -> renew();
            case READY_OR_NOT -> {
                welcome(true);
                if (consoles.awaitsReset()) {
                    timers.startSingleTimer(Desk.Tick.READY_OR_NOT, Desk.Tick.READY_OR_NOT, RETRY);
                    followRouter();
                }
            }
            case RETRY -> {
                offers.retry();
                conversations.retry();
            }
            case IDLE -> {
                if (consoles.isEmpty()) {
                    shard.tell(new ClusterSharding.Passivate<>(getContext().getSelf()));
                }
            }
        }
        return this;
    }

    private void renew() {
        followRouter();
        followSupervisor();
        if (!consoles.isEmpty()) {
            notifyConsoleOpened();
        }
        conversations.renew();
    }

    private void retrySoon() {
        if (!timers.isTimerActive(Desk.Tick.RETRY)) {
            timers.startSingleTimer(Desk.Tick.RETRY, Desk.Tick.RETRY, RETRY);
        }
    }

    private Behavior<Command> stopped() {
        site.keyring().unfollow(erasure);
        consoles.sendAway();
        RouterEntity.of(site.entities(), tenant).tell(new Routing.Unfollow(routerAdapter));
        SupervisorEntity.of(site.entities(), tenant).tell(new Supervision.Unfollow(supervisorAdapter));
        conversations.unfollowAll();
        return this;
    }
}
