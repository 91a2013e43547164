package io.parley.dialogue.forms;

import io.parley.TenantId;
import io.parley.dialogue.actions.Actions;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.Value;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The demo shop's actions with the outcomes its order service has, without a network. */
public final class FakeShop implements Actions {

    public static final Instant NOW = Instant.parse("2026-11-21T02:00:00Z");

    /** The last digits of the telephone number on every order. */
    public static final String PHONE_END = "0000";

    public final List<ActionCall> calls = new ArrayList<>();
    private final Map<String, String> status = new HashMap<>();
    private final Set<String> invoiced = new HashSet<>(Set.of("41877"));
    public boolean down;

    public FakeShop() {
        List.of("10001", "10532", "11873", "20433", "41877", "55120", "DD20261112-4410")
                .forEach(number -> status.put(number, "delivered"));
        status.put("20418", "shipped");
        status.put("30552", "paid");
        status.put("DD20261119-3327", "paid");
        status.put("DD20261105-7716", "refunding");
    }

    private static final Set<String> LOOK_UPS = Set.of("order", "coupon", "stock", "products");

    @Override
    public boolean changes(TenantId tenant, ActionCall call) {
        return !LOOK_UPS.contains(call.action());
    }

    @Override
    public CompletionStage<ActionResult> run(TenantId tenant, ActionCall call) {
        return CompletableFuture.completedStage(run(call));
    }

    @Override
    public CompletionStage<ActionResult> resume(TenantId tenant, ActionCall call) {
        return run(tenant, call);
    }

    public ActionResult run(ActionCall call) {
        calls.add(call);
        if (down) {
            return new ActionResult(call, ActionResult.FAILED, Map.of());
        }
        String number = call.arguments().get("number");
        String state = number == null || !mayKnow(call) ? null : status.get(number);
        if (call.action().equals("confirm-order")) {
            boolean right = status.containsKey(number)
                    && PHONE_END.equals(call.arguments().get("phoneEnd"));
            return result(call, right ? "confirmed" : "not-confirmed", Map.of());
        }
        return switch (call.action()) {
            case "order" -> state == null ? unknown(call) : result(call, "found", order(number, state));
            case "return-order" -> changed(call, state, "delivered", "returning");
            case "cancel-order" -> changed(call, state, "paid", "cancelled");
            case "change-order" -> changed(call, state, "paid", "paid");
            case "exchange-order" -> result(call, "done", Map.of());
            case "invoice" ->
                state == null
                        ? unknown(call)
                        : result(call, invoiced.add(number) ? "done" : "invoice-already-issued", Map.of());
            case "coupon" -> coupon(call, call.arguments().getOrDefault("code", ""));
            case "stock" -> stock(call, call.arguments().getOrDefault("product", ""));
            case "products" -> products(call);
            default -> throw new AssertionError("no such action: " + call.action());
        };
    }

    /** Orders belong to one customer; customers who are not signed in have to know the telephone number, and cannot change anything. */
    private static boolean mayKnow(ActionCall call) {
        String account = call.by().account();
        return account != null
                ? account.equals("demo-customer")
                : call.action().equals("order") && PHONE_END.equals(call.by().factor());
    }

    public String statusOf(String number) {
        return status.getOrDefault(number, "none");
    }

    private ActionResult changed(ActionCall call, @Nullable String state, String from, String to) {
        if (state == null) {
            return unknown(call);
        }
        if (!state.equals(from)) {
            boolean cancelled = state.equals("cancelled");
            return switch (call.action()) {
                case "return-order" ->
                    result(
                            call,
                            switch (state) {
                                case "paid" -> "cancel-instead";
                                case "shipped" -> "not-delivered";
                                case "returning" -> "return-under-way";
                                case "cancelled" -> "already-cancelled";
                                default -> "refund-under-way";
                            },
                            Map.of());
                default -> result(call, cancelled ? "already-cancelled" : "already-shipped", Map.of());
            };
        }
        status.put(call.arguments().getOrDefault("number", ""), to);
        return result(call, "done", Map.of());
    }

    private static Map<String, Value> order(String number, String status) {
        Map<String, Value> values = new HashMap<>();
        values.put("status", new Value.Text(status));
        values.put("placedAt", daysAgo(5));
        values.put("total", new Value.Money(89900, "CNY"));
        values.put(
                "items",
                new Value.Items(List.of(
                        item("极光 H1 头戴式降噪耳机", "Aurora H1 noise-cancelling headphones", 1),
                        item("USB-C 数据线 2 米", "USB-C cable 2 m", 2))));
        boolean sent = !status.equals("paid") && !status.equals("cancelled");
        if (sent) {
            values.put("shippedAt", daysAgo(4));
            values.put("carrier.zh", new Value.Text("顺达快递"));
            values.put("carrier.en", new Value.Text("Swift Express"));
            values.put("trackingNumber", new Value.Text("SF" + number));
        }
        if (status.equals("delivered")) {
            values.put("deliveredAt", daysAgo(2));
            values.put("returnableUntil", daysAgo(-5));
        } else {
            values.put("estimatedDeliveryAt", daysAgo(-1));
        }
        if (status.equals("refunding")) {
            values.put("refundState", new Value.Text("processing"));
            values.put("refundAmount", new Value.Money(19900, "CNY"));
            values.put("refundExpectedBy", daysAgo(-3));
        }
        return values;
    }

    private static ActionResult coupon(ActionCall call, String code) {
        return switch (code) {
            case "SAVE50" ->
                result(
                        call,
                        "valid",
                        Map.of(
                                "description.zh", new Value.Text("满 500 减 50"),
                                "description.en", new Value.Text("¥50 off from ¥500"),
                                "validUntil", daysAgo(-20)));
            case "SUMMER30" -> result(call, "expired", Map.of("validUntil", daysAgo(60)));
            default -> unknown(call);
        };
    }

    private static ActionResult stock(ActionCall call, String product) {
        if (!product.toLowerCase(Locale.ROOT).contains("lumo")) {
            return unknown(call);
        }
        return result(
                call,
                "found",
                Map.of(
                        "name.zh", new Value.Text("Lumo 8 手机"),
                        "name.en", new Value.Text("Lumo Phone 8"),
                        "available", new Value.Number(BigDecimal.valueOf(3)),
                        "state", new Value.Text("low")));
    }

    private static ActionResult products(ActionCall call) {
        BigDecimal most = new BigDecimal(call.arguments().getOrDefault("maxPrice", "100000"));
        if (most.compareTo(BigDecimal.valueOf(399)) < 0) {
            return result(call, "none", Map.of());
        }
        Map<String, Value> product = new HashMap<>(item("跃动 S3 开放式运动耳机", "Stride S3 open-ear sports earphones", 1));
        product.put("price", new Value.Money(39900, "CNY"));
        return result(call, "found", Map.of("products", new Value.Items(List.of(product))));
    }

    private static Map<String, Value> item(String zh, String en, int quantity) {
        return Map.of(
                "name.zh", new Value.Text(zh),
                "name.en", new Value.Text(en),
                "quantity", new Value.Number(BigDecimal.valueOf(quantity)));
    }

    private static Value daysAgo(int days) {
        return new Value.Moment(NOW.minus(Duration.ofDays(days)));
    }

    private static ActionResult unknown(ActionCall call) {
        return result(call, "unknown", Map.of());
    }

    private static ActionResult result(ActionCall call, String outcome, Map<String, Value> values) {
        return new ActionResult(call, outcome, values);
    }
}
