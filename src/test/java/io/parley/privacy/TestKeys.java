package io.parley.privacy;

import io.parley.TenantId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** Keys for tests of other parts: sealing as on a node, with everything in memory. */
public final class TestKeys {

    private TestKeys() {}

    public static Keyring keyring() {
        return new Keyring(
                new KeysInMemory(),
                new NoKms(),
                new PrivacySettings(true, 1_000, Duration.ofSeconds(60), 500, Path.of("nowhere")),
                Runnable::run,
                Clock.systemUTC(),
                System::nanoTime);
    }

    /** Wraps nothing. */
    private static final class NoKms implements Kms {
        @Override
        public int version(TenantId tenant) {
            return 1;
        }

        @Override
        public int newVersion(TenantId tenant) {
            return 1;
        }

        @Override
        public byte[] wrap(TenantId tenant, int version, byte[] key) {
            return key;
        }

        @Override
        public byte[] unwrap(TenantId tenant, int version, byte[] wrapped) {
            return wrapped;
        }

        @Override
        public void destroy(TenantId tenant, int version) {
            throw new UnsupportedOperationException();
        }
    }
}
