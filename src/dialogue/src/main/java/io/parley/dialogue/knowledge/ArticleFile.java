package io.parley.dialogue.knowledge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.parley.LocalizedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads articles from YAML: a list, or a list under {@code articles}, of {@code {id, title: {zh, en}, questions: {zh: [], en: []},
 * answer: {zh, en}, tags: [], channels: {sms: {zh, en}}}}. Everything but tags, channels and one of the two lists of questions is
 * required.
 */
public final class ArticleFile {

    /** Something in the file is wrong; the message names the article and the field. */
    public static final class Invalid extends IllegalArgumentException {
        Invalid(String message) {
            super(message);
        }
    }

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Set<String> FIELDS = Set.of("id", "title", "questions", "answer", "tags", "channels");
    private static final Set<String> LANGUAGES = Set.of("zh", "en");

    private ArticleFile() {}

    /**
     * @throws IOException when the file cannot be read
     * @throws Invalid when its content is invalid
     */
    public static List<Article> read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    /** @throws Invalid when the text is invalid */
    public static List<Article> parse(String yaml) {
        JsonNode root;
        try {
            root = YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new Invalid("not YAML: " + e.getOriginalMessage());
        }
        JsonNode list = root.isObject() && root.size() == 1 ? root.path("articles") : root;
        if (!list.isArray()) {
            throw new Invalid("expected a list of articles, at the top or under \"articles\"");
        }
        List<Article> articles = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            Article article = article(list.get(i), "article number " + (i + 1));
            if (!ids.add(article.id())) {
                throw new Invalid("article \"" + article.id() + "\": id: used by another article as well");
            }
            articles.add(article);
        }
        return articles;
    }

    private static Article article(JsonNode node, String place) {
        String id = text(node, "id", place, "id");
        String where = "article \"" + id + "\"";
        refuseUnknown(node, FIELDS, where, "");
        JsonNode questions = node.path("questions");
        refuseUnknown(questions, LANGUAGES, where, "questions.");
        Article.Questions asked = new Article.Questions(
                texts(questions.path("zh"), where, "questions.zh"), texts(questions.path("en"), where, "questions.en"));
        if (asked.zh().isEmpty() && asked.en().isEmpty()) {
            throw new Invalid(where + ": questions: at least one is needed");
        }
        return new Article(
                id,
                localized(node, "title", where, ""),
                asked,
                localized(node, "answer", where, ""),
                texts(node.path("tags"), where, "tags"),
                variants(node.path("channels"), where));
    }

    private static Map<String, LocalizedText> variants(JsonNode channels, String where) {
        if (!channels.isMissingNode() && !channels.isObject()) {
            throw new Invalid(where + ": channels: answers by kind of channel are needed");
        }
        Map<String, LocalizedText> variants = new LinkedHashMap<>();
        channels.fieldNames()
                .forEachRemaining(channel -> variants.put(channel, localized(channels, channel, where, "channels.")));
        return variants;
    }

    private static LocalizedText localized(JsonNode holder, String field, String where, String path) {
        JsonNode node = holder.path(field);
        String at = path + field;
        refuseUnknown(node, LANGUAGES, where, at + ".");
        return LocalizedText.of(text(node, "zh", where, at + ".zh"), text(node, "en", where, at + ".en"));
    }

    private static String text(JsonNode node, String field, String where, String path) {
        JsonNode value = node.path(field);
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw new Invalid(where + ": " + path + ": a text is needed");
        }
        return value.textValue().strip();
    }

    private static List<String> texts(JsonNode node, String where, String path) {
        if (node.isMissingNode()) {
            return List.of();
        }
        if (!node.isArray()) {
            throw new Invalid(where + ": " + path + ": a list of texts is needed");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode value : node) {
            if (!value.isTextual() || value.textValue().isBlank()) {
                throw new Invalid(where + ": " + path + ": only texts may be listed");
            }
            texts.add(value.textValue().strip());
        }
        return texts;
    }

    private static void refuseUnknown(JsonNode node, Set<String> known, String where, String path) {
        node.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                throw new Invalid(where + ": " + path + field + ": no such field");
            }
        });
    }
}
