package io.parley.edge.kit;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import io.parley.ErrorCode;
import io.parley.Refused;

/** Versions in headers, so that concurrent changes are not overwritten unseen. */
public final class Versions {

    private static final int LONGEST = 64;

    private Versions() {}

    /** The version the client has read. */
    public static String seen(HttpRequest request) {
        String given =
                request.getHeader("If-Match").map(header -> header.value()).orElse("");
        String version = given.strip().replaceFirst("^W/", "").replace("\"", "");
        if (version.isEmpty() || version.length() > LONGEST) {
            throw missing();
        }
        return version;
    }

    /** As {@link #seen}, for numeric versions. */
    public static int seenNumber(HttpRequest request) {
        try {
            return Integer.parseInt(seen(request));
        } catch (NumberFormatException e) {
            throw missing();
        }
    }

    private static Refused missing() {
        return new Refused(
                ErrorCode.BAD_REQUEST, "If-Match: send the version you have read, as it came in ETag, e.g. \"3\".");
    }

    public static HttpResponse with(HttpResponse response, Object version) {
        return response.addHeader(RawHeader.create("ETag", "\"" + version + "\""));
    }
}
