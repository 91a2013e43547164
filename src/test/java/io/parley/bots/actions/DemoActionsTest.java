package io.parley.bots.actions;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.TenantId;
import io.parley.bots.actions.HttpActions.Service;
import io.parley.dialogue.DemoFiles;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.Authority;
import io.parley.dialogue.bot.Value;
import io.parley.shop.ShopServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The descriptions that are shipped, against the demo shop itself. */
class DemoActionsTest {

    private static final TenantId TENANT = new TenantId("demo");
    private static final Path FILES = DemoFiles.path("demo/actions");
    private static final Authority CUSTOMER = new Authority("demo-customer", null);

    private static final Map<String, ActionDescription> ACTIONS = descriptions();

    @TempDir
    Path data;

    private final Set<String> shown = new TreeSet<>();
    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private Instant now = Instant.parse("2026-11-21T03:00:00Z");
    private int keys;
    private Authority by = CUSTOMER;
    private ShopServer shop;
    private HttpActions actions;

    private static Map<String, ActionDescription> descriptions() {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.flatMap(file -> parsed(file).stream())
                    .collect(Collectors.toMap(ActionDescription::id, Function.identity()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static java.util.List<ActionDescription> parsed(Path file) {
        try {
            return ActionFile.parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void open() throws IOException {
        shop = ShopServer.start("127.0.0.1", 0, data, new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        });
        actions = new HttpActions(
                tenant -> ACTIONS,
                new HttpActions.Settings(
                        Map.of(
                                TENANT,
                                Map.of("shop", new Service(URI.create("http://127.0.0.1:" + shop.port()), null))),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofMillis(50),
                        65_536,
                        Duration.ofSeconds(1)),
                executor);
    }

    @AfterEach
    void close() {
        shop.close();
        executor.shutdownNow();
    }

    @Test
    void everyOutcomeOfEveryActionHappens() {
        assertOutcome("found", "order", "number", "#10001");
        assertOutcome("unknown", "order", "number", "99999999");
        assertOutcome("invalid", "order", "number", "1".repeat(65));

        by = new Authority(null, "0000");
        assertOutcome("found", "order", "number", "10532");
        by = new Authority(null, "1234");
        assertOutcome("refused", "order", "number", "10532");
        by = Authority.NONE;
        assertOutcome("confirmed", "confirm-order", "number", "10532", "phoneEnd", "0000");
        assertOutcome("not-confirmed", "confirm-order", "number", "1", "phoneEnd", "0000");
        assertOutcome("invalid", "confirm-order", "number", "1", "phoneEnd", "000");
        for (int guess = 0; guess < 4; guess++) {
            run("confirm-order", "guess", "number", "1", "phoneEnd", "0000");
        }
        assertOutcome("too-many-attempts", "confirm-order", "number", "1", "phoneEnd", "0000");
        by = new Authority("nobody", null);
        assertOutcome("none", "orders-of-customer");
        assertOutcome("unknown", "order", "number", "10532");
        assertOutcome("unknown", "cancel-order", "number", "30552");
        by = new Authority("x".repeat(65), null);
        assertOutcome("invalid", "orders-of-customer");
        by = CUSTOMER;
        assertOutcome("found", "orders-of-customer");

        assertOutcome("done", "change-order", "number", "30552", "phone", "+86 100 0000 1234");
        assertOutcome("invalid", "change-order", "number", "30552", "phone", "none");
        assertOutcome("invalid", "change-order", "number", "30552");
        assertOutcome("already-shipped", "change-order", "number", "20418", "address", "another street 5");
        assertOutcome("unknown", "change-order", "number", "1", "address", "another street 5");

        assertOutcome("done", "cancel-order", "number", "30552");
        assertOutcome("already-cancelled", "cancel-order", "number", "30552");
        assertOutcome("already-cancelled", "change-order", "number", "30552", "address", "another street 5");
        assertOutcome("already-shipped", "cancel-order", "number", "20418");
        assertOutcome("unknown", "cancel-order", "number", "1");
        assertOutcome("invalid", "cancel-order", "number", "1".repeat(65));

        assertOutcome("done", "return-order", "number", "10532");
        assertOutcome("return-under-way", "return-order", "number", "10532");
        assertOutcome("cancel-instead", "return-order", "number", "DD20261119-3327");
        assertOutcome("not-delivered", "return-order", "number", "20418");
        assertOutcome("refund-under-way", "return-order", "number", "DD20261105-7716");
        assertOutcome("already-cancelled", "return-order", "number", "30552");
        assertOutcome("unknown", "return-order", "number", "1");
        assertOutcome("invalid", "return-order", "number", "1".repeat(65));

        assertOutcome("return-under-way", "exchange-order", "number", "10532", "reason", "faulty");
        assertOutcome("cancel-instead", "exchange-order", "number", "DD20261119-3327", "reason", "faulty");
        assertOutcome("not-delivered", "exchange-order", "number", "20418", "reason", "faulty");
        assertOutcome("refund-under-way", "exchange-order", "number", "DD20261105-7716", "reason", "faulty");
        assertOutcome("already-cancelled", "exchange-order", "number", "30552", "reason", "faulty");
        assertOutcome("unknown", "exchange-order", "number", "1", "reason", "faulty");
        assertOutcome("invalid", "exchange-order", "number", "11873", "reason", "boredom");
        assertOutcome("which-product", "exchange-order", "number", "11873", "reason", "faulty");
        assertOutcome("not-in-order", "exchange-order", "number", "11873", "reason", "faulty", "product", "aurora-h1");
        assertOutcome(
                "out-of-stock",
                "exchange-order",
                "number",
                "DD20261112-4410",
                "reason",
                "faulty",
                "product",
                "pen-tab-11");
        assertOutcome(
                "done",
                "exchange-order",
                "number",
                "11873",
                "reason",
                "other-version",
                "product",
                "mouse-m3",
                "wish",
                "白色");
        assertOutcome(
                "exchange-under-way", "exchange-order", "number", "11873", "reason", "faulty", "product", "mouse-m3");
        assertOutcome("exchange-under-way", "return-order", "number", "11873");

        assertOutcome("invalid", "refund-order", "number", "10532", "amountMinor", "99999999");
        assertOutcome("done", "refund-order", "number", "10532", "amountMinor", "6900");
        assertOutcome("refund-under-way", "refund-order", "number", "10532");
        assertOutcome("cancel-instead", "refund-order", "number", "DD20261119-3327");
        assertOutcome("return-first", "refund-order", "number", "55120");
        assertOutcome("already-cancelled", "refund-order", "number", "30552");
        assertOutcome("unknown", "refund-order", "number", "1");

        assertOutcome("invalid", "invoice", "number", "10001", "title", "Demo customer", "taxNumber", "no number");
        assertOutcome("done", "invoice", "number", "10001", "title", "示例有限公司", "taxNumber", "91310000MA1FL0TEST");
        assertOutcome("invoice-already-issued", "invoice", "number", "10001", "title", "Demo customer");
        assertOutcome("refund-under-way", "invoice", "number", "10532", "title", "Demo customer");
        assertOutcome("already-cancelled", "invoice", "number", "30552", "title", "Demo customer");
        assertOutcome("unknown", "invoice", "number", "1", "title", "Demo customer");

        assertOutcome("found", "stock", "product", "aurora-h1");
        assertOutcome("unknown", "stock", "product", "unicorn");
        assertOutcome("invalid", "stock", "product", "u".repeat(65));

        assertOutcome("found", "products", "query", "耳机", "maxPrice", "500");
        assertOutcome("none", "products", "query", "unicorn");
        assertOutcome("invalid", "products", "maxPrice", "-1");

        assertOutcome("valid", "coupon", "code", "save50");
        assertOutcome("expired", "coupon", "code", "SUMMER30");
        assertOutcome("unknown", "coupon", "code", "NOTHING");
        assertOutcome("invalid", "coupon", "code", "X".repeat(65));

        assertOutcome("done", "redeem-coupon", "code", "SAVE50", "amountMinor", "89900");
        assertOutcome("already-used", "redeem-coupon", "code", "SAVE50", "amountMinor", "89900");
        assertOutcome("minimum-not-reached", "redeem-coupon", "code", "WELCOME20", "amountMinor", "100");
        assertOutcome("expired", "redeem-coupon", "code", "SUMMER30", "amountMinor", "89900");
        assertOutcome("unknown", "redeem-coupon", "code", "NOTHING", "amountMinor", "89900");
        assertOutcome("invalid", "redeem-coupon", "code", "AUDIO10", "amountMinor", "-5");

        // The invoiced order keeps its dates from now on.
        now = now.plus(Duration.ofDays(8));
        assertOutcome("return-period-over", "return-order", "number", "10001");
        assertOutcome("exchange-period-over", "exchange-order", "number", "10001", "reason", "other-version");

        assertThat(shown)
                .isEqualTo(ACTIONS.values().stream()
                        .flatMap(
                                action -> action.outcomes().stream().map(outcome -> action.id() + " " + outcome.name()))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void anOrderComesWithAllThatIsToldOfIt() {
        ActionResult order = run("order", "key", "number", "20418");

        assertThat(order.values())
                .containsEntry("number", new Value.Text("20418"))
                .containsEntry("status", new Value.Text("shipped"))
                .containsEntry("carrier.zh", new Value.Text("顺丰速运"))
                .containsEntry("carrier.en", new Value.Text("SF Express"))
                .containsEntry("trackingNumber", new Value.Text("SF1000000020418"))
                .containsEntry("estimatedDeliveryAt", new Value.Moment(Instant.parse("2026-11-22T10:00:00Z")))
                .containsKeys("item.zh", "item.en", "placedAt", "shippedAt")
                .doesNotContainKeys("deliveredAt", "refundAmount", "invoiceNumber");
        assertThat(order.values().get("total")).isInstanceOfSatisfying(Value.Money.class, total -> {
            assertThat(total.currency()).isEqualTo("CNY");
            assertThat(total.minor()).isPositive();
        });
        assertThat(order.values().get("items"))
                .isInstanceOfSatisfying(
                        Value.Items.class,
                        items -> assertThat(items.items()).hasSize(2).allSatisfy(item -> assertThat(item)
                                .containsKeys("product", "name.zh", "name.en", "price")
                                .containsEntry("quantity", new Value.Number(BigDecimal.ONE))));
    }

    @Test
    void stockSaysHowManyThereAreAndWhenThereWillBeMore() {
        assertThat(run("stock", "key", "product", "aurora-h1").values())
                .containsEntry("state", new Value.Text("in-stock"))
                .containsEntry("name.zh", new Value.Text("极光 H1 头戴式降噪耳机"))
                .doesNotContainKey("restockExpectedAt");
        assertThat(run("stock", "key", "product", "lumo-book-14").values())
                .containsEntry("state", new Value.Text("low"));
        assertThat(run("stock", "key", "product", "lumo-phone-8-mini").values())
                .containsEntry("state", new Value.Text("out-of-stock"))
                .containsEntry("available", new Value.Number(BigDecimal.ZERO))
                .containsKey("restockExpectedAt");
    }

    @Test
    void whatIsOnItsWayBackIsToldWithItsRefund() {
        assertThat(run("order", "key", "number", "DD20261105-7716").values())
                .containsEntry("refundState", new Value.Text("processing"))
                .containsKeys("refundAmount", "refundExpectedBy");
    }

    @Test
    void recommendsByBudgetAndFeatures() {
        ActionResult found = run(
                "products", "key", "query", "headphones", "maxPrice", "1000", "feature", "noise-cancelling,wireless");

        assertThat(found.outcome()).isEqualTo("found");
        assertThat(((Value.Items) Objects.requireNonNull(found.values().get("products"))).items())
                .isNotEmpty()
                .allSatisfy(product -> {
                    assertThat(product).containsKeys("product", "name.zh", "name.en", "features");
                    assertThat(product.get("price"))
                            .isInstanceOfSatisfying(Value.Money.class, price -> assertThat(price.minor())
                                    .isLessThanOrEqualTo(100_000));
                });
    }

    @Test
    void whatIsAskedAgainUnderItsKeyIsDoneOnce() {
        ActionResult first = run("return-order", "wish-1", "number", "10001");
        ActionResult again = run("return-order", "wish-1", "number", "10001");

        assertThat(first.outcome()).isEqualTo("done");
        assertThat(again).isEqualTo(first);
        assertThat(run("return-order", "wish-2", "number", "10001").outcome()).isEqualTo("return-under-way");
        assertThat(run("return-order", "wish-1", "number", "41877").failed())
                .as("a key used for something else")
                .isTrue();
    }

    private void assertOutcome(String outcome, String action, String... arguments) {
        ActionResult result = run(action, "key-" + keys++, arguments);
        assertThat(result.outcome())
                .as(action + " " + String.join(" ", arguments))
                .isEqualTo(outcome);
        shown.add(action + " " + outcome);
    }

    private ActionResult run(String action, String key, String... arguments) {
        Map<String, String> named = new java.util.HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            named.put(arguments[i], arguments[i + 1]);
        }
        return actions.run(TENANT, new ActionCall(action, named, key, by))
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
