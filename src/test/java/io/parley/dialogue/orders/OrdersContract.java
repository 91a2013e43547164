package io.parley.dialogue.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.LocalizedText;
import io.parley.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What everybody who answers for orders must do. */
abstract class OrdersContract {

    static final TenantId TENANT = new TenantId("demo");

    static final Order SHIPPED = new Order(
            "DD20261120-8842",
            Order.Status.SHIPPED,
            Instant.parse("2026-11-18T13:30:00Z"),
            Instant.parse("2026-11-19T02:42:00Z"),
            null,
            Instant.parse("2026-11-21T10:00:00Z"),
            null,
            new Order.Carrier("sf", new LocalizedText("顺丰速运", "SF Express")),
            "SF1000000020418",
            List.of(new Order.Item("view-27", new LocalizedText("显示器", "Monitor"), 1, 129900)),
            129900,
            "CNY",
            null);

    /** Knows {@link #SHIPPED} and nothing else. */
    abstract Orders orders() throws Exception;

    /** Cannot do its work. */
    abstract Orders failing() throws Exception;

    @Test
    void tellsHowAnOrderStands() throws Exception {
        assertThat(answer(orders(), "DD20261120-8842")).isEqualTo(new OrderAnswer.Found(SHIPPED));
    }

    @Test
    void saysWhenThereIsNoSuchOrder() throws Exception {
        assertThat(answer(orders(), "10001")).isEqualTo(new OrderAnswer.Unknown());
    }

    @Test
    void failsInsteadOfGuessing() {
        assertThatThrownBy(() -> answer(failing(), "DD20261120-8842")).isNotNull();
    }

    static OrderAnswer answer(Orders orders, String number) throws Exception {
        return orders.status(TENANT, number).toCompletableFuture().get(5, TimeUnit.SECONDS);
    }
}
