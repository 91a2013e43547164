package io.parley.edge.api.conversations;

import io.parley.channel.spi.ChannelAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A customer's address as shown to agents. */
public final class ShownAddress {

    private static final String ANONYMOUS = "dl_";
    /** Without those that are mistaken for one another when read aloud. */
    private static final String LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    private static final int LENGTH = 6;

    private ShownAddress() {}

    /**
     * Returns the address as it is; for an anonymous thread, a short code instead of its long id, so that people can refer to it but cannot
     * use it.
     */
    public static String of(ChannelAddress address) {
        return address.user().startsWith(ANONYMOUS) ? "#" + code(address.user()) : address.user();
    }

    private static String code(String user) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(user.getBytes(StandardCharsets.UTF_8));
            StringBuilder code = new StringBuilder(LENGTH);
            for (int i = 0; i < LENGTH; i++) {
                code.append(LETTERS.charAt(Math.floorMod(hash[i], LETTERS.length())));
            }
            return code.toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
