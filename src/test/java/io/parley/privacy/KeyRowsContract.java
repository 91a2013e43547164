package io.parley.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.CustomerId;
import io.parley.TenantId;
import io.parley.privacy.KeyRows.CustomerRow;
import io.parley.privacy.KeyRows.OwnedRow;
import io.parley.privacy.KeyRows.TenantRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The contract of every store of wrapped keys, in memory and in Cassandra. */
abstract class KeyRowsContract {

    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final CustomerId LI = new CustomerId("c-li");
    private static final byte[] KEY = {1, 2, 3};
    private static final byte[] SAME_KEY = {4, 5, 6};

    final TenantId tenant = new TenantId("t" + UUID.randomUUID().toString().substring(0, 8));

    abstract KeyRows rows();

    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    List<OwnedRow> scanned() {
        List<OwnedRow> found = new ArrayList<>();
        for (int part = 0; part < KeyRows.PARTS; part++) {
            await(rows().scan(part, page -> {
                page.stream().filter(row -> row.tenant().equals(tenant)).forEach(found::add);
                return CompletableFuture.completedStage(null);
            }));
        }
        return found;
    }

    @Test
    void keepsTheKeyThatWasAddedFirst() {
        assertThat(await(rows().add(tenant, LI, new CustomerRow(1, 1, KEY)))).isTrue();
        assertThat(await(rows().add(tenant, LI, new CustomerRow(1, 2, SAME_KEY))))
                .isFalse();
        assertThat(await(rows().ofCustomer(tenant, LI))).singleElement().satisfies(row -> {
            assertThat(row.epoch()).isEqualTo(1);
            assertThat(row.wrapped()).isEqualTo(KEY);
        });
        assertThat(await(rows().ofCustomer(tenant, new CustomerId("c-wang")))).isEmpty();
    }

    @Test
    void wrapsAKeyAnewOnlyIfItIsWhatItWas() {
        CustomerRow before = new CustomerRow(1, 1, KEY);
        CustomerRow after = new CustomerRow(1, 2, SAME_KEY);
        await(rows().add(tenant, LI, before));
        assertThat(await(rows().rewrap(tenant, LI, before, after))).isTrue();
        assertThat(await(rows().rewrap(tenant, LI, before, new CustomerRow(1, 3, KEY))))
                .isFalse();
        assertThat(await(rows().ofCustomer(tenant, LI))).singleElement().satisfies(row -> {
            assertThat(row.epoch()).isEqualTo(2);
            assertThat(row.wrapped()).isEqualTo(SAME_KEY);
        });
    }

    @Test
    void neverBringsBackADestroyedKey() {
        CustomerRow before = new CustomerRow(1, 1, KEY);
        await(rows().add(tenant, LI, before));
        await(rows().destroy(tenant, LI, 1, NOW));
        await(rows().destroy(tenant, LI, 1, NOW));
        assertThat(await(rows().rewrap(tenant, LI, before, new CustomerRow(1, 2, SAME_KEY))))
                .isFalse();
        assertThat(await(rows().add(tenant, LI, before))).isFalse();
        assertThat(await(rows().ofCustomer(tenant, LI))).singleElement().satisfies(row -> assertThat(row.wrapped())
                .isNull());
    }

    @Test
    void comesUponEveryRowOnceWhenAllPartsAreScanned() {
        for (int from = 0; from < 600; from += 100) {
            List<CompletionStage<Boolean>> added = IntStream.range(from, from + 100)
                    .mapToObj(i -> rows().add(tenant, new CustomerId("c-" + i), new CustomerRow(1, 7, KEY)))
                    .toList();
            added.forEach(KeyRowsContract::await);
        }
        await(rows().destroy(tenant, new CustomerId("c-0"), 1, NOW));

        assertThat(scanned())
                .hasSize(600)
                .extracting(found -> found.customer().value())
                .doesNotHaveDuplicates();
        assertThat(scanned()).filteredOn(found -> found.row().wrapped() == null).hasSize(1);
        assertThat(scanned())
                .allSatisfy(found -> assertThat(found.row().epoch()).isEqualTo(7));
    }

    @Test
    void letsOneOfManyHaveAVersionOfATenantsKey() {
        List<CompletionStage<Boolean>> attempts = IntStream.range(0, 8)
                .mapToObj(i -> rows().add(tenant, "customers", TenantRow.made(2, 1, KEY, NOW, "operator " + i)))
                .toList();
        List<Boolean> outcomes = attempts.stream().map(KeyRowsContract::await).toList();
        assertThat(outcomes).containsOnlyOnce(true);
        assertThat(await(rows().ofTenant(tenant, "customers")))
                .singleElement()
                .satisfies(row -> assertThat(row.madeBy()).isEqualTo("operator " + outcomes.indexOf(true)));
    }

    @Test
    void listsTheVersionsOfATenantsKeyTheNewestLastAndApartFromThoseOfOtherUse() {
        for (int version : new int[] {2, 1, 10}) {
            await(rows().add(tenant, "customers", TenantRow.made(version, 3, KEY, NOW, "me")));
        }
        await(rows().add(tenant, "ids", TenantRow.made(1, 3, SAME_KEY, NOW, "me")));
        assertThat(await(rows().ofTenant(tenant, "customers")))
                .extracting(TenantRow::version)
                .containsExactly(1, 2, 10);
        assertThat(await(rows().ofTenant(tenant, "ids"))).singleElement().satisfies(row -> {
            assertThat(row.root()).isEqualTo(3);
            assertThat(row.wrapped()).isEqualTo(SAME_KEY);
            assertThat(row.madeAt()).isEqualTo(NOW);
            assertThat(row.emptiedAt()).isNull();
        });
        assertThat(await(rows().ofTenant(new TenantId("nobody"), "ids"))).isEmpty();
    }

    @Test
    void changesATenantsKeyOnlyIfItIsWhatItWas() {
        TenantRow made = TenantRow.made(1, 1, KEY, NOW, "me");
        await(rows().add(tenant, "customers", made));
        TenantRow moved = made.moved(42).wrappedBy(2, SAME_KEY);
        assertThat(await(rows().change(tenant, "customers", made, moved))).isTrue();
        assertThat(await(rows().change(tenant, "customers", made, made.moved(1))))
                .isFalse();
        TenantRow emptied = moved.emptied(NOW);
        assertThat(await(rows().change(tenant, "customers", moved, emptied))).isTrue();
        assertThat(await(rows().change(tenant, "customers", moved, moved.emptied(NOW.plusSeconds(1)))))
                .isFalse();
        TenantRow destroyed = emptied.destroyed(NOW.plusSeconds(2));
        assertThat(await(rows().change(tenant, "customers", emptied, destroyed)))
                .isTrue();
        assertThat(await(rows().change(tenant, "customers", emptied, emptied.emptied(null))))
                .isFalse();
        assertThat(await(rows().ofTenant(tenant, "customers"))).singleElement().satisfies(row -> {
            assertThat(row.root()).isEqualTo(2);
            assertThat(row.wrapped()).isNull();
            assertThat(row.moved()).isEqualTo(42);
            assertThat(row.emptiedAt()).isEqualTo(NOW);
            assertThat(row.destroyedAt()).isEqualTo(NOW.plusSeconds(2));
        });
        assertThat(await(rows().change(tenant, "customers", TenantRow.made(9, 1, KEY, NOW, "me"), moved)))
                .isFalse();
    }
}
