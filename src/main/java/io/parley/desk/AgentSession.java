package io.parley.desk;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.RecipientRef;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.pattern.StatusReply;
import io.parley.AgentId;
import io.parley.ClusterMessage;
import io.parley.EntityKey;
import io.parley.LogFields;
import io.parley.ParleyMetrics;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation;
import io.parley.conversation.ConversationEntity;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Rights;
import io.parley.routing.RouterEntity;
import io.parley.routing.Routing;
import io.parley.routing.Supervision;
import io.parley.routing.SupervisorEntity;
import io.parley.site.Site;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket of an agent's console: passes on what the desk shows, and carries out the console's requests in the agent's name. Ends with
 * its socket.
 */
public final class AgentSession extends AbstractBehavior<AgentSession.Command> {

    private static final Logger LOG = LoggerFactory.getLogger(AgentSession.class);
    private static final Duration CHECK_CONSOLE = Duration.ofSeconds(10);
    /** Together with the interval at which nodes read who was signed out: at most 5 s. */
    private static final Duration CHECK_SIGN_IN = Duration.ofSeconds(1);

    public sealed interface Command extends ClusterMessage {}

    /** A frame from the console; {@code done} is notified when the next may follow. */
    public record FrameReceived(ConsoleFrame frame, ActorRef<Done> done) implements Command {}

    /** A frame that is too large, binary, or cannot be answered. */
    public record InvalidFrameReceived() implements Command {}

    record FromDesk(Desk.ConsoleMessage message) implements Command {}

    record Answered(Answer answer, ActorRef<Done> done) implements Command {}

    public enum Event implements Command {
        CHECK_CONSOLE,
        CHECK_SIGN_IN,
        SOCKET_ENDED,
        SERVER_GOES_AWAY
    }

    private final Outlet outlet;
    private final TenantId tenant;
    private final AgentId agent;
    private final Site site;
    private final DeskSettings settings;
    private final EntityRef<Desk.Command> desk;
    private final ActorRef<Desk.ConsoleMessage> deskAdapter;
    private final BooleanSupplier signedIn;
    private final List<String> parts = new ArrayList<>();
    private Instant heardAt;

    /**
     * @param ticket to be used up at the desk
     * @param after the last frame the console has seen
     * @param signedIn whether the agent is still signed in
     */
    public static Behavior<Command> create(
            Outlet outlet,
            EntityKey key,
            String ticket,
            @Nullable Long after,
            Site site,
            DeskSettings settings,
            BooleanSupplier signedIn) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new AgentSession(context, timers, outlet, key, ticket, after, site, settings, signedIn)));
    }

    private AgentSession(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Outlet outlet,
            EntityKey key,
            String ticket,
            @Nullable Long after,
            Site site,
            DeskSettings settings,
            BooleanSupplier signedIn) {
        super(context);
        this.signedIn = signedIn;
        this.outlet = outlet;
        this.tenant = key.tenant();
        this.agent = new AgentId(key.id());
        this.site = site;
        this.settings = settings;
        this.desk = site.entities().of(AgentDesk.TYPE, EntityKey.of(tenant, agent));
        this.deskAdapter = context.messageAdapter(Desk.ConsoleMessage.class, FromDesk::new);
        this.heardAt = site.clock().instant();
        Duration interval = settings.silence().compareTo(CHECK_CONSOLE) < 0 ? settings.silence() : CHECK_CONSOLE;
        timers.startTimerWithFixedDelay(Event.CHECK_CONSOLE, Event.CHECK_CONSOLE, interval);
        timers.startTimerWithFixedDelay(Event.CHECK_SIGN_IN, Event.CHECK_SIGN_IN, CHECK_SIGN_IN);
        desk.tell(new Desk.Attach(ticket, after, deskAdapter));
        ParleyMetrics.socketOpened(ParleyMetrics.SocketKind.DESK);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(FrameReceived.class, this::frameReceived)
                .onMessage(InvalidFrameReceived.class, nonsense -> close(CloseCode.BAD_FRAME))
                .onMessage(FromDesk.class, told -> fromDesk(told.message()))
                .onMessage(Answered.class, this::answered)
                .onMessageEquals(Event.CHECK_CONSOLE, this::checkConsole)
                .onMessageEquals(
                        Event.CHECK_SIGN_IN, () -> signedIn.getAsBoolean() ? this : close(CloseCode.NOT_ALLOWED))
                .onMessageEquals(Event.SOCKET_ENDED, Behaviors::stopped)
                .onMessageEquals(Event.SERVER_GOES_AWAY, () -> close(CloseCode.GOING_AWAY))
                .onSignal(PostStop.class, signal -> {
                    desk.tell(new Desk.Detach(deskAdapter));
                    ParleyMetrics.socketClosed(ParleyMetrics.SocketKind.DESK);
                    return this;
                })
                .build();
    }

    // ---- out ----

    private Behavior<Command> fromDesk(Desk.ConsoleMessage message) {
        if (message instanceof Desk.Frame frame) {
            return sent(outlet.show(frame.text()));
        }
        if (message instanceof Desk.FramePart part) {
            return fromDesk(part);
        }
        return close(message instanceof Desk.TicketRefused ? CloseCode.NOT_ALLOWED : CloseCode.GOING_AWAY);
    }

    private Behavior<Command> fromDesk(Desk.FramePart part) {
        if (part.number() == 0) {
            parts.clear();
        } else if (part.number() != parts.size()) {
            return close(CloseCode.GOING_AWAY);
        }
        parts.add(part.text());
        if (!part.last()) {
            return this;
        }
        String whole = String.join("", parts);
        parts.clear();
        return sent(outlet.show(whole));
    }

    private Behavior<Command> sent(Outlet.Sent sent) {
        return switch (sent) {
            case QUEUED -> this;
            // Waiting for the console would hold memory for as long as it likes.
            case FULL -> close(CloseCode.TOO_SLOW);
            case ENDED -> Behaviors.stopped();
        };
    }

    private Behavior<Command> close(CloseCode code) {
        if (code == CloseCode.TOO_SLOW) {
            LogFields.of(tenant)
                    .agent(agent)
                    .run(() -> LOG.info(
                            "A console of {} is closed: it does not read, or has said nothing for too long", agent));
        }
        outlet.close(code);
        return Behaviors.stopped();
    }

    private Behavior<Command> checkConsole() {
        if (!site.clock().instant().isBefore(heardAt.plus(settings.silence()))) {
            return close(CloseCode.TOO_SLOW);
        }
        desk.tell(new Desk.ConsoleAlive(deskAdapter));
        return this;
    }

    // ---- in ----

    private Behavior<Command> frameReceived(FrameReceived heard) {
        heardAt = site.clock().instant();
        ConsoleFrame frame = heard.frame();
        Agent known = site.directory().agent(tenant, agent).orElse(null);
        if (known == null || !signedIn.getAsBoolean()) {
            heard.done().tell(Done.getInstance());
            return close(CloseCode.NOT_ALLOWED);
        }
        try {
            Rights.require(known, frame.kind().permission());
            obey(known, frame.id(), heard.done(), frame.read());
            return this;
        } catch (Refused refused) {
            return answered(new Answered(refusal(frame.id(), refused), heard.done()));
        }
    }

    private void obey(Agent known, String id, ActorRef<Done> done, ClientFrame frame) {
        if (frame instanceof ClientFrame.Ping) {
            getContext().getSelf().tell(new Answered(new Answer.Done(id), done));
        } else if (frame instanceof ClientFrame.SetPresence set) {
            ask(
                    id,
                    done,
                    Routing.AgentStatus.class,
                    RouterEntity.of(site.entities(), tenant),
                    replyTo -> new Routing.SetPresence(AgentDesk.routed(known), set.presence(), set.reason(), replyTo),
                    status -> new Answer.Done(id));
        } else if (frame instanceof ClientFrame.Accept accept) {
            ask(
                    id,
                    done,
                    Done.class,
                    RouterEntity.of(site.entities(), tenant),
                    replyTo -> new Routing.Accept(agent, accept.reservation(), replyTo),
                    ok -> new Answer.Done(id));
        } else if (frame instanceof ClientFrame.Decline decline) {
            ask(
                    id,
                    done,
                    Done.class,
                    RouterEntity.of(site.entities(), tenant),
                    replyTo -> new Routing.Decline(agent, decline.reservation(), replyTo),
                    ok -> new Answer.Done(id));
        } else if (frame instanceof ClientFrame.PostMessage post) {
            List<Content> contents = List.of(new Content.Text(post.text()));
            ask(
                    id,
                    done,
                    Conversation.Stored.class,
                    ConversationEntity.of(site.entities(), tenant, post.conversation()),
                    replyTo -> new Conversation.PostMessage(
                            agent, known.name(), post.clientMessageId(), 0, post.visibility(), contents, replyTo),
                    stored -> new Answer.Stored(id, stored));
        } else if (frame instanceof ClientFrame.Resolve resolve) {
            ask(
                    id,
                    done,
                    Conversation.Summary.class,
                    ConversationEntity.of(site.entities(), tenant, resolve.conversation()),
                    replyTo -> new Conversation.Resolve(agent, resolve.disposition(), replyTo),
                    summary -> new Answer.Done(id));
        } else if (frame instanceof ClientFrame.ReturnToBot back) {
            ask(
                    id,
                    done,
                    Conversation.Summary.class,
                    ConversationEntity.of(site.entities(), tenant, back.conversation()),
                    replyTo -> new Conversation.ReturnToBot(agent, replyTo),
                    summary -> new Answer.Done(id));
        } else if (frame instanceof ClientFrame.Typing typing) {
            ask(
                    id,
                    done,
                    Done.class,
                    desk,
                    replyTo -> new Desk.ShowTyping(typing.conversation(), typing.typing(), replyTo),
                    ok -> new Answer.Done(id));
        } else if (frame instanceof ClientFrame.Watch watch) {
            ask(
                    id,
                    done,
                    Conversation.Summary.class,
                    desk,
                    replyTo -> new Desk.Watch(watch.conversation(), replyTo),
                    summary -> new Answer.Watched(id, summary));
        } else if (frame instanceof ClientFrame.Acknowledge acknowledge) {
            ask(
                    id,
                    done,
                    Supervision.Alarms.class,
                    SupervisorEntity.of(site.entities(), tenant),
                    replyTo -> new Supervision.Acknowledge(acknowledge.alarm(), agent, replyTo),
                    alarms -> new Answer.Done(id));
        } else if (frame instanceof ClientFrame.Unwatch unwatch) {
            ask(
                    id,
                    done,
                    Done.class,
                    desk,
                    replyTo -> new Desk.Unwatch(unwatch.conversation(), replyTo),
                    ok -> new Answer.Done(id));
        }
    }

    private <Q, A> void ask(
            String id,
            ActorRef<Done> done,
            Class<A> type,
            RecipientRef<Q> whom,
            Function<ActorRef<StatusReply<A>>, Q> question,
            Function<A, Answer> words) {
        getContext()
                .askWithStatus(
                        type,
                        whom,
                        site.askTimeout(),
                        question::apply,
                        (answer, failure) -> new Answered(
                                failure == null ? words.apply(answer) : refusal(id, Refused.from(failure)), done));
    }

    private static Answer refusal(String id, Refused refused) {
        ParleyMetrics.refused(refused.code());
        return new Answer.Refused(id, refused);
    }

    private Behavior<Command> answered(Answered answered) {
        answered.done().tell(Done.getInstance());
        return sent(outlet.answer(answered.answer()));
    }
}
