package io.parley.shop;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * On whose behalf a request is made. The caller vouches for it: the shop is for the company's own systems only.
 *
 * @param account the customer who is signed in; null when nobody is
 * @param phoneEnd the last digits of an order's telephone number, as given by a caller who is not signed in; null for none
 */
record Asker(@Nullable String account, @Nullable String phoneEnd) {

    static final Asker NOBODY = new Asker(null, null);

    /** The number of digits required of a telephone number. */
    static final int DIGITS = 4;

    /** Several people try the demo at the same time: {@code demo-customer-li} has the orders of {@code demo-customer}. */
    boolean owns(Order order) {
        return account != null && isSame(account, order.customer());
    }

    static boolean isSame(String account, String customer) {
        String asked = account.strip().toLowerCase(Locale.ROOT);
        return asked.equals(customer) || asked.startsWith(customer + "-");
    }

    static boolean ends(Order order, String digits) {
        String phone = order.delivery().phone().replaceAll("\\D", "");
        return digits.length() == DIGITS && phone.endsWith(digits);
    }
}
