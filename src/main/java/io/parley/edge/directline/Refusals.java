package io.parley.edge.directline;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.failWith;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.ExceptionHandler;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.edge.kit.Problems;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** Refusals as Direct Line's clients know them, in addition to the fields of every problem document. */
final class Refusals {

    private Refusals() {}

    static ExceptionHandler handler() {
        return ExceptionHandler.newBuilder()
                .match(Throwable.class, failure -> {
                    Throwable cause = failure;
                    while (cause instanceof CompletionException && cause.getCause() != null) {
                        cause = cause.getCause();
                    }
                    if (cause instanceof Tokens.Expired) {
                        return complete(answer(
                                new Refused(ErrorCode.NOT_ALLOWED, "The token has expired. Generate a new one."),
                                "TokenExpired"));
                    }
                    Refused refused = Problems.refusal(cause);
                    // Failures that are our fault are answered and logged in one place, with all others.
                    return refused.code().category() == ErrorCode.Category.UNAVAILABLE
                            ? failWith(cause)
                            : complete(answer(refused, code(refused.code())));
                })
                .build();
    }

    private static HttpResponse answer(Refused refused, String code) {
        return Problems.answer(refused, Map.of("error", Map.of("code", code, "message", refused.detail())));
    }

    private static String code(ErrorCode code) {
        return switch (code.category()) {
            case NOT_FOUND -> "NotFound";
            case UNAUTHENTICATED -> "Unauthorized";
            case FORBIDDEN -> "Forbidden";
            case THROTTLED -> "ThrottleExceeded";
            case TOO_LARGE -> "MessageSizeTooBig";
            default -> "BadArgument";
        };
    }
}
