package io.parley.bots.actions;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.TenantId;
import io.parley.dialogue.actions.Actions;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.Authority;
import io.parley.dialogue.bot.Value;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to a company's systems, and how their answers are read. */
class HttpActionsTest extends HttpActionsFixture {

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
}
