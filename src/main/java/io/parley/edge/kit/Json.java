package io.parley.edge.kit;

import akka.http.javadsl.marshalling.Marshaller;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.RequestEntity;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.unmarshalling.Unmarshaller;
import akka.util.ByteString;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.WipedBuffers;
import io.parley.intake.Texts;
import java.io.IOException;

/** The edge's JSON: UTF-8, ISO instants, absent rather than null, unknown fields ignored, and bounded when read. */
public final class Json {

    /** More than any request needs; deeper input is an attack on the stack. */
    public static final int MAX_DEPTH = 50;

    private static final int MAX_STRING = 1 << 20;
    private static final int MAX_NUMBER = 40;

    private static final ObjectMapper MAPPER = JsonMapper.builder(WipedBuffers.factory()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_STRING)
                            .maxNumberLength(MAX_NUMBER)
                            .maxNameLength(1_000)
                            .build())
                    .build())
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .addModule(new ParameterNamesModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    private Json() {}

    public static ObjectMapper mapper() {
        return MAPPER;
    }

    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own records can be written as JSON", e);
        }
    }

    /** @throws Refused {@code BAD_REQUEST} for input that is not JSON, is too deep, or is not shaped like {@code type} */
    public static <T> T read(byte[] json, Class<T> type) {
        if (hasSurrogates(json)) {
            throw unreadable("");
        }
        T value;
        try {
            value = MAPPER.readValue(json, type);
        } catch (IOException e) {
            throw unreadable(e);
        }
        return notNull(value);
    }

    /** @throws Refused as {@link #read(byte[], Class)} */
    public static <T> T read(String json, Class<T> type) {
        T value;
        try {
            value = MAPPER.readValue(json, type);
        } catch (IOException e) {
            throw unreadable(e);
        }
        return notNull(value);
    }

    /** @throws Refused as {@link #read(byte[], Class)} */
    public static <T> T read(JsonNode json, Class<T> type) {
        T value;
        try {
            value = MAPPER.treeToValue(json, type);
        } catch (IOException e) {
            throw unreadable(e);
        }
        return notNull(value);
    }

    /** Whether halves of surrogate pairs are encoded as if they were characters: Jackson accepts them, but they are not valid UTF-8. */
    private static boolean hasSurrogates(byte[] utf8) {
        for (int i = 0; i + 1 < utf8.length; i++) {
            if (utf8[i] == (byte) 0xED && (utf8[i + 1] & 0xE0) == 0xA0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the node if it is an object.
     *
     * @throws Refused {@code BAD_REQUEST} for anything but an object
     */
    public static JsonNode object(JsonNode json) {
        if (!json.isObject()) {
            throw new Refused(ErrorCode.BAD_REQUEST, "The body must be a JSON object.");
        }
        return json;
    }

    /** Reads a body that is stored as it is, so its texts must be fit to be stored. */
    private static <T> T readStorable(byte[] json, Class<T> type) {
        JsonNode tree = read(json, JsonNode.class);
        requireStorable("", tree);
        return type.isInstance(tree) ? type.cast(tree) : read(json, type);
    }

    private static void requireStorable(String path, JsonNode node) {
        if (node.isTextual() && !Texts.isClean(node.textValue())) {
            throw new Refused(
                    ErrorCode.BAD_REQUEST,
                    (path.isEmpty() ? "The body" : path)
                            + " holds a control character or half of a surrogate pair. Leave it out.");
        }
        node.properties().forEach(field -> {
            if (!Texts.isClean(field.getKey())) {
                throw new Refused(
                        ErrorCode.BAD_REQUEST,
                        "The name of a field holds a control character or half of a surrogate pair. Leave it out.");
            }
            requireStorable(path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue());
        });
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                requireStorable(path + "[" + i + "]", node.get(i));
            }
        }
    }

    @SuppressWarnings("ConstantValue") // Jackson reads the word null as null
    private static <T> T notNull(T value) {
        if (value == null) {
            throw new Refused(ErrorCode.BAD_REQUEST, "The body is null. Send a JSON object.");
        }
        return value;
    }

    /** Reports where, never what: the body may hold personal data. */
    private static Refused unreadable(IOException failure) {
        String where = "";
        if (failure instanceof JsonProcessingException json && json.getLocation() != null) {
            where = " (line " + json.getLocation().getLineNr() + ", column "
                    + json.getLocation().getColumnNr() + ")";
        }
        return unreadable(where);
    }

    private static Refused unreadable(String where) {
        return new Refused(
                ErrorCode.BAD_REQUEST,
                "The body is not the JSON expected here" + where
                        + ". Send UTF-8 JSON as the API description says, at most " + MAX_DEPTH + " levels deep.");
    }

    /** An answer with this body. */
    public static HttpResponse answer(StatusCode status, Object body) {
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, ByteString.fromString(write(body))));
    }

    /** 200 with this body. */
    public static HttpResponse ok(Object body) {
        return answer(StatusCodes.OK, body);
    }

    public static <T> Marshaller<T, RequestEntity> marshaller() {
        return Marshaller.wrapEntity(
                Json::write, Marshaller.stringToEntity(), ContentTypes.APPLICATION_JSON.mediaType());
    }

    /**
     * Reads a whole body, whatever media type it claims; use it within a limit of {@link Limits#body()}. Fails with a {@link Refused},
     * which {@link Problems#rejections()} turns into its problem document; this includes texts with control characters or unpaired
     * surrogates, which no store keeps unchanged.
     */
    public static <T> Unmarshaller<HttpEntity, T> unmarshaller(Class<T> type) {
        return Unmarshaller.entityToByteString().thenApply(bytes -> readStorable(bytes.toArrayUnsafe(), type));
    }

    /** Same as {@link #unmarshaller(Class)}, but an empty body reads as {@code absent}. */
    public static <T> Unmarshaller<HttpEntity, T> unmarshaller(Class<T> type, T absent) {
        return Unmarshaller.entityToByteString()
                .thenApply(bytes -> bytes.isEmpty() ? absent : readStorable(bytes.toArrayUnsafe(), type));
    }
}
