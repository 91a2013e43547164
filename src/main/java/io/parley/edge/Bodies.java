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

/** Bodies of requests up to a size. */
public final class Bodies {

    /** So much of a longer body is read on: a client that is still sending would only see its connection break. */
    private static final long READ_ON = 16L << 20;

    private static final Duration READ_WITHIN = Duration.ofSeconds(30);

    private Bodies() {}

    /** @param most bytes; what is longer is refused as {@code TOO_LARGE} */
    public static Route within(long most, Supplier<Route> inner) {
        return Directives.extractMaterializer(materializer -> Directives.extractRequest(
                request -> request.entity().getContentLengthOption().orElse(0) <= most
                        ? Directives.withSizeLimit(most, inner)
                        : Directives.completeWithFuture(refused(request, most, materializer))));
    }

    /** Told at once, as its client may wait for that, and read all the same, as it may send on. */
    private static CompletionStage<HttpResponse> refused(HttpRequest request, long most, Materializer materializer) {
        request.entity()
                .withSizeLimit(READ_ON)
                .getDataBytes()
                .completionTimeout(READ_WITHIN)
                .runWith(Sink.ignore(), materializer);
        return CompletableFuture.failedStage(Problems.tooLarge(most));
    }
}
