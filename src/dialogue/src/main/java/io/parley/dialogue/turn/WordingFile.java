package io.parley.dialogue.turn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
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
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The wordings of one language; the head of {@code wordings-en.yaml} explains how they are written. Errors name the file, the list and the
 * wording.
 */
final class WordingFile {

    /** A file that cannot be used; the message says where it is wrong. */
    static final class Invalid extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        Invalid(String message) {
            super(message);
        }
    }

    private static final ObjectMapper YAML = new YAMLMapper();

    private static final String LATIN = "[\\p{IsLatin}\\p{Nd}]";
    private static final String BEGINS = "(?<!" + LATIN + ")";
    private static final String ENDS = "(?!" + LATIN + ")";
    private static final String LISTS = "lists";

    /** The parts of a wording: words, the name of a list with how often it may come, something that may be missing, a space. */
    private static final Pattern PART = Pattern.compile(
            "(?<words>[\\p{L}\\p{N}']+)|\\{(?<list>\\w+)(?:\\*(?<times>\\d))?}|(?<open>\\[)|(?<close>])|(?<space> )");

    /** @param latin whether it begins with a Latin word, whose beginning is still to be checked */
    private record Compiled(String expression, boolean latin) {}

    private final String name;
    private final JsonNode root;
    private final Map<String, String> lists = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    private WordingFile(String name, JsonNode root) {
        this.name = name;
        this.root = root;
    }

    /**
     * @param name as in errors
     * @param text the whole file
     * @param keys all that it has to have beside {@code lists}; a dot leads to a key within a key
     * @throws Invalid with the place of what is wrong
     */
    static WordingFile read(String name, String text, List<String> keys) {
        JsonNode root;
        try {
            root = YAML.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Invalid(name + ": not YAML: " + e.getOriginalMessage()); // which says the line
        }
        WordingFile file = new WordingFile(name, root);
        Set<String> known = new HashSet<>(keys);
        keys.stream().filter(key -> key.contains(".")).forEach(key -> known.add(key.substring(0, key.indexOf('.'))));
        root.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key) && !key.equals(LISTS)) {
                throw file.wrong(key, "unknown key; there are " + String.join(", ", keys));
            }
            boolean nested = known.contains(key) && !keys.contains(key);
            if (nested) {
                root.path(key).fieldNames().forEachRemaining(inner -> {
                    if (!keys.contains(key + "." + inner)) {
                        throw file.wrong(key + "." + inner, "unknown key; there are " + String.join(", ", keys));
                    }
                });
            }
        });
        root.path(LISTS).fieldNames().forEachRemaining(file::list);
        keys.forEach(file::expression);
        return file;
    }

    /** Returns a regular expression for the wordings under a key; one that never matches for an empty list. */
    String expression(String key) {
        return anyOf(key, root.at("/" + key.replace('.', '/')));
    }

    private String list(String list) {
        String before = lists.get(list);
        if (before != null) {
            return before;
        }
        if (!open.add(list)) {
            throw wrong(LISTS + "." + list, "the list refers to itself");
        }
        String expression = anyOf(LISTS + "." + list, root.path(LISTS).path(list));
        open.remove(list);
        lists.put(list, expression);
        return expression;
    }

    private String anyOf(String place, JsonNode list) {
        if (!list.isArray()) {
            throw wrong(place, "a list of wordings is needed");
        }
        // Expressions take the first alternative that fits, and the longest is wanted.
        List<Compiled> all = StreamSupport.stream(list.spliterator(), false)
                .map(wording -> text(place, wording))
                .sorted(Comparator.comparing(String::length).reversed())
                .map(wording -> compiled(place, wording))
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

    private String text(String place, JsonNode wording) {
        if (!wording.isTextual() || wording.textValue().isBlank()) {
            throw wrong(place, "a text is needed, not " + wording);
        }
        return wording.textValue().strip();
    }

    private Compiled compiled(String place, String wording) {
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
                expression.append(named(place, wording, part.group("list"), part.group("times")));
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
            throw wrong(place, "in \"" + wording + "\", words, {list}, {list*3}, [...] and single spaces are expected");
        }
        return new Compiled(expression.toString(), isLatin(wording.charAt(0)));
    }

    private String named(String place, String wording, String list, @Nullable String times) {
        String expression =
                switch (list) {
                    case "word" -> BEGINS + LATIN + "{1,12}" + ENDS;
                    case "end" -> "$";
                    default -> {
                        if (!root.path(LISTS).has(list)) {
                            throw wrong(place, "in \"" + wording + "\", there is no list " + list);
                        }
                        yield list(list);
                    }
                };
        return times == null ? expression : "(?:" + expression + " ?){0," + times + "}";
    }

    private static boolean isLatin(char c) {
        return Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN;
    }

    private Invalid wrong(String place, String what) {
        return new Invalid(name + ": " + place + ": " + what);
    }
}
