package io.parley.dialogue.knowledge;

import io.parley.LocalizedText;
import io.parley.kit.Yaml;
import io.parley.kit.YamlNode;
import io.parley.kit.YamlSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads articles from YAML or JSON that follows their schema: a list, or a list under {@code articles}. */
public final class ArticleFile {

    /** What a file of articles must be like. */
    public static final YamlSchema SCHEMA = YamlSchema.beside(ArticleFile.class, "articles.schema.json");

    private ArticleFile() {}

    /**
     * @throws IOException when the file cannot be read
     * @throws Yaml.Invalid when its content is invalid
     */
    public static List<Article> read(Path file) throws IOException {
        return parse(String.valueOf(file.getFileName()), Files.readString(file));
    }

    /** @throws Yaml.Invalid when the text is invalid */
    public static List<Article> parse(String text) {
        return parse("articles", text);
    }

    private static List<Article> parse(String file, String text) {
        YamlNode root = Yaml.read(file, text, SCHEMA);
        List<Article> articles = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (YamlNode node : root.json().isArray() ? root.list() : root.list("articles")) {
            Article article = article(node);
            if (!ids.add(article.id())) {
                throw node.at("id").wrong("another article has the id " + article.id() + " as well");
            }
            articles.add(article);
        }
        return articles;
    }

    private static Article article(YamlNode node) {
        Map<String, LocalizedText> variants = new LinkedHashMap<>();
        node.entries("channels").forEach(channel -> variants.put(channel.getKey(), localized(channel.getValue())));
        return new Article(
                node.at("id").text(),
                localized(node.at("title")),
                new Article.Questions(texts(node.at("questions"), "zh"), texts(node.at("questions"), "en")),
                localized(node.at("answer")),
                texts(node, "tags"),
                variants);
    }

    private static LocalizedText localized(YamlNode node) {
        return LocalizedText.of(node.at("zh").text(), node.at("en").text());
    }

    private static List<String> texts(YamlNode node, String key) {
        return node.list(key).stream().map(YamlNode::text).toList();
    }
}
