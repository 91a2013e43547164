package io.parley.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.parley.ConversationId;
import io.parley.WipedBuffers;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation;
import io.parley.conversation.Delivery;
import java.time.Instant;
import java.util.List;

/**
 * The message posted to a callback address. The same reply has the same text in every attempt.
 *
 * @param messageId by which the receiver detects a reply that arrives twice
 * @param sequence its number in the conversation; later ones are greater
 * @param to the customer, by the id that the company's system gave in {@code from}
 * @param text all contents as plain text, options numbered, for channels that support nothing else
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record OutboundMessage(
        String type,
        String messageId,
        String conversationId,
        long sequence,
        To to,
        Conversation.Author author,
        String text,
        List<Content> contents,
        Instant at) {

    record To(String id) {}

    private static final ObjectMapper JSON = JsonMapper.builder(
                    WipedBuffers.factory().build())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    /** @param publicUrl the prefix for the addresses of files that are kept here; no slash at the end */
    static byte[] write(ConversationId conversation, Delivery.Reply reply, String publicUrl) {
        List<Content> contents = reply.contents().stream()
                .map(content ->
                        content instanceof Content.Media media && media.url().startsWith("/")
                                ? new Content.Media(publicUrl + media.url(), media.mime(), media.name(), media.bytes())
                                : content)
                .toList();
        OutboundMessage message = new OutboundMessage(
                "message",
                conversation + "-" + reply.sequence(),
                conversation.value(),
                reply.sequence(),
                new To(reply.to().user()),
                reply.author(),
                Content.plainText(contents),
                contents,
                reply.at());
        try {
            return JSON.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own records can be written as JSON", e);
        }
    }
}
