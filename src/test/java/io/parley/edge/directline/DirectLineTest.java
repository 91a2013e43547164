package io.parley.edge.directline;

import static io.parley.edge.directline.ParleyFixture.SECRET;
import static io.parley.edge.directline.ParleyFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.edge.directline.DirectLineClient.Answer;
import io.parley.edge.directline.DirectLineClient.Open;
import io.parley.edge.directline.DirectLineClient.Socket;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a customer's client may rely on, seen through the public protocol only. */
class DirectLineTest {

    private static ParleyFixture parley;
    private static DirectLineClient client;

    @BeforeAll
    static void start() {
        parley = new ParleyFixture();
        client = new DirectLineClient(parley.base());
    }

    @AfterAll
    static void stop() {
        parley.close();
    }

    private static Open newThread() {
        return client.start(SECRET, "dl_" + UUID.randomUUID());
    }

    @Test
    void tellsTheCustomersOwnMessageAndTheBotsAnswerBySocket() {
        Open thread = newThread();
        try (Socket socket = new Socket(thread.streamUrl())) {
            Answer posted = client.post(thread, "m1", "hello");
            assertThat(posted.status()).isEqualTo(200);

            eventually(() -> socket.texts().size() == 2);
            assertThat(socket.texts()).containsExactly("hello", "echo: hello");
            JsonNode own = first(socket, "hello");
            assertThat(own.path("id").asText())
                    .isEqualTo(posted.json().path("id").asText());
            assertThat(own.path("from").path("role").asText()).isEqualTo("user");
            assertThat(own.path("channelData").path("clientActivityID").asText())
                    .isEqualTo("m1");
            JsonNode answer = first(socket, "echo: hello");
            assertThat(answer.path("from").path("id").asText()).isEqualTo("bot");
            assertThat(answer.path("from").path("role").asText()).isEqualTo("bot");
            assertThat(answer.path("replyToId").asText())
                    .isEqualTo(own.path("id").asText());
            assertThat(answer.path("channelData")
                            .path("sources")
                            .path(0)
                            .path("article")
                            .asText())
                    .isEqualTo("a1");
        }
    }

    @Test
    void tellsTheSameByPolling() {
        Open thread = newThread();
        client.post(thread, "m1", "hello");

        eventually(() -> DirectLineClient.texts(
                        DirectLineClient.activities(client.poll(thread, null).json()))
                .equals(List.of("hello", "echo: hello")));
        String watermark = client.poll(thread, null).json().path("watermark").asText();
        client.post(thread, "m2", "again");
        eventually(() -> DirectLineClient.texts(DirectLineClient.activities(
                        client.poll(thread, watermark).json()))
                .equals(List.of("again", "echo: again")));
    }

    private static JsonNode first(Socket socket, String text) {
        return socket.activities.stream()
                .filter(a -> a.path("text").asText().equals(text))
                .findFirst()
                .orElseThrow();
    }
}
