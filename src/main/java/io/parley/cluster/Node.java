package io.parley.cluster;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.http.javadsl.Http;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import com.typesafe.config.Config;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One node: an actor system and its health. */
public record Node(ActorSystem<Void> system) {

    /** Starts it; it ends with the JVM. */
    public static Node start(Config config) {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "parley", config);
        Http.get(system)
                .newServerAt(config.getString("parley.http.host"), config.getInt("parley.http.port"))
                .bind(Node::answer);
        return new Node(system);
    }

    private static CompletionStage<HttpResponse> answer(HttpRequest request) {
        int status = request.getUri().path().startsWith("/health/") ? 200 : 404;
        return CompletableFuture.completedFuture(HttpResponse.create().withStatus(status));
    }
}
