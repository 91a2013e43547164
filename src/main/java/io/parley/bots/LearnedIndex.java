package io.parley.bots;

import io.parley.TenantId;
import io.parley.kit.PerTenant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An index searched by words and meaning, rebuilt only when its source changes. Embedding texts takes seconds, so that is done in the
 * background: until it is done, a tenant's first index searches by words only, and after a change the previous one stays in use.
 *
 * @param <F> the source it is made from; compared by {@code equals}
 * @param <I> the index
 */
final class LearnedIndex<F, I> {

    /** Makes the index. */
    interface Maker<F, I> {

        /** Must be quick. */
        I byWords(TenantId tenant, F from);

        /** @param before the previous index, whose learning is reused */
        I byMeaning(TenantId tenant, F from, I before);
    }

    /** @param complete completes when the texts of the index have been embedded */
    private record Made<I>(I index, CompletableFuture<I> complete) {

        I newest() {
            return complete.getNow(index);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(LearnedIndex.class);

    private final I nothing;
    private final Maker<F, I> maker;
    private final Executor background;
    private final PerTenant<F, Made<I>> made;

    /**
     * @param source returns the current source; must be quick
     * @param nothing the index for a tenant without content
     * @param background where texts are embedded; one thread is enough
     */
    LearnedIndex(Function<TenantId, F> source, I nothing, Maker<F, I> maker, Executor background) {
        this.nothing = nothing;
        this.maker = maker;
        this.background = background;
        this.made = new PerTenant<>(source, this::changed);
    }

    I forTenant(TenantId tenant) {
        return made.of(tenant).newest();
    }

    /** Completes when every text has been embedded. */
    CompletionStage<Void> ready(List<TenantId> tenants) {
        return CompletableFuture.allOf(
                tenants.stream().map(tenant -> made.of(tenant).complete()).toArray(CompletableFuture[]::new));
    }

    private Made<I> changed(TenantId tenant, F from, @Nullable Made<I> before) {
        I words = maker.byWords(tenant, from);
        CompletableFuture<I> earlier = before == null ? CompletableFuture.completedFuture(nothing) : before.complete();
        // After the previous index, whose learning it reuses.
        CompletableFuture<I> complete = earlier.thenApplyAsync(
                        known -> maker.byMeaning(tenant, from, known), background)
                .exceptionally(failure -> {
                    LOG.error(
                            "texts of {} are found by their words alone, as they could not be embedded",
                            tenant,
                            failure);
                    return words;
                });
        return new Made<>(before == null ? words : before.newest(), complete);
    }
}
