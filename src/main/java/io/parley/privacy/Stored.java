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
 * An event or a state as it is stored: JSON in which values marked {@link io.parley.Sealed} are ciphertext. Journals, tags and snapshots
 * hold this and return it when read; the customer's keys open it.
 *
 * @param <T> its type when open
 */
public final class Stored<T> {

    private final Class<T> type;
    private final CustomerId owner;
    private final byte[] json;

    /** Parsed once for all callers, such as several consumers; sealed values stay closed in both fields. */
    private volatile @Nullable T closed;

    private volatile @Nullable JsonNode tree;

    Stored(Class<T> type, CustomerId owner, byte[] json) {
        this.type = type;
        this.owner = owner;
        this.json = json;
    }

    /** @throws IllegalStateException if there is no key to seal with: nothing is then stored */
    public static <T> Stored<T> seal(Class<T> type, T value, CustomerKeys keys) {
        return new Stored<>(type, keys.customer(), SealedJson.write(type, value, keys));
    }

    /** The customer it belongs to. */
    public CustomerId owner() {
        return owner;
    }

    /** @param keys the owner's; values they cannot open read as absent */
    public T open(@Nullable CustomerKeys keys) {
        try {
            return Objects.requireNonNull(SealedJson.read(type, json, keys));
        } catch (IOException damaged) {
            // Without the cause, which quotes the content that could not be read.
            throw new IllegalStateException("a stored " + type.getSimpleName() + " is damaged");
        }
    }

    /** Returns it without any personal data. */
    public T closed() {
        T read = closed;
        if (read == null) {
            read = open(null);
            closed = read;
        }
        return read;
    }

    /**
     * Returns a part as it is stored, in JSON: ciphertext if it is sealed. For tables that repeat what journals hold.
     *
     * @param pointer a JSON pointer (RFC 6901), such as {@code /opening/customerName}; empty for the whole
     * @return null if there is no such part
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
                throw new IllegalStateException("a stored " + type.getSimpleName() + " is damaged");
            }
            tree = read;
        }
        return read;
    }

    /** Recreates it from {@link #part} of the whole. */
    public static <T> Stored<T> of(Class<T> type, CustomerId owner, String whole) {
        return new Stored<>(type, owner, whole.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns a value in the form of {@link #part}, for tables that hold data that is not in any event.
     *
     * @throws IllegalStateException if there is no key to seal with
     */
    public static String sealPart(Personal.Kind kind, Object value, CustomerKeys keys) {
        return SealedJson.write(kind, value, keys);
    }

    /**
     * Opens what {@link #part} or {@link #sealPart} returned.
     *
     * @return null if it is null, was erased, or cannot be opened with these keys
     */
    @SuppressWarnings("unchecked") // read as that type
    public static <V> @Nullable V openPart(TypeReference<V> type, @Nullable String part, @Nullable CustomerKeys keys) {
        try {
            return part == null ? null : (V) SealedJson.read(type.getType(), part, keys);
        } catch (IOException damaged) {
            throw new IllegalStateException("a stored value is damaged");
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
