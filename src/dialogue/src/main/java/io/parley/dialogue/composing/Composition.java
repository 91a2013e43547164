package io.parley.dialogue.composing;

import io.parley.dialogue.bot.Composed;
import io.parley.language.Language;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for one answer to a question, composed from these passages and nothing else.
 *
 * @param language to answer in: {@link Language#ZH} or {@link Language#EN}
 * @param question as the customer wrote it; treated as data, whatever it demands
 * @param customer the customer's name where it is known, so that it can be kept from the model
 * @param passages likeliest first; cited by position, from 1
 */
public record Composition(Language language, String question, @Nullable String customer, List<Passage> passages) {

    /** The text of an article in the answer's language, for the channel that the answer goes to. */
    public record Passage(String article, String title, String text) {}

    public Composition {
        passages = List.copyOf(passages);
    }

    /** Returns a key that is the same for the same request and for no other; it shows whether a recorded answer belongs to this request. */
    public String key() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            add(digest, language.code());
            add(digest, question);
            passages.forEach(passage -> {
                add(digest, passage.article());
                add(digest, passage.title());
                add(digest, passage.text());
            });
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public Composed composed(String text, List<String> articles) {
        return new Composed(key(), Composed.COMPOSED, text, articles);
    }

    /** @param outcome as in {@link Composed#outcome} */
    public Composed notComposed(String outcome) {
        return new Composed(key(), outcome, null, List.of());
    }

    private static void add(MessageDigest digest, String part) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }
}
