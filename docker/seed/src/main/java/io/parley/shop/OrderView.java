package io.parley.shop;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An order as other systems see it: names filled in, amounts also written out, address, phone and e-mail masked. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record OrderView(
        String number,
        String customer,
        Order.Status status,
        Instant placedAt,
        @Nullable Instant shippedAt,
        @Nullable Instant deliveredAt,
        @Nullable Instant estimatedDeliveryAt,
        @Nullable Instant returnableUntil,
        Order.@Nullable Carrier carrier,
        @Nullable String trackingNumber,
        List<Line> items,
        long totalMinor,
        String totalFormatted,
        String currency,
        Order.Delivery delivery,
        @Nullable RefundView refund,
        Order.@Nullable Invoice invoice,
        Order.@Nullable Exchange exchange) {

    record Line(String product, Names name, int quantity, long unitPriceMinor, String unitPriceFormatted) {}

    record RefundView(long amountMinor, String amountFormatted, Order.RefundState state, Instant expectedBy) {}

    static OrderView of(Order order, Catalogue catalogue) {
        Order.Refund refund = order.refund();
        Order.Invoice invoice = order.invoice();
        return new OrderView(
                order.number(),
                order.customer(),
                order.status(),
                order.placedAt(),
                order.shippedAt(),
                order.deliveredAt(),
                order.estimatedDeliveryAt(),
                order.returnableUntil(),
                order.carrier(),
                order.trackingNumber(),
                order.items().stream()
                        .map(item -> new Line(
                                item.product(),
                                catalogue.product(item.product()).name(),
                                item.quantity(),
                                item.unitPriceMinor(),
                                Money.formatted(item.unitPriceMinor())))
                        .toList(),
                order.totalMinor(),
                Money.formatted(order.totalMinor()),
                Money.CURRENCY,
                new Order.Delivery(
                        order.delivery().recipient(),
                        maskedText(order.delivery().address()),
                        maskedPhone(order.delivery().phone())),
                refund == null
                        ? null
                        : new RefundView(
                                refund.amountMinor(),
                                Money.formatted(refund.amountMinor()),
                                refund.state(),
                                refund.expectedBy()),
                invoice == null
                        ? null
                        : new Order.Invoice(
                                invoice.number(),
                                invoice.title(),
                                invoice.taxNumber(),
                                invoice.email() == null ? null : maskedEmail(invoice.email()),
                                invoice.amountMinor(),
                                invoice.issuedAt()),
                order.exchange());
    }

    /** Leaves at most the first six characters, about a city and district in Chinese, and never more than half. */
    private static String maskedText(String text) {
        int shown = Math.min(6, text.codePointCount(0, text.length()) / 2);
        return text.substring(0, text.offsetByCodePoints(0, shown)) + "****";
    }

    /** Leaves the last four digits, the part by which people recognise their own number. */
    private static String maskedPhone(String phone) {
        return "****" + phone.substring(Math.max(0, phone.length() - 4));
    }

    private static String maskedEmail(String email) {
        return email.charAt(0) + "****" + email.substring(email.lastIndexOf('@'));
    }
}
