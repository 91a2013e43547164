package io.parley.bots;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.TenantId;
import io.parley.directory.DirectoryContent;
import io.parley.directory.DirectoryContent.Document;
import io.parley.directory.FakeDirectory;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectoryActionsTest {

    private static final TenantId TENANT = new TenantId("demo");

    private final FakeDirectory directory = new FakeDirectory();
    private final DirectoryActions actions = new DirectoryActions(directory);

    @Test
    void followsTheDirectory() {
        assertThat(actions.forTenant(TENANT)).isEmpty();

        add("orders", "order");
        assertThat(actions.forTenant(TENANT)).containsOnlyKeys("order");
        assertThat(actions.forTenant(TENANT)).as("read once").isSameAs(actions.forTenant(TENANT));

        add("coupons", "coupon");
        assertThat(actions.forTenant(TENANT)).containsOnlyKeys("order", "coupon");
        assertThat(actions.forTenant(new TenantId("other"))).isEmpty();
    }

    @Test
    void leavesOutWhatCannotBeReadAndKeepsTheRest() {
        add("orders", "order");
        directory.add(
                TENANT, DirectoryContent.EMPTY.with(List.of(new Document(Document.ACTION, "broken", "actions: 5"))));

        assertThat(actions.forTenant(TENANT)).containsOnlyKeys("order");
    }

    private void add(String document, String action) {
        String text =
                """
                actions:
                  - id: %s
                    service: shop
                    requires: anyone
                    request: {method: GET, path: /}
                    outcomes: [{name: found, status: 200}]
                """
                        .formatted(action);
        directory.add(TENANT, DirectoryContent.EMPTY.with(List.of(new Document(Document.ACTION, document, text))));
    }
}
