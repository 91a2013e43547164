package io.parley.dialogue;

import io.parley.dialogue.orders.Order;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells how an order stands, with the dates of the tenant's zone. */
final class OrderWords {

    private static final int ITEMS = 3;

    private final Phrases phrases;
    private final ZoneId zone;
    private final Instant now;

    OrderWords(Phrases phrases, ZoneId zone, Instant now) {
        this.phrases = phrases;
        this.zone = zone;
        this.now = now;
    }

    String tell(Order order) {
        List<String> sentences = new ArrayList<>();
        sentences.add(phrases.say("order.items", order.number(), items(order)));
        switch (order.status()) {
            case PAID -> {
                sentences.add(phrases.say("order.paid", date(order.placedAt())));
                addDated(sentences, "order.paid.estimated", order.estimatedDeliveryAt());
            }
            case SHIPPED -> {
                sentences.add(dated("order.shipped", order.shippedAt()) + carrier(order));
                sentences.add(
                        isLate(order)
                                ? phrases.say("order.late")
                                : dated("order.shipped.estimated", order.estimatedDeliveryAt()));
            }
            case DELIVERED -> {
                sentences.add(dated("order.delivered", order.deliveredAt()) + carrier(order));
                Instant returnable = order.returnableUntil();
                if (returnable != null && returnable.isAfter(now)) {
                    sentences.add(phrases.say("order.returnable", date(returnable)));
                }
            }
            case RETURNING -> sentences.add(phrases.say("order.returning"));
            case REFUNDING -> sentences.add(phrases.say("order.refunding"));
            case REFUNDED -> sentences.add(phrases.say("order.refunded"));
            case CANCELLED -> sentences.add(phrases.say("order.cancelled"));
        }
        Order.Refund refund = order.refund();
        if (refund != null) {
            sentences.add(phrases.say("order.refund.amount", money(refund.amountMinor(), order.currency())));
            if (order.status() != Order.Status.REFUNDED) {
                addDated(sentences, "order.refund.expected", refund.expectedBy());
            }
        }
        return String.join(phrases.say("sentence.gap"), sentences);
    }

    /** Shipped, and not delivered when it should have been. */
    boolean isLate(Order order) {
        Instant estimated = order.estimatedDeliveryAt();
        return order.status() == Order.Status.SHIPPED && estimated != null && estimated.isBefore(now);
    }

    private String items(Order order) {
        List<String> names = order.items().stream()
                .limit(ITEMS)
                .map(item -> item.quantity() > 1
                        ? phrases.say(
                                "order.item.several", item.name().in(phrases.tag()), String.valueOf(item.quantity()))
                        : item.name().in(phrases.tag()))
                .toList();
        String joined = String.join(phrases.say("order.item.gap"), names);
        return order.items().size() > ITEMS ? phrases.say("order.items.more", joined) : joined;
    }

    private String carrier(Order order) {
        Order.Carrier carrier = order.carrier();
        if (carrier == null) {
            return phrases.say("order.carrier.none");
        }
        String name = carrier.name().in(phrases.tag());
        String tracking = order.trackingNumber();
        return tracking == null
                ? phrases.say("order.carrier", name)
                : phrases.say("order.carrier.tracking", name, tracking);
    }

    private String dated(String key, @Nullable Instant at) {
        return at == null ? phrases.say(key + ".undated") : phrases.say(key, date(at));
    }

    private void addDated(List<String> sentences, String key, @Nullable Instant at) {
        if (at != null) {
            sentences.add(phrases.say(key, date(at)));
        }
    }

    private String date(Instant at) {
        ZonedDateTime local = at.atZone(zone);
        boolean thisYear = local.getYear() == now.atZone(zone).getYear();
        return DateTimeFormatter.ofPattern(phrases.say(thisYear ? "date" : "date.year"), phrases.locale())
                .format(local);
    }

    private String money(long minor, String code) {
        Currency currency = Currency.getInstance(code);
        NumberFormat format = NumberFormat.getCurrencyInstance(phrases.locale());
        format.setCurrency(currency);
        format.setMaximumFractionDigits(currency.getDefaultFractionDigits());
        format.setMinimumFractionDigits(currency.getDefaultFractionDigits());
        return format.format(BigDecimal.valueOf(minor).movePointLeft(currency.getDefaultFractionDigits()));
    }
}
