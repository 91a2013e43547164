package io.parley.privacy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * @param sealing whether personal data is stored as ciphertext
 * @param keyCache how many customers' keys a node keeps in memory
 * @param revalidate for how long one is used without looking whether it has been destroyed
 * @param kmsDirectory where the root keys are
 */
public record PrivacySettings(boolean sealing, int keyCache, Duration revalidate, Path kmsDirectory) {

    private static final Duration LONGEST = Duration.ofMinutes(1);

    public PrivacySettings {
        if (keyCache < 1) {
            throw new IllegalArgumentException("parley.privacy.key-cache must be at least 1");
        }
        if (revalidate.isNegative() || revalidate.isZero() || revalidate.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "parley.privacy.revalidate must be above 0 and at most 60s: a destroyed key"
                            + " is unusable on every node after that time");
        }
    }

    /** @param config {@code parley.privacy} */
    public static PrivacySettings from(Config config) {
        String kind = config.getString("kms.kind");
        if (!kind.equals("file")) {
            throw new ConfigException.BadValue("parley.privacy.kms.kind", "there is only 'file', not '" + kind + "'");
        }
        String directory = config.getString("kms.directory");
        if (directory.isBlank()) {
            throw new ConfigException.BadValue(
                    "parley.privacy.kms.directory",
                    "say where the tenants' root keys are to lie: a directory that only this program can read, the same for all nodes,"
                            + " with a backup apart from the database's");
        }
        return new PrivacySettings(
                config.getBoolean("sealing"),
                config.getInt("key-cache"),
                config.getDuration("revalidate"),
                Path.of(directory));
    }
}
