package io.parley.conversation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import com.typesafe.config.Config;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long conversations that no agent holds stay open.
 *
 * @param after how long after the bot's last answer, the customer's last message or its return by an agent the conversation ends
 * @param inForm the same while a form is open
 * @param inQueue the same while the customer waits for a person
 * @param reopenWithin how long after an end that no agent decided a new message resumes the same conversation
 */
public record Silence(Duration after, Duration inForm, Duration inQueue, Duration reopenWithin) {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new ParameterNamesModule())
            .addModule(new JavaTimeModule())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    public Silence {
        if (after.isNegative()
                || after.isZero()
                || inForm.compareTo(after) < 0
                || inQueue.compareTo(after) < 0
                || reopenWithin.isNegative()) {
            throw new IllegalArgumentException(
                    "silence: after must be positive, inForm and inQueue not below it, and reopenWithin not negative");
        }
    }

    /** @param config the section {@code parley.conversation.silence} */
    public static Silence from(Config config) {
        return new Silence(
                config.getDuration("after"),
                config.getDuration("in-form"),
                config.getDuration("in-queue"),
                config.getDuration("reopen-within"));
    }

    /**
     * Returns these values, replaced by those that a tenant's document gives. An {@code after} longer than our {@code inQueue} counts for
     * both unless the document gives {@code inQueue}.
     *
     * @param json the section {@code silence} of the tenant's file
     * @throws IllegalArgumentException for an unknown key or an invalid value
     */
    public Silence with(String json) {
        try {
            Entry entry = JSON.readValue(json, Entry.class);
            Duration own = entry.after() == null ? after : entry.after();
            Duration least = inQueue.compareTo(own) < 0 ? own : inQueue;
            return new Silence(
                    own,
                    entry.inForm() == null ? inForm : entry.inForm(),
                    entry.inQueue() == null ? least : entry.inQueue(),
                    entry.reopenWithin() == null ? reopenWithin : entry.reopenWithin());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("silence: " + e.getOriginalMessage(), e);
        }
    }

    private record Entry(
            @Nullable Duration after,
            @Nullable Duration inForm,
            @Nullable Duration inQueue,
            @Nullable Duration reopenWithin) {}
}
