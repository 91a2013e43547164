package io.parley.edge.kit;

import akka.event.LoggingAdapter;
import akka.http.ParsingErrorHandler;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.ErrorInfo;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.settings.ServerSettings;
import io.parley.ErrorCode;
import java.util.Map;

/**
 * Answers requests that are not well-formed HTTP, or whose head is too large; named in the settings of Akka HTTP, which instantiates it.
 */
public final class MalformedRequests extends ParsingErrorHandler {

    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
        return Problems.answer(
                status,
                status.intValue() == 413 ? ErrorCode.TOO_LARGE : ErrorCode.BAD_REQUEST,
                "The request is not well-formed HTTP, or its head is too large. Check the address and the headers.",
                Map.of());
    }
}
