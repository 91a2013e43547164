package io.parley.dialogue.turn;

import io.parley.kit.Yaml;
import io.parley.kit.YamlNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The wordings of one language; the head of {@code wordings-en.yaml} explains how they are written. Errors name the file and the
 * place.
 */
final class WordingFile {

    private static final String LATIN = "[\\p{IsLatin}\\p{Nd}]";
    private static final String BEGINS = "(?<!" + LATIN + ")";
    private static final String ENDS = "(?!" + LATIN + ")";
    private static final String LISTS = "lists";

    /** The parts of a wording: words, the name of a list with how often it may come, something that may be missing, a space. */
    private static final Pattern PART = Pattern.compile(
            "(?<words>[\\p{L}\\p{N}']+)|\\{(?<list>\\w+)(?:\\*(?<times>\\d))?}|(?<open>\\[)|(?<close>])|(?<space> )");

    /** @param latin whether it begins with a Latin word, whose beginning is still to be checked */
    private record Compiled(String expression, boolean latin) {}

    private final YamlNode root;
    private final Map<String, String> lists = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    private WordingFile(YamlNode root) {
        this.root = root;
    }

    /**
     * @param name as in errors
     * @param text the whole file
     * @param keys all that it has to have beside {@code lists}; a dot leads to a key within a key
     * @throws Yaml.Invalid with the place of what is wrong
     */
    static WordingFile read(String name, String text, List<String> keys) {
        YamlNode root = Yaml.read(name, text);
        WordingFile file = new WordingFile(root);
        root.entries().stream()
                .filter(entry -> !entry.getKey().equals(LISTS))
                .forEach(entry -> refuseUnknown(entry.getKey(), entry.getValue(), keys));
        root.entries(LISTS).forEach(entry -> file.list(entry.getKey(), entry.getValue()));
        keys.forEach(file::expression);
        return file;
    }

    private static void refuseUnknown(String key, YamlNode value, List<String> keys) {
        if (keys.contains(key)) {
            return;
        }
        if (keys.stream().noneMatch(known -> known.startsWith(key + "."))) {
            throw value.wrong("unknown key; there are " + String.join(", ", keys));
        }
        value.entries().forEach(entry -> refuseUnknown(key + "." + entry.getKey(), entry.getValue(), keys));
    }

    /** Returns a regular expression for the wordings under a key; one that never matches for an empty list. */
    String expression(String key) {
        YamlNode at = root;
        for (String part : key.split("\\.")) {
            at = at.required(part);
        }
        return anyOf(at);
    }

    private String list(String name, YamlNode list) {
        String before = lists.get(name);
        if (before != null) {
            return before;
        }
        if (!open.add(name)) {
            throw list.wrong("the list refers to itself");
        }
        String expression = anyOf(list);
        open.remove(name);
        lists.put(name, expression);
        return expression;
    }

    private String anyOf(YamlNode list) {
        // Expressions take the first alternative that fits, and the longest is wanted.
        List<Compiled> all = list.list().stream()
                .sorted(Comparator.<YamlNode>comparingInt(
                                wording -> wording.text().length())
                        .reversed())
                .map(this::compiled)
                .toList();
        if (all.isEmpty()) {
            return "(?!)";
        }
        // The beginning of Latin words is checked once for all that begin with one.
        String latin =
                all.stream().filter(Compiled::latin).map(Compiled::expression).collect(Collectors.joining("|"));
        List<String> alternatives = new ArrayList<>();
        if (!latin.isEmpty()) {
            alternatives.add(BEGINS + "(?:" + latin + ")");
        }
        all.stream().filter(one -> !one.latin()).map(Compiled::expression).forEach(alternatives::add);
        return "(?:" + String.join("|", alternatives) + ")";
    }

    private Compiled compiled(YamlNode node) {
        String wording = node.text();
        StringBuilder expression = new StringBuilder();
        int depth = 0;
        Matcher part = PART.matcher(wording);
        int at = 0;
        for (; at < wording.length() && part.region(at, wording.length()).lookingAt(); at = part.end()) {
            if (part.group("words") != null) {
                String words = part.group("words");
                expression
                        .append(at > 0 && isLatin(words.charAt(0)) ? BEGINS : "")
                        .append(words)
                        .append(isLatin(words.charAt(words.length() - 1)) ? ENDS : "");
            } else if (part.group("list") != null) {
                expression.append(named(node, part.group("list"), part.group("times")));
            } else if (part.group("space") != null) {
                expression.append(" ?");
            } else {
                depth += part.group("open") != null ? 1 : -1;
                expression.append(part.group("open") != null ? "(?:" : ")?");
            }
            if (depth < 0) {
                break;
            }
        }
        if (at < wording.length() || depth != 0) {
            throw node.wrong("words, {list}, {list*3}, [...] and single spaces are expected, not \"" + wording + "\"");
        }
        return new Compiled(expression.toString(), isLatin(wording.charAt(0)));
    }

    private String named(YamlNode wording, String list, @Nullable String times) {
        String expression =
                switch (list) {
                    case "word" -> BEGINS + LATIN + "{1,12}" + ENDS;
                    case "end" -> "$";
                    default -> {
                        if (!root.at(LISTS).has(list)) {
                            throw wording.wrong("there is no list " + list);
                        }
                        yield list(list, root.at(LISTS).at(list));
                    }
                };
        return times == null ? expression : "(?:" + expression + " ?){0," + times + "}";
    }

    private static boolean isLatin(char c) {
        return Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN;
    }
}
