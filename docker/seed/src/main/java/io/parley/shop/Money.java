package io.parley.shop;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Reads and writes amounts for people; in the shop they are whole fen (hundredths of a yuan). */
final class Money {
    static final String CURRENCY = "CNY";

    private Money() {}

    /** For example {@code ¥1,299.00}. */
    static String formatted(long minor) {
        return String.format(Locale.ROOT, "¥%,.2f", BigDecimal.valueOf(minor, 2));
    }

    /** Yuan, as customers say them, in fen; fractions of a fen are cut off. */
    static long minor(BigDecimal yuan) {
        return yuan.movePointRight(2).setScale(0, RoundingMode.DOWN).longValueExact();
    }
}
