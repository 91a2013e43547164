package io.parley.language.entity;

import io.parley.language.Entity;
import io.parley.language.Spelling;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Removes personal data from a text before it goes to a language model, to people who analyse customers' questions, or to any other reader
 * who need not know it: telephone numbers, e-mail addresses, identity and bank cards, numbers of orders and parcels, all other numbers of
 * five digits or more, and known names. Postal addresses stay.
 */
public final class Masking {

    /**
     * A text without its personal data.
     *
     * @param text with placeholders such as {@code [phone-1]} instead, equal ones for equal data
     * @param originals what each placeholder stands for
     */
    public record Masked(String text, Map<String, String> originals) {

        public Masked {
            originals = Map.copyOf(originals);
        }

        /** Another text with its placeholders replaced by the personal data. */
        public String restored(String other) {
            return PLACEHOLDER
                    .matcher(other)
                    .replaceAll(placeholder ->
                            Matcher.quoteReplacement(originals.getOrDefault(placeholder.group(), placeholder.group())));
        }
    }

    private record Span(String kind, int start, int end) {}

    /** Accepts any date of birth, as a date is personal whether it has passed or not. */
    private static final LocalDate ANY_DAY = LocalDate.of(2999, 12, 31);

    private static final String E_MAIL = "email";
    private static final String NUMBER = "number";
    private static final String NAME = "name";

    private static final Map<String, String> KINDS = Map.of(
            Entity.PHONE, "phone",
            Entity.EMAIL, E_MAIL,
            Entity.ID_CARD, "id-card",
            Entity.BANK_CARD, "card",
            Entity.ORDER_NUMBER, "order",
            Entity.TRACKING_NUMBER, "parcel");

    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\[(?:phone|email|id-card|card|order|parcel|number|name)-\\d{1,4}]");

    /** Anything that looks like an address, of a known domain or not. */
    private static final Pattern ANY_E_MAIL =
            Pattern.compile("[\\p{L}\\p{N}._%+-]{1,64}@[\\p{L}\\p{N}-]{1,63}(?:\\.[\\p{L}\\p{N}-]{1,63}){1,5}");

    /** Numbers of five digits and more, also when written in groups. */
    private static final Pattern ANY_NUMBER = Pattern.compile("\\p{Nd}(?:[ .()-]?\\p{Nd}){4,}+");

    private Masking() {}

    /**
     * The text without its personal data. Accepts any text.
     *
     * @param names of the people it may be about; single letters and signs do not count as names
     */
    public static Masked mask(String text, Collection<String> names) {
        Map<String, String> placeholders = new LinkedHashMap<>();
        Map<String, String> originals = new LinkedHashMap<>();
        Map<String, Integer> counts = new LinkedHashMap<>();
        StringBuilder masked = new StringBuilder(text.length());
        int at = 0;
        for (Span place : places(text, names)) {
            String original = text.substring(place.start(), place.end());
            String placeholder = placeholders.computeIfAbsent(
                    original, any -> "[" + place.kind() + "-" + counts.merge(place.kind(), 1, Integer::sum) + "]");
            originals.put(placeholder, original);
            masked.append(text, at, place.start()).append(placeholder);
            at = place.end();
        }
        return new Masked(masked.append(text, at, text.length()).toString(), originals);
    }

    /** The text on as many lines as before, with {@code [@]} for e-mail addresses and {@code [#]} for numbers. */
    public static String marked(String text) {
        StringBuilder marked = new StringBuilder(text.length());
        int at = 0;
        for (Span place : places(text, List.of())) {
            marked.append(text, at, place.start()).append(place.kind().equals(E_MAIL) ? "[@]" : "[#]");
            at = place.end();
        }
        return marked.append(text, at, text.length()).toString();
    }

    /** A marked text on one line without the marks: customers do not write them in a question. */
    public static String withoutMarks(String marked) {
        return marked.replaceAll("\\[[@#]]", " ").replaceAll("\\s+", " ").strip();
    }

    /** In order and separate: overlapping places are merged. */
    private static List<Span> places(String text, Collection<String> names) {
        List<Span> found = new ArrayList<>();
        Findings findings = new Findings(Spelling.fold(text));
        EntityFinder.personal(findings, ANY_DAY);
        TrackingRule.find(findings);
        OrderNumberRule.find(findings, false);
        findings.entities()
                .forEach(entity ->
                        found.add(new Span(KINDS.getOrDefault(entity.type(), NUMBER), entity.start(), entity.end())));
        // An address of a known domain is found exactly; Chinese words before it are not part of it.
        ANY_E_MAIL
                .matcher(text)
                .results()
                .filter(any -> found.stream()
                        .noneMatch(place ->
                                place.kind().equals(E_MAIL) && place.start() < any.end() && any.start() < place.end()))
                .toList()
                .forEach(any -> found.add(new Span(E_MAIL, any.start(), any.end())));
        find(ANY_NUMBER, NUMBER, text, found);
        for (String name : names) {
            for (String part : parts(name)) {
                find(wholly(part), NAME, text, found);
            }
        }
        found.sort(Comparator.comparingInt(Span::start).thenComparing(Span::end, Comparator.reverseOrder()));
        List<Span> places = new ArrayList<>();
        for (Span place : found) {
            Span last = places.isEmpty() ? null : places.get(places.size() - 1);
            if (last == null || place.start() >= last.end()) {
                places.add(place);
            } else if (place.end() > last.end()) {
                places.set(places.size() - 1, new Span(last.kind(), last.start(), place.end()));
            }
        }
        return places;
    }

    private static void find(Pattern pattern, String kind, String text, List<Span> found) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(new Span(kind, matcher.start(), matcher.end()));
        }
    }

    /** The name, and each word of a name of several words: people also use one half of it. */
    private static List<String> parts(String name) {
        List<String> parts = new ArrayList<>(List.of(name.strip()));
        parts.addAll(List.of(name.strip().split("\\s+")));
        return parts.stream()
                .filter(part ->
                        part.codePoints().filter(Character::isLetterOrDigit).count() > 1)
                .distinct()
                .toList();
    }

    /** In Latin letters only a whole word: "Will" is not part of "willing". */
    private static Pattern wholly(String name) {
        boolean latin = name.codePoints().anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN);
        String quoted = Pattern.quote(name);
        return Pattern.compile(
                latin ? "(?<![\\p{L}\\p{N}])" + quoted + "(?![\\p{L}\\p{N}])" : quoted,
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }
}
