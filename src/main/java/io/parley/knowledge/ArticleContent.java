package io.parley.knowledge;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.ErrorCode;
import io.parley.LocalizedText;
import io.parley.Refused;
import io.parley.dialogue.knowledge.Article;
import io.parley.dialogue.knowledge.ArticleFile;
import io.parley.kit.Yaml;
import io.parley.kit.YamlNode;
import io.parley.kit.YamlSchema;
import io.parley.language.entity.Masking;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The content of an article. One of the two languages may be missing, as an empty text; the bot then uses the other.
 *
 * @param channels answers for kinds of channels that need their own wording, e.g. a shorter one for {@code sms}
 * @param validFrom the bot does not use it before; null for immediately
 * @param validUntil the bot does not use it from then on; null for ever
 * @param reviewBy when its next review is due
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ArticleContent(
        LocalizedText title,
        Article.Questions questions,
        LocalizedText answer,
        Map<String, LocalizedText> channels,
        List<String> tags,
        @Nullable Instant validFrom,
        @Nullable Instant validUntil,
        @Nullable LocalDate reviewBy) {

    /** The content of an article whose words cannot be read. */
    static final ArticleContent NOTHING = of(
            LocalizedText.of("", ""), new Article.Questions(List.of(), List.of()), LocalizedText.of("", ""), List.of());

    /** What an article that somebody writes must be like; it is the schema of articles that are imported, too. */
    private static final YamlSchema SCHEMA = ArticleFile.SCHEMA.part("NewArticle");

    private static final ObjectMapper JSON = new ObjectMapper();

    public ArticleContent {
        channels = Collections.unmodifiableMap(new TreeMap<>(channels));
        tags = List.copyOf(tags);
    }

    /** Valid for ever, for every channel. */
    public static ArticleContent of(
            LocalizedText title, Article.Questions questions, LocalizedText answer, List<String> tags) {
        return new ArticleContent(title, questions, answer, Map.of(), tags, null, null, null);
    }

    static ArticleContent of(Article article) {
        return new ArticleContent(
                article.title(),
                article.questions(),
                article.answer(),
                article.channels(),
                article.tags(),
                null,
                null,
                null);
    }

    /** A question and possibly an answer, each under the language it is in; the question is also the title. */
    static ArticleContent draft(String question, boolean chinese, LocalizedText answer) {
        String asked = Masking.withoutMarks(question);
        String title = cut(asked, 80);
        return of(
                chinese ? LocalizedText.of(title, "") : LocalizedText.of("", title),
                chinese
                        ? new Article.Questions(List.of(asked), List.of())
                        : new Article.Questions(List.of(), List.of(asked)),
                answer,
                List.of());
    }

    /** @throws Refused {@code BAD_REQUEST}, which names the places, for what nobody may write as an article */
    public static void requirePossible(JsonNode article) {
        try {
            SCHEMA.checked(YamlNode.of(article));
        } catch (Yaml.Invalid wrong) {
            throw new Refused(ErrorCode.BAD_REQUEST, wrong.inDocument());
        }
    }

    /** @throws Refused {@code BAD_REQUEST} naming the field whose value no article can have */
    void requirePossible() {
        requirePossible(JSON.valueToTree(Map.of(
                "title", title.texts(),
                "questions", Map.of("zh", questions.zh(), "en", questions.en()),
                "answer", answer.texts(),
                "channels", channels,
                "tags", tags)));
        if (validFrom != null && validUntil != null && !validFrom.isBefore(validUntil)) {
            throw refused("at /validUntil: must be after validFrom");
        }
    }

    /** @throws Refused {@code BAD_REQUEST} when the bot could not answer with it */
    void requireComplete() {
        if (answer.isBlank()) {
            throw refused(
                    "answer: an article needs one, in Chinese or in English, before it is reviewed or published.");
        }
    }

    private static Refused refused(String detail) {
        return new Refused(ErrorCode.BAD_REQUEST, detail);
    }

    /** Whether the bot may use it at that moment, once it is published. */
    public boolean validAt(Instant now) {
        return (validFrom == null || !now.isBefore(validFrom)) && (validUntil == null || now.isBefore(validUntil));
    }

    /** All its words, for searching. */
    @JsonIgnore
    Stream<String> words() {
        return Stream.of(
                        title.texts().values().stream(),
                        answer.texts().values().stream(),
                        questions.zh().stream(),
                        questions.en().stream(),
                        tags.stream(),
                        channels.values().stream().flatMap(text -> text.texts().values().stream()))
                .flatMap(words -> words);
    }

    /** As the bot uses it: nothing is missing, because a text missing in one language is taken from the other. */
    Article inForce(String id) {
        LocalizedText filled = filled(title);
        boolean asked = !questions.zh().isEmpty() || !questions.en().isEmpty();
        Map<String, LocalizedText> variants = new LinkedHashMap<>();
        // The channel's own wording in the other language is worse than the common one in the customer's.
        channels.forEach((channel, text) -> variants.put(
                channel,
                filled(LocalizedText.of(
                        text.only("zh").isBlank() ? answer.only("zh") : text.only("zh"),
                        text.only("en").isBlank() ? answer.only("en") : text.only("en")))));
        return new Article(
                id,
                filled,
                asked ? questions : new Article.Questions(titles(title.only("zh")), titles(title.only("en"))),
                filled(answer),
                tags,
                variants);
    }

    private static List<String> titles(String title) {
        return title.isBlank() ? List.of() : List.of(title);
    }

    private static LocalizedText filled(LocalizedText text) {
        return LocalizedText.of(text.in("zh"), text.in("en"));
    }

    /** At most {@code most} UTF-16 units, never cut between the halves of a character. */
    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
        return text.substring(0, end) + "…";
    }
}
