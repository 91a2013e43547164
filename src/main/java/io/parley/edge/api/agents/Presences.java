package io.parley.edge.api.agents;

import akka.actor.typed.javadsl.AskPattern;
import io.parley.AgentId;
import io.parley.TenantId;
import io.parley.directory.Directory.Agent;
import io.parley.edge.api.agents.AgentView.PresenceView;
import io.parley.edge.kit.Backend;
import io.parley.routing.RouterEntity;
import io.parley.routing.Routing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Agents together with their current presence, as the router of their tenant knows it. */
public final class Presences {

    private final Backend backend;

    public Presences(Backend backend) {
        this.backend = backend;
    }

    public CompletionStage<AgentView> of(Agent agent) {
        return overview(agent.tenant()).thenApply(overview -> view(agent, byAgent(overview)));
    }

    public CompletionStage<List<AgentView>> all(TenantId tenant) {
        return overview(tenant).thenApply(overview -> {
            Map<AgentId, Routing.AgentStatus> known = byAgent(overview);
            return backend.directory().agents(tenant).stream()
                    .map(agent -> view(agent, known))
                    .toList();
        });
    }

    /** Joins all pages into one. */
    CompletionStage<Routing.Overview> overview(TenantId tenant) {
        return page(tenant, null);
    }

    private CompletionStage<Routing.Overview> page(TenantId tenant, @Nullable AgentId after) {
        CompletionStage<Routing.Overview> page = AskPattern.ask(
                RouterEntity.of(backend.entities(), tenant),
                replyTo -> new Routing.AskOverview(after, replyTo),
                backend.askTimeout(),
                backend.system().scheduler());
        return page.thenCompose(overview -> {
            List<Routing.AgentStatus> agents = overview.agents();
            return overview.more()
                    ? page(tenant, agents.get(agents.size() - 1).agent()).thenApply(rest -> joined(overview, rest))
                    : CompletableFuture.completedStage(overview);
        });
    }

    private static Routing.Overview joined(Routing.Overview first, Routing.Overview rest) {
        List<Routing.AgentStatus> agents = new ArrayList<>(first.agents());
        agents.addAll(rest.agents());
        return new Routing.Overview(agents, first.demands(), false);
    }

    private AgentView view(Agent agent, Map<AgentId, Routing.AgentStatus> known) {
        Routing.AgentStatus status = known.get(agent.id());
        return AgentView.of(
                agent, status == null ? PresenceView.never(backend.clock().instant()) : PresenceView.of(status));
    }

    private static Map<AgentId, Routing.AgentStatus> byAgent(Routing.Overview overview) {
        Map<AgentId, Routing.AgentStatus> known = new HashMap<>();
        overview.agents().forEach(status -> known.put(status.agent(), status));
        return known;
    }
}
