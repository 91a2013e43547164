package io.parley.training;

import akka.Done;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.kit.Threads;
import io.parley.language.embedding.Embedder;
import io.parley.language.engine.ModelledLanguage;
import io.parley.language.engine.ModelledLanguage.Active;
import io.parley.language.engine.TenantModel;
import io.parley.language.engine.TenantModel.BadModelException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's copy of the models in use, checked every refresh interval: one read of a single partition shows which tenants have changed,
 * and only their models are read. An unusable model is refused and the previous one stays in use, as it does while the database is
 * unavailable.
 */
public final class ActiveModels implements ModelledLanguage.Models, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ActiveModels.class);

    private final TenantModels store;
    private final Embedder embedder;
    /** Reading a model takes 100 ms of CPU: too long for the driver's threads. */
    private final ScheduledExecutorService timer = Threads.timer("language-models");

    private final CompletableFuture<Done> ready = new CompletableFuture<>();
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private volatile Map<TenantId, Active> active = Map.of();
    /** The versions the current copy was made from, including refused ones. Written only by the refresh under way. */
    private volatile Map<TenantId, String> seen = Map.of();

    /**
     * @param embedder the one that models must have been trained with; stays open
     * @param refreshInterval how far behind the copy may be ({@code parley.directory.refresh-interval})
     */
    public ActiveModels(TenantModels store, Embedder embedder, Duration refreshInterval) {
        this.store = store;
        this.embedder = embedder;
        timer.scheduleWithFixedDelay(this::refresh, 0, refreshInterval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Completes once the models have been read for the first time. */
    public CompletionStage<Done> ready() {
        return ready.minimalCompletionStage();
    }

    @Override
    public Optional<Active> active(TenantId tenant) {
        return Optional.ofNullable(active.get(tenant));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void refresh() {
        if (!refreshing.compareAndSet(false, true)) {
            return;
        }
        store.inUse().thenCompose(this::readChanged).whenComplete((done, failure) -> {
            refreshing.set(false);
            if (failure == null) {
                ready.complete(Done.getInstance());
            } else {
                LOG.warn("the tenants' models cannot be read; the last ones stay in use", failure);
            }
        });
    }

    private CompletionStage<Done> readChanged(Map<TenantId, String> inUse) {
        if (inUse.equals(seen)) {
            return CompletableFuture.completedFuture(Done.getInstance());
        }
        CompletionStage<Done> all = CompletableFuture.completedFuture(Done.getInstance());
        for (Map.Entry<TenantId, String> entry : inUse.entrySet()) {
            TenantId tenant = entry.getKey();
            String version = entry.getValue();
            if (!version.equals(seen.get(tenant))) {
                all = all.thenCompose(done -> store.read(tenant, version))
                        .thenAcceptAsync(bytes -> take(tenant, version, bytes), timer)
                        .exceptionallyCompose(failure -> refuseIfGone(tenant, version, failure))
                        .thenApply(done -> Done.getInstance());
            }
        }
        return all;
    }

    private void take(TenantId tenant, String version, byte[] bytes) {
        try {
            TenantModel model = TenantModel.of(bytes, embedder);
            Map<TenantId, Active> next = new HashMap<>(active);
            next.put(tenant, new Active(version, model));
            active = Map.copyOf(next);
            LOG.info("the model {} of tenant {} is in use", version, tenant);
        } catch (BadModelException bad) {
            refuse(tenant, version, bad.getMessage());
        }
        saw(tenant, version);
    }

    /** A missing model is refused for good; any other failure may pass. */
    private CompletionStage<Void> refuseIfGone(TenantId tenant, String version, Throwable failure) {
        Refused refused = Refused.from(failure);
        if (refused.code() == ErrorCode.TEMPORARILY_UNAVAILABLE) {
            return CompletableFuture.failedStage(failure);
        }
        refuse(tenant, version, refused.detail());
        saw(tenant, version);
        return CompletableFuture.completedStage(null);
    }

    private void refuse(TenantId tenant, String version, @Nullable String why) {
        Active before = active.get(tenant);
        LOG.error(
                "the model {} of tenant {} is refused, {} stays in use: {}",
                version,
                tenant,
                before == null ? "none" : before.version(),
                why);
    }

    private void saw(TenantId tenant, String version) {
        Map<TenantId, String> known = new HashMap<>(seen);
        known.put(tenant, version);
        seen = Map.copyOf(known);
    }
}
