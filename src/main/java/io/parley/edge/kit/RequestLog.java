package io.parley.edge.kit;

import akka.http.javadsl.model.AttributeKey;
import akka.http.javadsl.model.HttpRequest;
import io.parley.LogFields;
import java.util.concurrent.atomic.AtomicReference;

/** Collects the subject of a request for its log lines: known only once its credentials have been checked. */
public final class RequestLog {

    private static final AttributeKey<RequestLog> KEY = AttributeKey.create("log", RequestLog.class);

    private final AtomicReference<LogFields> fields;

    private RequestLog(LogFields fields) {
        this.fields = new AtomicReference<>(fields);
    }

    static HttpRequest begin(HttpRequest request, LogFields fields) {
        return request.addAttribute(KEY, new RequestLog(fields));
    }

    /** Notes more about a request that came through {@link EdgeServer}. */
    public static void about(HttpRequest request, LogFields more) {
        request.getAttribute(KEY).ifPresent(log -> log.fields.accumulateAndGet(more, LogFields::and));
    }

    /** Returns the fields known so far. */
    static LogFields of(HttpRequest request) {
        return request.getAttribute(KEY).map(log -> log.fields.get()).orElse(LogFields.NONE);
    }
}
