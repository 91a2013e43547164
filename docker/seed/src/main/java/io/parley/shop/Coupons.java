package io.parley.shop;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The shop's coupons, from the resource {@code coupons.json}. Like the orders, they begin and end relative to today. */
final class Coupons {
    /** How the discount is calculated. */
    enum Kind {
        /** {@code value} fen. */
        @JsonProperty("amount")
        AMOUNT,
        /** {@code value} per cent, at most {@code mostMinor}. */
        @JsonProperty("percent")
        PERCENT
    }

    /**
     * A coupon as written in the resource.
     *
     * @param startDaysAgo the first day it is valid, counted back from today
     * @param endDaysAhead the last day it is valid; negative when it has expired
     */
    record Template(
            String code,
            Names description,
            Kind kind,
            long value,
            @Nullable Long mostMinor,
            long minimumSpendMinor,
            int startDaysAgo,
            int endDaysAhead) {}

    /** A coupon as other systems see it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record View(
            String code,
            Names description,
            Kind kind,
            long value,
            @Nullable Long mostMinor,
            long minimumSpendMinor,
            Instant validFrom,
            Instant validUntil,
            State state) {}

    /** Whether it can be used now by a customer who has not used it yet. */
    enum State {
        @JsonProperty("valid")
        VALID,
        @JsonProperty("expired")
        EXPIRED
    }

    private final Map<String, Template> byCode = new LinkedHashMap<>();

    private Coupons(List<Template> templates) {
        templates.forEach(template -> byCode.put(template.code(), template));
    }

    static Coupons load(ObjectMapper json) {
        try (InputStream in = Coupons.class.getResourceAsStream("coupons.json")) {
            return new Coupons(List.of(json.readValue(in, Template[].class)));
        } catch (IOException e) {
            throw new UncheckedIOException("coupons.json in the jar cannot be read", e);
        }
    }

    View coupon(String code, Instant now) {
        Template template = byCode.get(code.strip().toUpperCase(Locale.ROOT));
        if (template == null) {
            throw new Refusal(ErrorCode.COUPON_NOT_FOUND, "The shop has not issued a coupon with this code.");
        }
        LocalDate today = LocalDate.ofInstant(now, DemoOrders.ZONE);
        Instant until = today.plusDays(template.endDaysAhead() + 1L)
                .atStartOfDay(DemoOrders.ZONE)
                .toInstant();
        return new View(
                template.code(),
                template.description(),
                template.kind(),
                template.value(),
                template.mostMinor(),
                template.minimumSpendMinor(),
                today.minusDays(template.startDaysAgo())
                        .atStartOfDay(DemoOrders.ZONE)
                        .toInstant(),
                until,
                now.isBefore(until) ? State.VALID : State.EXPIRED);
    }

    /** The discount on a purchase of this amount, in fen. */
    static long discountMinor(View coupon, long amountMinor) {
        long discount = coupon.kind() == Kind.AMOUNT ? coupon.value() : amountMinor / 100 * coupon.value();
        Long most = coupon.mostMinor();
        return Math.min(amountMinor, most == null ? discount : Math.min(most, discount));
    }
}
