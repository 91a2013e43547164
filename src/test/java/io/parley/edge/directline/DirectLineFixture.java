package io.parley.edge.directline;

import static io.parley.edge.EdgeFixture.DEMO;
import static io.parley.edge.EdgeFixture.SECRET;
import static io.parley.edge.EdgeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.javadsl.AskPattern;
import com.fasterxml.jackson.databind.JsonNode;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.conversation.Conversation;
import io.parley.customer.Customer;
import io.parley.customer.CustomerEntity;
import io.parley.edge.Answer;
import io.parley.edge.Client;
import io.parley.edge.EdgeFixture;
import io.parley.edge.auth.FakeRevocations;
import io.parley.edge.auth.Revocations;
import io.parley.edge.directline.DirectLineClient.Open;
import io.parley.edge.directline.DirectLineClient.Socket;
import io.parley.inbox.Transcripts;
import io.parley.signing.SigningKeys;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A node and customers' clients of it. */
abstract class DirectLineFixture {

    static EdgeFixture parley;
    static Client http;
    static DirectLineClient client;

    @BeforeAll
    static void start() {
        parley = new EdgeFixture();
        http = parley.client;
        client = new DirectLineClient(http);
    }

    @AfterAll
    static void stop() {
        parley.close();
    }

    /** @param code JSON */
    static Answer end(Open thread, @Nullable String clientActivityId, String code) {
        String id =
                clientActivityId == null ? "" : ",\"channelData\":{\"clientActivityID\":\"" + clientActivityId + "\"}";
        String body = "{\"type\":\"endOfConversation\"" + (code.equals("null") ? "" : ",\"code\":" + code) + id + "}";
        return http.post(DirectLineClient.activities(thread), thread.token(), body);
    }

    static Answer event(Open thread, String name, String value) {
        return http.post(
                DirectLineClient.activities(thread),
                thread.token(),
                "{\"type\":\"event\",\"name\":\"" + name + "\",\"value\":" + value + "}");
    }

    static Tokens tokens(String secret, Clock clock) {
        return new Tokens(
                new SigningKeys(secret, List.of()),
                new Revocations(
                        parley.system,
                        new FakeRevocations(),
                        Duration.ofMinutes(1),
                        new Revocations.RetentionTimes(Duration.ofDays(1), Duration.ofDays(365)),
                        clock),
                parley.backend.customers(),
                Duration.ofHours(1),
                clock);
    }

    static Open newThread() {
        return client.start(SECRET);
    }

    /** The thread's newest. */
    static ConversationId conversation(Open thread) {
        List<Customer.ConversationRef> parts = await(AskPattern.askWithStatus(
                        CustomerEntity.of(parley.backend.entities(), DEMO, new CustomerId(thread.id())),
                        Customer.GetProfile::new,
                        parley.backend.askTimeout(),
                        parley.system.scheduler()))
                .parts();
        return parts.get(parts.size() - 1).conversation();
    }

    static List<Conversation.Event> events(Open thread) {
        return await(parley.backend.transcripts().read(DEMO, conversation(thread), 0, Transcripts.MAX_LIMIT)).stream()
                .map(Transcripts.Recorded::event)
                .toList();
    }

    static List<String> polled(Open thread, String watermark) {
        return DirectLineClient.texts(
                DirectLineClient.activities(client.poll(thread, watermark).json()));
    }

    static JsonNode first(Socket socket, String text) {
        return socket.activities.stream()
                .filter(a -> a.path("text").asText().equals(text))
                .findFirst()
                .orElseThrow();
    }

    static void assertProblem(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("code").asText()).isEqualTo(code);
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.json().path("detail").asText()).endsWith(".");
    }
}
