package io.parley.dialogue.orders;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.parley.LocalizedText;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order as the shop tells it; the parts that an answer may need.
 *
 * @param returnableUntil the last instant a return is accepted; missing while nothing was delivered
 * @param totalMinor what was paid, in the smallest unit of {@code currency}
 * @param currency ISO 4217, e.g. {@code CNY}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Order(
        @JsonProperty(required = true) String number,
        @JsonProperty(required = true) Status status,
        @JsonProperty(required = true) Instant placedAt,
        @Nullable Instant shippedAt,
        @Nullable Instant deliveredAt,
        @Nullable Instant estimatedDeliveryAt,
        @Nullable Instant returnableUntil,
        @Nullable Carrier carrier,
        @Nullable String trackingNumber,
        @JsonProperty(required = true) List<Item> items,
        @JsonProperty(required = true) long totalMinor,
        @JsonProperty(required = true) String currency,
        @Nullable Refund refund) {

    /** How far it is; the names are the shop's. */
    public enum Status {
        @JsonProperty("paid")
        PAID,
        @JsonProperty("shipped")
        SHIPPED,
        @JsonProperty("delivered")
        DELIVERED,
        @JsonProperty("returning")
        RETURNING,
        @JsonProperty("refunding")
        REFUNDING,
        @JsonProperty("refunded")
        REFUNDED,
        @JsonProperty("cancelled")
        CANCELLED
    }

    /** Who brings it. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Carrier(String code, @JsonProperty(required = true) LocalizedText name) {}

    /** One line of it. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Item(
            String product, @JsonProperty(required = true) LocalizedText name, int quantity, long unitPriceMinor) {}

    /** Money on its way back. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Refund(
            @JsonProperty(required = true) long amountMinor, @Nullable String state, @Nullable Instant expectedBy) {}

    public Order {
        items = List.copyOf(items);
    }
}
