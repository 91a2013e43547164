package io.parley.dialogue.turn;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Recognises by the words alone what the bot must not depend on a model for: a wish for a person, small talk, a mere order number. The
 * wordings are in {@code wordings-zh.yaml} and {@code wordings-en.yaml}; a text is compared with those of all languages. Works on folded
 * text, in time that no text can make long.
 */
final class Wordings {

    /** Small talk: a turn that says nothing else. The names are the keys of the answers. */
    enum Courtesy {
        GREETING,
        THANKS,
        GOODBYE,
        IDENTITY
    }

    static final List<String> LANGUAGES = List.of("zh", "en");

    private static final String ALONE = "human.alone";
    private static final String CONTAINS = "human.contains";
    private static final String NOT_AFTER = "human.not_after";
    private static final String NOT_BEFORE = "human.not_before";
    private static final String GREETING = "courtesy.greeting";
    private static final String THANKS = "courtesy.thanks";
    private static final String GOODBYE = "courtesy.goodbye";
    private static final String IDENTITY = "identity";
    private static final String QUESTION = "question";
    private static final String PRESENCE = "presence";
    private static final String MERE_ORDER = "mere_order";
    private static final String NO_HELP = "no_help";

    static final List<String> KEYS = List.of(
            ALONE,
            CONTAINS,
            NOT_AFTER,
            NOT_BEFORE,
            GREETING,
            THANKS,
            GOODBYE,
            IDENTITY,
            QUESTION,
            PRESENCE,
            MERE_ORDER,
            NO_HELP);

    static final Wordings SHIPPED = new Wordings(LANGUAGES.stream()
            .map(language -> "wordings-" + language + ".yaml")
            .map(name -> WordingFile.read(name, resource(name), KEYS))
            .toList());

    private static final int LONGEST_COURTESY = 60;
    private static final int LONGEST_COMPLAINT = 40;

    /** How much before and behind a wish for a person can show that it is none, in UTF-16 units. */
    private static final int BEFORE = 40;

    private static final int BEHIND = 12;

    private static final Pattern CLAUSE_END = Pattern.compile("[。！？；!?;\\n，]|[.,](?=\\s|$|\\p{IsHan})");
    private static final Pattern NOT_A_WORD = Pattern.compile("[^\\p{L}\\p{N}']+");

    private static final Pattern NUMBER_OR_QUOTE = Pattern.compile("\\p{N}+|(?<!\\p{L})'|'(?!\\p{L})");

    private final Pattern alone;
    private final Pattern wish;
    private final Pattern notAfter;
    private final Pattern notBefore;
    private final Map<Courtesy, Pattern> courtesies = new EnumMap<>(Courtesy.class);
    private final Pattern identity;
    private final Pattern question;
    private final Pattern presence;
    private final Pattern mereOrder;
    private final Pattern noHelp;

    Wordings(List<WordingFile> files) {
        alone = any(files, ALONE, "");
        wish = any(files, CONTAINS, "");
        notAfter = any(files, NOT_AFTER, " ?$");
        notBefore = any(files, NOT_BEFORE, "");
        courtesies.put(Courtesy.GREETING, any(files, GREETING, " ?"));
        courtesies.put(Courtesy.THANKS, any(files, THANKS, " ?"));
        courtesies.put(Courtesy.GOODBYE, any(files, GOODBYE, " ?"));
        identity = any(files, IDENTITY, "");
        question = any(files, QUESTION, "");
        presence = any(files, PRESENCE, "");
        mereOrder = any(files, MERE_ORDER, " ?");
        noHelp = any(files, NO_HELP, "");
    }

    private static Pattern any(List<WordingFile> files, String key, String after) {
        return Pattern.compile(
                files.stream().map(file -> file.expression(key)).collect(Collectors.joining("|", "(?:", ")")) + after);
    }

    private static String resource(String name) {
        try (InputStream in = Wordings.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " in the jar cannot be read", e);
        }
    }

    /** Whether a human is requested, not merely talked about. */
    boolean requestsHuman(String folded) {
        return CLAUSE_END.splitAsStream(folded).map(Wordings::bare).anyMatch(this::clauseRequestsHuman);
    }

    private boolean clauseRequestsHuman(String clause) {
        if (alone.matcher(clause).matches()) {
            return true;
        }
        Matcher wished = wish.matcher(clause);
        while (wished.find()) {
            String before = clause.substring(Math.max(0, wished.start() - BEFORE), wished.start());
            String behind = clause.substring(wished.end(), Math.min(clause.length(), wished.end() + BEHIND));
            if (!notAfter.matcher(before).find() && !notBefore.matcher(behind).lookingAt()) {
                return true;
            }
        }
        return false;
    }

    /** Returns the kind of small talk; empty when the turn says anything else. */
    Optional<Courtesy> courtesy(String folded) {
        String bare = bare(folded);
        if (bare.isEmpty() || bare.length() > LONGEST_COURTESY) {
            return Optional.empty();
        }
        return identity.matcher(bare).matches()
                ? Optional.of(Courtesy.IDENTITY)
                : courtesies.entrySet().stream()
                        .filter(courtesy -> isMadeOf(courtesy.getValue(), bare))
                        .map(Map.Entry::getKey)
                        .findFirst();
    }

    /** Whether it is asked how something is done. */
    boolean isQuestion(String folded) {
        return question.matcher(bare(folded)).find();
    }

    /** As {@link #isQuestion}, not counting questions that are only greetings, such as "are you there". */
    boolean isRealQuestion(String folded) {
        return question.matcher(presence.matcher(bare(folded)).replaceAll(" ")).find();
    }

    /** Whether what is said around an order number says nothing else. */
    boolean isMereOrder(String folded) {
        return isMadeOf(mereOrder, bare(NUMBER_OR_QUOTE.matcher(folded).replaceAll(" ")));
    }

    /** Whether it is said, and hardly anything else, that what was tried did not help. */
    boolean saysNoHelp(String folded) {
        return folded.length() <= LONGEST_COMPLAINT
                && noHelp.matcher(bare(folded)).find();
    }

    private static String bare(String folded) {
        return NOT_A_WORD.matcher(folded).replaceAll(" ").strip();
    }

    /** Whether a text is nothing but wordings. Takes one after the other, so a long text costs no more than its length. */
    private static boolean isMadeOf(Pattern wording, String bare) {
        Matcher matcher = wording.matcher(bare).useTransparentBounds(true);
        int at = 0;
        while (at < bare.length() && matcher.region(at, bare.length()).lookingAt() && matcher.end() > at) {
            at = matcher.end();
        }
        return at == bare.length();
    }
}
