package io.parley.dialogue.forms;

import io.parley.dialogue.bot.FormState.Filled;
import io.parley.dialogue.forms.StandardTexts.Words;
import io.parley.language.Analysis;
import io.parley.language.Entity;
import io.parley.language.Spelling;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the values a text names for slots. */
final class SlotValueFinder {

    private static final StandardTexts STANDARD = StandardTexts.INSTANCE;

    /** How many characters before a value are searched for a negation. */
    private static final int BEFORE = 16;

    private static final Pattern LIMIT = Pattern.compile("(?<![\\d.])(\\d{2,7})\\s?(?:以内|以下|之内|左右|上下|封顶)"
            + "|(?:预算|不超过|最多|别超过|\\b(?:under|below|less than|up to|at most|maximum|max|around|about|budget(?: is| of)?))\\s?"
            + "(\\d{2,7})(?![\\d.]|\\s?(?:天|小时|个|件|寸|days?|hours?|gb|mah|w\\b|inch))");

    private static final int SHORTEST_CODE = 4;
    private static final int LONGEST_CODE = 32;

    private final String text;
    private final Analysis analysis;
    private final String folded;
    private final String bare;

    /** @param bare the folded text as returned by {@link Wording#bare} */
    SlotValueFinder(String text, Analysis analysis, String folded, String bare) {
        this.text = text;
        this.analysis = analysis;
        this.folded = folded;
        this.bare = bare;
    }

    /** Returns the values named for a slot, in order, each once, without those that are negated. */
    List<Filled> of(Slot slot) {
        Map<String, Filled> found = new LinkedHashMap<>();
        if (slot.kind() instanceof Slot.FromEntity from) {
            for (Entity entity : analysis.entities(from.type())) {
                if (!negated(entity)) {
                    found.putIfAbsent(entity.value(), Filled.of(entity.value(), shown(entity)));
                }
            }
            if (found.isEmpty() && from.currency() != null) {
                limit().map(number -> number + " " + from.currency())
                        .ifPresent(value -> found.put(value, Filled.of(value, null)));
            }
        } else if (slot.kind() instanceof Slot.FromChoices choices) {
            chosen(choices).forEach(value -> found.putIfAbsent(value, Filled.of(value, null)));
        } else if (slot.kind() instanceof Slot.FromCode) {
            codes(SHORTEST_CODE, true).forEach(code -> found.putIfAbsent(code, Filled.of(code, null)));
        }
        return List.copyOf(found.values());
    }

    /** Returns the one name of these types; empty when there are several, because it is not clear which is meant. */
    Optional<String> name(List<String> types) {
        List<String> names = types.stream()
                .flatMap(type -> analysis.entities(type).stream())
                .filter(entity -> !negated(entity))
                .map(Entity::value)
                .distinct()
                .toList();
        return names.size() == 1 ? Optional.of(names.get(0)) : Optional.empty();
    }

    /** Returns the value a text gives for a slot that was asked for, when it says hardly anything else. */
    Optional<Filled> awaited(Slot slot) {
        if (slot.kind() instanceof Slot.FromCode) {
            List<String> codes = codes(SHORTEST_CODE, false);
            return codes.size() == 1 && isMere(codes.get(0), slot)
                    ? Optional.of(Filled.of(codes.get(0), null))
                    : Optional.empty();
        }
        if (!(slot.kind() instanceof Slot.FromEntity from)) {
            return Optional.empty();
        }
        List<String> digits =
                tokens().filter(token -> count(token, Character::isDigit) > 0).toList();
        if (digits.size() != 1 || !isMere(digits.get(0), slot)) {
            return Optional.empty();
        }
        String token = digits.get(0);
        boolean whole = token.chars().allMatch(Character::isDigit);
        String value =
                switch (from.type()) {
                    case Entity.ORDER_NUMBER, Entity.TRACKING_NUMBER ->
                        count(token, Character::isDigit) >= 2 && token.length() <= LONGEST_CODE
                                ? token.toUpperCase(Locale.ROOT)
                                : null;
                    case Entity.QUANTITY -> whole && token.length() <= 4 ? token : null;
                    case Entity.AMOUNT ->
                        whole && token.length() <= 9 && from.currency() != null
                                ? new BigDecimal(token) + " " + from.currency()
                                : null;
                    default -> null;
                };
        return value == null ? Optional.empty() : Optional.of(Filled.of(value, null));
    }

    /** Returns a number that is described as a limit, as in budgets that name no currency: "under 500", 500以内. */
    private Optional<String> limit() {
        Matcher limit = LIMIT.matcher(folded);
        return limit.find() ? Optional.of(limit.group(1) == null ? limit.group(2) : limit.group(1)) : Optional.empty();
    }

    boolean hasDigits() {
        return bare.chars().anyMatch(Character::isDigit);
    }

    /** Returns the text without what was found in it for these slots. */
    String rest(Collection<Slot> slots) {
        StringBuilder rest = new StringBuilder(text);
        for (Slot slot : slots) {
            if (slot.kind() instanceof Slot.FromEntity from) {
                for (Entity entity : analysis.entities(from.type())) {
                    for (int i = entity.start(); i < Math.min(entity.end(), rest.length()); i++) {
                        rest.setCharAt(i, ' ');
                    }
                }
            }
        }
        return Wording.bare(Spelling.folded(rest.toString()));
    }

    private @Nullable String shown(Entity entity) {
        boolean told = entity.type().equals(Entity.AMOUNT) || entity.type().equals(Entity.DATE);
        return told || entity.end() > text.length()
                ? null
                : FreeText.clean(text.substring(entity.start(), entity.end()), LONGEST_CODE * 2);
    }

    private boolean negated(Entity entity) {
        if (entity.start() > text.length()) {
            return false;
        }
        String before = text.substring(Math.max(0, entity.start() - BEFORE), entity.start());
        return Wording.endsWith(Wording.bare(Spelling.folded(before)), STANDARD.words(Words.NEGATION));
    }

    /** Returns the values chosen; a longer synonym hides the shorter ones inside it. */
    private List<String> chosen(Slot.FromChoices choices) {
        record Hit(String value, int from, int to) {}
        List<Hit> hits = new ArrayList<>();
        for (Slot.Option option : choices.options()) {
            for (String word : option.synonyms()) {
                for (int i = Wording.find(bare, word, 0); i >= 0; i = Wording.find(bare, word, i + 1)) {
                    hits.add(new Hit(option.value(), i, i + word.length()));
                }
            }
        }
        return hits.stream()
                .filter(hit -> hits.stream()
                        .noneMatch(other -> other.from() <= hit.from()
                                && hit.to() <= other.to()
                                && other.to() - other.from() > hit.to() - hit.from()))
                .filter(hit -> !Wording.endsWith(bare.substring(0, hit.from()).strip(), STANDARD.words(Words.NEGATION)))
                .sorted(Comparator.comparingInt(Hit::from))
                .map(Hit::value)
                .distinct()
                .toList();
    }

    private Stream<String> tokens() {
        return Stream.of(folded.split("[^a-z0-9-]+")).filter(token -> !token.isEmpty());
    }

    private List<String> codes(int shortest, boolean withDigits) {
        return tokens().filter(token -> token.length() >= shortest && token.length() <= LONGEST_CODE)
                .filter(token -> count(token, Character::isLetter) > 0)
                .filter(token -> !withDigits || count(token, Character::isDigit) > 0)
                .map(token -> token.toUpperCase(Locale.ROOT))
                .filter(token -> analysis.entities().stream()
                        .noneMatch(entity -> !entity.type().equals(Entity.PRODUCT)
                                && entity.value().toUpperCase(Locale.ROOT).equals(token)))
                .distinct()
                .toList();
    }

    private boolean isMere(String token, Slot slot) {
        String around = Wording.bare(folded.replace(token.toLowerCase(Locale.ROOT), " "));
        return Wording.madeOf(
                around,
                Stream.concat(STANDARD.words(Words.FILLER).stream(), slot.words().stream())
                        .toList());
    }

    private static long count(String token, IntPredicate what) {
        return token.chars().filter(what).count();
    }
}
