package io.parley.dialogue.knowledge;

import io.parley.LocalizedText;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One piece of knowledge: the one answer to a question that customers ask in many ways.
 *
 * @param id stable, e.g. {@code return-policy}
 * @param questions ways to ask for it, by language
 * @param tags what it is about, e.g. {@code shipping}
 * @param channels separate answers for some kinds of channels, e.g. a shorter one for {@code sms}
 */
public record Article(
        String id,
        LocalizedText title,
        Questions questions,
        LocalizedText answer,
        List<String> tags,
        Map<String, LocalizedText> channels) {

    /** Ways to ask, in Chinese and in English; either may be empty. */
    public record Questions(List<String> zh, List<String> en) {
        public Questions {
            zh = List.copyOf(zh);
            en = List.copyOf(en);
        }
    }

    public Article {
        tags = List.copyOf(tags);
        channels = Collections.unmodifiableMap(new TreeMap<>(channels));
    }

    /** Creates an article with the same answer on every channel. */
    public Article(String id, LocalizedText title, Questions questions, LocalizedText answer, List<String> tags) {
        this(id, title, questions, answer, tags, Map.of());
    }

    /** Returns what to say on a kind of channel, e.g. {@code sms}. */
    public LocalizedText answerOn(String channel) {
        return channels.getOrDefault(channel, answer);
    }

    /** Returns its titles and all ways to ask for it. */
    Stream<String> wordings() {
        return Stream.of(Stream.of(title.in("zh"), title.in("en")), questions.zh().stream(), questions.en().stream())
                .flatMap(wordings -> wordings);
    }
}
