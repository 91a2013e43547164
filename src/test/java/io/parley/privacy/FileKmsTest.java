package io.parley.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.TenantId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileKmsTest {

    private static final TenantId TENANT = new TenantId("demo");
    private static final byte[] KEY = Aes.newKey();

    @TempDir
    private Path parent;

    @Test
    void unwrapsWhatItWrappedAlsoInAnotherProcess() {
        Kms kms = new FileKms(parent.resolve("kms"));
        byte[] wrapped = kms.wrap(TENANT, kms.version(TENANT), KEY);
        assertThat(wrapped).hasSize(60);
        assertThat(new FileKms(parent.resolve("kms")).unwrap(TENANT, 1, wrapped))
                .isEqualTo(KEY);
        kms.version(new TenantId("other"));
        assertThatThrownBy(() -> kms.unwrap(new TenantId("other"), 1, wrapped)).isInstanceOf(Kms.Lost.class);
    }

    @Test
    void onlyItsOwnerReadsAndEntersTheDirectory() throws Exception {
        Path directory = parent.resolve("kms");
        new FileKms(directory).version(TENANT);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("demo.1.root"))))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void manyWhoAskAtOnceGetOneKey() {
        List<byte[]> wrapped = IntStream.range(0, 16)
                .parallel()
                .mapToObj(i -> {
                    Kms kms = new FileKms(parent.resolve("kms"));
                    return kms.wrap(TENANT, kms.version(TENANT), KEY);
                })
                .toList();
        Kms kms = new FileKms(parent.resolve("kms"));
        assertThat(wrapped)
                .allSatisfy(each -> assertThat(kms.unwrap(TENANT, 1, each)).isEqualTo(KEY));
    }

    @Test
    void whatADestroyedVersionWrappedIsLostAndItsFileHoldsNothing() throws Exception {
        Kms kms = new FileKms(parent.resolve("kms"));
        byte[] wrapped = kms.wrap(TENANT, kms.version(TENANT), KEY);
        kms.destroy(TENANT, 1);
        kms.destroy(TENANT, 1);
        assertThatThrownBy(() -> kms.unwrap(TENANT, 1, wrapped)).hasMessageContaining("destroyed");
        assertThat(Files.readAllBytes(parent.resolve("kms").resolve("demo.1.root")))
                .containsOnly(0);
    }

    @Test
    void aTenantWhoseRootKeyIsMissingAmongOthersIsToldWhatToDo() {
        Kms kms = new FileKms(parent);
        kms.version(new TenantId("other"));
        assertThatThrownBy(() -> kms.unwrap(TENANT, 1, new byte[60]))
                .isInstanceOf(Kms.Lost.class)
                .hasMessageContaining("demo.1.root")
                .hasMessageContaining("backup");
    }

    @Test
    void aDirectoryThatIsNotThereOrNotMountedIsAway() throws Exception {
        Path directory = parent.resolve("kms");
        assertThatThrownBy(() -> new FileKms(directory).unwrap(TENANT, 1, new byte[60]))
                .isInstanceOf(Kms.Unavailable.class);
        Files.createDirectory(directory);
        assertThatThrownBy(() -> new FileKms(directory).unwrap(TENANT, 1, new byte[60]))
                .isInstanceOf(Kms.Unavailable.class)
                .hasMessageContaining("mounted");
    }
}
