package io.parley.edge;

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
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import io.parley.ErrorCode;
import io.parley.Refused;
import java.io.IOException;

/** JSON as the edge speaks it: UTF-8, ISO instants, absent rather than null, unknown fields ignored, and bounded when read. */
public final class Json {

    /** Nobody needs more; deeper input is an attack on the stack. */
    public static final int MAX_DEPTH = 50;

    private static final int MAX_STRING = 1 << 20;
    private static final int MAX_NUMBER = 40;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
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

    /** @throws Refused {@code BAD_REQUEST} for what is no JSON, is too deep, or is not shaped like {@code type} */
    public static <T> T read(byte[] json, Class<T> type) {
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

    @SuppressWarnings("ConstantValue") // Jackson reads the word null as null
    private static <T> T notNull(T value) {
        if (value == null) {
            throw new Refused(ErrorCode.BAD_REQUEST, "The body is null. Send a JSON object.");
        }
        return value;
    }

    /** Says where, never what: the body may hold personal data. */
    private static Refused unreadable(IOException failure) {
        String where = "";
        if (failure instanceof JsonProcessingException json && json.getLocation() != null) {
            where = " (line " + json.getLocation().getLineNr() + ", column "
                    + json.getLocation().getColumnNr() + ")";
        }
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
     * Reads a whole body, whatever media type it claims; put it under {@link Limits#body()}. Fails with a {@link Refused}, which {@link
     * Problems#rejections()} turns into its problem document.
     */
    public static <T> Unmarshaller<HttpEntity, T> unmarshaller(Class<T> type) {
        return Unmarshaller.entityToByteString().thenApply(bytes -> read(bytes.toArrayUnsafe(), type));
    }

    /** As {@link #unmarshaller(Class)}, but an empty body reads as {@code absent}. */
    public static <T> Unmarshaller<HttpEntity, T> unmarshaller(Class<T> type, T absent) {
        return Unmarshaller.entityToByteString()
                .thenApply(bytes -> bytes.isEmpty() ? absent : read(bytes.toArrayUnsafe(), type));
    }
}
