package io.parley.dialogue.forms;

import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import io.parley.kit.YamlNode;
import io.parley.language.Spelling;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A second factor: the proof required of customers who are not signed in before anything about an object is disclosed, such as the last
 * digits of the telephone number on an order. The company's system decides whether it is right.
 *
 * @param slot the slot that holds the object, in the forms that use this factor
 * @param digits number of digits in the answer
 * @param with the action's arguments, each {@link #OBJECT} or {@link #ANSWER}
 * @param accepted outcomes of the action that accept the answer
 * @param refused outcomes of a wrong answer, the same whether or not the object exists
 * @param locked outcomes that report that no further answer is accepted
 */
record Factor(
        String name,
        String slot,
        int digits,
        String action,
        Map<String, String> with,
        Set<String> accepted,
        Set<String> refused,
        Set<String> locked,
        FormText ask,
        FormText wrong) {

    /** The end of the key of a call that checks an answer. */
    static final String KEY = ":factor";

    /** What the answer is for, in texts and arguments. */
    static final String OBJECT = "object";

    static final String ANSWER = "answer";

    private static final Pattern DIGITS = Pattern.compile("\\d+");
    private static final String NUMERALS = "零一二三四五六七八九";

    /** Reads a factor that follows the schema of forms. */
    static Factor read(YamlNode place) {
        YamlNode check = place.at("check");
        Map<String, String> with = new LinkedHashMap<>();
        check.entries("with")
                .forEach(entry -> with.put(entry.getKey(), entry.getValue().text()));
        if (!with.values().containsAll(Set.of(OBJECT, ANSWER))) {
            throw check.at("with").wrong("both " + OBJECT + " and " + ANSWER + " are needed");
        }
        return new Factor(
                place.at("factor").text(),
                place.at("slot").text(),
                place.number("digits", 1),
                check.at("action").text(),
                with,
                new LinkedHashSet<>(check.scalars("accepted")),
                new LinkedHashSet<>(check.scalars("refused")),
                new LinkedHashSet<>(check.scalars("locked")),
                FormText.read(place.at("ask"), Set.of(OBJECT)),
                FormText.read(place.at("wrong"), Set.of(OBJECT)));
    }

    /** Whether a call checks an answer; the same action may also be used by a slot or a submission. */
    boolean isCheck(ActionCall call) {
        return call.action().equals(action) && call.key().endsWith(KEY);
    }

    /** Returns what a result of the action says about the answer. */
    FactorVerdict verdict(ActionResult result) {
        if (accepted.contains(result.outcome())) {
            return FactorVerdict.RIGHT;
        } else if (refused.contains(result.outcome())) {
            return FactorVerdict.WRONG;
        }
        return result.tooManyGuesses() || locked.contains(result.outcome())
                ? FactorVerdict.LOCKED
                : FactorVerdict.UNCHECKED;
    }

    /**
     * Returns the digits given as an answer, alone or at the end of a longer number; empty when there are none, or several
     * different ones.
     */
    Optional<String> answer(String text) {
        StringBuilder plain = new StringBuilder(Spelling.folded(text));
        for (int i = 0; i < plain.length(); i++) {
            char letter = plain.charAt(i) == '〇' ? '零' : plain.charAt(i) == '幺' ? '一' : plain.charAt(i);
            int numeral = NUMERALS.indexOf(letter);
            if (numeral >= 0) {
                plain.setCharAt(i, (char) ('0' + numeral));
            }
        }
        // Telephone numbers are written in groups.
        Matcher found = DIGITS.matcher(plain.toString().replaceAll("(?<=\\d)[ -](?=\\d)", ""));
        List<String> answers = found.results()
                .map(run -> run.group())
                .filter(run -> run.length() >= digits)
                .map(run -> run.substring(run.length() - digits))
                .distinct()
                .toList();
        return answers.size() == 1 ? Optional.of(answers.get(0)) : Optional.empty();
    }
}
