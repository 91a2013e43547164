package io.parley.edge.api.agents;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import io.parley.directory.Directory;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Permission;
import io.parley.edge.auth.Authentication;
import io.parley.edge.kit.Items;
import io.parley.edge.kit.Json;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Colleagues and queues of the agent's own tenant. */
public final class AgentRoutes {

    private final Directory directory;
    private final Presences presences;
    private final Authentication authentication;

    public AgentRoutes(Directory directory, Presences presences, Authentication authentication) {
        this.directory = directory;
        this.presences = presences;
        this.authentication = authentication;
    }

    /** The routes served here, below {@code /api/v1}. */
    public Route routes() {
        return Directives.concat(
                Directives.path(
                        "agents",
                        () -> get(agent ->
                                presences.all(agent.tenant()).thenApply(agents -> Json.ok(Items.all(agents))))),
                Directives.path(
                        "queues",
                        () -> get(agent -> presences
                                .overview(agent.tenant())
                                .thenApply(overview -> Json.ok(Items.all(
                                        QueueLength.of(directory.queues(agent.tenant()), overview.demands())))))));
    }

    private Route get(Function<Agent, CompletionStage<HttpResponse>> answer) {
        return Directives.get(() -> authentication.permitted(
                Permission.READ_CONVERSATIONS, agent -> Directives.completeWithFuture(answer.apply(agent))));
    }
}
