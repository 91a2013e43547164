package io.parley.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.CustomerId;
import io.parley.TenantId;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ErasableCacheTest {

    private static final TenantId SHOP = new TenantId("shop");
    private static final TenantId OTHER = new TenantId("other");
    private static final CustomerId ANN = new CustomerId("ann");
    private static final CustomerId BOB = new CustomerId("bob");

    private final Keyring keyring = TestKeys.keyring();
    private final ErasableCache<String, String> names = keyring.remembered(100);

    private void destroy(CustomerId customer) {
        keyring.destroy(SHOP, customer).toCompletableFuture().join();
    }

    @Test
    void goesWithTheKeyOfTheCustomerAndOthersStay() {
        names.look().put(SHOP, ANN, "message 1", "Maria");
        names.look().put(SHOP, ANN, "message 2", "Maria");
        names.look().put(SHOP, BOB, "message 1", "Jane");
        names.look().put(OTHER, ANN, "message 1", "Joe");

        destroy(ANN);

        assertThat(names.look().get(SHOP, ANN, "message 1")).isNull();
        assertThat(names.look().get(SHOP, BOB, "message 1")).isEqualTo("Jane");
        assertThat(names.look().get(OTHER, ANN, "message 1")).isEqualTo("Joe");
        assertThat(names.size()).isEqualTo(2);
    }

    @Test
    void keepsNothingOfWordsThatWereReadBeforeTheirKeyWasDestroyed() {
        ErasableCache<String, String>.Access look = names.look();
        destroy(ANN);
        look.put(SHOP, ANN, "message 1", "Maria");
        assertThat(names.size()).isZero();

        names.look().put(SHOP, ANN, "message 3", "written with a new key");
        assertThat(names.size()).isEqualTo(1);
    }

    @Test
    void goesAfterAWhileWhereNobodySaysThatTheKeyIsDestroyed() {
        AtomicLong nanos = new AtomicLong();
        ErasableCache<String, String> alone = new ErasableCache<>(100, nanos::get);
        alone.look().put(SHOP, ANN, "message 1", "Maria");
        nanos.addAndGet(ErasableCache.KEPT.toNanos() - 1);
        assertThat(alone.look().get(SHOP, ANN, "message 1")).isEqualTo("Maria");

        nanos.addAndGet(ErasableCache.KEPT.toNanos());

        assertThat(alone.size()).isZero();
    }
}
