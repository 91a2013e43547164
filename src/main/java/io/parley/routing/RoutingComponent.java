package io.parley.routing;

import akka.Done;
import akka.cluster.sharding.typed.javadsl.Entity;
import com.typesafe.config.Config;
import io.parley.EntityKey;
import io.parley.Slices;
import io.parley.links.Entities;
import io.parley.site.Component;
import io.parley.site.Role;
import io.parley.site.Site;
import io.parley.site.StoredKind;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The tenants' routers and supervisors. */
public final class RoutingComponent implements Component {

    private static final Duration WAKE_INTERVAL = Duration.ofSeconds(10);

    /** Notifies conversations that wait or are held. */
    public interface Conversations {
        void notify(Entities entities, EntityKey conversation, Routing.Notice notice);

        /** @param openedAs the sequence number of the conversation's event that opened the case */
        void confirmCase(Entities entities, EntityKey conversation, long openedAs);
    }

    private final Conversations conversations;

    public RoutingComponent(Conversations conversations) {
        this.conversations = conversations;
    }

    @Override
    public Set<Role> roles() {
        return Role.ALL;
    }

    @Override
    public void check(Config parley) {
        RouterEntity.Settings.from(parley.getConfig("routing"));
        SupervisorEntity.Settings.from(parley.getConfig("supervision"));
    }

    @Override
    public List<StoredKind> stores() {
        return List.of(
                StoredKind.events("routing-event", 9005, Routing.Event.class),
                StoredKind.state("routing-state", 9006, RouterState.Stored.class),
                StoredKind.events("supervision-event", 9007, Supervision.Event.class),
                StoredKind.state("supervision-state", 9008, SupervisorState.class));
    }

    @Override
    public List<Slices> slices() {
        return List.of(RouterEntity.SLICES);
    }

    @Override
    public CompletionStage<Done> start(Site site) {
        Entities entities = site.entities();
        var router = new RouterEntity.Dependencies(
                (key, notice) -> conversations.notify(entities, key, notice),
                site.clock(),
                RouterEntity.Settings.from(site.parley().getConfig("routing")));
        site.shards()
                .hold(Entity.of(
                        RouterEntity.TYPE,
                        entity -> RouterEntity.create(EntityKey.parse(entity.getEntityId()), router)));
        var supervisor = new SupervisorEntity.Dependencies(
                (tenant, command) -> RouterEntity.of(entities, tenant).tell(command),
                (key, openedAs) -> conversations.confirmCase(entities, key, openedAs),
                site.clock(),
                SupervisorEntity.Settings.from(site.parley().getConfig("supervision")));
        site.shards()
                .hold(Entity.of(
                        SupervisorEntity.TYPE,
                        entity -> SupervisorEntity.create(EntityKey.parse(entity.getEntityId()), supervisor)));
        if (site.has(Role.CORE)) {
            wakeTenants(site);
        }
        return Component.started();
    }

    /** Wakes every tenant's supervisor, and through it the router: at the start, and again after a crash has moved it. */
    private static void wakeTenants(Site site) {
        site.system()
                .scheduler()
                .scheduleWithFixedDelay(
                        Duration.ZERO,
                        WAKE_INTERVAL,
                        () -> site.directory().tenants().forEach(tenant -> SupervisorEntity.of(site.entities(), tenant)
                                .tell(Supervision.Tick.LOOK)),
                        site.system().executionContext());
    }
}
