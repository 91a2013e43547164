package io.parley.edge.kit;

import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.AuthenticationFailedRejection;
import akka.http.javadsl.server.AuthorizationFailedRejection;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.ExceptionHandler;
import akka.http.javadsl.server.MalformedQueryParamRejection;
import akka.http.javadsl.server.MalformedRequestContentRejection;
import akka.http.javadsl.server.MethodRejection;
import akka.http.javadsl.server.MissingQueryParamRejection;
import akka.http.javadsl.server.Rejection;
import akka.http.javadsl.server.RejectionHandler;
import akka.http.javadsl.server.RequestEntityExpectedRejection;
import akka.http.javadsl.server.UnsupportedRequestContentTypeRejection;
import akka.http.javadsl.server.UnsupportedWebSocketSubprotocolRejection;
import akka.http.javadsl.server.ValidationRejection;
import akka.http.scaladsl.model.EntityStreamException;
import akka.http.scaladsl.model.EntityStreamSizeException;
import akka.stream.StreamLimitReachedException;
import akka.util.ByteString;
import io.parley.ErrorCode;
import io.parley.ParleyMetrics;
import io.parley.Refused;
import io.parley.TemporarilyRefused;
import io.parley.signing.Signature;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refusals as HTTP responses: RFC 9457 problem documents with the {@link ErrorCode} as {@code code}. The only place that maps one to the
 * other.
 */
public final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final akka.http.javadsl.model.ContentType.WithFixedCharset TYPE =
            MediaTypes.applicationWithFixedCharset("problem+json", akka.http.javadsl.model.HttpCharsets.UTF_8)
                    .toContentType();

    private Problems() {}

    public static StatusCode status(ErrorCode code) {
        return switch (code.category()) {
            case INVALID -> StatusCodes.BAD_REQUEST;
            case TOO_LARGE -> StatusCodes.PAYLOAD_TOO_LARGE;
            case CONFLICT -> StatusCodes.CONFLICT;
            case NOT_FOUND -> StatusCodes.NOT_FOUND;
            case UNAUTHENTICATED -> StatusCodes.UNAUTHORIZED;
            case FORBIDDEN -> StatusCodes.FORBIDDEN;
            case THROTTLED -> StatusCodes.TOO_MANY_REQUESTS;
            case UNAVAILABLE -> StatusCodes.SERVICE_UNAVAILABLE;
        };
    }

    public static HttpResponse answer(Refused refused) {
        return answer(refused, Map.of());
    }

    /** @param more further members of the document, for protocols whose clients look for them */
    public static HttpResponse answer(Refused refused, Map<String, Object> more) {
        HttpResponse answer = answer(status(refused.code()), refused.code(), refused.detail(), more);
        return refused instanceof TemporarilyRefused forNow
                ? answer.removeHeader("Retry-After")
                        .addHeader(RawHeader.create("Retry-After", Long.toString(forNow.retryAfterSeconds())))
                : answer;
    }

    /** With a specific status where HTTP has a more precise one than the code's category, e.g. 405. */
    public static HttpResponse answer(StatusCode status, ErrorCode code, String detail, Map<String, Object> more) {
        ParleyMetrics.refused(code);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", "about:blank");
        document.put("title", status.reason());
        document.put("status", status.intValue());
        document.put("detail", detail);
        document.put("code", code.code());
        document.putAll(more);
        HttpResponse response = HttpResponse.create()
                .withStatus(status)
                .withEntity(HttpEntities.create(TYPE, ByteString.fromString(Json.write(document))));
        return switch (code.category()) {
            case THROTTLED, UNAVAILABLE -> response.addHeader(RawHeader.create("Retry-After", "1"));
            case UNAUTHENTICATED ->
                response.addHeader(RawHeader.create(
                        "WWW-Authenticate", code == ErrorCode.SIGNATURE_REFUSED ? Signature.HEADER : "Bearer"));
            default -> response;
        };
    }

    /** @param most bytes */
    static Refused tooLarge(long most) {
        return new Refused(ErrorCode.TOO_LARGE, "The body is too large. Send at most " + most + " bytes.");
    }

    /**
     * Maps a failure to a refusal: a refusal stays as it is, too much input is too large, malformed input is a bad request, the rest is our
     * fault for now.
     */
    public static Refused refusal(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof EntityStreamSizeException large) {
            return tooLarge(large.limit());
        }
        if (cause instanceof StreamLimitReachedException limited) {
            return tooLarge(limited.n());
        }
        if (cause instanceof EntityStreamException
                || cause instanceof akka.http.scaladsl.model.IllegalUriException
                || cause instanceof akka.http.scaladsl.model.IllegalHeaderException) {
            return new Refused(ErrorCode.BAD_REQUEST, "The request ended early or is malformed. Send it again, whole.");
        }
        return Refused.from(cause);
    }

    /** Handles everything thrown or failed in a route. */
    public static ExceptionHandler exceptions() {
        return ExceptionHandler.newBuilder()
                .match(
                        Throwable.class,
                        failure -> Directives.extractRequest(request -> {
                            Refused refused = refusal(failure);
                            if (refused.code() == ErrorCode.TEMPORARILY_UNAVAILABLE
                                    && !(refused instanceof TemporarilyRefused)) {
                                // The path holds ids only; queries may hold tickets and are not logged.
                                RequestLog.of(request)
                                        .run(() -> LOG.warn(
                                                "{} {} could not be answered",
                                                request.method().value(),
                                                request.getUri().getPathString(),
                                                failure));
                            }
                            return Directives.complete(answer(refused));
                        }))
                .build();
    }

    /** Handles everything that no route accepted, so that 404 and 405 are explained as well. */
    public static RejectionHandler rejections() {
        return RejectionHandler.newBuilder()
                .handleAll(
                        MethodRejection.class,
                        rejections -> Directives.complete(answer(
                                StatusCodes.METHOD_NOT_ALLOWED,
                                ErrorCode.BAD_REQUEST,
                                "This address does not accept that method. Use "
                                        + String.join(
                                                " or ",
                                                rejections.stream()
                                                        .map(r -> r.supported().value())
                                                        .distinct()
                                                        .toList())
                                        + ".",
                                Map.of())))
                .handle(
                        MalformedRequestContentRejection.class,
                        rejection -> Directives.complete(answer(content(rejection.getCause()))))
                .handle(
                        RequestEntityExpectedRejection.class,
                        rejection -> refuse("The request has no body. Send the JSON the API description names."))
                .handle(
                        MissingQueryParamRejection.class,
                        rejection -> refuse("The query parameter " + rejection.parameterName() + " is missing."))
                .handle(
                        MalformedQueryParamRejection.class,
                        rejection -> refuse("The query parameter " + rejection.parameterName() + " is malformed."))
                .handle(
                        UnsupportedRequestContentTypeRejection.class,
                        rejection -> Directives.complete(answer(
                                StatusCodes.UNSUPPORTED_MEDIA_TYPE,
                                ErrorCode.BAD_REQUEST,
                                "This address does not accept that media type. See the API description.",
                                Map.of())))
                .handle(
                        AuthenticationFailedRejection.class,
                        rejection -> Directives.complete(answer(new Refused(
                                ErrorCode.SIGN_IN_REQUIRED, "Sign in and send Authorization: Bearer with the token."))))
                .handle(
                        AuthorizationFailedRejection.class,
                        rejection -> Directives.complete(
                                answer(new Refused(ErrorCode.NOT_ALLOWED, "You are not allowed to do this."))))
                .handle(
                        UnsupportedWebSocketSubprotocolRejection.class,
                        rejection -> refuse("This socket does not support subprotocols. Open it without one."))
                .handle(
                        ValidationRejection.class,
                        rejection -> refuse("The request is malformed: a value is out of range."))
                .handle(Rejection.class, Problems::other)
                .handleNotFound(Directives.complete(answer(new Refused(
                        ErrorCode.NOT_FOUND, "Not found. See /api/v1/openapi.json for the available endpoints."))))
                .build();
    }

    private static akka.http.javadsl.server.Route other(Rejection rejection) {
        if (rejection instanceof akka.http.javadsl.server.ExpectedWebSocketRequestRejection) {
            return Directives.complete(answer(
                    StatusCodes.UPGRADE_REQUIRED,
                    ErrorCode.BAD_REQUEST,
                    "This address is a WebSocket. Open it with an upgrade request.",
                    Map.of()));
        }
        return refuse("The request cannot be understood here. See /api/v1/openapi.json for what is expected.");
    }

    private static akka.http.javadsl.server.Route refuse(String detail) {
        return Directives.complete(answer(new Refused(ErrorCode.BAD_REQUEST, detail)));
    }

    private static Refused content(Throwable cause) {
        Refused refused = refusal(cause);
        // An unreadable body is the sender's fault, regardless of the exception.
        return refused.code() == ErrorCode.TEMPORARILY_UNAVAILABLE
                ? new Refused(ErrorCode.BAD_REQUEST, "The body cannot be read. Send what the API description names.")
                : refused;
    }

    static akka.http.javadsl.model.ContentType contentType() {
        return TYPE;
    }
}
