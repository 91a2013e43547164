package io.parley;

import java.math.BigInteger;

/**
 * A part of Cassandra's ring. A whole table is read in parts of about the same size with
 * {@code WHERE token(...) > after AND token(...) <= last}. No key has the lowest token.
 *
 * @param after the token before the first one of this part
 * @param last the last token of this part
 */
public record TokenRange(long after, long last) {

    /** The tokens of Cassandra's default partitioner are the signed 64-bit integers. */
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);

    private static final BigInteger TOKENS = BigInteger.ONE.shiftLeft(Long.SIZE);

    /**
     * @param part from 0
     * @param parts how many there are
     */
    public static TokenRange of(int part, int parts) {
        return new TokenRange(
                part == 0 ? Long.MIN_VALUE : upTo(part, parts),
                part == parts - 1 ? Long.MAX_VALUE : upTo(part + 1, parts));
    }

    private static long upTo(int part, int parts) {
        return LEAST.add(TOKENS.multiply(BigInteger.valueOf(part)).divide(BigInteger.valueOf(parts)))
                .longValueExact();
    }
}
