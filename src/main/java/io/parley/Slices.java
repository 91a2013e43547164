package io.parley;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/**
 * The slices in which the journals of one kind of entity are read: every event carries the tag of its entity's slice. The number of slices
 * and the hash can never change, because the events of one entity are in order only within one slice; {@code cluster.Installation} refuses
 * to start with numbers that differ from those an installation began with.
 *
 * @param kind as it appears in a tag, for instance {@code conversation}
 */
public record Slices(String kind, int count) {

    /**
     * The tag of an entity's events, for instance {@code conversation-17}.
     *
     * @param key as built by {@link EntityKey}: {@code tenant|id}
     */
    public String tag(String key) {
        return tag(bucket(key, count));
    }

    /** All tags, by the number of their slice. */
    public List<String> tags() {
        return IntStream.range(0, count).mapToObj(this::tag).toList();
    }

    private String tag(int slice) {
        return kind + "-" + slice;
    }

    /**
     * Assigns keys to buckets evenly and in a way that never changes and can be computed in any programming language: the CRC-32 of their
     * UTF-8, modulo {@code buckets}.
     *
     * @return 0 to {@code buckets - 1}
     */
    public static int bucket(String key, int buckets) {
        CRC32 crc = new CRC32();
        crc.update(key.getBytes(StandardCharsets.UTF_8));
        return (int) (crc.getValue() % buckets);
    }
}
