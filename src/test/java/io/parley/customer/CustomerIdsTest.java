package io.parley.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CustomerIdsTest {

    private static final TenantId TENANT = new TenantId("demo");
    private static final ChannelAddress PHONE = new ChannelAddress("sms", "sms-demo", "+8613800001234");

    private static CustomerIds with(String pepper) {
        return new CustomerIds(tenant -> (tenant + pepper).getBytes(StandardCharsets.UTF_8));
    }

    private final CustomerIds ids = with("a");

    @Test
    void whoComesAgainIsTheSameCustomer() {
        assertThat(ids.of(TENANT, PHONE)).isEqualTo(with("a").of(TENANT, PHONE));
        assertThat(ids.of(TENANT, "4711")).isEqualTo(ids.of(TENANT, "4711"));
    }

    @Test
    void nobodyFindsTheNumberByTryingThemAllWithoutThePepper() {
        assertThat(ids.of(TENANT, PHONE)).isNotEqualTo(with("b").of(TENANT, PHONE));
    }

    @Test
    void tenantsAddressesAndAccountsDoNotMix() {
        assertThat(ids.of(TENANT, PHONE)).isNotEqualTo(ids.of(new TenantId("other"), PHONE));
        assertThat(ids.of(TENANT, "4711")).isNotEqualTo(ids.of(new TenantId("other"), "4711"));
        assertThat(ids.of(TENANT, new ChannelAddress("a", "bc", "d")))
                .isNotEqualTo(ids.of(TENANT, new ChannelAddress("ab", "c", "d")));
        assertThat(ids.of(TENANT, "4711")).isNotEqualTo(ids.of(TENANT, new ChannelAddress("account", "4711", "x")));
    }

    @Test
    void theDerivationIsForEver() {
        UUID id = UUID.fromString(ids.of(TENANT, PHONE).value());
        assertThat(id.version()).isEqualTo(8);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id).hasToString("458809d0-41aa-85dc-8f4b-f094610f6cd8");
    }

    @Test
    void whileThePepperIsNotAtHandTheCallerTriesAgain() {
        assertThatThrownBy(() -> new CustomerIds(tenant -> null).of(TENANT, PHONE))
                .isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.TEMPORARILY_UNAVAILABLE));
    }
}
