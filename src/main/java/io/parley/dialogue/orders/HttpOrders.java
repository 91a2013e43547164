package io.parley.dialogue.orders;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.parley.TenantId;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the shop's HTTP service: {@code GET {base}/shop/v1/orders/{number}}. A shop that keeps failing is left alone for a while, so
 * that its customers need not wait for the time-out before a human is brought in.
 */
public final class HttpOrders implements Orders {

    /**
     * @param shops the base address of each tenant's service; a tenant without one has no orders to ask for, so its questions fail
     * @param connectTimeout for the connection
     * @param timeout for the whole answer, connection included
     * @param maxBytes of an answer
     * @param pause how long a failing shop is left alone
     */
    public record Settings(
            Map<TenantId, URI> shops, Duration connectTimeout, Duration timeout, int maxBytes, Duration pause) {

        private static final Set<String> KEYS = Set.of("shops", "connect-timeout", "timeout", "max-bytes", "pause");

        public Settings {
            shops = Map.copyOf(shops);
            if (connectTimeout.isNegative()
                    || connectTimeout.isZero()
                    || timeout.isNegative()
                    || timeout.isZero()
                    || maxBytes <= 0
                    || pause.isNegative()
                    || pause.isZero()) {
                throw new IllegalArgumentException("parley.dialogue.orders: times and sizes must be positive");
            }
        }

        /** @param config {@code parley.dialogue.orders} */
        public static Settings from(Config config) {
            for (String key : config.root().keySet()) {
                if (!KEYS.contains(key)) {
                    throw new IllegalArgumentException("parley.dialogue.orders." + key + ": no such setting");
                }
            }
            Map<TenantId, URI> shops = config.getConfig("shops").entrySet().stream()
                    .collect(Collectors.toMap(
                            shop -> new TenantId(String.join(".", ConfigUtil.splitPath(shop.getKey()))),
                            shop -> URI.create(shop.getValue().unwrapped().toString())));
            return new Settings(
                    shops,
                    config.getDuration("connect-timeout"),
                    config.getDuration("timeout"),
                    Math.toIntExact(config.getBytes("max-bytes")),
                    config.getDuration("pause"));
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(HttpOrders.class);

    private record Shop(URI base, CircuitBreaker breaker) {}

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new ParameterNamesModule())
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private final HttpClient client;
    private final Map<TenantId, Shop> shops;
    private final Settings settings;

    /** @param executor where answers are read; must not be the one whose threads wait for them */
    public HttpOrders(Settings settings, Executor executor) {
        this.settings = settings;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.connectTimeout())
                .executor(executor)
                .build();
        CircuitBreakerConfig patience = CircuitBreakerConfig.custom()
                .slidingWindowSize(20)
                .minimumNumberOfCalls(5)
                .failureRateThreshold(50)
                .permittedNumberOfCallsInHalfOpenState(2)
                .waitDurationInOpenState(settings.pause())
                .build();
        Map<TenantId, Shop> known = new HashMap<>();
        settings.shops()
                .forEach((tenant, base) ->
                        known.put(tenant, new Shop(base, CircuitBreaker.of("orders-" + tenant, patience))));
        shops = Map.copyOf(known);
    }

    @Override
    public CompletionStage<OrderAnswer> status(TenantId tenant, String number) {
        Shop shop = shops.get(tenant);
        if (shop == null) {
            return CompletableFuture.failedFuture(new IOException("no order service is configured for " + tenant));
        }
        return shop.breaker()
                .executeCompletionStage(() -> ask(shop.base(), number))
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        LOG.warn("the order service of {} failed: {}", tenant, String.valueOf(rootOf(failure)));
                    }
                });
    }

    private CompletionStage<OrderAnswer> ask(URI base, String number) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base.toString().replaceAll("/+$", "")
                        + "/shop/v1/orders/"
                        + URLEncoder.encode(number, StandardCharsets.UTF_8).replace("+", "%20")))
                .header("Accept", "application/json")
                .timeout(settings.timeout())
                .build();
        CompletableFuture<HttpResponse<byte[]>> exchange =
                client.sendAsync(request, answer -> new BoundedBody(settings.maxBytes()));
        // The request's own time-out ends with the headers; a body that trickles or hangs needs this one.
        return exchange.copy()
                .orTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        exchange.cancel(true);
                    }
                })
                .thenApply(answer -> read(number, answer));
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    private static OrderAnswer read(String number, HttpResponse<byte[]> answer) {
        if (answer.statusCode() == 404) {
            return new OrderAnswer.Unknown();
        }
        if (answer.statusCode() != 200) {
            throw new CompletionException(new IOException("the order service answered " + answer.statusCode()));
        }
        try {
            Order order = JSON.readValue(answer.body(), Order.class);
            if (order == null || !order.number().equalsIgnoreCase(number)) {
                throw new IOException("the order service answered with another order");
            }
            return new OrderAnswer.Found(order);
        } catch (IOException e) {
            throw new CompletionException(new IOException("the order service's answer cannot be read", e));
        }
    }
}
