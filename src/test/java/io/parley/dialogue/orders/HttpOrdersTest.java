package io.parley.dialogue.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.parley.TenantId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpOrdersTest extends OrdersContract {

    private static final String SHIPPED_JSON =
            """
            {"number":"DD20261120-8842","customer":"demo-customer","status":"shipped","placedAt":"2026-11-18T13:30:00Z",
             "shippedAt":"2026-11-19T02:42:00Z","estimatedDeliveryAt":"2026-11-21T10:00:00Z",
             "carrier":{"code":"sf","name":{"zh":"顺丰速运","en":"SF Express"}},"trackingNumber":"SF1000000020418",
             "items":[{"product":"view-27","name":{"zh":"显示器","en":"Monitor"},"quantity":1,"unitPriceMinor":129900,
             "unitPriceFormatted":"¥1,299.00"}],"totalMinor":129900,"totalFormatted":"¥1,299.00","currency":"CNY"}
            """;

    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger shops = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private ExecutorService executor;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        executor = Executors.newCachedThreadPool();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        executor.shutdownNow();
    }

    @Override
    Orders orders() {
        return serving(exchange -> {
            boolean known = exchange.getRequestURI().getPath().endsWith("/shop/v1/orders/DD20261120-8842");
            send(exchange, known ? 200 : 404, known ? SHIPPED_JSON : "{\"code\":\"not-found\"}");
        });
    }

    @Override
    Orders failing() {
        return serving(exchange -> send(exchange, 500, "{}"));
    }

    @Test
    void failsInTimeWhenTheShopHangs() {
        Orders hanging = serving(exchange -> await());
        assertFailsQuickly(hanging, "10001");
    }

    @Test
    void failsInTimeWhenTheShopHangsInTheMiddleOfItsAnswer() {
        Orders hanging = serving(exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            await();
        });
        assertFailsQuickly(hanging, "10001");
    }

    @Test
    void hangsUpOnAHugeAnswer() {
        Orders huge = serving(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] block = new byte[8_192];
            try (var body = exchange.getResponseBody()) {
                for (int i = 0; i < 100_000 && over.getCount() > 0; i++) {
                    body.write(block);
                }
            }
        });
        assertThatThrownBy(() -> answer(huge, "10001")).hasRootCauseMessage("an answer of more than 65536 bytes");
    }

    @Test
    void failsWhenTheAnswerIsNotAnOrder() {
        for (String body : new String[] {
            "",
            "{",
            "[]",
            "null",
            "{}",
            "{\"number\":\"10001\"}",
            SHIPPED_JSON.replace("shipped\",", "lost\","),
            "<html>"
        }) {
            Orders confused = serving(exchange -> send(exchange, 200, body));
            assertThatThrownBy(() -> answer(confused, "DD20261120-8842"))
                    .as(body)
                    .isNotNull();
        }
    }

    @Test
    void failsWhenTheAnswerIsAboutAnotherOrder() {
        Orders confused = serving(exchange -> send(exchange, 200, SHIPPED_JSON));
        assertThatThrownBy(() -> answer(confused, "10001")).isNotNull();
    }

    @Test
    void asksForExactlyTheNumberWhateverIsInIt() throws Exception {
        Orders strict = serving(exchange -> {
            boolean exact = exchange.getRequestURI().getRawPath().endsWith("/shop/v1/orders/..%2F%3Fa%20%23");
            send(exchange, exact ? 404 : 500, "");
        });
        assertThat(answer(strict, "../?a #")).isEqualTo(new OrderAnswer.Unknown());
    }

    @Test
    void leavesAFailingShopAloneForAWhile() {
        Orders failing = failing();
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> answer(failing, "10001")).isNotNull();
        }
        assertThat(requests).hasValue(5);
    }

    @Test
    void failsForATenantWithoutAShop() {
        assertThatThrownBy(() -> orders().status(new TenantId("other"), "10001")
                        .toCompletableFuture()
                        .get())
                .hasMessageContaining("no order service");
    }

    @Test
    void failsWhenNobodyListens() {
        Orders orders = orders();
        server.stop(0);
        assertThatThrownBy(() -> answer(orders, "10001")).isNotNull();
    }

    private void assertFailsQuickly(Orders orders, String number) {
        Instant begin = Instant.now();
        assertThatThrownBy(() -> answer(orders, number)).isNotNull();
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(3));
    }

    private Orders serving(HttpHandler handler) {
        String path = "/" + shops.incrementAndGet();
        server.createContext(path, exchange -> {
            requests.incrementAndGet();
            try (exchange) {
                handler.handle(exchange);
            }
        });
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path + "/");
        return new HttpOrders(
                new HttpOrders.Settings(
                        Map.of(TENANT, base),
                        Duration.ofMillis(300),
                        Duration.ofMillis(300),
                        65_536,
                        Duration.ofMinutes(1)),
                executor);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
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
