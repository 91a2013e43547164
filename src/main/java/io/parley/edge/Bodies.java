package io.parley.edge;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import akka.stream.Materializer;
import akka.stream.javadsl.Sink;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Limits the size of request bodies. */
public final class Bodies {

    /** How much of a longer body is read: otherwise, a client that is still sending sees a broken connection instead of the answer. */
    private static final long READ_ON = 16L << 20;

    private static final Duration READ_WITHIN = Duration.ofSeconds(30);

    private Bodies() {}

    /** @param most bytes; a longer body is refused as {@code TOO_LARGE} */
    public static Route within(long most, Supplier<Route> inner) {
        return Directives.extractMaterializer(materializer -> Directives.extractRequest(
                request -> request.entity().getContentLengthOption().orElse(0) <= most
                        ? Directives.withSizeLimit(most, inner)
                        : Directives.completeWithFuture(refused(request, most, materializer))));
    }

    /** Answers immediately, for a client that waits before it sends the body, and keeps reading, for one that is sending it. */
    private static CompletionStage<HttpResponse> refused(HttpRequest request, long most, Materializer materializer) {
        request.entity()
                .withoutSizeLimit()
                .getDataBytes()
                .limitWeighted(READ_ON, bytes -> (long) bytes.size())
                .completionTimeout(READ_WITHIN)
                .runWith(Sink.ignore(), materializer);
        return CompletableFuture.failedStage(Problems.tooLarge(most));
    }
}
