package io.parley.dialogue.forms;

import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.bot.FormState.Filled;
import io.parley.dialogue.bot.FormState.Question;
import io.parley.dialogue.forms.FormAnswer.Agreed;
import io.parley.dialogue.forms.FormAnswer.Cancelled;
import io.parley.dialogue.forms.FormAnswer.Disagreed;
import io.parley.dialogue.forms.FormAnswer.Emptied;
import io.parley.dialogue.forms.FormAnswer.Nothing;
import io.parley.dialogue.forms.FormAnswer.Unclear;
import io.parley.dialogue.forms.FormAnswer.Values;
import io.parley.dialogue.forms.StandardTexts.Words;
import io.parley.language.Spelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what a customer says to a form that has asked something. */
final class AnswerReader {

    /** Longer texts are judged by their end. */
    private static final int JUDGED = 4_000;

    /** Minimum confidence for taking another intent seriously. */
    private static final double ELSEWHERE = 0.5;

    /** Minimum confidence for believing another intent even against an answer. */
    private static final double SURELY_ELSEWHERE = 0.8;

    /** Maximum length at which a text with a few extra words still answers a yes-or-no question. */
    private static final int SHORT = 60;

    /** Maximum length of a description of a problem. */
    private static final int DESCRIBED = 300;

    private static final StandardTexts STANDARD = StandardTexts.INSTANCE;

    private final FormInput input;
    private final Form form;
    private final FormState state;
    private final String text;
    private final String bare;
    private final String rest;
    private final List<String> clauses;
    private final SlotValueFinder named;
    private final @Nullable Slot asked;

    private final boolean asks;
    private final boolean question;
    private final boolean marked;
    private final boolean mere;
    private final boolean elsewhere;
    private final boolean surelyElsewhere;

    private AnswerReader(FormInput input, FormState state) {
        this.input = input;
        form = input.form();
        this.state = state;
        text = input.text();
        String folded = end(Spelling.folded(end(text)));
        bare = Wording.bare(folded);
        clauses = Stream.of(folded.split("[\\n。！？!?；;,，、.…~～]+"))
                .map(Wording::bare)
                .filter(clause -> !clause.isEmpty())
                .toList();
        named = new SlotValueFinder(text, input.analysis(), folded, bare);
        boolean open = state.question() == Question.SLOT || state.question() == Question.WHICH;
        asked = open ? form.slot(state.slot()).orElse(null) : null;

        asks = folded.indexOf('?') >= 0;
        question = asks || Wording.contains(bare, words(Words.QUESTION));
        marked = Wording.contains(bare, words(Words.CORRECTION));
        rest = named.rest(form.slots());
        mere = Wording.madeOf(rest, around());
        double other = input.analysis()
                .intent()
                .filter(intent -> !form.intents().contains(intent.name()))
                .map(intent -> intent.confidence())
                .orElse(0.0);
        elsewhere = other >= ELSEWHERE && !mere;
        surelyElsewhere = other >= SURELY_ELSEWHERE && !mere;
    }

    /** Reads what the text that begins a form says to it. */
    static Values beginning(FormInput input, FormState state) {
        AnswerReader reading = new AnswerReader(input, state);
        return reading.begun(input.known());
    }

    /** Reads what a text says to a form that has asked something. */
    static FormAnswer of(FormInput input, FormState state) {
        return new AnswerReader(input, state).understood();
    }

    private Values begun(Map<String, String> known) {
        SlotMatches found = new SlotMatches();
        for (Slot slot : form.slots()) {
            List<Filled> values = of(slot, true);
            if (values.size() == 1) {
                found.put(slot.name(), values.get(0));
            } else if (values.size() > 1 && slot.kind() instanceof Slot.FromEntity) {
                found.doubt(slot, values);
            } else if (slot.kind() instanceof Slot.FromText own
                    && own.opening() != null
                    && FreeText.letters(text) >= own.opening()) {
                found.put(slot.name(), Filled.of(FreeText.clean(text, own.most()), null));
            }
            if (slot.known() && values.isEmpty() && slot.kind() instanceof Slot.FromEntity from) {
                String value = known.get(from.type());
                if (value != null) {
                    found.put(slot.name(), Filled.carried(value));
                }
            }
            if (slot.kind() instanceof Slot.FromProblem) {
                ProductSlots.tried(input)
                        .or(() -> ProductSlots.told(slot, found.values().values(), input))
                        .ifPresent(problem -> found.put(slot.name(), problem));
            }
        }
        return found.values();
    }

    private FormAnswer understood() {
        if (bare.isEmpty()) {
            return new Nothing();
        }
        return picked().or(this::ended)
                .or(this::proof)
                .or(this::values)
                .or(this::emptied)
                .or(this::agreedOrNot)
                .or(() -> ownWords(List.of()))
                .orElseGet(this::unclearOrNothing);
    }

    // ---- numbers, labels, whole words ----

    private Optional<FormAnswer> picked() {
        List<AnswerOption> picks = AnswerOption.of(form, state, input);
        for (AnswerOption pick : picks) {
            if (bare.equals(label(pick.zh())) || bare.equals(label(pick.en()))) {
                return Optional.of(pick.meaning());
            }
        }
        if (!picks.isEmpty()) {
            for (int n = 0; n < STANDARD.ordinals().size(); n++) {
                if (Wording.madeOf(bare, STANDARD.ordinals().get(n), both(words(Words.FILLER), words(Words.ORDINAL)))) {
                    return Optional.of(n < picks.size() ? picks.get(n).meaning() : new Unclear());
                }
            }
        }
        if (asked != null && asked.optional() && Wording.madeOf(bare, words(Words.SKIP), words(Words.FILLER))) {
            return Optional.of(Values.of(asked.name(), Filled.of("", null)));
        }
        if (asked != null && asked.kind() instanceof Slot.FromYesNo) {
            boolean no = Wording.madeOf(bare, both(words(Words.NO), words(Words.SKIP)), words(Words.FILLER));
            if (no || agrees()) {
                return Optional.of(Values.of(asked.name(), Filled.of(no ? Slot.NO : Slot.YES, null)));
            }
        }
        return Optional.empty();
    }

    /** Recognises that the customer ends the form, in the whole text or in one of its clauses when nothing else in it is for the form. */
    private Optional<FormAnswer> ended() {
        if (Wording.madeOf(bare, formsYes(), both(words(Words.FILLER), words(Words.YES)))) {
            return Optional.of(new Agreed());
        }
        boolean chooses = form.slots().stream()
                .anyMatch(slot -> slot.kind() instanceof Slot.FromChoices
                        && !named.of(slot).isEmpty());
        if (chooses) {
            return Optional.empty();
        }
        boolean ends = endsForm(bare) || endsForm(rest);
        if (!ends && !(asked != null && asked.kind() instanceof Slot.FromText) && !question) {
            ends = clauses.stream().anyMatch(this::endsForm)
                    && clauses.stream().noneMatch(clause -> Wording.madeOf(clause, formsYes(), words(Words.FILLER)))
                    && form.slots().stream().allMatch(slot -> named.of(slot).isEmpty());
        }
        return ends ? Optional.of(new Cancelled()) : Optional.empty();
    }

    private boolean endsForm(String words) {
        List<String> around = both(words(Words.FILLER), both(words(Words.NO), words(Words.YES)));
        return Wording.madeOf(words, both(words(Words.CANCEL), form.parts().cancel()), around)
                && !Wording.madeOf(words, formsYes(), both(words(Words.FILLER), words(Words.YES)));
    }

    // ---- proofs ----

    /** Recognises an answer to a request for proof, unless an object other than the one asked about is named. */
    private Optional<FormAnswer> proof() {
        if (state.question() != FormState.Question.SIGN_IN && state.question() != FormState.Question.FACTOR) {
            return Optional.empty();
        }
        if (Wording.madeOf(bare, both(words(Words.SIGNED_IN), words(Words.YES)), words(Words.FILLER))) {
            return Optional.of(new Agreed());
        }
        Factor factor = form.parts().factor();
        if (state.question() == FormState.Question.SIGN_IN || factor == null) {
            return Optional.empty();
        }
        Filled object = state.slots().get(factor.slot());
        boolean another = form.slot(factor.slot()).stream()
                .flatMap(slot -> named.of(slot).stream())
                .anyMatch(value -> object == null || !value.value().equals(object.value()));
        return another ? Optional.empty() : factor.answer(text).map(FormAnswer.Answer::new);
    }

    // ---- values ----

    private Optional<FormAnswer> values() {
        SlotMatches found = new SlotMatches();
        for (Slot slot : form.slots()) {
            List<Filled> values = new ArrayList<>(of(slot, slot == asked));
            Filled before = state.slots().get(slot.name());
            if (values.isEmpty() && slot == asked) {
                named.awaited(slot).ifPresent(values::add);
            }
            if (before != null && values.size() > 1) {
                values.removeIf(value -> value.value().equals(before.value()));
            }
            if (before != null && slot != asked && slot.kind() instanceof Slot.FromText own && marked) {
                FreeText.afterName(slot, text, own.most()).ifPresent(value -> values.add(Filled.of(value, null)));
            }
            if (values.isEmpty() || !mayFill(slot, before)) {
                continue;
            }
            if (values.size() == 1 || (marked && slot.kind() instanceof Slot.FromEntity)) {
                Filled value = values.get(values.size() - 1);
                if (before == null || !before.value().equals(value.value())) {
                    found.put(slot.name(), value);
                }
            } else {
                found.doubt(slot, values);
            }
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (asked != null && asked.kind() instanceof Slot.FromText && !mere && !marked) {
            ownWords(found.all()).ifPresent(own -> ((Values) own).values().forEach(found::put));
        }
        return Optional.of(found.values());
    }

    /** @param kinds whether the name of a kind stands for its products */
    private List<Filled> of(Slot slot, boolean kinds) {
        List<Filled> products = slot.kind() instanceof Slot.FromEntity from && from.catalogue()
                ? ProductSlots.products(input, kinds)
                : List.of();
        return products.isEmpty() ? named.of(slot) : products;
    }

    /** Whether the text may be about the slot, rather than mention its value for another reason. */
    private boolean mayFill(Slot slot, @Nullable Filled before) {
        if (mere) {
            return true;
        }
        if (elsewhere && question) {
            return false;
        }
        if (slot == asked) {
            return slot.kind() instanceof Slot.FromChoices || !surelyElsewhere || marked;
        }
        if (asked != null && asked.kind() instanceof Slot.FromText && before != null) {
            return marked && slot.words().stream().anyMatch(word -> Wording.find(bare, word, 0) >= 0);
        }
        return marked || !elsewhere;
    }

    /** Recognises a value that is wrong when the right one was not given: "the other order". */
    private Optional<FormAnswer> emptied() {
        if (question && elsewhere) {
            return Optional.empty();
        }
        boolean change = state.question() == Question.CHANGE;
        boolean own = asked != null && asked.kind() instanceof Slot.FromText;
        for (Slot slot : form.slots()) {
            Filled filled = state.slots().get(slot.name());
            if (filled == null || filled.value().isEmpty() || slot == asked) {
                continue;
            }
            boolean only = Wording.madeOf(bare, slot.words(), around());
            boolean speaks = Wording.contains(bare, slot.words());
            boolean another = Wording.contains(bare, words(Words.OTHER));
            if ((speaks && change) || (another && (only || (speaks && !own && bare.length() <= SHORT)))) {
                return Optional.of(new Emptied(slot.name()));
            }
        }
        return Optional.empty();
    }

    // ---- yes and no ----

    private Optional<FormAnswer> agreedOrNot() {
        boolean change = state.question() == Question.CHANGE;
        if (!change && state.question() != Question.CONFIRM && state.question() != Question.BACK) {
            return Optional.empty();
        }
        if (agrees()) {
            return Optional.of(new Agreed());
        }
        if (change) {
            return Optional.empty();
        }
        boolean no = Wording.madeOf(
                bare, words(Words.NO), both(words(Words.FILLER), both(words(Words.CORRECTION), words(Words.OTHER))));
        if (!no && !elsewhere && !question && bare.length() <= SHORT) {
            no = Wording.startsWith(bare, words(Words.DISAGREE))
                    || Wording.madeOf(clauses.get(0), words(Words.NO), words(Words.FILLER))
                    || Wording.contains(bare, words(Words.RESERVE))
                    || (marked && !Wording.startsWith(bare, words(Words.AGREE)));
        }
        if (!no) {
            return Optional.empty();
        }
        return Optional.of(state.question() == Question.BACK ? new Cancelled() : new Disagreed());
    }

    /**
     * Whether nothing is said but yes. What is agreed to is done, so a customer who says more, such as that they will think about it, is
     * asked again.
     */
    private boolean agrees() {
        return !asks
                && !Wording.contains(bare, words(Words.RESERVE))
                && Wording.madeOf(bare, both(words(Words.YES), formsYes()), words(Words.FILLER));
    }

    // ---- the rest ----

    /** @param others values of other slots that the text names */
    private Optional<FormAnswer> ownWords(Collection<Filled> others) {
        if (asked != null && asked.kind() instanceof Slot.FromProblem) {
            return problem(asked);
        }
        if (asked == null || !(asked.kind() instanceof Slot.FromText own)) {
            return Optional.empty();
        }
        Optional<String> name = named.name(own.named());
        // If it contains the name that was asked for, "make it out to …, thanks" is an answer, whatever else it sounds
        // like.
        if (!own.anything() && ((elsewhere && question) || (surelyElsewhere && name.isEmpty()))) {
            return Optional.empty();
        }
        String value = FreeText.clean(
                name.orElseGet(() -> own.anything() ? text : FreeText.without(text, others)), own.most());
        return FreeText.letters(value) == 0 && !named.hasDigits()
                ? Optional.empty()
                : Optional.of(Values.of(asked.name(), Filled.of(value, null)));
    }

    /** Returns a known problem, or otherwise what the customer says about it. */
    private Optional<FormAnswer> problem(Slot slot) {
        Optional<Filled> known = ProductSlots.told(slot, state.slots(), input);
        if (known.isEmpty() && ((elsewhere && question) || surelyElsewhere)) {
            return Optional.empty();
        }
        String own = FreeText.clean(text, DESCRIBED);
        return known.or(() -> FreeText.letters(own) == 0 ? Optional.empty() : Optional.of(Filled.of(own, null)))
                .map(value -> Values.of(slot.name(), value));
    }

    private FormAnswer unclearOrNothing() {
        if (mere && repeats()) {
            return new Agreed();
        }
        boolean number = (asked != null && asked.kind() instanceof Slot.FromEntity)
                || state.question() == FormState.Question.FACTOR;
        boolean attempt = number && named.hasDigits() && !elsewhere && !question;
        return attempt ? new Unclear() : new Nothing();
    }

    /** Whether the text repeats a value that is already known: nothing new, but meant for the form. */
    private boolean repeats() {
        return form.slots().stream().anyMatch(slot -> {
            Filled before = state.slots().get(slot.name());
            return before != null
                    && named.of(slot).stream().anyMatch(value -> value.value().equals(before.value()));
        });
    }

    private List<String> formsYes() {
        Form.Confirmation confirm = form.parts().confirm();
        return confirm == null ? List.of() : confirm.yes();
    }

    /** Words that may stand around a value without saying anything else. */
    private List<String> around() {
        Stream<String> own = form.slots().stream()
                .flatMap(slot -> Stream.concat(
                        slot.words().stream(),
                        slot.kind() instanceof Slot.FromChoices choices
                                ? choices.options().stream().flatMap(option -> option.synonyms().stream())
                                : Stream.<String>of()));
        return Stream.of(
                        words(Words.FILLER).stream(),
                        words(Words.YES).stream(),
                        words(Words.NO).stream(),
                        words(Words.CORRECTION).stream(),
                        words(Words.OTHER).stream(),
                        own)
                .flatMap(words -> words)
                .distinct()
                .toList();
    }

    private static List<String> words(Words kind) {
        return STANDARD.words(kind);
    }

    private static List<String> both(Collection<String> one, Collection<String> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    private static String label(String label) {
        return Wording.bare(Spelling.folded(label));
    }

    private static String end(String text) {
        return text.substring(Math.max(0, text.length() - JUDGED));
    }
}
