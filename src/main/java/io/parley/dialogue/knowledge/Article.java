package io.parley.dialogue.knowledge;

import io.parley.LocalizedText;
import java.util.List;
import java.util.stream.Stream;

/**
 * One piece of knowledge: the one answer to questions that customers put in many ways.
 *
 * @param id stable, e.g. {@code return-policy}
 * @param questions ways to ask for it, by language
 * @param tags what it is about, e.g. {@code shipping}
 */
public record Article(String id, LocalizedText title, Questions questions, LocalizedText answer, List<String> tags) {

    /** Ways to ask, in Chinese and in English; either may be empty. */
    public record Questions(List<String> zh, List<String> en) {
        public Questions {
            zh = List.copyOf(zh);
            en = List.copyOf(en);
        }
    }

    public Article {
        tags = List.copyOf(tags);
    }

    /** Its titles and all ways to ask for it. */
    Stream<String> wordings() {
        return Stream.of(Stream.of(title.zh(), title.en()), questions.zh().stream(), questions.en().stream())
                .flatMap(wordings -> wordings);
    }
}
