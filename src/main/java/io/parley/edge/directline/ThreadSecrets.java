package io.parley.edge.directline;

import io.parley.TenantId;
import io.parley.kit.Keys;
import io.parley.signing.SigningKeys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The secret that reopens an anonymous thread: given only to the page that begins the thread. A moment and a keyed hash over
 * it and the thread, so that nothing has to be stored, and secrets made before a revocation are invalid. It expires, so that revocations
 * need not be kept for ever; a page that returns in time gets a new one. The id of the user does not open anything: agents and exports may
 * show it.
 */
final class ThreadSecrets {

    private static final int RADIX = 36;
    private static final int LONGEST_MOMENT = 12;

    private final List<byte[]> keys;
    private final Duration greatestAge;
    private final Clock clock;

    ThreadSecrets(SigningKeys keys, Duration greatestAge, Clock clock) {
        this.keys = keys.accepted("thread secrets");
        this.greatestAge = greatestAge;
        this.clock = clock;
    }

    String of(TenantId tenant, String account, String user) {
        String moment = Long.toString(clock.millis(), RADIX);
        return moment + "."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(hash(keys.get(0), tenant, account, user, moment));
    }

    /** Returns when it was made; empty when it is not the secret of this user's thread, or too old. */
    Optional<Instant> madeAt(TenantId tenant, String account, String user, String secret) {
        int dot = secret.indexOf('.');
        if (dot < 1 || dot > LONGEST_MOMENT) {
            return Optional.empty();
        }
        String moment = secret.substring(0, dot);
        try {
            byte[] shown = Base64.getUrlDecoder().decode(secret.substring(dot + 1));
            long millis = Long.parseLong(moment, RADIX);
            boolean fits = false;
            for (byte[] key : keys) {
                fits |= MessageDigest.isEqual(shown, hash(key, tenant, account, user, moment));
            }
            Instant madeAt = Instant.ofEpochMilli(millis);
            boolean tooOld = madeAt.isBefore(clock.instant().minus(greatestAge));
            return fits && !tooOld ? Optional.of(madeAt) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static byte[] hash(byte[] key, TenantId tenant, String account, String user, String moment) {
        String text = tenant.value() + '|' + account + '|' + user + '|' + moment;
        return Keys.mac(key, text.getBytes(StandardCharsets.UTF_8));
    }
}
