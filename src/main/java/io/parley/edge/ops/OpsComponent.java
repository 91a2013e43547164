package io.parley.edge.ops;

import akka.Done;
import akka.http.javadsl.server.Route;
import io.parley.site.Component;
import io.parley.site.Role;
import io.parley.site.Site;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** The operators' routes: liveness, readiness and metrics of the node. */
public final class OpsComponent implements Component {

    private final Function<Site, Supplier<CompletionStage<?>>> ping;
    private volatile List<Route> routes = List.of();

    public OpsComponent() {
        this(site -> () -> OpsRoutes.ping(site.cassandra()));
    }

    /** @param ping fails while the database cannot be reached */
    public OpsComponent(Function<Site, Supplier<CompletionStage<?>>> ping) {
        this.ping = ping;
    }

    @Override
    public Set<Role> roles() {
        return Role.ALL;
    }

    @Override
    public CompletionStage<Done> start(Site site) {
        routes = List.of(new OpsRoutes(site.system(), ping.apply(site)).routes());
        return Component.started();
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    @Override
    public List<String> openApi() {
        return List.of("/io/parley/edge/ops/openapi.yaml");
    }
}
