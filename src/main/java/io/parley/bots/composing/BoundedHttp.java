package io.parley.bots.composing;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import io.parley.bots.actions.BoundedBody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/**
 * LangChain4j's HTTP client for a model: does not follow redirects, reads no more than its limit, and ends immediately, connection
 * included, when its thread is interrupted. The body of an error response is dropped, because it may repeat what was sent.
 */
final class BoundedHttp implements HttpClient {

    /** LangChain4j's client settings; the limits come from ours. */
    static final class Builder implements HttpClientBuilder {

        private final int maxBytes;
        private Duration connectTimeout;
        private Duration readTimeout;

        Builder(LanguageModelSettings settings) {
            this.maxBytes = settings.maxBytes();
            this.connectTimeout = settings.timeout();
            this.readTimeout = settings.timeout();
        }

        @Override
        public Duration connectTimeout() {
            return connectTimeout;
        }

        @Override
        public HttpClientBuilder connectTimeout(Duration timeout) {
            connectTimeout = timeout;
            return this;
        }

        @Override
        public Duration readTimeout() {
            return readTimeout;
        }

        @Override
        public HttpClientBuilder readTimeout(Duration timeout) {
            readTimeout = timeout;
            return this;
        }

        @Override
        public HttpClient build() {
            return new BoundedHttp(this);
        }
    }

    private final java.net.http.HttpClient client;
    private final Duration timeout;
    private final int maxBytes;

    private BoundedHttp(Builder builder) {
        client = java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_1_1)
                .followRedirects(java.net.http.HttpClient.Redirect.NEVER)
                .connectTimeout(builder.connectTimeout)
                .build();
        timeout = builder.readTimeout;
        maxBytes = builder.maxBytes;
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        java.net.http.HttpRequest.Builder sent = java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
                .timeout(timeout)
                .method(request.method().name(), BodyPublishers.ofString(request.body()));
        request.headers().forEach((name, values) -> values.forEach(value -> sent.header(name, value)));
        try {
            HttpResponse<byte[]> answer = client.send(sent.build(), head -> new BoundedBody(maxBytes));
            if (answer.statusCode() < 200 || answer.statusCode() > 299) {
                throw new HttpException(answer.statusCode(), "status " + answer.statusCode());
            }
            return SuccessfulHttpResponse.builder()
                    .statusCode(answer.statusCode())
                    .headers(answer.headers().map())
                    .body(new String(answer.body(), StandardCharsets.UTF_8))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
        }
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        throw new UnsupportedOperationException(
                "streaming is not supported: answers are checked before they are shown");
    }
}
