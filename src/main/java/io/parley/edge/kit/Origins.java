package io.parley.edge.kit;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides which web pages may call us, and announces it to browsers (CORS). */
public final class Origins {

    private static final List<HttpHeader> PREFLIGHT = List.of(
            RawHeader.create("Access-Control-Allow-Methods", "GET, POST, OPTIONS"),
            RawHeader.create(
                    "Access-Control-Allow-Headers",
                    "Authorization, Content-Type, Idempotency-Key, X-Correlation-Id, X-Ms-Bot-Agent, X-Requested-With"),
            RawHeader.create("Access-Control-Max-Age", "600"));

    private Origins() {}

    /**
     * The page's origin as its browser reports it; null when the client is not a browser, or is a page that sends a GET to its own server.
     */
    public static @Nullable String of(HttpRequest request) {
        return request.getHeader("Origin").map(HttpHeader::value).orElse(null);
    }

    /** @param allowed full origins such as {@code https://shop.example}, or {@code *} for all */
    public static boolean allows(List<String> allowed, String origin) {
        return allowed.stream().anyMatch(one -> one.equals("*") || one.equalsIgnoreCase(origin));
    }

    /**
     * Lets browsers read all answers, and answers their preflights. Nothing here relies on cookies, so a page gains
     * nothing by reading a refusal; the inner route checks which origins are served, once it knows the account.
     */
    public static Route readable(Supplier<Route> inner) {
        return Directives.extractRequest(request -> {
            String origin = of(request);
            if (origin == null) {
                return inner.get();
            }
            if (request.method().equals(HttpMethods.OPTIONS)
                    && request.getHeader("Access-Control-Request-Method").isPresent()) {
                return Directives.complete(withOrigin(
                        HttpResponse.create().withStatus(StatusCodes.NO_CONTENT).addHeaders(PREFLIGHT), origin));
            }
            // Sealed inside, so that refusals carry the headers too.
            return Directives.mapResponse(response -> withOrigin(response, origin), () -> inner.get()
                    .seal(Problems.rejections(), Problems.exceptions()));
        });
    }

    private static HttpResponse withOrigin(HttpResponse response, String origin) {
        return response.addHeader(RawHeader.create("Access-Control-Allow-Origin", origin))
                .addHeader(RawHeader.create("Access-Control-Expose-Headers", "Retry-After, X-Correlation-Id"))
                .addHeader(RawHeader.create("Vary", "Origin"));
    }
}
