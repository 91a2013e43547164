package io.parley.kit;

import io.parley.TenantId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A memo of values made from something that each tenant has, such as its documents; made again only when that changes. When several threads
 * notice a change, one makes the new value and the others wait for it. A maker that throws leaves the memo as it is.
 *
 * @param <S> the source; compared by {@code equals}
 * @param <V> what is made from it
 */
public final class PerTenant<S, V> {

    /** Makes a tenant's value; must be quick, and must not ask the same memo. */
    @FunctionalInterface
    public interface Maker<S, V> {

        /** @param before the value made from the previous source; null the first time */
        V make(TenantId tenant, S source, @Nullable V before);
    }

    private record Made<S, V>(S source, V value) {}

    private final Function<TenantId, S> source;
    private final Maker<S, V> maker;
    private final Map<TenantId, Made<S, V>> made = new ConcurrentHashMap<>();

    /** @param source returns a tenant's current source; called for every read, so it must be quick */
    public PerTenant(Function<TenantId, S> source, Maker<S, V> maker) {
        this.source = source;
        this.maker = maker;
    }

    /** For values that do not depend on previous ones. */
    public PerTenant(Function<TenantId, S> source, BiFunction<TenantId, S, V> maker) {
        this(source, (tenant, from, before) -> maker.apply(tenant, from));
    }

    public V of(TenantId tenant) {
        S now = source.apply(tenant);
        Made<S, V> known = made.get(tenant);
        if (known == null || !known.source().equals(now)) {
            known = made.compute(tenant, (same, before) -> {
                if (before != null && before.source().equals(now)) {
                    return before;
                }
                return new Made<>(now, maker.make(tenant, now, before == null ? null : before.value()));
            });
        }
        return known.value();
    }
}
