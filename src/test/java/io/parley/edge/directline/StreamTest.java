package io.parley.edge.directline;

import static io.parley.edge.EdgeFixture.ACCOUNT;
import static io.parley.edge.EdgeFixture.AUTH_SECRET;
import static io.parley.edge.EdgeFixture.DEMO;
import static io.parley.edge.EdgeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.NotUsed;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.ws.Message;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.parley.CustomerId;
import io.parley.edge.EdgeFixture;
import io.parley.edge.auth.FakeRevocations;
import io.parley.edge.auth.Revocations;
import io.parley.edge.kit.Limits;
import io.parley.edge.kit.Sockets;
import io.parley.signing.SigningKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sockets as they are being opened. */
class StreamTest {

    private static EdgeFixture parley;

    @BeforeAll
    static void start() {
        parley = new EdgeFixture();
    }

    @AfterAll
    static void stop() {
        parley.close();
    }

    private final Revocations revocations = new Revocations(
            parley.system,
            new FakeRevocations(),
            Duration.ofMinutes(1),
            new Revocations.RetentionTimes(Duration.ofDays(1), Duration.ofDays(365)),
            Clock.systemUTC());

    private final Tokens tokens = new Tokens(
            new SigningKeys(AUTH_SECRET, List.of()),
            revocations,
            parley.backend.customers(),
            Duration.ofHours(1),
            Clock.systemUTC());

    private final Stream stream = new Stream(
            parley.backend,
            tokens,
            new Callers(parley.directory, tokens),
            new Sockets(parley.system),
            new OpenSockets(10, revocations),
            Limits.from(parley.system.settings().config().getConfig("parley.http.limits")));

    @Test
    void endsASocketWhoseTicketIsRevokedWhileItIsBeingOpened() {
        String id = UUID.randomUUID().toString();
        CustomerThread thread = new CustomerThread(DEMO, ACCOUNT, new CustomerId(id), "dl_x", null, null);
        Instant now = Instant.now();
        Grant grant = new Grant(thread, Grant.Proof.NONE, now, now.plusSeconds(3_600), true);
        Flow<Message, Message, NotUsed> checked =
                stream.open(HttpRequest.GET("/"), id, tokens.ticket(grant, Watermark.START), parley.base());

        await(revocations.revoke(Revocations.Subject.CUSTOMER, DEMO, id));

        assertThat(await(Source.<Message>maybe().via(checked).runWith(Sink.ignore(), parley.system)))
                .isEqualTo(Done.getInstance());
    }
}
