package io.parley.edge.kit;

import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import io.parley.LogFields;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * One id for everything a request causes: taken from {@value #HEADER} when it is harmless, generated otherwise, and returned with the
 * answer.
 */
public final class Correlation {

    public static final String HEADER = "X-Correlation-Id";

    private static final int MAX_LENGTH = 64;

    private Correlation() {}

    public static Route with(Supplier<Route> inner) {
        return Directives.optionalHeaderValueByName(HEADER, given -> {
            String id = given.filter(Correlation::harmless)
                    .orElseGet(() -> UUID.randomUUID().toString());
            return Directives.mapRequest(
                    request -> RequestLog.begin(request, LogFields.NONE.correlation(id)),
                    () -> Directives.mapResponse(response -> response.addHeader(RawHeader.create(HEADER, id)), inner));
        });
    }

    /** The id goes into logs and answers, so it may not contain anything with a meaning there. */
    private static boolean harmless(String id) {
        return !id.isEmpty()
                && id.length() <= MAX_LENGTH
                && id.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || c == '-'
                                || c == '_'
                                || c == '.');
    }
}
