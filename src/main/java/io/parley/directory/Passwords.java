package io.parley.directory;

import com.password4j.BcryptFunction;
import com.password4j.Hash;
import com.password4j.Password;
import com.password4j.types.Bcrypt;

/** Hashes and checks passwords with bcrypt, which is slow on purpose: about 60 ms of CPU, so never on an actor's thread. */
public final class Passwords {

    private static final int COST = 10;
    /** bcrypt reads at most 72 bytes; a longer password is refused rather than cut. */
    public static final int MAX_BYTES = 72;

    private static final BcryptFunction FUNCTION = BcryptFunction.getInstance(Bcrypt.B, COST);

    private Passwords() {}

    /** @throws IllegalArgumentException for an empty password, or one longer than {@link #MAX_BYTES} in UTF-8 */
    public static String hash(String password) {
        if (!isPossible(password)) {
            throw new IllegalArgumentException("a password has 1 to " + MAX_BYTES + " bytes");
        }
        Hash hash = Password.hash(password).with(FUNCTION);
        return hash.getResult();
    }

    /** Whether this is the password; takes as long for one that cannot be valid. */
    public static boolean matches(String password, String hash) {
        boolean possible = isPossible(password);
        boolean same = Password.check(possible ? password : "-", hash).with(FUNCTION);
        return possible && same;
    }

    private static boolean isPossible(String password) {
        int bytes = password.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        return bytes > 0 && bytes <= MAX_BYTES && password.indexOf('\0') < 0;
    }
}
