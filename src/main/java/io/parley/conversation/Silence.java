package io.parley.conversation;

import com.typesafe.config.Config;
import io.parley.directory.DirectoryContent.Document;
import io.parley.directory.TenantSchema;
import io.parley.kit.Yaml;
import io.parley.kit.YamlNode;
import java.time.Duration;

/**
 * How long conversations that no agent holds stay open.
 *
 * @param after how long after the bot's last answer, the customer's last message or its return by an agent the conversation ends
 * @param inForm the same while a form is open
 * @param inQueue the same while the customer waits for a person
 * @param reopenWithin how long after an end that no agent decided a new message resumes the same conversation
 */
public record Silence(Duration after, Duration inForm, Duration inQueue, Duration reopenWithin) {

    public Silence {
        if (after.isNegative()
                || after.isZero()
                || inForm.compareTo(after) < 0
                || inQueue.compareTo(after) < 0
                || reopenWithin.isNegative()) {
            throw new IllegalArgumentException(
                    "after must be positive, inForm and inQueue not below it, and reopenWithin not negative");
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
     * @param text YAML, the section {@code silence} of the tenant's file
     * @throws Yaml.Invalid for an unknown key or an invalid value
     */
    public Silence with(String text) {
        YamlNode own = Yaml.read(Document.SILENCE, text, TenantSchema.SILENCE);
        Duration ends = duration(own, "after", after);
        try {
            return new Silence(
                    ends,
                    duration(own, "inForm", inForm),
                    duration(own, "inQueue", inQueue.compareTo(ends) < 0 ? ends : inQueue),
                    duration(own, "reopenWithin", reopenWithin));
        } catch (IllegalArgumentException e) {
            throw own.wrong(String.valueOf(e.getMessage()));
        }
    }

    private static Duration duration(YamlNode own, String key, Duration otherwise) {
        return own.optional(key).map(given -> Duration.parse(given.text())).orElse(otherwise);
    }
}
