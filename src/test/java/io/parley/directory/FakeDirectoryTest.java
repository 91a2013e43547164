package io.parley.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.TenantId;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class FakeDirectoryTest extends DirectoryContract {

    private final FakeDirectory directory = new FakeDirectory();

    @Override
    Directory directory() {
        return directory;
    }

    @Override
    DirectoryStore store() {
        return directory;
    }

    @Override
    TenantDocuments documents() {
        return directory.edited();
    }

    @Override
    Object version(TenantId tenant) {
        return directory.read(tenant);
    }

    @Override
    void seen(BooleanSupplier condition) {
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Test
    void readsTheDemoShop() {
        Path demo = Path.of(System.getProperty("user.dir")).resolve("../docker/seed/demo");
        new DirectoryImport(directory)
                .run(demo.resolve("tenant.yaml"), demo.resolve("articles.yaml"), email -> "a password", "s");
        TenantId tenant = new TenantId("demo");

        assertThat(directory.agents(tenant)).hasSizeGreaterThan(5);
        assertThat(directory.byWidgetKey("demo.webchat-demo").orElseThrow().suggestions())
                .isNotEmpty();
        assertThat(directory.read(tenant).articles())
                .hasSizeGreaterThan(20)
                .allSatisfy(article -> assertThat(article.id()).isNotBlank());
    }
}
