package io.parley.privacy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.parley.CustomerId;
import io.parley.Personal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event or a state as it is stored: JSON in which what is {@link io.parley.Sealed} is ciphertext. This is what journals, tags and
 * snapshots hold and what reading them gives; the customer's keys open it.
 *
 * @param <T> what it is when it is open
 */
public final class Stored<T> {

    private final Class<T> type;
    private final CustomerId owner;
    private final byte[] json;

    /** Read once for all who ask, as several consumers do; of what is sealed, nothing is open in either. */
    private volatile @Nullable T closed;

    private volatile @Nullable JsonNode tree;

    Stored(Class<T> type, CustomerId owner, byte[] json) {
        this.type = type;
        this.owner = owner;
        this.json = json;
    }

    /** @throws IllegalStateException when there is no key to seal with: nothing is stored then */
    public static <T> Stored<T> seal(Class<T> type, T value, CustomerKeys keys) {
        return new Stored<>(type, keys.customer(), SealedJson.write(type, value, keys));
    }

    /** Whose it is. */
    public CustomerId owner() {
        return owner;
    }

    /** @param keys the owner's; what they cannot open reads as absent */
    public T open(@Nullable CustomerKeys keys) {
        try {
            return Objects.requireNonNull(SealedJson.read(type, json, keys));
        } catch (IOException damaged) {
            // Without the cause, which quotes what it could not read.
            throw new IllegalStateException("a stored " + type.getSimpleName() + " is not what was once written");
        }
    }

    /** As everybody may see it: without anything personal. */
    public T closed() {
        T read = closed;
        if (read == null) {
            read = open(null);
            closed = read;
        }
        return read;
    }

    /**
     * A part as it is stored, in JSON: ciphertext if it is sealed. For tables that repeat what journals hold.
     *
     * @param pointer as RFC 6901 has it, such as {@code /opening/customerName}; empty for the whole
     * @return null when there is no such part
     */
    public @Nullable String part(String pointer) {
        JsonNode part = tree().at(pointer);
        return part.isMissingNode() || part.isNull() ? null : part.toString();
    }

    private JsonNode tree() {
        JsonNode read = tree;
        if (read == null) {
            try {
                read = SealedJson.CLEAR.readTree(json);
            } catch (IOException damaged) {
                throw new IllegalStateException("a stored " + type.getSimpleName() + " is not what was once written");
            }
            tree = read;
        }
        return read;
    }

    /** What {@link #part} of everything gave. */
    public static <T> Stored<T> of(Class<T> type, CustomerId owner, String whole) {
        return new Stored<>(type, owner, whole.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A value as {@link #part} would give it, for tables that hold what no event has.
     *
     * @throws IllegalStateException when there is no key to seal with
     */
    public static String sealPart(Personal.Kind kind, Object value, CustomerKeys keys) {
        return SealedJson.write(kind, value, keys);
    }

    /**
     * Opens what {@link #part} or {@link #sealPart} gave.
     *
     * @return null when it is null, was erased, or cannot be opened with these keys
     */
    @SuppressWarnings("unchecked") // read as that type
    public static <V> @Nullable V openPart(TypeReference<V> type, @Nullable String part, @Nullable CustomerKeys keys) {
        try {
            return part == null ? null : (V) SealedJson.read(type.getType(), part, keys);
        } catch (IOException damaged) {
            throw new IllegalStateException("a stored value is not what was once written");
        }
    }

    Class<T> type() {
        return type;
    }

    byte[] json() {
        return json;
    }

    @Override
    public String toString() {
        return "stored " + type.getSimpleName();
    }
}
