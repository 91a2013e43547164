package io.parley.signing;

import io.parley.kit.Keys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A moment and a keyed hash over it and a body: {@code t=SECONDS,v1=hex(HMAC-SHA256(secret, t + "." + body))}, the seconds since 1970. The
 * reader decides what the moment means: the time of sending, or the expiry.
 */
public record Signature(long seconds, byte[] hash) {

    /** The header that carries it. */
    public static final String HEADER = "X-Parley-Signature";

    private static final Pattern FORM = Pattern.compile("t=(\\d{1,11}),v1=([0-9a-f]{64})");

    public Signature {
        hash = hash.clone();
    }

    @Override
    public byte[] hash() {
        return hash.clone();
    }

    public static Signature of(String secret, Instant moment, byte[] body) {
        long seconds = moment.getEpochSecond();
        return new Signature(seconds, hash(secret, seconds, body));
    }

    /** Returns empty for text that is not in this form. */
    public static Optional<Signature> parse(String text) {
        Matcher parts = FORM.matcher(text);
        return parts.matches()
                ? Optional.of(new Signature(
                        Long.parseLong(parts.group(1)), HexFormat.of().parseHex(parts.group(2))))
                : Optional.empty();
    }

    /** Whether it was made with this secret over this body. Compares in constant time. */
    public boolean fits(String secret, byte[] body) {
        return MessageDigest.isEqual(hash, hash(secret, seconds, body));
    }

    public Instant moment() {
        return Instant.ofEpochSecond(seconds);
    }

    @Override
    public String toString() {
        return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(hash);
    }

    private static byte[] hash(String secret, long seconds, byte[] body) {
        return Keys.mac(
                secret.getBytes(StandardCharsets.UTF_8), (seconds + ".").getBytes(StandardCharsets.UTF_8), body);
    }
}
