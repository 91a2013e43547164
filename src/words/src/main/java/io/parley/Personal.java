package io.parley;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.ser.ContextualSerializer;
import com.fasterxml.jackson.databind.type.TypeFactory;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that belongs to a person: what they wrote, their name, their address. Open in memory while it is in use; sealed, i.e.
 * ciphertext and the id of its key, wherever it is kept. Never printed.
 *
 * <p>{@code io.parley.privacy} seals and opens. A serializer does neither: it passes on sealed values, as {@code
 * {"~":"kid.base64url"}}, and refuses open ones, so that a forgotten seal fails a write instead of storing clear text. Open values
 * travel only between the memories of two nodes; see {@code OpenPersonalModule}.
 *
 * @param <T> type of the value; anything Jackson can write and read back
 */
@JsonSerialize(using = Personal.Writer.class)
@JsonDeserialize(using = Personal.Reader.class)
public final class Personal<T> {

    /** The kind of value. Bound to the ciphertext, so that one kind cannot be passed off as another; the letters are stored. */
    public enum Kind {
        TEXT('t'),
        NAME('n'),
        ADDRESS('a'),
        SLOT('s'),
        FILE('f');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }

        public char letter() {
            return letter;
        }

        /**
         * Returns the kind with this letter.
         *
         * @throws IllegalArgumentException for a letter that no kind has
         */
        public static Kind of(char letter) {
            for (Kind kind : values()) {
                if (kind.letter == letter) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("no kind of personal value");
        }
    }

    /** Why a value cannot be read. */
    public enum Closed {
        /** It has not been opened yet. */
        SEALED,
        /** Its key has been destroyed; it can never be read again. */
        ERASED,
        /** It has been altered since it was sealed, or was not sealed with this key. */
        DAMAGED
    }

    /** The one field of a sealed value in JSON. */
    public static final String SEALED_FIELD = "~";

    static final String CLEAR_FIELD = "=";
    static final String PASSING_FIELD = "+";

    private final @Nullable T value;
    private final @Nullable Kind kind;
    /** {@code kid.base64url}; null while it has never been sealed. */
    private final @Nullable String token;

    private final @Nullable Closed closed;
    private final boolean clear;

    private Personal(
            @Nullable T value, @Nullable Kind kind, @Nullable String token, @Nullable Closed closed, boolean clear) {
        this.value = value;
        this.kind = kind;
        this.token = token;
        this.closed = closed;
        this.clear = clear;
    }

    /** An open value. */
    public static <T> Personal<T> of(Kind kind, T value) {
        return new Personal<>(Objects.requireNonNull(value), kind, null, null, false);
    }

    public static <T> @Nullable Personal<T> ofNullable(Kind kind, @Nullable T value) {
        return value == null ? null : of(kind, value);
    }

    /**
     * A sealed value.
     *
     * @param token as returned by {@link #token()}
     */
    public static <T> Personal<T> sealed(String token) {
        if (token.lastIndexOf('.') < 1) {
            throw new IllegalArgumentException("a sealed value has the form kid.base64url");
        }
        return new Personal<>(null, null, token, Closed.SEALED, false);
    }

    public boolean isOpen() {
        return closed == null;
    }

    /** Returns the value, or a substitute while it is closed. */
    public T orElse(T instead) {
        return value == null ? instead : value;
    }

    /** Returns the value; null while it is closed. */
    public @Nullable T orNull() {
        return value;
    }

    /** Returns the value; null if {@code personal} is null or closed. */
    public static <T> @Nullable T valueOf(@Nullable Personal<T> personal) {
        return personal == null ? null : personal.value;
    }

    /** Why it cannot be read; null while it is open. */
    public @Nullable Closed closed() {
        return closed;
    }

    /** The kind of an open value; may be null for a closed one. */
    public @Nullable Kind kind() {
        return kind;
    }

    /** The stored form: {@code kid.base64url}; null while it has never been sealed. */
    public @Nullable String token() {
        return token;
    }

    /** The id of the key it is sealed with; null while it has never been sealed. */
    public @Nullable String kid() {
        return token == null ? null : token.substring(0, token.lastIndexOf('.'));
    }

    // ---- for io.parley.privacy ----

    /** Returns the same value, opened. It keeps its ciphertext, so that it can be passed on without being sealed again. */
    public Personal<T> opened(Kind as, T opened) {
        return new Personal<>(opened, as, token, null, false);
    }

    /** Returns the same value with the reason why it stays closed. */
    public Personal<T> closed(Closed why) {
        return new Personal<>(null, kind, token, why, false);
    }

    /** Returns the same value for an installation that seals nothing: it may be stored as it is. */
    public Personal<T> inClear() {
        return new Personal<>(value, kind, token, closed, true);
    }

    /** Compares kind and value while both are open, otherwise the ciphertexts. */
    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof Personal<?> that)) {
            return false;
        }
        return isOpen() && that.isOpen()
                ? kind == that.kind && Objects.equals(value, that.value)
                : token != null && token.equals(that.token);
    }

    /** Constant, because an open value and its ciphertext may be equal. */
    @Override
    public int hashCode() {
        return Personal.class.hashCode();
    }

    /** Never contains the value. */
    @Override
    public String toString() {
        return "***";
    }

    /** Writes ciphertext. */
    static class Writer extends JsonSerializer<Personal<?>> implements ContextualSerializer {
        private final @Nullable JavaType type;
        private final boolean betweenNodes;

        /** Used by Jackson. */
        @SuppressWarnings("unused")
        Writer() {
            this(null, false);
        }

        private Writer(@Nullable JavaType type, boolean betweenNodes) {
            this.type = type;
            this.betweenNodes = betweenNodes;
        }

        @Override
        public JsonSerializer<?> createContextual(SerializerProvider provider, @Nullable BeanProperty property) {
            JavaType found = property == null ? null : property.getType();
            while (found != null && !found.hasRawClass(Personal.class)) {
                found = found.getContentType();
            }
            return new Writer(found == null ? null : found.containedType(0), betweenNodes);
        }

        @Override
        public void serialize(Personal<?> personal, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeStartObject();
            boolean mayPass = personal.clear || betweenNodes;
            if (personal.value != null && mayPass) {
                out.writeStringField(
                        "kind", Objects.requireNonNull(personal.kind).name());
                out.writeFieldName(personal.clear ? CLEAR_FIELD : PASSING_FIELD);
                JavaType of = type == null ? provider.constructType(personal.value.getClass()) : type;
                provider.findTypedValueSerializer(of, true, null).serialize(personal.value, out, provider);
                if (personal.token != null) {
                    out.writeStringField(SEALED_FIELD, personal.token);
                }
            } else if (personal.token != null) {
                out.writeStringField(SEALED_FIELD, personal.token);
            } else {
                throw JsonMappingException.from(out, "a personal value is not sealed; it is not written");
            }
            out.writeEndObject();
        }
    }

    /** Reads ciphertext as a sealed value; opens nothing. */
    static final class Reader extends JsonDeserializer<Personal<?>> implements ContextualDeserializer {
        private final JavaType type;

        /** Used by Jackson. */
        @SuppressWarnings("unused")
        Reader() {
            this(TypeFactory.unknownType());
        }

        private Reader(JavaType type) {
            this.type = type;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property) {
            JavaType personal = context.getContextualType();
            if (personal == null && property != null) {
                personal = property.getType();
            }
            return new Reader(
                    personal == null || personal.containedTypeCount() == 0
                            ? TypeFactory.unknownType()
                            : personal.containedType(0));
        }

        @Override
        public Personal<?> deserialize(JsonParser in, DeserializationContext context) throws IOException {
            String token = null;
            Object value = null;
            Kind kind = null;
            boolean clear = false;
            if (!in.isExpectedStartObjectToken()) {
                return (Personal<?>) context.handleUnexpectedToken(Personal.class, in);
            }
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String name = in.currentName();
                in.nextToken();
                switch (name) {
                    case SEALED_FIELD -> token = in.getText();
                    case "kind" -> kind = Kind.valueOf(in.getText());
                    case CLEAR_FIELD, PASSING_FIELD -> {
                        clear = name.equals(CLEAR_FIELD);
                        value = context.readValue(in, type);
                    }
                    default -> in.skipChildren();
                }
            }
            if (value != null && kind != null) {
                return new Personal<>(value, kind, token, null, clear);
            }
            if (token == null) {
                throw JsonMappingException.from(in, "a personal value is neither sealed nor open");
            }
            return sealed(token);
        }
    }

    /** Writes open values too: for messages between the memories of two nodes only. */
    public static final class WriterBetweenNodes extends Writer {
        public WriterBetweenNodes() {
            super(null, true);
        }
    }
}
