package io.parley.shop;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The shop's operations, without HTTP. Answers are records that become JSON as they are; a refusal is a {@link Refusal}. */
final class Shop {
    private static final Pattern IDEMPOTENCY_KEY = Pattern.compile("[\\x21-\\x7e]{1,100}");
    private static final int LOW_STOCK = 10;

    /** After this many wrong telephone numbers for an order, from any caller, none is accepted for a while. */
    private static final int MAX_MISSED = 5;

    private static final Duration LOCKED = Duration.ofHours(1);

    private final Ledger ledger;
    private final Clock clock;
    private final ObjectMapper json;
    private final Catalogue catalogue;
    private final DemoOrders demoOrders;
    private final Coupons coupons;

    /** The stock of a product. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Stock(String product, Names name, int available, Availability state, @Nullable Instant restockExpectedAt) {}

    /** The stock as a level. */
    enum Availability {
        @JsonProperty("in-stock")
        IN_STOCK,
        /** Fewer than ten. */
        @JsonProperty("low")
        LOW,
        @JsonProperty("out-of-stock")
        OUT_OF_STOCK
    }

    /** The discount that a coupon gave. */
    record Redemption(
            String code,
            String customer,
            long amountMinor,
            long discountMinor,
            long payableMinor,
            String payableFormatted,
            Instant redeemedAt) {}

    Shop(Ledger ledger, Clock clock, ObjectMapper json) {
        this.ledger = ledger;
        this.clock = clock;
        this.json = json;
        this.catalogue = Catalogue.load(json);
        this.demoOrders = DemoOrders.load(json, catalogue);
        this.coupons = Coupons.load(json);
        ledger.inTransaction(() -> {
            catalogue.products().stream()
                    .filter(product -> ledger.stock(product.id()).isEmpty())
                    .forEach(product -> ledger.stock(product.id(), product.stock()));
            return true;
        });
    }

    /** One of the customer's own orders, or one whose telephone number they know. */
    OrderView order(String number, Asker asker) {
        String phoneEnd = asker.phoneEnd();
        if (asker.account() == null) {
            if (phoneEnd == null) {
                throw new Refusal(
                        ErrorCode.PROOF_REQUIRED,
                        "State on whose behalf the request is made, or give the end of the telephone number.");
            }
            confirm(number, phoneEnd);
        }
        return ledger.inTransaction(() -> {
            Order order = find(number, clock.instant());
            return OrderView.of(asker.account() == null ? order : owned(order, asker), catalogue);
        });
    }

    /** The answer to a request that confirms a telephone number. */
    record Confirmation(boolean confirmed) {}

    /**
     * Whether an order has a telephone number with these last digits. A wrong number and an unknown order are refused alike, and counted by
     * the order's number, so that trial and error reveals neither which orders exist nor their telephone numbers.
     */
    Confirmation confirm(String number, String phoneEnd) {
        Instant now = clock.instant();
        String canonical = canonical(number);
        Optional<ErrorCode> refused = ledger.inTransaction(() -> {
            ledger.forgetMissed(now.minus(LOCKED));
            if (ledger.missed(canonical) >= MAX_MISSED) {
                return Optional.of(ErrorCode.TOO_MANY_ATTEMPTS);
            }
            if (known(canonical, now)
                    .filter(order -> Asker.ends(order, phoneEnd))
                    .isPresent()) {
                return Optional.<ErrorCode>empty();
            }
            ledger.miss(canonical, now);
            return Optional.of(ErrorCode.NOT_CONFIRMED);
        });
        if (refused.isPresent()) {
            // Thrown outside the transaction, so that the count survives the refusal.
            throw new Refusal(
                    refused.get(), "Check the order's number and the end of the telephone number given with it.");
        }
        return new Confirmation(true);
    }

    /** A customer's orders, newest first; empty for a customer who has not bought anything. */
    List<OrderView> orders(Asker asker) {
        String account = asker.account();
        if (account == null) {
            throw new Refusal(ErrorCode.ACCOUNT_REQUIRED, "State on whose behalf the request is made.");
        }
        Instant now = clock.instant();
        return ledger.inTransaction(() -> demoOrders.numbers().stream()
                .map(number -> find(number, now))
                .filter(asker::owns)
                .sorted(Comparator.comparing(Order::placedAt).reversed().thenComparing(Order::number))
                .map(order -> OrderView.of(order, catalogue))
                .toList());
    }

    OrderView redirect(Asker asker, String number, @Nullable String address, @Nullable String phone) {
        return change(asker, number, now -> order -> order.redirected(address, phone));
    }

    /** Also puts the goods back on the shelf: they never left. */
    OrderView cancel(Asker asker, String number) {
        return ledger.inTransaction(() -> {
            OrderView cancelled = change(asker, number, now -> order -> order.cancelled(now));
            restock(cancelled);
            return cancelled;
        });
    }

    OrderView giveBack(Asker asker, String number) {
        return change(asker, number, now -> order -> order.returned(now));
    }

    /** Also takes the new one from the shelf, so that it is there once the old one has been checked. */
    OrderView exchange(
            Asker asker, String number, @Nullable String product, Order.ExchangeReason reason, @Nullable String wish) {
        return ledger.inTransaction(() -> {
            OrderView accepted = change(asker, number, now -> order -> {
                Order exchanged = order.exchanged(product, reason, wish, now);
                Order.Exchange exchange = exchanged.exchange();
                if (exchange != null && available(exchange.product()) == 0) {
                    throw new Refusal(
                            ErrorCode.PRODUCT_OUT_OF_STOCK, "It can be returned instead, or exchanged later.");
                }
                return exchanged;
            });
            Order.Exchange exchange = accepted.exchange();
            if (exchange != null) {
                ledger.stock(exchange.product(), available(exchange.product()) - 1);
            }
            return accepted;
        });
    }

    /** Also puts the goods back on the shelf: they have been checked. */
    OrderView refund(Asker asker, String number, @Nullable Long amountMinor) {
        return ledger.inTransaction(() -> {
            OrderView refunded = change(asker, number, now -> order -> order.refunded(amountMinor, now));
            restock(refunded);
            return refunded;
        });
    }

    OrderView invoice(Asker asker, String number, String title, @Nullable String taxNumber, @Nullable String email) {
        return change(asker, number, now -> order -> order.invoiced(title, taxNumber, email, now));
    }

    List<Catalogue.ProductView> products(
            @Nullable String query, @Nullable Long maxPriceMinor, @Nullable String feature) {
        return catalogue.find(query, maxPriceMinor, feature).stream()
                .map(catalogue::view)
                .toList();
    }

    Catalogue.ProductView product(String id) {
        return catalogue.view(catalogue.product(id));
    }

    Stock stock(String id) {
        Catalogue.Product found = catalogue.product(id);
        String product = found.id();
        int available = ledger.inTransaction(() -> available(product));
        if (available > 0) {
            Availability state = available < LOW_STOCK ? Availability.LOW : Availability.IN_STOCK;
            return new Stock(product, found.name(), available, state, null);
        }
        Integer days = found.restockInDays();
        Instant restock = days == null
                ? null
                : LocalDate.ofInstant(clock.instant(), DemoOrders.ZONE)
                        .plusDays(days)
                        .atStartOfDay(DemoOrders.ZONE)
                        .toInstant();
        return new Stock(product, found.name(), 0, Availability.OUT_OF_STOCK, restock);
    }

    Coupons.View coupon(String code) {
        return coupons.coupon(code, clock.instant());
    }

    /** Uses a coupon on a purchase, once per customer. */
    Redemption redeem(String code, String customer, long amountMinor) {
        Instant now = clock.instant();
        Coupons.View coupon = coupons.coupon(code, now);
        if (coupon.state() == Coupons.State.EXPIRED) {
            throw new Refusal(
                    ErrorCode.COUPON_EXPIRED,
                    "Coupon " + coupon.code() + " was valid until " + coupon.validUntil() + ".");
        }
        if (amountMinor < coupon.minimumSpendMinor()) {
            throw new Refusal(
                    ErrorCode.COUPON_MINIMUM_NOT_REACHED,
                    "Coupon " + coupon.code() + " needs a purchase of at least "
                            + Money.formatted(coupon.minimumSpendMinor()) + ".");
        }
        String who = customer.strip().toLowerCase(Locale.ROOT);
        long discount = Coupons.discountMinor(coupon, amountMinor);
        return ledger.inTransaction(() -> {
            if (ledger.couponUsed(coupon.code(), who)) {
                throw new Refusal(
                        ErrorCode.COUPON_ALREADY_USED, "This customer has used coupon " + coupon.code() + " before.");
            }
            ledger.couponUsed(coupon.code(), who, discount, now);
            long payable = amountMinor - discount;
            return new Redemption(coupon.code(), who, amountMinor, discount, payable, Money.formatted(payable), now);
        });
    }

    /**
     * Makes a change and keeps its answer, so that the same request under the same key gets that answer again and changes nothing. Refusals
     * are not kept: they changed nothing, and the next attempt may succeed.
     *
     * @param idempotencyKey null if the caller accepts that a repeated request changes something twice
     * @param request everything that distinguishes this request from another
     * @return the answer as JSON
     */
    String once(@Nullable String idempotencyKey, String request, Supplier<Object> change) {
        if (idempotencyKey == null) {
            return written(ledger.inTransaction(change));
        }
        if (!IDEMPOTENCY_KEY.matcher(idempotencyKey).matches()) {
            throw new Refusal(ErrorCode.INVALID_REQUEST, "Idempotency-Key must be 1 to 100 visible ASCII characters.");
        }
        String fingerprint = fingerprint(request);
        return ledger.inTransaction(() -> {
            Ledger.Answer before = ledger.answer(idempotencyKey).orElse(null);
            if (before == null) {
                String answer = written(change.get());
                ledger.answer(idempotencyKey, new Ledger.Answer(fingerprint, answer), clock.instant());
                return answer;
            }
            if (!before.request().equals(fingerprint)) {
                throw new Refusal(
                        ErrorCode.IDEMPOTENCY_KEY_REUSED, "This Idempotency-Key came with a different request before.");
            }
            return before.answer();
        });
    }

    /** An order's number as the shop writes it: people add a '#', spaces and lower-case letters. */
    static String canonical(String number) {
        String stripped = number.strip();
        while (stripped.startsWith("#") || stripped.endsWith("#")) {
            stripped = (stripped.startsWith("#") ? stripped.substring(1) : stripped.substring(0, stripped.length() - 1))
                    .strip();
        }
        return stripped.toUpperCase(Locale.ROOT);
    }

    private Optional<Order> known(String number, Instant now) {
        String canonical = canonical(number);
        return ledger.changedOrder(canonical)
                .or(() -> demoOrders.order(canonical, now))
                .map(order -> order.asOf(now));
    }

    private Order find(String number, Instant now) {
        return known(number, now).orElseThrow(Shop::unknown);
    }

    /** Treats another customer's order as missing. */
    private static Order owned(Order order, Asker asker) {
        if (!asker.owns(order)) {
            throw unknown();
        }
        return order;
    }

    private static Refusal unknown() {
        return new Refusal(ErrorCode.ORDER_NOT_FOUND, "The shop has no such order of this customer.");
    }

    private OrderView change(Asker asker, String number, Function<Instant, Function<Order, Order>> rule) {
        if (asker.account() == null) {
            throw new Refusal(
                    ErrorCode.ACCOUNT_REQUIRED, "Orders are changed by their customers only. State the account.");
        }
        return ledger.inTransaction(() -> {
            Instant now = clock.instant();
            Order changed = rule.apply(now).apply(owned(find(number, now), asker));
            ledger.store(changed, now);
            return OrderView.of(changed, catalogue);
        });
    }

    private void restock(OrderView order) {
        order.items().forEach(line -> ledger.stock(line.product(), available(line.product()) + line.quantity()));
    }

    private int available(String product) {
        return ledger.stock(product).orElse(0);
    }

    private String written(Object answer) {
        try {
            return json.writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An answer cannot be written as JSON", e);
        }
    }

    private static String fingerprint(String request) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(request.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
