package io.parley.language.entity;

import io.parley.language.Entity;
import io.parley.language.Spelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Products: the tenant's own, also by the front part of the name up to the model or by the model alone, and any maker's name or noun that
 * stands with a model. Colours are not part of them.
 */
final class ProductRule {

    private static final String NOUN = "(?:" + ProductNouns.CHINESE + "|" + ProductNouns.ENGLISH + ")";

    private static final Pattern NOUN_AFTER = Pattern.compile(" ?" + NOUN);
    private static final Pattern NOUN_ALONE = Pattern.compile("(?<![a-z])" + NOUN);

    private static final String SUFFIXES =
            "(?:[ -]?(?:promax|pro|max|plus|ultra|mini|air|se|lite|fe|carbon|slim|fold|flip|note|gen ?\\d?|青春版|标准版|至尊版|活力版)(?![a-z])){0,3}\\+?";

    private static final String NOT_COUNTED =
            "(?!\\d|[,.]\\d)(?!\\s?(?:元|块|台|个|件|部|只|月|号|年|天|日|点|条|张|双|套|寸|英寸|万|千|百|折|%|gb|tb|mah|w(?![a-z])|hz|rmb|yuan|"
                    + "pieces|pcs|items|days|inch|usd|dollars))";

    /** A maker or family, perhaps two, and a model. */
    private static final Pattern FAMILY_AND_MODEL =
            Pattern.compile("(?<![a-z\\d])(?:" + ProductNouns.FAMILIES + "[ -]?){1,3}(?:手环|手表|平板|耳机|笔记本|手机|音箱)?"
                    + "(?:(?:(?:series|z fold|z flip|note|tab|watch|band|book|pad|buds|find|fold|flip|neo|ace|turbo)[ -]?)?(?:[a-z]{1,3}-?)?\\d{1,5}+(?:[a-z]{1,3}\\d{0,2}(?![a-z\\d]))?"
                    + NOT_COUNTED
                    + "|(?:pro|max|air|mini|ultra|se|plus|go|paperwhite|oasis)(?![a-z])(?: \\d{1,2}+"
                    + NOT_COUNTED + ")?)" + SUFFIXES + "(?![a-z\\d])");

    private static final Pattern FAMILY = Pattern.compile("(?<![a-z\\d])" + ProductNouns.PRODUCTS + "(?![a-z\\d])");

    private static final String MODEL =
            "(?!(?:no|x|ip|qq|in|of|wifi|usb|mp|win|ios|v|dd)-?\\d)[a-z]{1,5}-?\\d{1,5}+(?:[a-z]{1,3}\\d{0,3})?(?![a-z\\d])";

    private static final Pattern MODEL_AND_NOUN = Pattern.compile("(?<![a-z\\d#-])" + MODEL + " ?" + NOUN);
    private static final Pattern NOUN_AND_MODEL = Pattern.compile("(?<![a-z])" + NOUN + " ?" + MODEL);

    private static final Pattern MODEL_ALONE = Pattern.compile("[a-z]{1,4}\\d{1,5}[a-z]{0,2}");
    private static final Set<String> SUFFIX_WORDS = Set.of("pro", "max", "plus", "ultra", "mini", "air", "se", "lite");

    /** Shorter ones would occur everywhere. */
    private static final int SHORTEST = 2;

    private static final class Node {
        private final Map<Character, Node> next = new HashMap<>();
        private @Nullable String name;
    }

    private final Node root = new Node();

    ProductRule(Collection<String> names) {
        // a full name always means itself; a beginning that several share means the first of them
        for (String name : names) {
            put(Spelling.folded(name), name, true);
        }
        for (String name : names) {
            for (String alias : aliases(Spelling.folded(name))) {
                put(alias, name, false);
            }
        }
    }

    private void put(String folded, String name, boolean full) {
        String key = folded.replaceAll("[\\s-]", "");
        if (key.length() < SHORTEST) {
            return;
        }
        Node node = root;
        for (int i = 0; i < key.length(); i++) {
            node = node.next.computeIfAbsent(key.charAt(i), c -> new Node());
        }
        if (node.name == null || full) {
            node.name = name;
        }
    }

    private static List<String> aliases(String folded) {
        String plain = folded.replaceAll("\\([^)]{0,40}\\)", " ").strip();
        List<String> words = List.of(plain.split("\\s+"));
        List<String> aliases = new ArrayList<>();
        aliases.add(plain);
        int model = 0;
        while (model < words.size() && words.get(model).chars().noneMatch(c -> c >= '0' && c <= '9')) {
            model++;
        }
        if (model == words.size() || Character.isDigit(words.get(0).charAt(0))) {
            return aliases;
        }
        int end = model + 1;
        while (end < words.size() && SUFFIX_WORDS.contains(words.get(end))) {
            end++;
        }
        boolean brand = model > 0
                && !NOUN_ALONE
                        .matcher(String.join(" ", words.subList(0, model)))
                        .matches();
        boolean modelAlone = MODEL_ALONE.matcher(words.get(model)).matches();
        if (brand || modelAlone) {
            aliases.add(String.join(" ", words.subList(0, end)));
        }
        if (modelAlone) {
            aliases.add(String.join(" ", words.subList(model, end)));
        }
        if (brand && model > 1) {
            aliases.add(String.join(" ", words.subList(0, model)));
        }
        return aliases;
    }

    void find(Findings findings, boolean awaited) {
        String text = findings.text();
        for (int i = 0; i < text.length(); i++) {
            i = Math.max(i, own(findings, i) - 1);
        }
        for (Pattern pattern : List.of(FAMILY_AND_MODEL, FAMILY, MODEL_AND_NOUN, NOUN_AND_MODEL)) {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                int end = nounAfter(text, matcher.end());
                findings.add(
                        Findings.Rank.PRODUCT,
                        Entity.PRODUCT,
                        findings.written(matcher.start(), end),
                        matcher.start(),
                        end);
            }
        }
        if (awaited && !findings.has(Entity.PRODUCT)) {
            Matcher noun = NOUN_ALONE.matcher(text);
            while (noun.find()) {
                findings.add(
                        Findings.Rank.AWAITED,
                        Entity.PRODUCT,
                        findings.written(noun.start(), noun.end()),
                        noun.start(),
                        noun.end());
            }
        }
    }

    /** Finds the longest of the tenant's names that begins here. Returns where it ends, or {@code start} when there is none. */
    private int own(Findings findings, int start) {
        String text = findings.text();
        char first = text.charAt(start);
        if (isAlphanumeric(first)
                && start > 0
                && (isAlphanumeric(text.charAt(start - 1)) || text.charAt(start - 1) == '#')) {
            return start;
        }
        Node node = root;
        String name = null;
        int end = start;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (i > start && (c == ' ' || c == '-')) {
                continue;
            }
            Node next = node.next.get(c);
            if (next == null) {
                break;
            }
            node = next;
            boolean whole = !isAlphanumeric(c) || i + 1 == text.length() || !isAlphanumeric(text.charAt(i + 1));
            if (node.name != null && whole) {
                name = node.name;
                end = i + 1;
            }
        }
        if (name == null) {
            return start;
        }
        int with = nounAfter(text, end);
        findings.add(Findings.Rank.PRODUCT, Entity.PRODUCT, name, start, with);
        return with;
    }

    private static int nounAfter(String text, int end) {
        Matcher noun = NOUN_AFTER.matcher(text).region(end, text.length());
        noun.useTransparentBounds(true);
        return noun.lookingAt() ? noun.end() : end;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }
}
