package io.parley.cluster;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.pattern.Patterns;
import io.parley.TenantId;
import io.parley.privacy.Keyring;
import io.parley.site.Component;
import io.parley.site.Role;
import io.parley.site.SingletonTask;
import io.parley.site.Site;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Re-wraps customers' keys by their tenant's newest epoch; on one node at a time, so that the configured pace is not exceeded. */
final class KeyEpochMoves implements Component {

    @Override
    public Set<Role> roles() {
        return EnumSet.of(Role.CORE);
    }

    @Override
    public CompletionStage<Done> start(Site site) {
        Duration every = site.parley().getDuration("privacy.revalidate");
        SingletonTask.run(site.system(), Role.CORE.code(), "keys-in-new-epochs", every, () -> {
            CompletionStage<Boolean> all = CompletableFuture.completedStage(true);
            for (TenantId tenant : site.directory().tenants()) {
                all = all.thenCompose(done -> moved(site.system(), site.keyring(), tenant));
            }
            return all;
        });
        return Component.started();
    }

    /** Never fails: a tenant whose keys cannot be read does not hold up others. */
    private static CompletionStage<Boolean> moved(ActorSystem<?> system, Keyring keyring, TenantId tenant) {
        return CompletableFuture.completedStage(tenant)
                .thenCompose(owner -> keyring.epochs().move(owner, time -> after(system, time)))
                .exceptionally(failure -> {
                    system.log()
                            .warn(
                                    "re-wrapping keys of tenant {} by its new epoch will be retried: {}",
                                    tenant,
                                    String.valueOf(failure.getCause()));
                    return false;
                });
    }

    /** Completes after this time. Needs a value in between, because Akka never completes its own stage with null. */
    static CompletionStage<Void> after(ActorSystem<?> system, Duration time) {
        return Patterns.after(time, system.classicSystem(), () -> CompletableFuture.completedStage(Done.getInstance()))
                .thenAccept(done -> {});
    }
}
