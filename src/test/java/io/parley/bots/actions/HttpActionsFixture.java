package io.parley.bots.actions;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.parley.TenantId;
import io.parley.bots.actions.HttpActions.Service;
import io.parley.dialogue.actions.Actions;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.slf4j.LoggerFactory;

/** A company's system over HTTP, and the actions in it. */
abstract class HttpActionsFixture {

    static final TenantId TENANT = new TenantId("demo");

    static final Map<String, ActionDescription> ACTIONS = ActionFile.parse(
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

    final CountDownLatch over = new CountDownLatch(1);
    final AtomicInteger servers = new AtomicInteger();
    final AtomicInteger requests = new AtomicInteger();
    final ListAppender<ILoggingEvent> log = new ListAppender<>();

    ExecutorService executor;
    HttpServer server;

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

    String outcome(int status, String body) throws Exception {
        return run(answering(status, body), "read", Map.of("number", "1")).outcome();
    }

    static ActionResult run(Actions actions, String action, Map<String, String> arguments) {
        return run(actions, new ActionCall(action, arguments, "key-1"));
    }

    static ActionResult run(Actions actions, ActionCall call) {
        return actions.run(TENANT, call)
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    String logged() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).collect(Collectors.joining("\n"));
    }

    Actions answering(int status, String body) {
        return serving(exchange -> send(exchange, status, body));
    }

    Actions halfAnswering() {
        return serving(exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            await();
        });
    }

    Actions serving(HttpHandler handler) {
        return serving(handler, Duration.ofMillis(300), 65_536);
    }

    Actions serving(HttpHandler handler, Duration timeout, int maxBytes) {
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

    static void send(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    void await() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
