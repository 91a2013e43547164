package io.parley.cluster;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import akka.management.cluster.bootstrap.ClusterBootstrap;
import akka.management.javadsl.AkkaManagement;
import akka.stream.alpakka.cassandra.javadsl.CassandraSession;
import akka.stream.alpakka.cassandra.javadsl.CassandraSessionRegistry;
import com.typesafe.config.Config;
import io.parley.Slices;
import io.parley.directory.CassandraDirectory;
import io.parley.directory.SigningRotations;
import io.parley.edge.EdgeServer;
import io.parley.edge.api.ApiDescriptions;
import io.parley.edge.kit.Json;
import io.parley.kit.Threads;
import io.parley.links.Entities;
import io.parley.privacy.Keyring;
import io.parley.signing.SigningSecrets;
import io.parley.site.Component;
import io.parley.site.Role;
import io.parley.site.Site;
import io.parley.site.StoredKind;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One node of the cluster: starts the {@link Parts} of its {@link Role roles}, and leaves in an orderly way. */
public final class Node {

    private final ActorSystem<Void> system;
    private final Parts parts;
    private final Config config;
    private final Clock clock = Clock.systemUTC();

    private Node(ActorSystem<Void> system, Parts parts) {
        this.system = system;
        this.parts = parts;
        this.config = system.settings().config();
    }

    /** Starts the node, which ends with the JVM. If it cannot start, the reason is logged and the JVM ends. */
    public static CompletionStage<Done> start(Config config) {
        Parts parts = Parts.all();
        SettingsCheck.run(config, parts.both());
        List<StoredKind> kinds =
                parts.both().stream().flatMap(part -> part.stores().stream()).toList();
        ActorSystem<Void> system = ActorSystem.create(
                guardian(config), "parley", StoredKind.settings(kinds).withFallback(config));
        return new Node(system, parts).run().whenComplete((done, failure) -> {
            if (failure != null) {
                system.log().error("the node cannot start", failure);
                CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.unknownReason());
            }
        });
    }

    private static Behavior<Void> guardian(Config config) {
        return Behaviors.setup(context -> {
            CrashWatch.Settings crashWatch = CrashWatch.Settings.from(config.getConfig("parley.cluster.crash-watch"));
            if (crashWatch.enabled()) {
                context.spawn(CrashWatch.create(crashWatch), "crash-watch");
            }
            context.spawn(Membership.watch(), "members");
            return Behaviors.empty();
        });
    }

    private CompletionStage<Done> run() {
        Departure.settleShards(system);
        LostMessages.count(system);
        AkkaManagement.get(system).start();
        if (config.getBoolean("parley.cluster.bootstrap")) {
            ClusterBootstrap.get(system).start();
        }
        CassandraSession streams = CassandraSessionRegistry.get(system).sessionFor("akka.persistence.cassandra");
        return streams.underlying().thenCompose(session -> {
            CassandraDirectory directory =
                    new CassandraDirectory(session, config.getDuration("parley.directory.refresh-interval"));
            system.getWhenTerminated().whenComplete((done, failure) -> directory.close());
            CompletionStage<Epochs> epochs = EpochRounds.start(system);
            return Installation.check(session, config, slices(), clock.instant())
                    .thenCompose(began -> directory
                            .ready()
                            .thenCompose(ready ->
                                    NodeKeys.start(system, session, directory, config, Threads.pool("keys", 1)))
                            .thenCompose(keyring -> epochs.thenCompose(joined ->
                                    with(new Site.Database(streams, session), directory, keyring, joined, began))));
        });
    }

    private List<Slices> slices() {
        return parts.both().stream().flatMap(part -> part.slices().stream()).toList();
    }

    private CompletionStage<Done> with(
            Site.Database database, CassandraDirectory directory, Keyring keyring, Epochs epochs, Instant began) {
        Departure departure = new Departure(system, epochs);
        ShardedEntities shards = new ShardedEntities(system, departure);
        Set<String> roles = Cluster.get(system).selfMember().getRoles();
        Site site = new Site(
                system,
                Stream.of(Role.values())
                        .filter(role -> roles.contains(role.code()))
                        .collect(Collectors.toUnmodifiableSet()),
                config.getConfig("parley"),
                Optional.of(database),
                Json.mapper(),
                clock,
                directory,
                keyring,
                SigningSecrets.from(config.getConfig("parley.auth"), new SigningRotations(directory::documents), clock),
                new Entities(system),
                shards);
        return start(parts.preparing(), site)
                .thenCompose(prepared -> epochs.confirmed())
                .thenCompose(confirmed -> start(parts.working(), site))
                .thenCompose(working -> {
                    if (site.has(Role.CORE)) {
                        departure.beforeLeaving(
                                shards.held(), config.getDuration("parley.cluster.give-up-shards-within"));
                        EntityCounts.start(system, shards.held());
                        ShardHomes.keep(
                                system,
                                shards.kept(),
                                config.getInt("akka.cluster.sharding.number-of-shards"),
                                config.getDuration("parley.cluster.homes-every"));
                    }
                    if (site.has(Role.PROJECTION)) {
                        new Projections(site, began).start(of(site, Component::projections));
                    }
                    return serve(served(site));
                });
    }

    /** Starts them one after the other. */
    private static CompletionStage<Done> start(List<Component> components, Site site) {
        CompletionStage<Done> all = Component.started();
        for (Component component : components) {
            if (belongs(component, site)) {
                all = all.thenCompose(done -> component.start(site));
            }
        }
        return all;
    }

    private static boolean belongs(Component component, Site site) {
        return component.roles().stream().anyMatch(site::has);
    }

    private <T> List<T> of(Site site, java.util.function.Function<Component, ? extends Collection<T>> given) {
        return parts.both().stream()
                .filter(part -> belongs(part, site))
                .flatMap(part -> given.apply(part).stream())
                .toList();
    }

    private Route served(Site site) {
        Route described =
                site.has(Role.EDGE) ? ApiDescriptions.routes(of(site, Component::openApi)) : Directives.reject();
        return of(site, Component::routes).stream().reduce(described, Route::orElse);
    }

    private CompletionStage<Done> serve(Route all) {
        return EdgeServer.start(system, EdgeServer.Settings.from(config.getConfig("parley.http")), all)
                .thenApply(binding -> {
                    system.log().info("serving HTTP at {}", binding.localAddress());
                    return Done.getInstance();
                });
    }
}
