package io.parley.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.TenantId;
import java.util.function.BooleanSupplier;

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
    Object version(TenantId tenant) {
        return directory.read(tenant);
    }

    @Override
    void seen(BooleanSupplier condition) {
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
