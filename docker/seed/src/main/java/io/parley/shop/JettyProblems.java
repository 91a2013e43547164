package io.parley.shop;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.ErrorHandler;

/**
 * Turns requests that Jetty itself refuses, such as malformed addresses, into problem documents: Jetty's own page would be HTML and could
 * show a stack trace.
 */
final class JettyProblems extends ErrorHandler {
    private static final String TYPE = "application/problem+json";

    @Override
    public void handle(String target, Request base, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        base.setHandled(true);
        response.setContentType(TYPE);
        response.getOutputStream().write(document(response.getStatus()));
    }

    @Override
    public ByteBuffer badMessageError(int status, String reason, HttpFields.Mutable fields) {
        fields.put(HttpHeader.CONTENT_TYPE, TYPE);
        return ByteBuffer.wrap(document(status));
    }

    private static byte[] document(int status) {
        ErrorCode code = status >= 500 ? ErrorCode.INTERNAL_ERROR : ErrorCode.INVALID_REQUEST;
        return new Problem(
                        "urn:parley:shop:" + code.code(),
                        code.title(),
                        status,
                        "The request cannot be understood.",
                        code.code())
                .written()
                .getBytes(StandardCharsets.UTF_8);
    }
}
