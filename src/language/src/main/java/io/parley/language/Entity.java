package io.parley.language;

/**
 * Something a text names.
 *
 * @param type one of the constants here, or a type of the tenant's own
 * @param value what is meant, normalised: {@code 13800138000} for {@code 138 0013 8000}, {@code 2026-11-22} for "tomorrow"
 * @param start UTF-16 code units from the beginning of the text
 * @param end exclusive
 */
public record Entity(String type, String value, int start, int end) {

    public static final String ORDER_NUMBER = "order_number";
    public static final String PHONE = "phone";
    public static final String EMAIL = "email";
    /** The value is a number and an ISO 4217 code, such as {@code 199.00 CNY}. */
    public static final String AMOUNT = "amount";
    /** The value is an ISO 8601 day. */
    public static final String DATE = "date";

    public static final String PRODUCT = "product";
    public static final String QUANTITY = "quantity";
    public static final String TRACKING_NUMBER = "tracking_number";
    public static final String ID_CARD = "id_card";
    public static final String BANK_CARD = "bank_card";

    /** Like the two below, found only by an annotator that reads names, see {@code annotation}. */
    public static final String PERSON = "person";

    public static final String ORGANISATION = "organisation";
    public static final String PLACE = "place";

    public Entity {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("invalid entity position: " + start + " to " + end);
        }
    }
}
