package io.parley.shop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shop over HTTP: JSON under {@code /shop/v1}, problem documents (RFC 9457) for every refusal. */
public final class ShopServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShopServer.class);
    private static final String ACCOUNT = "X-Customer-Account";
    private static final String PHONE_HEADER = "X-Phone-End";
    private static final int MAX_BODY_BYTES = 16 * 1024;
    private static final int LONGEST_ID = 64;
    private static final int LONGEST_TEXT = 200;
    private static final BigDecimal HIGHEST_PRICE = BigDecimal.valueOf(10_000_000);
    private static final Pattern PHONE = Pattern.compile("\\+?[0-9][0-9 -]{4,18}[0-9]");
    private static final Pattern PHONE_END = Pattern.compile("[0-9]{" + Asker.DIGITS + "}");
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]{1,64}@[^\\s@.]+(\\.[^\\s@.]+)+");
    private static final Pattern TAX_NUMBER = Pattern.compile("[0-9A-Z]{15,20}");
    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9a-fA-F]{2})");
    private static final int NOT_UTF_8 = 0xfffd;
    private static final Pattern PRICE = Pattern.compile("[0-9]{1,8}(\\.[0-9]{1,2})?");

    /** The body of a PATCH of an order. */
    record Redirection(@Nullable String address, @Nullable String phone) {}

    /** The body that gives the end of an order's telephone number. */
    record PhoneEnd(@Nullable String phoneEnd) {}

    /** The body of a request for an invoice. */
    record InvoiceRequest(@Nullable String title, @Nullable String taxNumber, @Nullable String email) {}

    /** The body of a request for a refund. */
    record RefundRequest(@Nullable Long amountMinor) {}

    /** The body of a request for an exchange. */
    record ExchangeRequest(@Nullable String product, Order.@Nullable ExchangeReason reason, @Nullable String wish) {}

    /** The body of a request to use a coupon. */
    record CouponUse(@Nullable String customer, @Nullable Long amountMinor) {}

    /** The body of cancelling and returning: none, or an empty object. */
    record Nothing() {}

    /** The delay before each answer in milliseconds, to simulate a real company's system in benchmarks. */
    private static final int DELAY = Integer.getInteger("parley.shop.delay", 0);

    private final ObjectMapper json;
    private final Ledger ledger;
    private final Shop shop;
    private final Javalin http;

    private ShopServer(ObjectMapper json, Ledger ledger, Clock clock) {
        this.json = json;
        this.ledger = ledger;
        this.shop = new Shop(ledger, clock, json);
        this.http = Javalin.create(config -> {
            config.showJavalinBanner = false;
            config.http.prefer405over404 = true;
            config.jetty.modifyServer(server -> server.setErrorHandler(new JettyProblems()));
        });
        if (DELAY > 0) {
            http.before(request -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(DELAY)));
        }
        routes();
        problems();
    }

    /**
     * Opens the shop.
     *
     * @param host the address to listen on
     * @param port the port, 0 for any free one
     * @param data the directory of the database; created if missing
     * @param clock the shop's time, which also decides when the demo orders were delivered
     * @throws IOException if the database cannot be opened
     */
    public static ShopServer start(String host, int port, Path data, Clock clock) throws IOException {
        ObjectMapper json = mapper();
        Ledger ledger = Ledger.open(data, json);
        ShopServer server = null;
        try {
            server = new ShopServer(json, ledger, clock);
            server.http.start(host, port);
            return server;
        } catch (RuntimeException e) {
            if (server != null) {
                server.http.stop();
            }
            ledger.close();
            throw e;
        }
    }

    /** The port it listens on. */
    public int port() {
        return http.port();
    }

    /** Answers the requests that have begun, then closes the database. */
    @Override
    public void close() {
        http.stop();
        ledger.close();
    }

    private static ObjectMapper mapper() {
        JsonMapper mapper = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .build();
        for (CoercionInputShape number :
                List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
            mapper.coercionConfigFor(LogicalType.Textual).setCoercion(number, CoercionAction.Fail);
        }
        mapper.coercionConfigFor(LogicalType.Integer).setCoercion(CoercionInputShape.String, CoercionAction.Fail);
        return mapper;
    }

    private void routes() {
        // Neither the desk nor a bot sends an Origin; a web page that tries this port does.
        http.before(ctx -> {
            if (ctx.header("Origin") != null) {
                throw new Refusal(ErrorCode.BROWSER_NOT_ALLOWED, "Requests with an Origin header are refused.");
            }
            // Otherwise a parameter that cannot be decoded would be dropped silently, and the query would match
            // everything.
            String query = ctx.queryString();
            if (query != null && BROKEN_ESCAPE.matcher(query).find()) {
                throw invalid("The query string is not well formed.");
            }
        });
        http.get(
                "/shop/v1/health",
                answer(ctx -> Map.of(
                        "status",
                        "up",
                        "products",
                        shop.products(null, null, null).size())));

        http.get("/shop/v1/orders", answer(ctx -> Map.of("orders", shop.orders(asker(ctx)))));
        http.get("/shop/v1/orders/{number}", answer(ctx -> shop.order(id(ctx, "number"), asker(ctx))));
        http.post("/shop/v1/orders/{number}/confirm", question(PhoneEnd.class, (ctx, body) -> {
            String phoneEnd = given("phoneEnd", matching("phoneEnd", body.phoneEnd(), PHONE_END));
            String number = id(ctx, "number");
            return () -> shop.confirm(number, phoneEnd);
        }));
        http.patch("/shop/v1/orders/{number}", change(Redirection.class, (ctx, body) -> {
            String address = text("address", body.address());
            String phone = matching("phone", body.phone(), PHONE);
            if (address == null && phone == null) {
                throw invalid("Give an address, a phone or both.");
            }
            String number = id(ctx, "number");
            return () -> shop.redirect(asker(ctx), number, address, phone);
        }));
        http.post("/shop/v1/orders/{number}/cancel", change(Nothing.class, (ctx, body) -> {
            String number = id(ctx, "number");
            return () -> shop.cancel(asker(ctx), number);
        }));
        http.post("/shop/v1/orders/{number}/return", change(Nothing.class, (ctx, body) -> {
            String number = id(ctx, "number");
            return () -> shop.giveBack(asker(ctx), number);
        }));
        http.post("/shop/v1/orders/{number}/exchange", change(ExchangeRequest.class, (ctx, body) -> {
            String product = text("product", body.product());
            Order.ExchangeReason reason = given("reason", body.reason());
            String wish = text("wish", body.wish());
            String number = id(ctx, "number");
            return () -> shop.exchange(asker(ctx), number, product, reason, wish);
        }));
        http.post("/shop/v1/orders/{number}/refund", change(RefundRequest.class, (ctx, body) -> {
            String number = id(ctx, "number");
            return () -> shop.refund(asker(ctx), number, body.amountMinor());
        }));
        http.post("/shop/v1/orders/{number}/invoice", change(InvoiceRequest.class, (ctx, body) -> {
            String title = given("title", text("title", body.title()));
            String taxNumber = matching("taxNumber", body.taxNumber(), TAX_NUMBER);
            String email = matching("email", body.email(), EMAIL);
            String number = id(ctx, "number");
            return () -> shop.invoice(asker(ctx), number, title, taxNumber, email);
        }));

        http.get(
                "/shop/v1/products",
                answer(ctx -> Map.of(
                        "products",
                        shop.products(
                                text("query", ctx.queryParam("query")),
                                price(ctx),
                                text("feature", ctx.queryParam("feature"))))));
        http.get("/shop/v1/products/{id}", answer(ctx -> shop.product(id(ctx, "id"))));
        http.get("/shop/v1/products/{id}/stock", answer(ctx -> shop.stock(id(ctx, "id"))));

        http.get("/shop/v1/coupons/{code}", answer(ctx -> shop.coupon(id(ctx, "code"))));
        http.post("/shop/v1/coupons/{code}/redeem", change(CouponUse.class, (ctx, body) -> {
            String customer = given("customer", text("customer", body.customer()));
            if (customer.length() > LONGEST_ID) {
                throw invalid("customer must be at most " + LONGEST_ID + " characters.");
            }
            long amount = given("amountMinor", body.amountMinor());
            if (amount <= 0 || BigDecimal.valueOf(amount, 2).compareTo(HIGHEST_PRICE) > 0) {
                throw invalid("amountMinor must be positive and plausible.");
            }
            String code = id(ctx, "code");
            return () -> shop.redeem(code, customer, amount);
        }));
    }

    private void problems() {
        http.exception(Refusal.class, (refusal, ctx) -> problem(ctx, refusal.code(), refusal.detail()));
        http.exception(HttpResponseException.class, (refused, ctx) -> {
            switch (refused.getStatus()) {
                case 404 -> problem(ctx, ErrorCode.NOT_FOUND, "There is nothing at this path.");
                case 405 ->
                    problem(ctx, ErrorCode.METHOD_NOT_ALLOWED, "See the service's description for the methods.");
                default -> problem(ctx, ErrorCode.INVALID_REQUEST, "The request cannot be understood.");
            }
        });
        http.exception(Exception.class, (failure, ctx) -> {
            LOG.error("{} failed", ctx.method(), failure);
            problem(ctx, ErrorCode.INTERNAL_ERROR, "The request was not carried out. Try again later.");
        });
    }

    private void problem(Context ctx, ErrorCode code, String detail) {
        ctx.status(code.status());
        ctx.header("Content-Type", "application/problem+json");
        // As text it would be sent in ISO 8859-1, which no reader of JSON expects.
        ctx.result(Problem.of(code, detail).written().getBytes(StandardCharsets.UTF_8));
    }

    private Handler answer(Function<Context, Object> question) {
        return ctx -> {
            ctx.header("Cache-Control", "no-store");
            send(ctx, json.writeValueAsString(question.apply(ctx)));
        };
    }

    /** A query with a body, because its content must not end up in access logs. */
    private <T> Handler question(Class<T> type, Change<T> question) {
        return ctx -> send(
                ctx,
                json.writeValueAsString(
                        question.read(ctx, parsed(body(ctx), type)).get()));
    }

    private <T> Handler change(Class<T> type, Change<T> change) {
        return ctx -> {
            String body = body(ctx);
            T request = parsed(body, type);
            Supplier<Object> action = change.read(ctx, request);
            // The account is included, so that reusing another customer's key does not disclose the answer.
            String asked = ctx.method() + " " + ctx.path() + " " + asker(ctx).account() + " " + body;
            send(ctx, shop.once(ctx.header("Idempotency-Key"), asked, action));
        };
    }

    private static void send(Context ctx, String answer) {
        ctx.header("Content-Type", "application/json");
        ctx.result(answer);
    }

    private static String body(Context ctx) throws IOException {
        byte[] bytes = ctx.bodyInputStream().readNBytes(MAX_BODY_BYTES + 1);
        if (bytes.length > MAX_BODY_BYTES) {
            throw new Refusal(ErrorCode.REQUEST_TOO_LARGE, "A body may have at most " + MAX_BODY_BYTES + " bytes.");
        }
        String type = ctx.contentType();
        if (bytes.length > 0 && (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json"))) {
            throw new Refusal(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json.");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private <T> T parsed(String body, Class<T> type) {
        try {
            T request = json.readValue(body.isBlank() ? "{}" : body, type);
            if (request == null) {
                throw invalid("The body must be a JSON object.");
            }
            return request;
        } catch (JsonProcessingException e) {
            throw invalid("The body must be a JSON object with only the fields that this request takes.");
        }
    }

    private static Asker asker(Context ctx) {
        String account = text(ACCOUNT, ctx.header(ACCOUNT));
        if (account != null && account.length() > LONGEST_ID) {
            throw invalid(ACCOUNT + " must have at most " + LONGEST_ID + " characters.");
        }
        return new Asker(account, matching(PHONE_HEADER, ctx.header(PHONE_HEADER), PHONE_END));
    }

    private static String id(Context ctx, String name) {
        String id = ctx.pathParam(name).strip();
        if (id.isEmpty() || id.length() > LONGEST_ID) {
            throw invalid("The " + name + " in the path must have 1 to " + LONGEST_ID + " characters.");
        }
        return id;
    }

    private static @Nullable Long price(Context ctx) {
        String price = ctx.queryParam("maxPrice");
        if (price == null) {
            return null;
        }
        if (!PRICE.matcher(price).matches()) {
            throw invalid("maxPrice must be an amount in yuan, such as 499 or 499.50.");
        }
        return Money.minor(new BigDecimal(price));
    }

    private static @Nullable String text(String name, @Nullable String value) {
        if (value == null) {
            return null;
        }
        String text = value.strip();
        if (text.isEmpty()
                || text.length() > LONGEST_TEXT
                || text.codePoints().anyMatch(c -> Character.isISOControl(c) || c == NOT_UTF_8)) {
            throw invalid(name + " must have 1 to " + LONGEST_TEXT + " characters and no control characters.");
        }
        return text;
    }

    private static @Nullable String matching(String name, @Nullable String value, Pattern pattern) {
        String text = text(name, value);
        if (text != null && !pattern.matcher(text).matches()) {
            throw invalid(name + " is not well formed.");
        }
        return text;
    }

    private static <T> T given(String name, @Nullable T value) {
        if (value == null) {
            throw invalid(name + " is missing.");
        }
        return value;
    }

    private static Refusal invalid(String detail) {
        return new Refusal(ErrorCode.INVALID_REQUEST, detail);
    }

    /** Checks a request and returns the change it asks for. */
    @FunctionalInterface
    private interface Change<T> {
        Supplier<Object> read(Context ctx, T body);
    }
}
