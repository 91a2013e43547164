package io.parley.conversation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import io.parley.WipedBuffers;
import io.parley.channel.spi.Content;
import io.parley.privacy.CustomerKeys;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;

/** Detects whether two messages under one id have the same body, without keeping the body. */
public final class MessageDigests {

    private static final ObjectMapper JSON = JsonMapper.builder(
                    WipedBuffers.factory().build())
            .addModule(new ParameterNamesModule())
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();
    private static final TypeReference<List<Content>> CONTENTS = new TypeReference<>() {};

    private MessageDigests() {}

    /** A digest's lowest byte is the generation of the key, from 1; 0 in digests of anything else. */
    private static final long GENERATION = 0xFF;

    /** Returns 56 bits over everything the message carries, computable only with the customer's key, and the key's generation. */
    public static long of(CustomerKeys keys, List<Content> contents) {
        return digest(keys, canonical(contents));
    }

    /** As {@link #of(CustomerKeys, List)}, but also covers who may see it: a note differs from a reply with the same words. */
    static long of(CustomerKeys keys, Conversation.Visibility visibility, List<Content> contents) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            bytes.writeBytes(canonical(contents));
            write(visibility.code(), new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("memory can be written to", e);
        }
        return digest(keys, bytes.toByteArray());
    }

    private static long digest(CustomerKeys keys, byte[] canonical) {
        long digest = ByteBuffer.wrap(keys.digest(canonical)).getLong();
        return (digest & ~GENERATION) | (keys.generation() & GENERATION);
    }

    /** Returns the digest of an end that a client asked for; different for each cause, and never equal to that of a message. */
    static long of(Conversation.Cause cause) {
        return cause.code().hashCode() & ~GENERATION;
    }

    /**
     * Whether two messages under one id may be the same. This cannot be determined if the customer has since been erased; a repetition is
     * then more likely than another message, so it is treated as one.
     */
    static boolean mayBeSame(long before, long now) {
        long old = before & GENERATION;
        long recent = now & GENERATION;
        return before == now || (old != 0 && recent != 0 && old != recent);
    }

    /**
     * Encodes equal contents equally and different contents differently: every text and every list is preceded by its length, fields are
     * sorted by name, and absent ones are left out, so that adding a field does not change the digest of a message without it.
     */
    static byte[] canonical(List<Content> contents) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            // Written first, because a tree made directly from a list would lack the types of the contents.
            write(JSON.readTree(JSON.writerFor(CONTENTS).writeValueAsBytes(contents)), new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("contents can be written as JSON", e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonNode node, DataOutputStream out) throws IOException {
        if (node.isObject()) {
            TreeMap<String, JsonNode> fields = new TreeMap<>();
            node.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
            out.writeByte('{');
            out.writeInt(fields.size());
            for (var field : fields.entrySet()) {
                write(field.getKey(), out);
                write(field.getValue(), out);
            }
        } else if (node.isArray()) {
            out.writeByte('[');
            out.writeInt(node.size());
            for (JsonNode element : node) {
                write(element, out);
            }
        } else {
            out.writeByte(node.isTextual() ? '"' : '#');
            write(node.asText(), out);
        }
    }

    private static void write(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
