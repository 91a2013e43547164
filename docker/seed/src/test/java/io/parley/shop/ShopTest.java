package io.parley.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders as the shop shows them, and to whom. */
class ShopTest extends ShopFixture {

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
}
