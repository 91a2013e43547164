package io.parley.edge.directline;

import static io.parley.edge.EdgeFixture.ACCOUNT;
import static io.parley.edge.EdgeFixture.DEMO;
import static io.parley.edge.EdgeFixture.ORIGIN;
import static io.parley.edge.EdgeFixture.SECRETS;
import static io.parley.edge.EdgeFixture.WIDGET_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.edge.Answer;
import io.parley.edge.Client;
import io.parley.edge.EdgeFixture;
import io.parley.edge.directline.DirectLineClient.Open;
import io.parley.signing.Signature;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A node and the credentials that clients send to it. */
abstract class CredentialsFixture {

    static final String GENERATE = "/v3/directline/tokens/generate";
    static final String REFRESH = "/v3/directline/tokens/refresh";
    static final String REVOKE = "/v3/directline/tokens/revoke";

    static EdgeFixture parley;
    static Client http;
    static DirectLineClient client;

    @BeforeAll
    static void start() {
        parley = new EdgeFixture(
                """
                parley.http.limits { threads-burst = 1000, of-tenants.sockets { thread = 3 } }
                """);
        http = parley.client;
        client = new DirectLineClient(http);
    }

    @AfterAll
    static void stop() {
        parley.close();
    }

    static Answer page(String body) {
        return http.post(GENERATE, WIDGET_KEY, body, "Origin", ORIGIN);
    }

    static Open granted(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return DirectLineClient.open(answer);
    }

    static String user(String id) {
        return "{\"user\":{\"id\":\"" + id + "\"}}";
    }

    static String with(String id, String secret) {
        return "{\"user\":{\"id\":\"" + id + "\"},\"threadSecret\":\"" + secret + "\"}";
    }

    static void refused(Answer answer, int status) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().path("detail").asText()).endsWith(".");
    }

    static Answer activity(Open thread, String activity) {
        return http.post(DirectLineClient.activities(thread), thread.token(), activity, "Origin", ORIGIN);
    }

    static Answer refreshedFor(Open thread, String account) {
        String signed = proof(account, Instant.now().plusSeconds(3_600));
        return http.post(
                REFRESH,
                thread.token(),
                "{\"account\":{\"id\":\"" + account + "\",\"proof\":\"" + signed + "\"}}",
                "Origin",
                ORIGIN);
    }

    static String proof(String account, Instant until) {
        return Signature.of(SECRETS.newest(DEMO, ACCOUNT), until, account.getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    static Open signedIn(String account) {
        return granted(page("{\"account\":{\"id\":\"" + account + "\",\"proof\":\""
                + proof(account, Instant.now().plusSeconds(3_600)) + "\"}}"));
    }

    static Answer from(EdgeFixture server, String address) {
        return server.client.post(GENERATE, WIDGET_KEY, "{}", "Origin", ORIGIN, "X-Forwarded-For", address);
    }
}
