package io.parley.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.pubsub.Topic;
import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import io.parley.directory.Directory;
import io.parley.privacy.CassandraKeyRows;
import io.parley.privacy.FileKms;
import io.parley.privacy.Keyring;
import io.parley.privacy.PrivacySettings;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Sets up a node's keys, and the notices between nodes that a key was destroyed. */
final class NodeKeys {

    private NodeKeys() {}

    /** @return completes when the keys of all tenants are available; fails if they are not */
    static CompletionStage<Keyring> start(
            ActorSystem<?> system, CqlSession session, Directory directory, Config config, Executor blocking) {
        PrivacySettings settings = PrivacySettings.from(config.getConfig("parley.privacy"));
        Keyring keyring = new Keyring(
                new CassandraKeyRows(session),
                new FileKms(settings.kmsDirectory()),
                settings,
                blocking,
                Clock.systemUTC(),
                System::nanoTime);
        ActorRef<Topic.Command<Keyring.Destroyed>> news = system.systemActorOf(
                Topic.create(Keyring.Destroyed.class, "destroyed-keys"), "destroyed-keys", Props.empty());
        ActorRef<Keyring.Destroyed> listener = system.systemActorOf(
                Behaviors.receiveMessage(destroyed -> {
                    keyring.forget(destroyed.tenant(), destroyed.customer());
                    return Behaviors.same();
                }),
                "destroyed-keys-listener",
                Props.empty());
        news.tell(Topic.subscribe(listener));
        keyring.onDestroyed(notifier(system, news, settings.revalidate()));
        keepReady(system, directory, keyring, config.getDuration("parley.directory.refresh-interval"));
        CompletableFuture<?>[] tenants = directory.tenants().stream()
                .map(tenant -> keyring.ready(tenant).toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(tenants).thenApply(all -> keyring);
    }

    /**
     * Notifies all nodes immediately, and once more when none of them can still be using the key: a node that missed the first notice, or
     * received data from one that had, then drops it.
     *
     * @param after for how long a node uses a key without checking it
     */
    static Consumer<Keyring.Destroyed> notifier(
            ActorSystem<?> system, ActorRef<Topic.Command<Keyring.Destroyed>> news, Duration after) {
        return destroyed -> {
            news.tell(Topic.publish(destroyed));
            system.scheduler()
                    .scheduleOnce(after, () -> news.tell(Topic.publish(destroyed)), system.executionContext());
        };
    }

    /** Also loads the keys of tenants that are added later. */
    private static void keepReady(ActorSystem<?> system, Directory directory, Keyring keyring, Duration every) {
        system.scheduler()
                .scheduleWithFixedDelay(
                        every,
                        every,
                        () -> directory.tenants().forEach(tenant -> keyring.ready(tenant)
                                .whenComplete((done, failure) -> {
                                    if (failure != null) {
                                        system.log()
                                                .error("the keys of tenant " + tenant + " are not available", failure);
                                    }
                                })),
                        system.executionContext());
    }
}
