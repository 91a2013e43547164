package io.parley.bell;

import akka.Done;
import akka.actor.typed.javadsl.AskPattern;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import io.parley.EntityKey;
import io.parley.Slices;
import io.parley.TenantId;
import io.parley.directory.Permission;
import io.parley.edge.EdgeComponent;
import io.parley.edge.kit.Json;
import io.parley.projection.Consumer;
import io.parley.projection.JournalEvent;
import io.parley.site.Component;
import io.parley.site.Projected;
import io.parley.site.Role;
import io.parley.site.Site;
import io.parley.site.StoredKind;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The bells of all tenants. */
public final class BellComponent implements Component {

    /** The rings heard on this node. */
    public final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();

    private final EdgeComponent edge;
    private volatile List<Route> routes = List.of();

    public BellComponent(EdgeComponent edge) {
        this.edge = edge;
    }

    @Override
    public Set<Role> roles() {
        return Role.ALL;
    }

    @Override
    public List<StoredKind> stores() {
        return List.of(StoredKind.events("bell-event", 9901, Bell.Event.class));
    }

    @Override
    public List<Slices> slices() {
        return List.of(Bell.SLICES);
    }

    @Override
    public CompletionStage<Done> start(Site site) {
        site.shards()
                .hold(Entity.of(
                        Bell.TYPE, entity -> new BellEntity(EntityKey.parse(entity.getEntityId()), site.clock())));
        if (site.has(Role.EDGE)) {
            routes = List.of(Directives.path(
                    PathMatchers.segment("api").slash("v1").slash("bell"),
                    () -> Directives.post(() -> edge.authentication()
                            .permitted(Permission.WORK_AT_DESK, agent -> ring(site, agent.tenant())))));
        }
        return Component.started();
    }

    private static Route ring(Site site, TenantId tenant) {
        return Directives.completeOKWithFuture(
                AskPattern.<Bell.Command, Bell.State>ask(
                        site.entities().of(Bell.TYPE, EntityKey.of(tenant)),
                        Bell.Ring::new,
                        site.askTimeout(),
                        site.system().scheduler()),
                Json.marshaller());
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    @Override
    public List<String> openApi() {
        return List.of("/io/parley/bell/openapi.yaml");
    }

    @Override
    public List<Projected<?>> projections() {
        return List.of(new Projected<Bell.Event>(Bell.SLICES, Bell.Event.class, new Consumer<>() {
            @Override
            public String name() {
                return "bell";
            }

            @Override
            public CompletionStage<Done> handle(List<JournalEvent<Bell.Event>> events) {
                events.forEach(event -> heard.add(event.key().tenant().value()));
                return Component.started();
            }
        }));
    }
}
