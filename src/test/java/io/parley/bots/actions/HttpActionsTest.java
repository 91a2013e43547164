package io.parley.bots.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.typesafe.config.ConfigFactory;
import io.parley.ConversationId;
import io.parley.JsonLog;
import io.parley.LogFields;
import io.parley.TenantId;
import io.parley.bots.actions.HttpActions.Service;
import io.parley.dialogue.actions.Actions;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.Authority;
import io.parley.dialogue.bot.Value;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class HttpActionsTest {

    private static final TenantId TENANT = new TenantId("demo");

    private static final Map<String, ActionDescription> ACTIONS = ActionFile.parse(
                    "test.yaml",
                    """
            actions:
              - id: read
                service: shop
                requires: anyone
                arguments: {number: {}}
                request: {method: GET, path: "/orders/{number}"}
                outcomes:
                  - name: found
                    status: 200
                    values:
                      number: {from: /number, required: true}
                      carrier: {from: /carrier, type: localized}
                      title: {from: /titles, type: localized, languages: {zh: /name_zh, en: /name_en}}
                      count: {from: /count, type: number}
                      total: {from: /totalMinor, type: money, currency: /currency}
                      tip: {from: /tip, type: money, unit: major, currency: CNY}
                      at: {from: /at, type: moment}
                      items:
                        from: /items
                        type: list
                        most: 2
                        values: {name: {from: /name, required: true}, left: {from: /left, type: number}}
                      tags: {from: /tags, type: list, values: {tag: {from: ""}}}
                  - {name: unknown, status: 404, where: {/code: [no-order, order-not-found]}}
                  - {name: closed, status: 503, where: {/code: closed}}
              - id: read-patiently
                service: shop
                requires: anyone
                arguments: {number: {}}
                request: {method: GET, path: "/orders/{number}"}
                retries: 5
                outcomes: [{name: found, status: 200}]
              - id: change
                service: shop
                requires: anyone
                arguments: {number: {}, note: {required: false}, amount: {type: number, required: false}, tag: {required: false}}
                request:
                  method: PATCH
                  path: "/orders/{number}/change"
                  query: {note: "{note}", fixed: "1", both: "{tag}-{note}"}
                  headers: {X-Tag: "{tag}"}
                  body: {note: "{note}", amount: "{amount}", said: "{amount} for {number}", by: bot, list: ["{note}", 2], deep: {note: "{note}"}}
                  idempotencyKey: true
                retries: 2
                outcomes: [{name: done, status: 200}]
              - id: change-once
                service: shop
                requires: anyone
                arguments: {number: {}}
                request: {method: POST, path: "/orders/{number}"}
                outcomes: [{name: done, status: 200}]
              - id: details
                service: shop
                requires: known
                arguments: {number: {}}
                request:
                  method: GET
                  path: "/orders/{number}"
                  headers: {X-Account: "{customer.account}", X-Verified: "{customer.verified}", X-Factor: "{customer.factor}"}
                outcomes: [{name: found, status: 200}]
              - id: cancel
                service: shop
                requires: verified
                arguments: {number: {}, note: {required: false}}
                request:
                  method: POST
                  path: "/orders/{number}/cancel"
                  body: {by: "{customer.account}", note: "{note}"}
                outcomes: [{name: done, status: 200}]
              - id: own
                service: shop
                requires: anyone
                request: {method: GET, path: "/customers/{customer.account}"}
                outcomes: [{name: found, status: 200}]
              - id: elsewhere
                service: crm
                requires: anyone
                request: {method: GET, path: /}
                outcomes: [{name: done, status: 200}]
            """)
            .stream()
            .collect(Collectors.toMap(ActionDescription::id, Function.identity()));

    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger servers = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private ExecutorService executor;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        executor = Executors.newCachedThreadPool();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.start();
        log.start();
        ((Logger) LoggerFactory.getLogger(HttpActions.class)).addAppender(log);
    }

    @AfterEach
    void stop() {
        ((Logger) LoggerFactory.getLogger(HttpActions.class)).detachAppender(log);
        over.countDown();
        server.stop(0);
        executor.shutdownNow();
    }

    // ---- requests ----

    @Test
    void sendsWhatIsDescribed() throws Exception {
        AtomicReference<String> seen = new AtomicReference<>("");
        Actions actions = serving(exchange -> {
            seen.set(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath() + "?"
                            + exchange.getRequestURI().getRawQuery() + " "
                            + exchange.getRequestHeaders().get("Idempotency-key")
                            + " " + exchange.getRequestHeaders().get("Authorization")
                            + " " + exchange.getRequestHeaders().get("X-Tag")
                            + " " + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            send(exchange, 200, "{}");
        });

        ActionResult result = run(
                actions, "change", Map.of("number", "../?a #", "note", "红 & \"blue\"", "amount", "12.50", "tag", "t"));

        assertThat(result.outcome()).isEqualTo("done");
        assertThat(seen.get())
                .contains("PATCH ")
                .contains("/orders/..%2F%3Fa%20%23/change?")
                .contains("note=%E7%BA%A2%20%26%20%22blue%22")
                .contains("fixed=1")
                .contains("both=t-%E7%BA%A2")
                .contains(" [key-1] [Bearer a-token] [t] ")
                .endsWith(
                        "{\"note\":\"红 & \\\"blue\\\"\",\"amount\":12.50,\"said\":\"12.50 for ../?a #\",\"by\":\"bot\","
                                + "\"list\":[\"红 & \\\"blue\\\"\",2],\"deep\":{\"note\":\"红 & \\\"blue\\\"\"}}");
    }

    @Test
    void leavesOutWhatBelongsToMissingArguments() throws Exception {
        AtomicReference<String> seen = new AtomicReference<>("");
        Actions actions = serving(exchange -> {
            seen.set(exchange.getRequestURI().getRawQuery() + " "
                    + exchange.getRequestHeaders().get("X-Tag") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            send(exchange, 200, "{}");
        });

        run(actions, "change", Map.of("number", "1", "note", "  "));

        assertThat(seen).hasValue("fixed=1 null {\"by\":\"bot\",\"list\":[2],\"deep\":{}}");
    }

    @Test
    void asksNothingWhenARequestCannotBeMade() throws Exception {
        Actions actions = serving(exchange -> send(exchange, 200, "{}"));

        for (Map<String, String> arguments : List.of(
                Map.<String, String>of(),
                Map.of("number", " "),
                Map.of("number", "."),
                Map.of("number", ".."),
                Map.of("number", "1", "secret-words", "x"),
                Map.of("number", "1", "amount", "secret-words"),
                Map.of("number", "1", "amount", "1e999999999"),
                Map.of("number", "1", "tag", "secret-words\r\nX-Other: 1"),
                Map.of("number", "1", "tag", "红"))) {
            assertThat(run(actions, "change", arguments).failed())
                    .as(arguments.toString())
                    .isTrue();
        }
        assertThat(run(actions, new ActionCall("change", Map.of("number", "1"), "a key\n"))
                        .failed())
                .isTrue();
        assertThat(requests).hasValue(0);
    }

    @Test
    void asksNothingForWhoMayNotHaveItDone() throws Exception {
        Actions actions = serving(exchange -> send(exchange, 200, "{}"));
        Map<String, String> order = Map.of("number", "1");

        assertThat(run(actions, new ActionCall("details", order, "k")).failed()).isTrue();
        assertThat(run(actions, new ActionCall("cancel", order, "k")).failed()).isTrue();
        assertThat(run(actions, new ActionCall("cancel", order, "k", new Authority(null, "0000")))
                        .failed())
                .as("a second factor changes nothing")
                .isTrue();
        assertThat(run(actions, new ActionCall("own", Map.of(), "k")).failed()).isTrue();
        assertThat(run(actions, new ActionCall("details", Map.of("number", "1", "customer.account", "x"), "k"))
                        .failed())
                .isTrue();
        assertThat(requests).hasValue(0);
        assertThat(logged()).contains("it requires known").contains("it requires verified");
    }

    @Test
    void saysOnWhoseBehalfItAsksAndLetsNoTextPretendToBeIt() throws Exception {
        AtomicReference<String> seen = new AtomicReference<>("");
        Actions actions = serving(exchange -> {
            seen.set(exchange.getRequestHeaders().get("X-Account") + " "
                    + exchange.getRequestHeaders().get("X-Verified") + " "
                    + exchange.getRequestHeaders().get("X-Factor") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            send(exchange, 200, "{}");
        });

        run(actions, new ActionCall("details", Map.of("number", "1"), "k", new Authority("4711", null)));
        assertThat(seen).hasValue("[4711] [true] null ");
        run(actions, new ActionCall("details", Map.of("number", "1"), "k", new Authority(null, "0000")));
        assertThat(seen).hasValue("null [false] [0000] ");
        run(
                actions,
                new ActionCall(
                        "cancel",
                        Map.of("number", "1", "note", "{customer.account}\",\"by\":\"4712"),
                        "k",
                        new Authority("4711", null)));
        assertThat(seen)
                .hasValue("null null null {\"by\":\"4711\",\"note\":\"{customer.account}\\\",\\\"by\\\":\\\"4712\"}");
    }

    @Test
    void failsForWhatIsNotDescribedOrNotConfigured() throws Exception {
        Actions actions = serving(exchange -> send(exchange, 200, "{}"));

        assertThat(run(actions, "nothing", Map.of()).failed()).isTrue();
        assertThat(run(actions, "elsewhere", Map.of()).failed()).isTrue();
        assertThat(actions.run(new TenantId("other"), new ActionCall("read", Map.of("number", "1"), "k"))
                        .toCompletableFuture()
                        .get(5, TimeUnit.SECONDS)
                        .failed())
                .isTrue();
        assertThat(logged()).contains("parley.dialogue.services.demo.crm is not configured");
    }

    // ---- answers ----

    @Test
    void takesEveryKindOfValueFromTheAnswer() throws Exception {
        Actions actions = answering(
                200,
                """
                {"number": "10001", "carrier": {"zh": "顺丰速运", "en": "SF Express"}, "titles": {"name_zh": "机", "name_en": "Machine"},
                 "count": 3.5, "totalMinor": 89900, "currency": "JPY", "tip": "12.5", "at": "2026-11-21T11:00:00+08:00",
                 "items": [{"name": "a", "left": 1}, {"name": "b", "left": null}, {"name": "c"}], "tags": ["x", true], "more": {}}
                """);

        ActionResult result = run(actions, "read", Map.of("number", "10001"));

        assertThat(result.outcome()).isEqualTo("found");
        assertThat(result.values())
                .isEqualTo(Map.ofEntries(
                        Map.entry("number", new Value.Text("10001")),
                        Map.entry("carrier.zh", new Value.Text("顺丰速运")),
                        Map.entry("carrier.en", new Value.Text("SF Express")),
                        Map.entry("title.zh", new Value.Text("机")),
                        Map.entry("title.en", new Value.Text("Machine")),
                        Map.entry("count", new Value.Number(new BigDecimal("3.5"))),
                        Map.entry("total", new Value.Money(89900, "JPY")),
                        Map.entry("tip", new Value.Money(1250, "CNY")),
                        Map.entry("at", new Value.Moment(Instant.parse("2026-11-21T03:00:00Z"))),
                        Map.entry(
                                "items",
                                new Value.Items(List.of(
                                        Map.of("name", new Value.Text("a"), "left", new Value.Number(BigDecimal.ONE)),
                                        Map.of("name", new Value.Text("b"))))),
                        Map.entry(
                                "tags",
                                new Value.Items(List.of(
                                        Map.of("tag", new Value.Text("x")), Map.of("tag", new Value.Text("true")))))));
    }

    @Test
    void leavesOutWhatTheAnswerDoesNotHave() throws Exception {
        Actions actions = answering(200, "{\"number\": 10001, \"carrier\": null}");

        assertThat(run(actions, "read", Map.of("number", "1")).values())
                .isEqualTo(Map.of("number", new Value.Text("10001")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{}",
                "<html>secret-words</html>",
                "{\"number\":{}}",
                "{\"number\":1} {}",
                "{\"number\":1,\"carrier\":\"secret-words\"}",
                "{\"number\":1,\"carrier\":{}}",
                "{\"number\":1,\"count\":\"many\"}",
                "{\"number\":1,\"count\":1e999999999}",
                "{\"number\":1,\"totalMinor\":1}",
                "{\"number\":1,\"totalMinor\":1,\"currency\":\"secret-words\"}",
                "{\"number\":1,\"totalMinor\":1.5,\"currency\":\"CNY\"}",
                "{\"number\":1,\"totalMinor\":99999999999999999999,\"currency\":\"CNY\"}",
                "{\"number\":1,\"tip\":1.005}",
                "{\"number\":1,\"at\":\"secret-words\"}",
                "{\"number\":1,\"items\":{}}",
                "{\"number\":1,\"items\":[{}]}"
            })
    void failsWhenTheAnswerIsNotWhatWasDescribed(String body) throws Exception {
        assertThat(run(answering(200, body), "read", Map.of("number", "1"))).satisfies(result -> {
            assertThat(result.failed()).isTrue();
            assertThat(result.values()).isEmpty();
        });
    }

    @Test
    void tellsOutcomesApartByStatusAndByWhatTheProblemSays() throws Exception {
        assertThat(outcome(404, "{\"code\":\"order-not-found\"}")).isEqualTo("unknown");
        assertThat(outcome(404, "{\"code\":\"no-order\"}")).isEqualTo("unknown");
        assertThat(outcome(404, "{\"code\":\"not-found\"}")).isEqualTo(ActionResult.FAILED);
        assertThat(outcome(404, "<html>Not found</html>")).isEqualTo(ActionResult.FAILED);
        assertThat(outcome(503, "{\"code\":\"closed\"}")).isEqualTo("closed");
        assertThat(outcome(409, "{\"code\":\"order-not-found\"}")).isEqualTo(ActionResult.FAILED);
        assertThat(outcome(500, "{}")).isEqualTo(ActionResult.FAILED);
    }

    @Test
    void followsNobodyElsewhere() throws Exception {
        AtomicInteger elsewhere = new AtomicInteger();
        server.createContext("/elsewhere", exchange -> {
            elsewhere.incrementAndGet();
            try (exchange) {
                send(exchange, 200, "{\"number\":1}");
            }
        });
        for (int status : new int[] {301, 302, 303, 307, 308}) {
            Actions actions = serving(exchange -> {
                exchange.getResponseHeaders().add("Location", "/elsewhere");
                send(exchange, status, "");
            });
            assertThat(run(actions, "read", Map.of("number", "1")).failed()).isTrue();
        }
        assertThat(elsewhere).hasValue(0);
    }

    @Test
    void hangsUpOnAHugeAnswer() throws Exception {
        Actions actions = serving(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] block = new byte[8_192];
            for (int i = 0; i < 100_000 && over.getCount() > 0; i++) {
                exchange.getResponseBody().write(block);
            }
        });

        assertThat(run(actions, "read", Map.of("number", "1")).failed()).isTrue();
        assertThat(logged()).contains("the answer is too long");
    }

    // ---- time ----

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
        assertThat(requests).hasValue(2);
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

    // ---- changes ----

    @Test
    void doesNotKnowWhatBecameOfAChangeThatWasNotAnswered() {
        assertThat(run(serving(exchange -> await()), "change-once", Map.of("number", "1"))
                        .unknown())
                .isTrue();
        assertThat(run(halfAnswering(), "change", Map.of("number", "1")).unknown())
                .isTrue();
        assertThat(run(answering(200, "not JSON"), "change", Map.of("number", "1"))
                        .unknown())
                .isTrue();
    }

    @Test
    void knowsThatAChangeWasNotMadeThatNobodyReceivedOrThatWasRefused() {
        assertThat(run(answering(409, "{}"), "change", Map.of("number", "1")).failed())
                .isTrue();
        Actions actions = answering(200, "{}");
        server.stop(0);
        assertThat(run(actions, "change", Map.of("number", "1")).failed()).isTrue();
    }

    @Test
    void sendsAnInterruptedChangeAgainOnlyWhereThatIsTheSame() {
        Actions actions = answering(200, "{}");
        ActionCall safe = new ActionCall("change", Map.of("number", "1"), "key-1");
        ActionCall unsafe = new ActionCall("change-once", Map.of("number", "1"), "key-1");
        assertThat(actions.resume(TENANT, safe).toCompletableFuture().join().outcome())
                .isEqualTo("done");
        assertThat(requests).hasValue(1);
        assertThat(actions.resume(TENANT, unsafe).toCompletableFuture().join().unknown())
                .isTrue();
        assertThat(requests).hasValue(1);
    }

    @Test
    void onlyADescribedAnswerSettlesWhatBecameOfAnInterruptedChange() {
        ActionCall interrupted = new ActionCall("change", Map.of("number", "1"), "key-1");

        assertThat(resume(answering(409, "{}"), interrupted).unknown())
                .as("the first request may still be in progress")
                .isTrue();
        Actions actions = answering(200, "{}");
        assertThat(resume(actions, new ActionCall("change", Map.of(), "key-1")).unknown())
                .as("an argument has become mandatory")
                .isTrue();
        assertThat(resume(actions, new ActionCall("elsewhere", Map.of(), "key-1"))
                        .unknown())
                .as("its service is no longer configured")
                .isTrue();
        server.stop(0);
        assertThat(resume(actions, interrupted).unknown()).as("nobody listens").isTrue();
    }

    @Test
    void aLaterRefusalDoesNotSettleAChangeThatTheServiceGaveUpReading() {
        Actions actions = serving(exchange -> send(exchange, requests.get() == 1 ? 408 : 409, "{}"));

        assertThat(run(actions, "change", Map.of("number", "1")).unknown()).isTrue();
        assertThat(requests).hasValue(2);
    }

    @Test
    void tellsWhatChangesSomething() {
        Actions actions = answering(200, "{}");
        assertThat(actions.changes(TENANT, new ActionCall("read", Map.of(), "k")))
                .isFalse();
        assertThat(actions.changes(TENANT, new ActionCall("change-once", Map.of(), "k")))
                .isTrue();
        assertThat(actions.changes(TENANT, new ActionCall("nothing", Map.of(), "k")))
                .isTrue();
    }

    // ---- logs and settings ----

    @Test
    void logsWhatFailedButNothingOfWhatWasSaid() throws Exception {
        String words = "secret-words";
        run(answering(200, "{\"number\":1,\"at\":\"secret-words\"}"), "read", Map.of("number", words));
        run(answering(200, "secret-words"), "read", Map.of("number", words));
        run(answering(500, words), "change", Map.of("number", words, "note", words));
        run(answering(200, "{}"), "change", Map.of("number", words, "tag", words + "\n"));
        run(serving(exchange -> await()), "read", Map.of("number", words));

        assertThat(log.list).hasSize(5);
        assertThat(logged()).contains("action read of demo failed").doesNotContain(words);
    }

    @Test
    void readsServicesWithAndWithoutAToken() {
        HttpActions.Settings settings = HttpActions.Settings.from(ConfigFactory.parseString(
                        "services { demo.shop = \"http://127.0.0.1:9010/\", \"a.b\".crm = { url = \"https://crm.example/api\", token = t } }")
                .withFallback(ConfigFactory.defaultReference().getConfig("parley.dialogue")));

        assertThat(settings.services())
                .isEqualTo(Map.of(
                        TENANT,
                        Map.of("shop", new Service(URI.create("http://127.0.0.1:9010"), null)),
                        new TenantId("a.b"),
                        Map.of("crm", new Service(URI.create("https://crm.example/api"), "t"))));
        assertThat(settings.toString()).doesNotContain("token");
        assertThat(settings.total())
                .isLessThan(ConfigFactory.defaultReference().getDuration("parley.conversation.bot-time-limit"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "services.demo.shop = \"ftp://shop.example\"",
                "services.demo.shop = shop",
                "services.demo.shop = \"\"",
                "services.demo.shop = \"http://user:word@shop.example\"",
                "services.demo.shop = { url = \"http://shop.example\", tokn = t }",
                "services.demo.shop = { token = t }",
                "services.demo = \"http://shop.example\"",
                "actions.timeout = 0s",
                "actions.max-bytes = 0",
                "actions.timout = 2s"
            })
    void refusesSettingsThatCannotBeMeant(String setting) {
        assertThatThrownBy(() -> HttpActions.Settings.from(ConfigFactory.parseString(setting)
                        .withFallback(ConfigFactory.defaultReference().getConfig("parley.dialogue"))))
                .isInstanceOf(RuntimeException.class);
    }

    // ---- fixture ----

    private String outcome(int status, String body) throws Exception {
        return run(answering(status, body), "read", Map.of("number", "1")).outcome();
    }

    private void assertFailsWithin(Duration time, Actions actions, String action) {
        Instant begin = Instant.now();
        assertThat(run(actions, action, Map.of("number", "1")).failed()).isTrue();
        assertThat(Duration.between(begin, Instant.now())).isLessThan(time);
    }

    private static ActionResult run(Actions actions, String action, Map<String, String> arguments) {
        return run(actions, new ActionCall(action, arguments, "key-1"));
    }

    private static ActionResult run(Actions actions, ActionCall call) {
        return actions.run(TENANT, call)
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private static ActionResult resume(Actions actions, ActionCall call) {
        return actions.resume(TENANT, call)
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private String logged() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).collect(Collectors.joining("\n"));
    }

    private Actions answering(int status, String body) {
        return serving(exchange -> send(exchange, status, body));
    }

    private Actions halfAnswering() {
        return serving(exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            await();
        });
    }

    private Actions serving(HttpHandler handler) {
        return serving(handler, Duration.ofMillis(300), 65_536);
    }

    private Actions serving(HttpHandler handler, Duration timeout, int maxBytes) {
        String path = "/" + servers.incrementAndGet();
        server.createContext(path, exchange -> {
            requests.incrementAndGet();
            try (exchange) {
                handler.handle(exchange);
            }
        });
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path + "/");
        return new HttpActions(
                tenant -> ACTIONS,
                new HttpActions.Settings(
                        Map.of(TENANT, Map.of("shop", new Service(base, "a-token"))),
                        timeout,
                        timeout,
                        timeout.multipliedBy(4),
                        timeout,
                        timeout.multipliedBy(4),
                        Duration.ofMillis(20),
                        maxBytes,
                        Duration.ofMinutes(1)),
                executor);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private void await() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
