package io.parley.shop;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The demo customer's orders until they are changed. Their dates are relative to today in the shop's time zone, so that "delivered the
 * day before yesterday" is as true next year as it is now; changed orders are kept by {@link Ledger} with their own dates.
 */
final class DemoOrders {
    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    /**
     * A day before today and a time of that day.
     *
     * @param daysAgo negative for future days
     */
    record When(int daysAgo, LocalTime time) {}

    /** A line of a template; its price is today's price of the product. */
    record Line(String product, int quantity) {}

    /** An order without absolute dates. */
    record Template(
            String number,
            Order.Status status,
            When placed,
            @Nullable When shipped,
            @Nullable When delivered,
            @Nullable When estimated,
            @Nullable When refundExpected,
            @Nullable String carrier,
            @Nullable String trackingNumber,
            List<Line> items) {}

    /** The resource {@code orders.json}. */
    record Content(String customer, Order.Delivery delivery, Map<String, Names> carriers, List<Template> orders) {}

    private final Content content;
    private final Catalogue catalogue;
    private final Map<String, Template> byNumber = new LinkedHashMap<>();

    private DemoOrders(Content content, Catalogue catalogue) {
        this.content = content;
        this.catalogue = catalogue;
        content.orders().forEach(template -> byNumber.put(template.number(), template));
    }

    static DemoOrders load(ObjectMapper json, Catalogue catalogue) {
        try (InputStream in = DemoOrders.class.getResourceAsStream("orders.json")) {
            return new DemoOrders(json.readValue(in, Content.class), catalogue);
        } catch (IOException e) {
            throw new UncheckedIOException("orders.json in the jar cannot be read", e);
        }
    }

    List<String> numbers() {
        return List.copyOf(byNumber.keySet());
    }

    Optional<Order> order(String number, Instant now) {
        return Optional.ofNullable(byNumber.get(number)).map(template -> at(template, now));
    }

    private Order at(Template template, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZONE);
        List<Order.Item> items = template.items().stream()
                .map(line -> new Order.Item(
                        line.product(),
                        line.quantity(),
                        catalogue.product(line.product()).priceMinor()))
                .toList();
        long total = items.stream()
                .mapToLong(item -> item.unitPriceMinor() * item.quantity())
                .sum();
        Instant delivered = instant(template.delivered(), today);
        Instant refundExpected = instant(template.refundExpected(), today);
        String carrier = template.carrier();
        return new Order(
                template.number(),
                content.customer(),
                template.status(),
                today.minusDays(template.placed().daysAgo())
                        .atTime(template.placed().time())
                        .atZone(ZONE)
                        .toInstant(),
                instant(template.shipped(), today),
                delivered,
                instant(template.estimated(), today),
                delivered == null ? null : delivered.plus(Order.RETURN_PERIOD),
                carrier == null ? null : carrier(carrier),
                template.trackingNumber(),
                items,
                total,
                content.delivery(),
                refundExpected == null ? null : new Order.Refund(total, Order.RefundState.PROCESSING, refundExpected),
                null,
                null);
    }

    private Order.Carrier carrier(String code) {
        Names name = content.carriers().get(code);
        if (name == null) {
            throw new IllegalStateException("orders.json does not name carrier " + code);
        }
        return new Order.Carrier(code, name);
    }

    private static @Nullable Instant instant(@Nullable When when, LocalDate today) {
        return when == null
                ? null
                : today.minusDays(when.daysAgo())
                        .atTime(when.time())
                        .atZone(ZONE)
                        .toInstant();
    }
}
