package io.parley.edge.directline;

import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Props;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.TextMessage;
import akka.stream.BoundedSourceQueue;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Source;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.parley.ErrorCode;
import io.parley.LogFields;
import io.parley.Refused;
import io.parley.edge.kit.Backend;
import io.parley.edge.kit.ClientAddresses;
import io.parley.edge.kit.Limits;
import io.parley.edge.kit.RequestLog;
import io.parley.edge.kit.Sockets;
import io.parley.edge.kit.TenantLimits;
import java.time.Duration;
import java.util.UUID;

/**
 * Sockets of customers. A ticket opens one socket on this node; other nodes do not know that it was used, but it expires within a minute.
 */
final class Stream {

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    private static final int MAX_TICKETS = 1_000_000;

    private final Backend backend;
    private final Tokens tokens;
    private final Callers callers;
    private final Sockets sockets;
    private final OpenSockets open;
    private final TenantLimits limits;
    private final int frame;
    private final Cache<String, Boolean> used = Caffeine.newBuilder()
            .maximumSize(MAX_TICKETS)
            .expireAfterWrite(Tokens.TICKET_LIFETIME)
            .build();

    Stream(Backend backend, Tokens tokens, Callers callers, Sockets sockets, OpenSockets open, Limits limits) {
        this.backend = backend;
        this.tokens = tokens;
        this.callers = callers;
        this.sockets = sockets;
        this.open = open;
        this.limits = new TenantLimits(backend.directory(), limits.ofTenants());
        this.frame = limits.frame();
    }

    /**
     * @throws Refused {@code NOT_ALLOWED} for a ticket that is forged, expired, used, revoked, or for another thread;
     *     {@code TEMPORARILY_UNAVAILABLE} when there are too many sockets
     */
    Flow<Message, Message, NotUsed> open(HttpRequest request, String id, String text, String base) {
        Tokens.Ticket ticket = tokens.verifyTicket(text);
        if (!ticket.thread().value().equals(id)) {
            throw new Refused(ErrorCode.NOT_ALLOWED, "This stream address is for another conversation.");
        }
        RequestLog.about(request, about(ticket));
        callers.requireOrigin(callers.account(ticket.tenant(), ticket.account()), request, false);
        TenantLimits.Sockets most = limits.of(ticket.tenant()).sockets();
        String address = ClientAddresses.of(request);
        open.requireRoom(ticket, address, most.thread(), most.address());
        if (used.asMap().putIfAbsent(ticket.id(), Boolean.TRUE) != null) {
            throw new Refused(
                    ErrorCode.NOT_ALLOWED,
                    "This stream address has already been used. Request the conversation again to get a new one.");
        }
        Activities view = new Activities(ticket.thread(), base);
        Source<Message, NotUsed> out = Source.<String>queue(CustomerSession.BUFFER)
                .watchTermination((queue, ended) -> {
                    ActorRef<CustomerSession.Message> session = session(ticket, view, queue);
                    Runnable end = () -> session.tell(CustomerSession.CredentialsEnded.INSTANCE);
                    open.opened(ticket, address, end);
                    if (tokens.wasRevoked(ticket)) {
                        // Between the check of the ticket and this point, there was no socket to end.
                        end.run();
                    }
                    ended.whenComplete((done, failure) -> {
                        open.closed(ticket, address, end);
                        session.tell(CustomerSession.Closed.INSTANCE);
                    });
                    return NotUsed.getInstance();
                })
                .recoverWithRetries(1, Sockets.SlowReader.class, Source::empty)
                .keepAlive(KEEP_ALIVE, () -> "")
                .via(sockets.untilShutdown())
                .map(TextMessage::create);
        return Flow.fromSinkAndSourceCoupled(sockets.ignoring(frame), out);
    }

    private ActorRef<CustomerSession.Message> session(
            Tokens.Ticket ticket, Activities view, BoundedSourceQueue<String> queue) {
        return backend.system()
                .systemActorOf(
                        CustomerSession.create(backend, ticket, view, queue),
                        about(ticket).actorName("customer-session-" + UUID.randomUUID()),
                        Props.empty());
    }

    private static LogFields about(Tokens.Ticket ticket) {
        return LogFields.of(ticket.tenant()).customer(ticket.thread()).channel(CustomerThread.CHANNEL);
    }
}
