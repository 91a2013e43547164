package io.parley;

import java.util.Locale;

/** Why something was refused. The kebab-case {@link #code()} is what clients see and may rely on. */
public enum ErrorCode {
    /** The request cannot be understood or breaks a limit; sending it again will not help. */
    BAD_REQUEST(Category.INVALID),
    /** A body, frame, file or text is larger than allowed. */
    TOO_LARGE(Category.TOO_LARGE),
    /** The same message id was used for another body. */
    MESSAGE_CONFLICT(Category.CONFLICT),
    /** The request does not fit the present state, e.g. resolving a conversation that is already resolved. */
    NOT_POSSIBLE_NOW(Category.CONFLICT),
    /** Somebody else changed it since it was read; read it again. */
    CHANGED_MEANWHILE(Category.CONFLICT),
    /** Another participant holds the turn. */
    NOT_YOUR_TURN(Category.CONFLICT),
    /** The reservation has already been accepted, declined or withdrawn, or has expired. */
    RESERVATION_ENDED(Category.CONFLICT),
    /** Not known here, or not known to this tenant: the answer is the same. */
    NOT_FOUND(Category.NOT_FOUND),
    SIGN_IN_REQUIRED(Category.UNAUTHENTICATED),
    SIGN_IN_REFUSED(Category.UNAUTHENTICATED),
    /** Another system's signature is not valid, or too old. */
    SIGNATURE_REFUSED(Category.UNAUTHENTICATED),
    NOT_ALLOWED(Category.FORBIDDEN),
    TOO_MANY_REQUESTS(Category.THROTTLED),
    /** Not stored; the same request may be sent again. */
    TEMPORARILY_UNAVAILABLE(Category.UNAVAILABLE),
    /** Too much arrives to be stored, or answered by the bot, in time. Not a fault; nothing is stored, the request may be sent again. */
    OVERLOADED(Category.UNAVAILABLE);

    /** The kind of refusal; the edge maps it to its protocol. */
    public enum Category {
        INVALID,
        TOO_LARGE,
        CONFLICT,
        NOT_FOUND,
        UNAUTHENTICATED,
        FORBIDDEN,
        THROTTLED,
        UNAVAILABLE
    }

    private final Category category;

    ErrorCode(Category category) {
        this.category = category;
    }

    public Category category() {
        return category;
    }

    /** The name as clients see it, e.g. {@code message-conflict}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
