package io.parley.shop;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An order as the shop stores it, and the rules for changing it. Every change returns a new order or throws a {@link Refusal}; amounts are
 * in fen.
 *
 * @param returnableUntil the last instant a return is accepted; set on delivery
 * @param delivery where the goods go; masked before it leaves the shop
 */
public record Order(
        String number,
        String customer,
        Status status,
        Instant placedAt,
        @Nullable Instant shippedAt,
        @Nullable Instant deliveredAt,
        @Nullable Instant estimatedDeliveryAt,
        @Nullable Instant returnableUntil,
        @Nullable Carrier carrier,
        @Nullable String trackingNumber,
        List<Item> items,
        long totalMinor,
        Delivery delivery,
        @Nullable Refund refund,
        @Nullable Invoice invoice,
        @Nullable Exchange exchange) {

    /** Goods may be sent back this long after delivery. */
    public static final Duration RETURN_PERIOD = Duration.ofDays(7);

    /** A faulty product is exchanged this long after delivery; one that is merely not wanted, until it can no longer be returned. */
    public static final Duration FAULTY_PERIOD = Duration.ofDays(15);

    /** The money of a cancelled order is back within this time. */
    public static final Duration CANCELLATION_REFUND = Duration.ofDays(3);

    /** The money of returned goods is back within this time after they were checked. */
    public static final Duration RETURN_REFUND = Duration.ofDays(5);

    /** The stage that the order has reached. */
    public enum Status {
        @JsonProperty("paid")
        PAID,
        @JsonProperty("shipped")
        SHIPPED,
        @JsonProperty("delivered")
        DELIVERED,
        /** A return was accepted; the goods are on their way back. */
        @JsonProperty("returning")
        RETURNING,
        /** The goods were checked; the money is on its way back. */
        @JsonProperty("refunding")
        REFUNDING,
        @JsonProperty("refunded")
        REFUNDED,
        @JsonProperty("cancelled")
        CANCELLED
    }

    /** One line of the order. */
    public record Item(String product, int quantity, long unitPriceMinor) {}

    /** The company that delivers it. */
    public record Carrier(String code, Names name) {}

    /** Where the goods go, unmasked. */
    public record Delivery(String recipient, String address, String phone) {}

    /** Money returned the way it was paid. */
    public record Refund(long amountMinor, RefundState state, Instant expectedBy) {}

    /** Whether the money has arrived. */
    public enum RefundState {
        @JsonProperty("processing")
        PROCESSING,
        @JsonProperty("completed")
        COMPLETED
    }

    /** An electronic invoice (fapiao). */
    public record Invoice(
            String number,
            String title,
            @Nullable String taxNumber,
            @Nullable String email,
            long amountMinor,
            Instant issuedAt) {}

    /** The reason for an exchange. */
    public enum ExchangeReason {
        @JsonProperty("faulty")
        FAULTY,
        /** Unused; another colour or version is wanted. */
        @JsonProperty("other-version")
        OTHER_VERSION
    }

    /**
     * One product on its way back, with its replacement kept ready.
     *
     * @param wish what the replacement should be like
     */
    public record Exchange(String product, ExchangeReason reason, @Nullable String wish, Instant acceptedAt) {}

    /** Keeps the lines as they were when the order was built. */
    public Order {
        items = List.copyOf(items);
    }

    /** The same order seen at a later time: a refund whose date has passed has arrived. */
    public Order asOf(Instant now) {
        Refund due = refund;
        if (due == null || due.state() == RefundState.COMPLETED || now.isBefore(due.expectedBy())) {
            return this;
        }
        Refund arrived = new Refund(due.amountMinor(), RefundState.COMPLETED, due.expectedBy());
        return with(status == Status.REFUNDING ? Status.REFUNDED : status, delivery, arrived, invoice);
    }

    /** Sends the goods elsewhere, which is possible until they are shipped. */
    public Order redirected(@Nullable String address, @Nullable String phone) {
        switch (status) {
            case PAID -> {}
            case CANCELLED -> throw new Refusal(ErrorCode.ALREADY_CANCELLED, "Order " + number + " is cancelled.");
            default ->
                throw new Refusal(
                        ErrorCode.ALREADY_SHIPPED,
                        "Order " + number + " has been shipped; its address and phone can no longer be changed here.");
        }
        Delivery changed = new Delivery(
                delivery.recipient(),
                address == null ? delivery.address() : address,
                phone == null ? delivery.phone() : phone);
        return with(status, changed, refund, invoice);
    }

    /** Calls the order off and sends the whole amount back. */
    public Order cancelled(Instant now) {
        switch (status) {
            case PAID -> {}
            case CANCELLED -> throw new Refusal(ErrorCode.ALREADY_CANCELLED, "Order " + number + " is cancelled.");
            default ->
                throw new Refusal(
                        ErrorCode.ALREADY_SHIPPED,
                        "Order " + number + " has been shipped; it can be returned after delivery.");
        }
        return with(Status.CANCELLED, delivery, processing(totalMinor, now.plus(CANCELLATION_REFUND)), invoice);
    }

    /** Accepts the goods back. The money follows when they have been checked: {@link #refunded}. */
    public Order returned(Instant now) {
        switch (status) {
            case DELIVERED -> {}
            case PAID ->
                throw new Refusal(ErrorCode.CANCEL_INSTEAD, "Order " + number + " has not been shipped; cancel it.");
            case SHIPPED ->
                throw new Refusal(ErrorCode.NOT_DELIVERED, "Order " + number + " can be returned once delivered.");
            case RETURNING ->
                throw new Refusal(ErrorCode.RETURN_UNDER_WAY, "Order " + number + " is already being returned.");
            case REFUNDING, REFUNDED ->
                throw new Refusal(ErrorCode.REFUND_UNDER_WAY, "Order " + number + " was returned before.");
            case CANCELLED -> throw new Refusal(ErrorCode.ALREADY_CANCELLED, "Order " + number + " is cancelled.");
        }
        refuseWhileExchanged();
        if (returnableUntil == null || now.isAfter(returnableUntil)) {
            throw new Refusal(
                    ErrorCode.RETURN_PERIOD_OVER,
                    "Order " + number + " could be returned until " + returnableUntil + ".");
        }
        return with(Status.RETURNING, delivery, refund, invoice);
    }

    /**
     * Accepts one unit of a product back, to be replaced by another once it has been checked.
     *
     * @param product may be null for an order of one product
     */
    public Order exchanged(@Nullable String product, ExchangeReason reason, @Nullable String wish, Instant now) {
        switch (status) {
            case DELIVERED -> {}
            case PAID ->
                throw new Refusal(ErrorCode.CANCEL_INSTEAD, "Order " + number + " has not been shipped; cancel it.");
            case SHIPPED ->
                throw new Refusal(ErrorCode.NOT_DELIVERED, "Order " + number + " can be exchanged once delivered.");
            case RETURNING -> throw new Refusal(ErrorCode.RETURN_UNDER_WAY, "Order " + number + " is being returned.");
            case REFUNDING, REFUNDED ->
                throw new Refusal(ErrorCode.REFUND_UNDER_WAY, "Order " + number + " was returned before.");
            case CANCELLED -> throw new Refusal(ErrorCode.ALREADY_CANCELLED, "Order " + number + " is cancelled.");
        }
        refuseWhileExchanged();
        Instant until = reason == ExchangeReason.OTHER_VERSION || deliveredAt == null
                ? returnableUntil
                : deliveredAt.plus(FAULTY_PERIOD);
        if (until == null || now.isAfter(until)) {
            throw new Refusal(
                    ErrorCode.EXCHANGE_PERIOD_OVER, "Order " + number + " could be exchanged until " + until + ".");
        }
        if (product == null && items.size() > 1) {
            throw new Refusal(ErrorCode.WHICH_PRODUCT, "Say which product of order " + number + " is exchanged.");
        }
        String exchanged = items.stream()
                .map(Item::product)
                .filter(item -> product == null || item.equals(product.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        ErrorCode.NOT_IN_ORDER, "Order " + number + " does not have the product that is named."));
        return with(status, delivery, refund, invoice, new Exchange(exchanged, reason, wish, now));
    }

    private void refuseWhileExchanged() {
        if (exchange != null) {
            throw new Refusal(
                    ErrorCode.EXCHANGE_UNDER_WAY,
                    "Order " + number + " is being exchanged since " + exchange.acceptedAt() + ".");
        }
    }

    /**
     * Sends money back for returned goods that were checked.
     *
     * @param amountMinor how much, at most the total; null for all of it
     */
    public Order refunded(@Nullable Long amountMinor, Instant now) {
        switch (status) {
            case RETURNING -> {}
            case PAID ->
                throw new Refusal(ErrorCode.CANCEL_INSTEAD, "Order " + number + " has not been shipped; cancel it.");
            case SHIPPED, DELIVERED ->
                throw new Refusal(ErrorCode.RETURN_FIRST, "Order " + number + " has to be returned first.");
            case REFUNDING, REFUNDED ->
                throw new Refusal(ErrorCode.REFUND_UNDER_WAY, "Order " + number + " is refunded already.");
            case CANCELLED ->
                throw new Refusal(
                        ErrorCode.ALREADY_CANCELLED, "Order " + number + " is cancelled; its refund was started then.");
        }
        long amount = amountMinor == null ? totalMinor : amountMinor;
        if (amount <= 0 || amount > totalMinor) {
            throw new Refusal(ErrorCode.INVALID_REQUEST, "amountMinor must be between 1 and " + totalMinor + ".");
        }
        return with(Status.REFUNDING, delivery, processing(amount, now.plus(RETURN_REFUND)), invoice);
    }

    /** Issues the electronic invoice, once. */
    public Order invoiced(String title, @Nullable String taxNumber, @Nullable String email, Instant now) {
        if (status == Status.CANCELLED) {
            throw new Refusal(ErrorCode.ALREADY_CANCELLED, "Order " + number + " is cancelled.");
        }
        if (refund != null) {
            throw new Refusal(
                    ErrorCode.REFUND_UNDER_WAY, "Order " + number + " is refunded; there is nothing to invoice.");
        }
        if (invoice != null) {
            throw new Refusal(
                    ErrorCode.INVOICE_ALREADY_ISSUED, "Order " + number + " has invoice " + invoice.number() + ".");
        }
        return with(status, delivery, refund, new Invoice("INV-" + number, title, taxNumber, email, totalMinor, now));
    }

    private static Refund processing(long amountMinor, Instant expectedBy) {
        return new Refund(amountMinor, RefundState.PROCESSING, expectedBy);
    }

    private Order with(Status nextStatus, Delivery to, @Nullable Refund money, @Nullable Invoice bill) {
        return with(nextStatus, to, money, bill, exchange);
    }

    private Order with(
            Status nextStatus,
            Delivery to,
            @Nullable Refund money,
            @Nullable Invoice bill,
            @Nullable Exchange replacement) {
        return new Order(
                number,
                customer,
                nextStatus,
                placedAt,
                shippedAt,
                deliveredAt,
                estimatedDeliveryAt,
                returnableUntil,
                carrier,
                trackingNumber,
                items,
                totalMinor,
                to,
                money,
                bill,
                replacement);
    }
}
