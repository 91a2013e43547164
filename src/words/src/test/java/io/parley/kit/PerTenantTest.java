package io.parley.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PerTenantTest {

    private static final TenantId SHOP = new TenantId("shop");
    private static final TenantId BANK = new TenantId("bank");

    private final Map<TenantId, String> sources = new HashMap<>(Map.of(SHOP, "1", BANK, "7"));
    private final List<String> made = new ArrayList<>();
    private final PerTenant<String, Integer> numbers =
            new PerTenant<>(tenant -> sources.getOrDefault(tenant, ""), (tenant, source, before) -> {
                made.add(tenant + " " + source + " after " + before);
                return Integer.valueOf(source);
            });

    @Test
    void makesATenantsValueOnceUntilItsSourceChanges() {
        assertThat(numbers.of(SHOP)).isEqualTo(1);
        assertThat(numbers.of(SHOP)).isEqualTo(1);
        assertThat(numbers.of(BANK)).isEqualTo(7);

        sources.put(SHOP, "2");
        assertThat(numbers.of(SHOP)).isEqualTo(2);
        assertThat(numbers.of(BANK)).isEqualTo(7);

        assertThat(made).containsExactly("shop 1 after null", "bank 7 after null", "shop 2 after 1");
    }

    @Test
    void triesAgainAfterAFailure() {
        assertThat(numbers.of(SHOP)).isEqualTo(1);
        sources.put(SHOP, "two");

        assertThatThrownBy(() -> numbers.of(SHOP)).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> numbers.of(SHOP)).isInstanceOf(NumberFormatException.class);

        sources.put(SHOP, "3");
        assertThat(numbers.of(SHOP)).isEqualTo(3);
        assertThat(made).endsWith("shop two after 1", "shop two after 1", "shop 3 after 1");
    }
}
