package io.parley.edge.kit;

import akka.http.javadsl.model.HttpRequest;
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

    /** The amount of an unwanted body that is read. */
    private static final long READ_ON = 16L << 20;

    private static final Duration READ_WITHIN = Duration.ofSeconds(30);

    /** A client that pauses for this long is waiting for the answer, or will see it. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private Bodies() {}

    /** @param most bytes; a longer body is refused as {@code TOO_LARGE} */
    public static Route within(long most, Supplier<Route> inner) {
        return Directives.extractMaterializer(materializer -> Directives.extractRequest(
                request -> request.entity().getContentLengthOption().orElse(0) <= most
                        ? Directives.withSizeLimit(most, inner)
                        : Directives.completeWithFuture(refused(request, Problems.tooLarge(most), materializer))));
    }

    /**
     * Fails with this refusal once the client has sent its body, or pauses. An answer before that closes the connection, and a client that is
     * still sending sees it break instead of reading the answer.
     */
    public static <T> CompletionStage<T> refused(HttpRequest request, Throwable refusal, Materializer materializer) {
        return request.entity()
                .withoutSizeLimit()
                .getDataBytes()
                .limitWeighted(READ_ON, bytes -> (long) bytes.size())
                .idleTimeout(PAUSE)
                .completionTimeout(READ_WITHIN)
                .runWith(Sink.ignore(), materializer)
                .handle((done, unread) -> CompletableFuture.<T>failedStage(refusal))
                .thenCompose(stage -> stage);
    }
}
