package io.parley.bots.actions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.ConversationId;
import io.parley.JsonLog;
import io.parley.LogFields;
import io.parley.dialogue.actions.Actions;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Systems that hang, fail and recover. */
class HttpActionsInTimeTest extends HttpActionsFixture {

    @Test
    void failsInTimeWhenTheServiceHangs() {
        assertFailsWithin(Duration.ofSeconds(2), serving(exchange -> await()), "read");
    }

    @Test
    void failsInTimeWhenTheServiceHangsInTheMiddleOfItsAnswer() {
        assertFailsWithin(Duration.ofSeconds(2), halfAnswering(), "read");
    }

    @Test
    void allRepetitionsTogetherTakeNoLongerThanTheTotal() {
        assertFailsWithin(Duration.ofMillis(2_500), halfAnswering(), "read-patiently");
        assertThat(requests.get()).isBetween(2, 5);
    }

    @Test
    void aCancelledActionCutsOffItsRequest() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        CountDownLatch cutOff = new CountDownLatch(1);
        Actions actions = serving(
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    asked.countDown();
                    try {
                        cancelled.await();
                        while (over.getCount() > 0) {
                            exchange.getResponseBody().write(' ');
                            exchange.getResponseBody().flush();
                        }
                    } catch (IOException hungUp) {
                        cutOff.countDown();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                Duration.ofMinutes(1),
                Integer.MAX_VALUE);
        CompletableFuture<ActionResult> result = actions.run(
                        TENANT, new ActionCall("read-patiently", Map.of("number", "1"), "k"))
                .toCompletableFuture();
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

        result.cancel(false);
        cancelled.countDown();

        assertThat(cutOff.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(requests).hasValue(1);
    }

    @Test
    void asksAgainWhenTheTroublePasses() throws Exception {
        Actions actions = serving(exchange -> send(exchange, requests.get() < 3 ? 503 : 200, "{}"));

        assertThat(run(actions, "read-patiently", Map.of("number", "1")).outcome())
                .isEqualTo("found");
        assertThat(requests).hasValue(3);
    }

    @Test
    void whatIsAskedAgainUnderItsKeyIsDoneOnce() throws Exception {
        Map<String, String> done = new ConcurrentHashMap<>();
        AtomicInteger executed = new AtomicInteger();
        Actions actions = serving(exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
            String before = done.putIfAbsent(key, body);
            if (before == null) {
                executed.incrementAndGet();
                // Done, but nobody learns of it.
                await();
            }
            send(exchange, body.equals(before) ? 200 : 422, "{}");
        });

        assertThat(run(actions, "change", Map.of("number", "1", "note", "n")).outcome())
                .isEqualTo("done");
        assertThat(requests).hasValueGreaterThanOrEqualTo(2);
        assertThat(executed).hasValue(1);
    }

    @Test
    void aFailureIsLoggedWithTheConversationItIsForWhicheverThreadNoticesIt() {
        LogFields conversation =
                LogFields.of(TENANT).conversation(new ConversationId("c-1")).channel("webchat");
        try (JsonLog lines = JsonLog.open()) {
            conversation.run(() -> run(answering(500, "{}"), "change-once", Map.of("number", "1")));
            conversation.run(() -> run(answering(500, "{}"), "nothing", Map.of()));

            for (String words : List.of("has an unknown outcome", "there is no such action")) {
                JsonNode line = lines.line(words).orElseThrow();
                assertThat(line.path("tenant").asText()).isEqualTo("demo");
                assertThat(line.path("conversation").asText()).isEqualTo("c-1");
                assertThat(line.path("channel").asText()).isEqualTo("webchat");
            }
        }
    }

    @Test
    void doesNotAskAgainWhatCouldBeDoneTwiceOrWillNotChange() throws Exception {
        assertThat(run(answering(503, "{}"), "change-once", Map.of("number", "1"))
                        .unknown())
                .isTrue();
        assertThat(requests).hasValue(1);
        assertThat(run(answering(400, "{}"), "change", Map.of("number", "1")).failed())
                .isTrue();
        assertThat(requests).hasValue(2);
    }

    @Test
    void leavesAFailingServiceAloneForAWhile() throws Exception {
        Actions actions = answering(500, "{}");
        for (int i = 0; i < 10; i++) {
            assertThat(run(actions, "read", Map.of("number", "1")).failed()).isTrue();
        }
        assertThat(requests).hasValue(5);
        assertThat(logged()).contains("is not called for a while");
    }

    @Test
    void refusalsAreNoReasonToLeaveAServiceAlone() throws Exception {
        Actions actions = answering(404, "{\"code\":\"no-order\"}");
        for (int i = 0; i < 10; i++) {
            assertThat(run(actions, "read", Map.of("number", "1")).outcome()).isEqualTo("unknown");
        }
        assertThat(requests).hasValue(10);
    }

    @Test
    void failsWhenNobodyListens() throws Exception {
        Actions actions = answering(200, "{}");
        server.stop(0);

        assertThat(run(actions, "read", Map.of("number", "1")).failed()).isTrue();
    }

    private void assertFailsWithin(Duration time, Actions actions, String action) {
        Instant begin = Instant.now();
        assertThat(run(actions, action, Map.of("number", "1")).failed()).isTrue();
        assertThat(Duration.between(begin, Instant.now())).isLessThan(time);
    }
}
