package io.parley.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShopTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path data;

    private String account = "demo-customer";
    private String phoneEnd;
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T03:00:00Z"));
    private ShopServer shop;

    @BeforeEach
    void open() throws IOException {
        shop = ShopServer.start("127.0.0.1", 0, data, clock);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void saysThatItIsUp() throws Exception {
        assertThat(get("/health").at(200).path("status").asText()).isEqualTo("up");
    }

    @ParameterizedTest
    @CsvSource({
        "10001, delivered",
        "10532, delivered",
        "11873, delivered",
        "20433, delivered",
        "41877, delivered",
        "55120, delivered",
        "DD20261112-4410, delivered",
        "20418, shipped",
        "30552, paid",
        "DD20261119-3327, paid",
        "DD20261105-7716, refunding"
    })
    void hasEveryOrderOfTheDemoInItsState(String number, String status) throws Exception {
        JsonNode order = get("/orders/" + number).at(200);

        assertThat(order.path("number").asText()).isEqualTo(number);
        assertThat(order.path("status").asText()).isEqualTo(status);
        assertThat(order.path("currency").asText()).isEqualTo("CNY");
        assertThat(Instant.parse(order.path("placedAt").asText())).isBefore(clock.instant());
        long sum = 0;
        for (JsonNode item : order.path("items")) {
            assertThat(item.path("name").path("zh").asText()).isNotBlank();
            assertThat(item.path("name").path("en").asText()).isNotBlank();
            assertThat(get("/products/" + item.path("product").asText()).status())
                    .isEqualTo(200);
            sum += item.path("quantity").asLong() * item.path("unitPriceMinor").asLong();
        }
        assertThat(order.path("totalMinor").asLong()).isEqualTo(sum).isPositive();
        boolean sent = !status.equals("paid");
        assertThat(order.has("shippedAt")).isEqualTo(sent);
        assertThat(order.has("trackingNumber")).isEqualTo(sent);
        assertThat(order.has("carrier")).isEqualTo(sent);
        boolean arrived = sent && !status.equals("shipped");
        assertThat(order.has("deliveredAt")).isEqualTo(arrived);
        assertThat(order.has("estimatedDeliveryAt")).isEqualTo(!arrived);
        assertThat(order.has("refund")).isEqualTo(status.equals("refunding"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2026-11-21T03:00:00Z", "2026-11-21T15:59:59Z", "2026-12-31T16:00:00Z", "2031-03-01T23:30:00Z"})
    void deliveredOrdersStayWithinTheReturnPeriodAsTimePasses(String now) throws Exception {
        clock.now = Instant.parse(now);

        for (String number : List.of("10001", "10532", "11873", "20433", "41877", "55120", "DD20261112-4410")) {
            JsonNode order = get("/orders/" + number).at(200);
            Instant delivered = Instant.parse(order.path("deliveredAt").asText());
            Instant returnable = Instant.parse(order.path("returnableUntil").asText());
            assertThat(delivered).isBefore(clock.instant());
            assertThat(returnable).isAfter(clock.instant()).isEqualTo(delivered.plus(Duration.ofDays(7)));
        }
        assertThat(Instant.parse(
                        get("/orders/20418").at(200).path("estimatedDeliveryAt").asText()))
                .isAfter(clock.instant());
    }

    @Test
    void somebodyElsesOrderIsAsGoodAsNotThere() throws Exception {
        account = "demo-customerx";

        assertThat(get("/orders/30552").code(404)).isEqualTo("order-not-found");
        assertThat(post("/orders/30552/cancel", "{}", "k-1").code(404)).isEqualTo("order-not-found");
        assertThat(patch("/orders/30552", "{\"address\":\"Elsewhere 1\"}").code(404))
                .isEqualTo("order-not-found");
        assertThat(get("/orders").at(200).path("orders")).isEmpty();
        account = "demo-customer-li";
        assertThat(get("/orders/30552").at(200).path("status").asText()).isEqualTo("paid");
        assertThat(get("/orders").at(200).path("orders")).hasSize(11);
    }

    @Test
    void tellsAndChangesNothingForNobody() throws Exception {
        account = null;

        assertThat(get("/orders/30552").code(403)).isEqualTo("proof-required");
        assertThat(get("/orders/99999999").code(403)).isEqualTo("proof-required");
        assertThat(get("/orders").code(403)).isEqualTo("account-required");
        for (String change : List.of("cancel", "return", "refund")) {
            assertThat(post("/orders/30552/" + change, "{}", "k-" + change).code(403))
                    .isEqualTo("account-required");
        }
        phoneEnd = "0000";
        assertThat(post("/orders/30552/cancel", "{}", "k-2").code(403)).isEqualTo("account-required");
        assertThat(get("/orders/30552").at(200).path("status").asText()).isEqualTo("paid");
    }

    @Test
    void aWrongTelephoneNumberAndAnOrderThatIsNotThereAreRefusedAlike() throws Exception {
        account = null;
        Answer wrong = post("/orders/30552/confirm", "{\"phoneEnd\":\"1234\"}", null);
        Answer missing = post("/orders/99999999/confirm", "{\"phoneEnd\":\"1234\"}", null);

        assertThat(wrong.code(403)).isEqualTo("not-confirmed");
        assertThat(missing.status()).isEqualTo(wrong.status());
        assertThat(missing.text()).isEqualTo(wrong.text());
        assertThat(post("/orders/30552/confirm", "{\"phoneEnd\":\"0000\"}", null)
                        .at(200)
                        .path("confirmed")
                        .asBoolean())
                .isTrue();
        assertThat(post("/orders/30552/confirm", "{\"phoneEnd\":\"000\"}", null).code(400))
                .isEqualTo("invalid-request");
    }

    @Test
    void fiveWrongTelephoneNumbersForAnOrderAreTheLastForAnHourAlsoAfterARestart() throws Exception {
        account = null;
        for (int guess = 1; guess <= 5; guess++) {
            assertThat(post("/orders/30552/confirm", "{\"phoneEnd\":\"100" + guess + "\"}", null)
                            .code(403))
                    .isEqualTo("not-confirmed");
        }
        assertThat(post("/orders/30552/confirm", "{\"phoneEnd\":\"0000\"}", null)
                        .code(403))
                .isEqualTo("too-many-attempts");
        phoneEnd = "0000";
        assertThat(get("/orders/30552").code(403)).isEqualTo("too-many-attempts");
        shop.close();
        open();
        assertThat(get("/orders/30552").code(403)).isEqualTo("too-many-attempts");
        assertThat(get("/orders/20418").at(200).path("status").asText()).isEqualTo("shipped");
        clock.now = clock.instant().plus(Duration.ofMinutes(61));
        assertThat(get("/orders/30552").at(200).path("status").asText()).isEqualTo("paid");
    }

    @Test
    void listsTheDemoCustomersOrdersNewestFirst() throws Exception {
        JsonNode orders = get("/orders").at(200).path("orders");

        assertThat(orders).hasSize(11);
        List<String> placed = new ArrayList<>();
        orders.forEach(order -> placed.add(order.path("placedAt").asText()));
        assertThat(placed).isSortedAccordingTo((a, b) -> Instant.parse(b).compareTo(Instant.parse(a)));
        account = "nobody";
        assertThat(get("/orders").at(200).path("orders")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dd20261112-4410", "#DD20261112-4410", " Dd20261112-4410 ", "# dd20261112-4410#"})
    void findsAnOrderHoweverItsNumberIsWritten(String written) throws Exception {
        assertThat(get("/orders/" + encoded(written)).at(200).path("number").asText())
                .isEqualTo("DD20261112-4410");
    }

    @Test
    void answersAnUnknownOrderWithAProblemDocument() throws Exception {
        Answer answer = get("/orders/99999999");

        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        JsonNode problem = answer.at(404);
        assertThat(problem.path("code").asText()).isEqualTo("order-not-found");
        assertThat(problem.path("status").asInt()).isEqualTo(404);
        assertThat(problem.path("title").asText()).isNotBlank();
        assertThat(problem.path("type").asText()).isNotBlank();
        assertThat(problem.path("detail").asText()).isNotBlank();
    }

    @Test
    void showsAddressPhoneAndEmailOnlyMasked() throws Exception {
        post("/orders/10001/invoice", "{\"title\":\"Demo customer\",\"email\":\"customer@demo.parley.example\"}", null)
                .at(200);
        String text = get("/orders/10001").text();

        assertThat(text).contains("上海市浦东新****", "****0000", "c****@demo.parley.example");
        assertThat(text).doesNotContain("1202", "100 0000", "customer@");
    }

    @Test
    void changesTheAddressOfAnOrderThatWasNotShipped() throws Exception {
        JsonNode order = patch("/orders/30552", "{\"address\":\"北京市海淀区示例街 8 号 301 室\",\"phone\":\"+86 100 0000 1234\"}")
                .at(200);

        assertThat(order.path("delivery").path("address").asText())
                .startsWith("北京市海淀区")
                .doesNotContain("301");
        assertThat(order.path("delivery").path("phone").asText()).isEqualTo("****1234");
        assertThat(patch("/orders/20418", "{\"phone\":\"+86 100 0000 1234\"}").code(409))
                .isEqualTo("already-shipped");
    }

    @Test
    void cancelsAPaidOrderAndSendsTheMoneyBack() throws Exception {
        int before =
                get("/products/aurora-buds-2/stock").at(200).path("available").asInt();

        JsonNode order = post("/orders/30552/cancel", "", null).at(200);

        assertThat(order.path("status").asText()).isEqualTo("cancelled");
        assertThat(order.path("refund").path("amountMinor")).isEqualTo(order.path("totalMinor"));
        assertThat(order.path("refund").path("state").asText()).isEqualTo("processing");
        assertThat(get("/products/aurora-buds-2/stock")
                        .at(200)
                        .path("available")
                        .asInt())
                .isEqualTo(before + 1);
        assertThat(post("/orders/30552/cancel", "", null).code(409)).isEqualTo("already-cancelled");
        clock.now = clock.now.plus(Duration.ofDays(4));
        assertThat(get("/orders/30552").at(200).path("refund").path("state").asText())
                .isEqualTo("completed");
    }

    @ParameterizedTest
    @CsvSource({
        "20418, cancel, already-shipped",
        "10001, cancel, already-shipped",
        "30552, return, cancel-instead",
        "20418, return, not-delivered",
        "DD20261105-7716, return, refund-under-way",
        "10001, refund, return-first",
        "30552, refund, cancel-instead",
        "DD20261105-7716, refund, refund-under-way",
        "DD20261105-7716, invoice, refund-under-way"
    })
    void refusesWhatAnOrdersStateDoesNotAllow(String number, String action, String code) throws Exception {
        JsonNode before = get("/orders/" + number).at(200);
        String body = action.equals("invoice") ? "{\"title\":\"Demo customer\"}" : "{}";

        Answer answer = post("/orders/" + number + "/" + action, body, null);

        assertThat(answer.code(409)).isEqualTo(code);
        assertThat(get("/orders/" + number).at(200)).isEqualTo(before);
    }

    @Test
    void takesAReturnOnceUnderOneIdempotencyKey() throws Exception {
        Answer first = post("/orders/10001/return", "", "return-1");
        Answer again = post("/orders/10001/return", "", "return-1");

        assertThat(first.at(200).path("status").asText()).isEqualTo("returning");
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.status()).isEqualTo(200);
        assertThat(post("/orders/10001/return", "", "return-2").code(409)).isEqualTo("return-under-way");
        assertThat(post("/orders/10532/return", "", "return-1").code(422)).isEqualTo("idempotency-key-reused");
        assertThat(get("/orders/10532").at(200).path("status").asText()).isEqualTo("delivered");
    }

    @Test
    void repeatsOfOneRequestAtTheSameTimeChangeTheOrderOnce() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(HTTP.sendAsync(
                    request("/coupons/WELCOME20/redeem")
                            .header("Content-Type", "application/json")
                            .header("Idempotency-Key", "coupon-1")
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    "{\"customer\":\"demo-customer\",\"amountMinor\":89900}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
        }

        List<String> bodies =
                answers.stream().map(answer -> answer.join().body()).distinct().toList();

        assertThat(bodies).hasSize(1);
        assertThat(JSON.readTree(bodies.get(0)).path("payableMinor").asLong()).isEqualTo(87900);
    }

    @Test
    void refundsReturnedGoodsOnceAndNeverMoreThanWasPaid() throws Exception {
        post("/orders/10532/return", "", null).at(200);

        assertThat(post("/orders/10532/refund", "{\"amountMinor\":99999999}", null)
                        .code(400))
                .isEqualTo("invalid-request");
        assertThat(post("/orders/10532/refund", "{\"amountMinor\":0}", null).code(400))
                .isEqualTo("invalid-request");
        JsonNode order =
                post("/orders/10532/refund", "{\"amountMinor\":6900}", null).at(200);
        assertThat(order.path("status").asText()).isEqualTo("refunding");
        assertThat(order.path("refund").path("amountMinor").asLong()).isEqualTo(6900);
        assertThat(post("/orders/10532/refund", "", null).code(409)).isEqualTo("refund-under-way");
        clock.now = clock.now.plus(Duration.ofDays(6));
        assertThat(get("/orders/10532").at(200).path("status").asText()).isEqualTo("refunded");
    }

    @Test
    void exchangesAProductAndKeepsTheNewOneReady() throws Exception {
        int before = get("/products/mouse-m3/stock").at(200).path("available").asInt();
        String request = "{\"product\":\"mouse-m3\",\"reason\":\"other-version\",\"wish\":\"white\"}";

        Answer first = post("/orders/11873/exchange", request, "exchange-1");

        JsonNode exchange = first.at(200).path("exchange");
        assertThat(exchange.path("product").asText()).isEqualTo("mouse-m3");
        assertThat(exchange.path("reason").asText()).isEqualTo("other-version");
        assertThat(exchange.path("wish").asText()).isEqualTo("white");
        assertThat(first.at(200).path("status").asText()).isEqualTo("delivered");
        assertThat(post("/orders/11873/exchange", request, "exchange-1").text()).isEqualTo(first.text());
        assertThat(get("/products/mouse-m3/stock").at(200).path("available").asInt())
                .isEqualTo(before - 1);
        assertThat(post("/orders/11873/exchange", request, null).code(409)).isEqualTo("exchange-under-way");
        assertThat(post("/orders/11873/return", "", null).code(409)).isEqualTo("exchange-under-way");
        shop.close();
        open();
        assertThat(get("/orders/11873").at(200)).isEqualTo(first.at(200));
    }

    @ParameterizedTest
    @CsvSource({
        "30552, aurora-buds-2, cancel-instead",
        "20418, view-27, not-delivered",
        "DD20261105-7716, bar-5, refund-under-way",
        "11873, , which-product",
        "11873, aurora-h1, not-in-order",
        "DD20261112-4410, pen-tab-11, product-out-of-stock"
    })
    void refusesAnExchangeThatCannotBe(String number, String product, String code) throws Exception {
        JsonNode before = get("/orders/" + number).at(200);
        String named = product == null ? "" : "\"product\":\"" + product + "\",";

        assertThat(post("/orders/" + number + "/exchange", "{" + named + "\"reason\":\"faulty\"}", null)
                        .code(409))
                .isEqualTo(code);
        assertThat(get("/orders/" + number).at(200)).isEqualTo(before);
    }

    @Test
    void exchangesWhatIsFaultyLongerThanWhatIsNotWanted() throws Exception {
        post("/orders/10001/invoice", "{\"title\":\"Demo customer\"}", null).at(200);
        clock.now = clock.now.plus(Duration.ofDays(8));

        assertThat(post("/orders/10001/exchange", "{\"reason\":\"other-version\"}", null)
                        .code(409))
                .isEqualTo("exchange-period-over");
        assertThat(post("/orders/10001/exchange", "{\"reason\":\"broken\"}", null)
                        .code(400))
                .isEqualTo("invalid-request");
        assertThat(post("/orders/10001/exchange", "{}", null).code(400)).isEqualTo("invalid-request");
        assertThat(post("/orders/10001/exchange", "{\"reason\":\"faulty\"}", null)
                        .at(200)
                        .path("exchange")
                        .path("product")
                        .asText())
                .isEqualTo("aurora-h1");
    }

    @Test
    void aChangedOrderKeepsItsOwnDatesAndItsReturnPeriodEnds() throws Exception {
        JsonNode changed = post("/orders/10001/invoice", "{\"title\":\"Demo customer\"}", null)
                .at(200);
        clock.now = clock.now.plus(Duration.ofDays(6));

        assertThat(get("/orders/10001").at(200)).isEqualTo(changed);
        assertThat(post("/orders/10001/return", "", null).code(409)).isEqualTo("return-period-over");
        assertThat(post("/orders/10001/invoice", "{\"title\":\"Demo customer\"}", null)
                        .code(409))
                .isEqualTo("invoice-already-issued");
    }

    @Test
    void remembersChangesAndAnswersAfterARestart() throws Exception {
        Answer returned = post("/orders/20433/return", "", "return-20433");
        patch("/orders/DD20261119-3327", "{\"phone\":\"+86 100 0000 4321\"}").at(200);
        post("/coupons/save50/redeem", "{\"customer\":\"demo-customer\",\"amountMinor\":89900}", null)
                .at(200);
        shop.close();
        open();

        assertThat(get("/orders/20433").at(200)).isEqualTo(returned.at(200));
        assertThat(post("/orders/20433/return", "", "return-20433").text()).isEqualTo(returned.text());
        assertThat(get("/orders/DD20261119-3327")
                        .at(200)
                        .path("delivery")
                        .path("phone")
                        .asText())
                .isEqualTo("****4321");
        assertThat(post("/coupons/SAVE50/redeem", "{\"customer\":\"demo-customer\",\"amountMinor\":89900}", null)
                        .code(409))
                .isEqualTo("coupon-already-used");
    }

    @Test
    void findsProductsByWordsInEitherLanguageByPriceAndByFeature() throws Exception {
        assertThat(ids("/products")).hasSizeGreaterThanOrEqualTo(25).doesNotHaveDuplicates();
        assertThat(ids("/products?query=" + encoded("降噪耳机"))).containsExactly("aurora-h1");
        assertThat(ids("/products?query=wireless+headphones")).contains("aurora-h1", "aurora-buds-2");
        assertThat(ids("/products?query=" + encoded("耳机") + "&maxPrice=450")).containsExactly("clip-s3");
        assertThat(ids("/products?feature=wifi-6")).containsExactly("router-ax3000");
        assertThat(ids("/products?feature=" + encoded("主动降噪") + "&maxPrice=499"))
                .contains("aurora-buds-2");
        assertThat(ids("/products?feature=" + encoded("主动降噪, multipoint"))).contains("aurora-h1");
        assertThat(ids("/products?feature=" + encoded("主动降噪、wifi-6"))).isEmpty();
        assertThat(ids("/products?query=unicorn")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "AURORA-H1, aurora-h1",
        "极光 H1, aurora-h1",
        "aurora h1, aurora-h1",
        "Lumo 8 手机, lumo-phone-8",
        "lumo phone 8, lumo-phone-8",
        "lumo phone 8 mini, lumo-phone-8-mini"
    })
    void knowsAProductByItsIdAndByItsName(String asked, String id) throws Exception {
        assertThat(get("/products/" + encoded(asked)).at(200).path("id").asText())
                .isEqualTo(id);
        assertThat(get("/products/" + encoded(asked) + "/stock")
                        .at(200)
                        .path("product")
                        .asText())
                .isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aurora", "lumo", "unicorn", "1", "极"})
    void takesNoProductForAnother(String asked) throws Exception {
        assertThat(get("/products/" + encoded(asked)).code(404)).isEqualTo("product-not-found");
    }

    @Test
    void describesEveryProductCompletely() throws Exception {
        for (JsonNode product : get("/products").at(200).path("products")) {
            for (String field : List.of("name", "description", "category")) {
                assertThat(product.path(field).path("zh").asText()).isNotBlank();
                assertThat(product.path(field).path("en").asText()).isNotBlank();
            }
            assertThat(product.path("features")).isNotEmpty();
            assertThat(product.path("priceMinor").asLong()).isPositive();
            assertThat(product.path("priceFormatted").asText()).matches("¥[0-9,]+\\.00");
            for (JsonNode accessory : product.path("accessories")) {
                assertThat(accessory.path("name").path("zh").asText()).isNotBlank();
            }
        }
        assertThat(get("/products/unicorn").code(404)).isEqualTo("product-not-found");
    }

    @Test
    void saysWhatIsInStockAndWhenTheRestComes() throws Exception {
        assertThat(get("/products/aurora-h1/stock").at(200).path("state").asText())
                .isEqualTo("in-stock");
        assertThat(get("/products/lumo-book-14/stock").at(200).path("state").asText())
                .isEqualTo("low");
        JsonNode out = get("/products/lumo-phone-8-mini/stock").at(200);
        assertThat(out.path("available").asInt()).isZero();
        assertThat(Instant.parse(out.path("restockExpectedAt").asText())).isAfter(clock.instant());
    }

    @Test
    void redeemsACouponOnlyWithinItsRules() throws Exception {
        String demo = "{\"customer\":\"demo-customer\",\"amountMinor\":%d}";

        assertThat(get("/coupons/welcome20").at(200).path("state").asText()).isEqualTo("valid");
        assertThat(get("/coupons/SUMMER30").at(200).path("state").asText()).isEqualTo("expired");
        assertThat(get("/coupons/NOSUCH").code(404)).isEqualTo("coupon-not-found");
        assertThat(post("/coupons/SUMMER30/redeem", demo.formatted(89900), null).code(409))
                .isEqualTo("coupon-expired");
        assertThat(post("/coupons/SAVE50/redeem", demo.formatted(49899), null).code(409))
                .isEqualTo("coupon-minimum-not-reached");
        assertThat(post("/coupons/SAVE50/redeem", demo.formatted(49899), null)
                        .at(409)
                        .path("detail")
                        .asText())
                .contains("¥499.00");
        assertThat(post("/coupons/AUDIO10/redeem", demo.formatted(329900), null)
                        .at(200)
                        .path("discountMinor")
                        .asLong())
                .isEqualTo(10000);
        assertThat(post("/coupons/SAVE50/redeem", "{\"customer\":\"demo-customer\"}", null)
                        .code(400))
                .isEqualTo("invalid-request");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "null",
                "{}",
                "{\"address\":1}",
                "{\"address\":\"\"}",
                "{\"address\":\"a\\u0000b\"}",
                "{\"phone\":\"not a phone\"}",
                "{\"status\":\"delivered\"}",
                "{\"phone\":\"+86 100 0000 1234\"} {}",
                "{\"phone\":\"+86 100 0000 1234\",\"phone\":\"+86 100 0000 4321\"}"
            })
    void refusesABodyItDoesNotUnderstandAndChangesNothing(String body) throws Exception {
        JsonNode before = get("/orders/30552").at(200);

        assertThat(patch("/orders/30552", body).code(400)).isEqualTo("invalid-request");

        assertThat(get("/orders/30552").at(200)).isEqualTo(before);
    }

    @Test
    void refusesWhatIsTooLong() throws Exception {
        assertThat(get("/orders/" + "1".repeat(65)).code(400)).isEqualTo("invalid-request");
        assertThat(get("/products?query=" + "a".repeat(201)).code(400)).isEqualTo("invalid-request");
        assertThat(patch("/orders/30552", "{\"address\":\"" + "a".repeat(201) + "\"}")
                        .code(400))
                .isEqualTo("invalid-request");
        assertThat(post("/orders/10001/return", " ".repeat(20_000), null).code(413))
                .isEqualTo("request-too-large");
        assertThat(post("/orders/10001/return", "", "k".repeat(101)).code(400)).isEqualTo("invalid-request");
        assertThat(get("/orders/10001").at(200).path("status").asText()).isEqualTo("delivered");
    }

    @Test
    void refusesABodyWithoutALengthThatIsTooLong() throws Exception {
        HttpResponse<String> response = HTTP.send(
                request("/orders/10001/return")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofInputStream(
                                () -> new ByteArrayInputStream(new byte[40_000])))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"maxPrice=cheap", "maxPrice=-1", "maxPrice=1e9", "maxPrice=", "query=", "feature=%00"})
    void refusesAMalformedSearch(String search) throws Exception {
        assertThat(get("/products?" + search).code(400)).isEqualTo("invalid-request");
    }

    @Test
    void refusesOtherMethodsPathsMediaTypesAndBrowsers() throws Exception {
        assertThat(get("/products?maxPrice=cheap").code(400)).isEqualTo("invalid-request");
        assertThat(get("/nothing").code(404)).isEqualTo("not-found");
        assertThat(send(request("/orders/10001").DELETE()).code(405)).isEqualTo("method-not-allowed");
        assertThat(send(request("/orders/10001/return")
                                .header("Content-Type", "text/plain")
                                .POST(HttpRequest.BodyPublishers.ofString("{}")))
                        .code(415))
                .isEqualTo("unsupported-media-type");
        assertThat(send(request("/orders/10001/return")
                                .header("Origin", "https://elsewhere.example")
                                .POST(HttpRequest.BodyPublishers.noBody()))
                        .code(403))
                .isEqualTo("browser-not-allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /shop/v1/orders/%2e%2e/x HTTP/1.1",
                "GET /shop/v1/orders/%zz HTTP/1.1",
                "GET /shop/v1/orders/a%2Fb HTTP/1.1",
                "GET /shop/v1/products?query=%ff%fe HTTP/1.1",
                "GET /shop/v1/products?query=%zz HTTP/1.1",
                "NONSENSE"
            })
    void neverShowsAStackTraceToWhoeverSendsNonsense(String line) throws Exception {
        String answer = raw(line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 4").contains("application/problem+json");
        assertThat(answer).doesNotContain("Exception", "\tat ", "Jetty", "<html");
    }

    private List<String> ids(String path) throws Exception {
        List<String> ids = new ArrayList<>();
        get(path)
                .at(200)
                .path("products")
                .forEach(product -> ids.add(product.path("id").asText()));
        return ids;
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", shop.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Answer get(String path) throws Exception {
        return send(request(path).GET());
    }

    private Answer patch(String path, String body) throws Exception {
        return send(request(path)
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
    }

    private Answer post(String path, String body, String idempotencyKey) throws Exception {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return send(idempotencyKey == null ? request : request.header("Idempotency-Key", idempotencyKey));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + shop.port() + "/shop/v1" + path))
                .timeout(Duration.ofSeconds(10));
        if (account != null) {
            request.header("X-Customer-Account", account);
        }
        if (phoneEnd != null) {
            request.header("X-Phone-End", phoneEnd);
        }
        return request;
    }

    private static Answer send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                response.body());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private record Answer(int status, String contentType, String text) {
        JsonNode at(int expected) throws IOException {
            assertThat(status).as(text).isEqualTo(expected);
            return JSON.readTree(text);
        }

        String code(int expected) throws IOException {
            return at(expected).path("code").asText();
        }
    }

    private static final class SettableClock extends Clock {
        private volatile Instant now;

        SettableClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return InstantSource.fixed(now).withZone(zone);
        }
    }
}
