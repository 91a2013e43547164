package io.parley.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes to orders: addresses, cancellations, returns, refunds and exchanges. */
class ShopChangesTest extends ShopFixture {

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
}
