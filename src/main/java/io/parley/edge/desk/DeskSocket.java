package io.parley.edge.desk;

import akka.Done;
import akka.NotUsed;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AskPattern;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.WebSocketUpgrade;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.parley.EntityKey;
import io.parley.ErrorCode;
import io.parley.LogFields;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.desk.AgentDesk;
import io.parley.desk.AgentSession;
import io.parley.desk.CloseCode;
import io.parley.desk.ConsoleFrame;
import io.parley.desk.Desk;
import io.parley.desk.DeskSettings;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Permission;
import io.parley.directory.Rights;
import io.parley.edge.auth.AgentTokens;
import io.parley.edge.auth.Authentication;
import io.parley.edge.auth.DeskOrigins;
import io.parley.edge.kit.Backend;
import io.parley.edge.kit.Json;
import io.parley.edge.kit.Limits;
import io.parley.edge.kit.Problems;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Access to an agent's desk: a ticket by REST, then the socket. */
public final class DeskSocket {

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);
    /** Frames of one console that are processed at the same time; more wait in its network buffers. */
    private static final int AT_ONCE = 8;
    /**
     * A frame is read up to this many times the limit, so that a message that is too long is answered, even if all its characters are
     * escaped.
     */
    private static final int READ = 8;

    private record TicketAnswer(String ticket, Instant expiresAt) {}

    private final Backend backend;
    private final DeskSettings settings;
    private final Limits limits;
    private final AgentTokens tokens;
    private final Authentication authentication;
    private final DeskOrigins origins;
    private final Set<ActorRef<AgentSession.Command>> sessions = ConcurrentHashMap.newKeySet();

    public DeskSocket(
            Backend backend,
            DeskSettings settings,
            Limits limits,
            AgentTokens tokens,
            Authentication authentication,
            DeskOrigins origins) {
        this.backend = backend;
        this.settings = settings;
        this.limits = limits;
        this.tokens = tokens;
        this.authentication = authentication;
        this.origins = origins;
        CoordinatedShutdown.get(backend.system())
                .addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "tell-desks-to-reconnect", () -> {
                    sessions.forEach(session -> session.tell(AgentSession.Event.SERVER_GOES_AWAY));
                    return CompletableFuture.completedFuture(Done.getInstance());
                });
    }

    /** The routes served here, below {@code /api/v1}. */
    public Route routes() {
        return Directives.concat(
                Directives.path(
                        PathMatchers.segment("desk").slash("ticket"),
                        () -> Directives.post(() -> authentication.permittedSignIn(
                                Permission.WORK_AT_DESK, signIn -> Directives.completeWithFuture(ticket(signIn))))),
                Directives.path(
                        "desk",
                        () -> Directives.get(() -> Directives.extractRequest(request -> Directives.parameter(
                                "ticket",
                                ticket -> Directives.parameterOptional(
                                        akka.http.javadsl.unmarshalling.StringUnmarshallers.LONG,
                                        "after",
                                        after -> Directives.complete(open(request, ticket, after.orElse(null)))))))));
    }

    private CompletionStage<HttpResponse> ticket(AgentTokens.SignIn signIn) {
        Agent agent = signIn.agent();
        return AskPattern.askWithStatus(
                        backend.entities().of(AgentDesk.TYPE, EntityKey.of(agent.tenant(), agent.id())),
                        Desk.IssueTicket::new,
                        backend.askTimeout(),
                        backend.system().scheduler())
                .thenApply(ticket -> Json.ok(
                        new TicketAnswer(tokens.ticket(signIn, ticket.id(), ticket.expiresAt()), ticket.expiresAt())));
    }

    private HttpResponse open(HttpRequest request, String ticket, @Nullable Long after) {
        WebSocketUpgrade upgrade =
                request.getAttribute(AttributeKeys.webSocketUpgrade).orElse(null);
        if (upgrade == null) {
            return Problems.answer(
                    StatusCodes.UPGRADE_REQUIRED,
                    ErrorCode.BAD_REQUEST,
                    "This address is a WebSocket. Open it with an upgrade request.",
                    Map.of());
        }
        if (!origins.allow(request)) {
            throw new Refused(ErrorCode.NOT_ALLOWED, "Pages of this origin may not open a desk.");
        }
        AtomicReference<@Nullable CloseCode> why = new AtomicReference<>();
        // A browser cannot read the status of a refused upgrade, but it can read a close code.
        Flow<Message, Message, ?> flow = tokens.openTicket(ticket)
                .filter(opened -> Rights.has(opened.agent().role(), Permission.WORK_AT_DESK))
                .<Flow<Message, Message, ?>>map(opened -> attached(opened, after, why))
                .orElseGet(() -> {
                    why.set(CloseCode.NOT_ALLOWED);
                    return Flow.fromSinkAndSourceCoupled(Sink.ignore(), Source.empty());
                });
        return ClosableSocket.answer(backend.system(), upgrade, flow, why, KEEP_ALIVE);
    }

    private Flow<Message, Message, ?> attached(
            AgentTokens.Ticket opened, @Nullable Long after, AtomicReference<@Nullable CloseCode> why) {
        ActorSystem<?> system = backend.system();
        SocketOutlet out = new SocketOutlet(system, settings.socketBuffer(), why);
        TenantId tenant = opened.agent().tenant();
        EntityKey key = new EntityKey(tenant, opened.agent().id().value());
        ActorRef<AgentSession.Command> session = system.systemActorOf(
                AgentSession.create(out, key, opened.id(), after, backend.site(), settings, () -> tokens.holds(opened)),
                LogFields.of(tenant).agent(opened.agent().id()).actorName("agent-session-" + UUID.randomUUID()),
                Props.empty());
        sessions.add(session);
        Sink<Message, CompletionStage<Done>> in = Flow.<Message>create()
                .mapAsync(1, message -> text(message, session))
                .filter(text -> !text.isEmpty())
                .mapAsync(AT_ONCE, text -> received(text, session))
                .toMat(Sink.ignore(), Keep.right());
        return Flow.fromSinkAndSourceCoupledMat(in, out.messages(), Keep.left()).mapMaterializedValue(ended -> {
            ended.whenComplete((done, failure) -> {
                sessions.remove(session);
                session.tell(AgentSession.Event.SOCKET_ENDED);
            });
            return NotUsed.getInstance();
        });
    }

    private CompletionStage<Done> received(String text, ActorRef<AgentSession.Command> session) {
        ConsoleFrame frame;
        try {
            frame = FrameCodec.open(text, limits.text());
        } catch (Refused unanswerable) {
            session.tell(new AgentSession.InvalidFrameReceived());
            return CompletableFuture.completedStage(Done.getInstance());
        }
        return AskPattern.ask(
                session,
                done -> new AgentSession.FrameReceived(frame, done),
                backend.askTimeout().plusSeconds(1),
                backend.system().scheduler());
    }

    private CompletionStage<String> text(Message message, ActorRef<AgentSession.Command> session) {
        if (!message.isText()) {
            message.asBinaryMessage().getStreamedData().runWith(Sink.cancelled(), backend.system());
            session.tell(new AgentSession.InvalidFrameReceived());
            return CompletableFuture.completedFuture("");
        }
        CompletionStage<String> whole = message.asTextMessage()
                .getStreamedText()
                .limitWeighted((long) READ * limits.body(), part -> (long) part.length())
                .runFold("", String::concat, backend.system())
                .thenApply(text -> {
                    if (text.isEmpty()) {
                        session.tell(new AgentSession.InvalidFrameReceived());
                    }
                    return text;
                });
        return whole.exceptionally(failure -> {
            session.tell(new AgentSession.InvalidFrameReceived());
            return "";
        });
    }
}
