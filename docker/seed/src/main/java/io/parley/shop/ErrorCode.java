package io.parley.shop;

import java.util.Locale;

/** Why the shop refuses a request. The name, in lower case with hyphens, is the {@code code} of the problem document and is stable. */
public enum ErrorCode {
    INVALID_REQUEST(400, "The request is not valid"),
    BROWSER_NOT_ALLOWED(403, "This service is not for browsers"),
    ACCOUNT_REQUIRED(403, "The customer has to be signed in"),
    PROOF_REQUIRED(403, "The customer has to be signed in, or to know the order's telephone number"),
    NOT_CONFIRMED(403, "There is no such order with such a telephone number"),
    TOO_MANY_ATTEMPTS(403, "Too many wrong telephone numbers were given for this order"),
    NOT_FOUND(404, "No such resource"),
    ORDER_NOT_FOUND(404, "No such order"),
    PRODUCT_NOT_FOUND(404, "No such product"),
    COUPON_NOT_FOUND(404, "No such coupon"),
    METHOD_NOT_ALLOWED(405, "This resource does not support this method"),
    ALREADY_SHIPPED(409, "The order has left the warehouse"),
    ALREADY_CANCELLED(409, "The order is cancelled"),
    NOT_DELIVERED(409, "The order has not been delivered yet"),
    RETURN_PERIOD_OVER(409, "The return period is over"),
    RETURN_UNDER_WAY(409, "The order is already being returned"),
    RETURN_FIRST(409, "The goods have to be returned first"),
    CANCEL_INSTEAD(409, "An order that has not been shipped is cancelled, not returned"),
    REFUND_UNDER_WAY(409, "The money is already on its way back"),
    INVOICE_ALREADY_ISSUED(409, "The invoice has been issued"),
    EXCHANGE_UNDER_WAY(409, "The order is already being exchanged"),
    EXCHANGE_PERIOD_OVER(409, "The exchange period is over"),
    WHICH_PRODUCT(409, "The order has several products"),
    NOT_IN_ORDER(409, "The order does not have this product"),
    PRODUCT_OUT_OF_STOCK(409, "There is none left to exchange it for"),
    COUPON_EXPIRED(409, "The coupon has expired"),
    COUPON_ALREADY_USED(409, "The coupon has been used"),
    COUPON_MINIMUM_NOT_REACHED(409, "The purchase is too small for the coupon"),
    REQUEST_TOO_LARGE(413, "The request is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body must be application/json"),
    IDEMPOTENCY_KEY_REUSED(422, "The idempotency key was used for another request"),
    INTERNAL_ERROR(500, "The shop could not do that");

    private final int status;
    private final String title;

    ErrorCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** One English sentence, the same for every occurrence. */
    public String title() {
        return title;
    }

    /** The stable name on the wire, such as {@code order-not-found}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
