package io.parley.edge.webhook;

import static io.parley.edge.EdgeFixture.DEMO;
import static io.parley.edge.EdgeFixture.SECRETS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.directory.Directory.Role;
import io.parley.edge.Answer;
import io.parley.edge.Client;
import io.parley.edge.EdgeFixture;
import io.parley.edge.kit.Json;
import io.parley.signing.Signature;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A node with a generic channel account, and the company's system behind it. */
abstract class GenericChannelFixture {

    static final String ACCOUNT = "generic-test";
    static final String PATH = "/api/v1/channels/demo." + ACCOUNT + "/messages";
    static final String SECRET = SECRETS.newest(DEMO, ACCOUNT);

    static EdgeFixture parley;
    static Client http;
    static Receiver receiver;

    /** A customer of each test's own. */
    final String user = "+86 " + UUID.randomUUID();

    final String accountId = "account-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        parley = new EdgeFixture("parley.http.limits { posts-per-second = 2, posts-burst = 60 }");
        http = parley.client;
        receiver = new Receiver();
        receiver.secret = SECRET;
        parley.genericAccount(ACCOUNT, receiver.address());
    }

    @AfterAll
    static void stop() {
        parley.close();
        receiver.close();
    }

    byte[] body(String messageId, Consumer<Map<String, Object>> more) {
        Map<String, Object> message = new HashMap<>();
        message.put("messageId", messageId);
        message.put("from", Map.of("id", user));
        more.accept(message);
        return Json.write(message).getBytes(StandardCharsets.UTF_8);
    }

    static void with(Map<String, Object> message, String key, Object value) {
        message.put("text", "hello");
        message.put(key, value);
    }

    static Answer post(byte[] body) {
        return post(body, Signature.of(SECRET, Instant.now(), body));
    }

    static Answer post(byte[] body, Signature signature) {
        return http.post(PATH, null, body, Signature.HEADER, signature.toString());
    }

    static void refuses(int status, String code, Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().path("code").asText()).isEqualTo(code);
    }

    static JsonNode get(String path) {
        Answer answer = http.get(path, parley.signIn(parley.agent(DEMO, Role.SUPERVISOR, 1)));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }
}
