package io.parley.gateway;

import io.parley.kit.Calls;
import io.parley.signing.Signature;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Posts over HTTP. Only the status and Retry-After of the answer are read. */
public final class HttpCallback implements Callback {

    /** These mean that the message itself is wrong; any other status may come from a receiver that is not fully set up. */
    private static final Set<Integer> REFUSALS = Set.of(400, 413, 415, 422);

    private static final long LONGEST_WAIT_SECONDS = 3_600;

    private final HttpClient http;
    private final Duration timeout;

    /** @param timeout for the whole exchange */
    public HttpCallback(Duration timeout) {
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    @Override
    public CompletionStage<Outcome> post(URI to, byte[] body, String signature) {
        HttpRequest request = HttpRequest.newBuilder(to)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("User-Agent", "Parley")
                .header(Signature.HEADER, signature)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        // Also cuts off an answer that never ends.
        return Calls.within(timeout, http.sendAsync(request, HttpResponse.BodyHandlers.discarding()))
                .handle((response, failure) -> failure != null ? Outcome.of(Result.FAILED) : outcome(response));
    }

    private static Outcome outcome(HttpResponse<Void> response) {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return Outcome.of(Result.TAKEN);
        }
        if (REFUSALS.contains(status)) {
            return Outcome.of(Result.REFUSED);
        }
        return response.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("\\d{1,9}"))
                .map(text -> new Outcome(
                        Result.FAILED, Duration.ofSeconds(Math.min(Long.parseLong(text), LONGEST_WAIT_SECONDS))))
                .orElse(Outcome.of(Result.FAILED));
    }
}
