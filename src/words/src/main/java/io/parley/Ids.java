package io.parley;

/** The rules common to all ids: short, printable, and free of the separator used in keys. */
final class Ids {

    private static final int MAX_LENGTH = 128;

    private Ids() {}

    static void require(String value, String what) {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(what + " must have 1 to " + MAX_LENGTH + " characters");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean allowed = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '-'
                    || c == '_'
                    || c == '.';
            if (!allowed) {
                throw new IllegalArgumentException(what + " may hold letters, digits, '-', '_' and '.' only");
            }
        }
    }
}
