package io.parley.privacy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.ser.ContextualSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import io.parley.Personal;
import io.parley.Sealed;
import io.parley.WipedBuffers;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** JSON in which values marked {@link Sealed} are ciphertext: {@code {"~":"kid.base64url"}} in place of the value. */
final class SealedJson {

    private static final String DAMAGED = "damaged";

    private static final Object KEYS = CustomerKeys.class;

    /** For the content of sealed values; their shapes must never change. */
    static final ObjectMapper CLEAR = builder().build();

    private static final ObjectMapper SEALED = builder()
            .annotationIntrospector(new Introspector())
            .addMixIn(ChannelAddress.class, Address.class)
            .build();

    private SealedJson() {}

    private static JsonMapper.Builder builder() {
        return JsonMapper.builder(WipedBuffers.factory().build())
                .addModule(new JavaTimeModule())
                .addModule(new Jdk8Module())
                .addModule(new ParameterNamesModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                // Parts are read as trees first, so that 19.90 stays 19.90.
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .serializationInclusion(JsonInclude.Include.NON_NULL);
    }

    /** @throws IllegalStateException if there is no key */
    static byte[] write(Class<?> type, Object value, CustomerKeys keys) {
        try {
            return SEALED.writerFor(type).withAttribute(KEYS, keys).writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw e.getCause() instanceof IllegalStateException noKey
                    ? noKey
                    : new IllegalStateException(type.getSimpleName() + " cannot be written: " + e.getOriginalMessage());
        }
    }

    /** @param keys null if there are none: sealed values then read as absent */
    static <T> T read(Class<T> type, byte[] json, @Nullable CustomerKeys keys) throws IOException {
        return SEALED.readerFor(type).withAttribute(KEYS, keys).readValue(json);
    }

    /** Writes a single value, sealed. */
    static String write(Personal.Kind kind, Object value, CustomerKeys keys) {
        try {
            return keys.isOff()
                    ? CLEAR.writeValueAsString(value)
                    : CLEAR.writeValueAsString(
                            Map.of(Personal.SEALED_FIELD, keys.token(kind, CLEAR.writeValueAsBytes(value))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a value to seal cannot be written: " + e.getOriginalMessage());
        }
    }

    /** Reads a single sealed value. */
    static @Nullable Object read(Type type, String json, @Nullable CustomerKeys keys) throws IOException {
        return new Reader(CLEAR.getTypeFactory().constructType(type), true).opened(CLEAR.readTree(json), keys);
    }

    /** Seals every address when it is stored, except its channel and channel account. */
    private interface Address {
        @Sealed(Personal.Kind.ADDRESS)
        String user();
    }

    private static final class Introspector extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable Object findSerializer(Annotated member) {
            return member.hasAnnotation(Sealed.class) ? new Writer(null, null) : super.findSerializer(member);
        }

        @Override
        public @Nullable Object findDeserializer(Annotated member) {
            return member.hasAnnotation(Sealed.class) ? new Reader(null, false) : super.findDeserializer(member);
        }
    }

    private static final class Writer extends JsonSerializer<Object> implements ContextualSerializer {
        private final @Nullable JavaType type;
        private final Personal.@Nullable Kind kind;

        private Writer(@Nullable JavaType type, Personal.@Nullable Kind kind) {
            this.type = type;
            this.kind = kind;
        }

        @Override
        public JsonSerializer<?> createContextual(SerializerProvider provider, BeanProperty property) {
            return new Writer(
                    property.getType(), property.getAnnotation(Sealed.class).value());
        }

        @Override
        public boolean isEmpty(SerializerProvider provider, Object value) {
            return (value instanceof Collection<?> all && all.isEmpty())
                    || (value instanceof Map<?, ?> map && map.isEmpty())
                    || (value instanceof String text && text.isEmpty());
        }

        @Override
        public void serialize(Object value, JsonGenerator out, SerializerProvider provider) throws IOException {
            CustomerKeys keys = (CustomerKeys) Objects.requireNonNull(provider.getAttribute(KEYS));
            // That a value is empty is not personal, and lists need to know it.
            if (keys.isOff() || isEmpty(provider, value)) {
                CLEAR.writerFor(type).writeValue(out, value);
                return;
            }
            String token = keys.token(
                    Objects.requireNonNull(kind), CLEAR.writerFor(type).writeValueAsBytes(value));
            out.writeStartObject();
            out.writeStringField(Personal.SEALED_FIELD, token);
            out.writeEndObject();
        }
    }

    private static final class Reader extends JsonDeserializer<Object> implements ContextualDeserializer {
        private final @Nullable JavaType type;
        private final boolean nullable;

        private Reader(@Nullable JavaType type, boolean nullable) {
            this.type = type;
            this.nullable = nullable;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property) {
            return new Reader(property.getType(), mayBeNull(property));
        }

        private static boolean mayBeNull(BeanProperty property) {
            Class<?> owner = property.getMember().getDeclaringClass();
            if (owner.isRecord()) {
                for (RecordComponent component : owner.getRecordComponents()) {
                    if (component.getName().equals(property.getName())) {
                        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
                    }
                }
            }
            return false;
        }

        @Override
        public @Nullable Object deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return opened(CLEAR.readTree(in), (CustomerKeys) context.getAttribute(KEYS));
        }

        private @Nullable Object opened(JsonNode stored, @Nullable CustomerKeys keys) throws IOException {
            JavaType as = Objects.requireNonNull(type);
            JsonNode token = stored.isObject() && stored.size() == 1 ? stored.get(Personal.SEALED_FIELD) : null;
            if (token == null) {
                return CLEAR.readerFor(as).readValue(stored);
            }
            byte[] clear = keys == null ? null : keys.clear(token.asText());
            try {
                return clear == null
                        ? absent(as, keys != null && !keys.erased(token.asText()))
                        : CLEAR.readerFor(as).readValue(clear);
            } catch (JsonMappingException damaged) {
                return absent(as, true);
            }
        }

        private @Nullable Object absent(JavaType as, boolean damaged) throws IOException {
            if (as.hasRawClass(String.class)) {
                return damaged ? DAMAGED : nullable ? null : Sealed.ERASED;
            }
            if (nullable) {
                return null;
            }
            if (!as.isCollectionLikeType()) {
                return CLEAR.readerFor(as).readValue("{}");
            }
            // The transcript still shows that there was a message.
            return damaged && as.getContentType().hasRawClass(Content.class)
                    ? List.of(new Content.Text(DAMAGED))
                    : CLEAR.readerFor(as).readValue("[]");
        }
    }
}
