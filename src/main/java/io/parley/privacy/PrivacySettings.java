package io.parley.privacy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * @param sealing whether personal data is stored as ciphertext
 * @param keyCache how many customers' keys a node keeps in memory
 * @param revalidate for how long a key is used without checking whether it has been destroyed
 * @param rewrapPerSecond how many customers' keys are re-wrapped per second when a tenant's key has a new epoch
 * @param kmsDirectory where the root keys are
 */
public record PrivacySettings(
        boolean sealing, int keyCache, Duration revalidate, int rewrapPerSecond, Path kmsDirectory) {

    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** The most by which the clocks of two machines may differ. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    public PrivacySettings {
        if (keyCache < 1) {
            throw new IllegalArgumentException("parley.privacy.key-cache must be at least 1");
        }
        if (rewrapPerSecond < 1) {
            throw new IllegalArgumentException("parley.privacy.rewrap-per-second must be at least 1");
        }
        if (revalidate.isNegative() || revalidate.isZero() || revalidate.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "parley.privacy.revalidate must be above 0 and at most 60s: a destroyed key"
                            + " is unusable on every node after that time");
        }
    }

    /**
     * The time after a change until no node relies on the previous state: what is known of tenants' keys is used for {@link #revalidate()},
     * and anything derived from it for the same time again; clocks may differ, too.
     */
    public Duration settled() {
        return revalidate.multipliedBy(2).plus(CLOCKS_DIFFER);
    }

    /** @param config {@code parley.privacy} */
    public static PrivacySettings from(Config config) {
        String kind = config.getString("kms.kind");
        if (!kind.equals("file")) {
            throw new ConfigException.BadValue("parley.privacy.kms.kind", "must be 'file', not '" + kind + "'");
        }
        String directory = config.getString("kms.directory");
        if (directory.isBlank()) {
            throw new ConfigException.BadValue(
                    "parley.privacy.kms.directory",
                    "set the directory of the tenants' root keys: one that only this program can read, the same for all nodes,"
                            + " with a backup separate from the database's");
        }
        return new PrivacySettings(
                config.getBoolean("sealing"),
                config.getInt("key-cache"),
                config.getDuration("revalidate"),
                config.getInt("rewrap-per-second"),
                Path.of(directory));
    }
}
