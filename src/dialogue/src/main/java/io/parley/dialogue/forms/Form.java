package io.parley.dialogue.forms;

import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.bot.Requires;
import io.parley.language.Language;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A task that is done over several turns, as a company describes it: the slots that must be known, how each is asked for and checked, what
 * is confirmed, and what is done at the end. Immutable; read by {@link Forms#parse}.
 */
public final class Form {

    /**
     * The last question before it is done.
     *
     * @param yes words that mean yes here, whatever they mean elsewhere: "cancel" where an order is to be cancelled
     */
    record Confirmation(FormText ask, List<String> yes) {}

    /**
     * What the form is made of.
     *
     * @param requires who may have it done
     * @param factor the factor that gives customers access to the form's object; null unless it is required
     * @param signIn where to sign in, by language; empty where the company has not said
     * @param title what it is called where it can be picked: "Return something"
     * @param about what is being done, as a noun: "your return"
     * @param cancel words that end this form, besides those that end any form
     * @param lists how the lists among the actions' values are worded
     * @param confirm null when nothing is confirmed
     * @param finish what is done at the end
     */
    record Parts(
            String name,
            List<String> intents,
            Duration keep,
            @Nullable String skill,
            Requires requires,
            @Nullable Factor factor,
            Map<String, String> signIn,
            FormText title,
            FormText about,
            List<String> cancel,
            Map<String, Slot> slots,
            Map<String, FormList> lists,
            @Nullable Confirmation confirm,
            Finish finish) {}

    private final Parts parts;

    Form(Parts parts) {
        this.parts = parts;
    }

    /** Unique within its tenant, e.g. {@code return}. */
    public String name() {
        return parts.name();
    }

    /** The intents that begin it. */
    public List<String> intents() {
        return parts.intents();
    }

    /** How long an unfinished form may be continued. */
    public Duration keep() {
        return parts.keep();
    }

    /** The skill that a human who takes over needs besides the language; null for none in particular. */
    public @Nullable String skill() {
        return parts.skill();
    }

    /** Who may have it done. */
    public Requires requires() {
        return parts.requires();
    }

    /** Returns every action the form uses, except the one that checks a second factor. */
    public Set<String> actions() {
        Set<String> actions = new TreeSet<>();
        Stream.concat(
                        slots().stream().map(Slot::check),
                        Stream.of(parts.finish()).map(Finish::submit))
                .filter(Objects::nonNull)
                .forEach(use -> actions.add(use.action()));
        return actions;
    }

    /** The action that checks its second factor. */
    public Optional<String> factorAction() {
        return Optional.ofNullable(parts.factor()).map(Factor::action);
    }

    /** Where to sign in; null where the company has not said. */
    @Nullable String signIn(Language language) {
        String link = parts.signIn().get(language == Language.EN ? "en" : "zh");
        return link != null
                ? link
                : parts.signIn().values().stream().findFirst().orElse(null);
    }

    /** What it is called where it can be picked: "Return something". */
    public String title(Language language) {
        return AnswerOption.said(parts.title(), language);
    }

    /** What is being done, in words that fit into a sentence: "your return". */
    public String about(Language language) {
        return AnswerOption.said(parts.about(), language);
    }

    /** Whether the form ends by doing something that the customer has to confirm, rather than only by telling them something. */
    public boolean changesSomething() {
        return parts.confirm() != null;
    }

    /** Whether it is too late to continue it. */
    public boolean expired(FormState state, Instant now) {
        return state.changedAt().plus(keep()).isBefore(now);
    }

    /** The type of entity that the open question asks for; none when it asks for something else. */
    public Optional<String> awaits(FormState state) {
        return slot(state.slot())
                .filter(slot -> slot.kind() instanceof Slot.FromEntity)
                .map(slot -> ((Slot.FromEntity) slot.kind()).type());
    }

    /** The types of names that an answer to the open question is searched for; none when it asks for something else. */
    public List<String> awaitsNames(FormState state) {
        return state.question() == FormState.Question.SLOT
                ? slot(state.slot())
                        .filter(slot -> slot.kind() instanceof Slot.FromText)
                        .map(slot -> ((Slot.FromText) slot.kind()).named())
                        .orElse(List.of())
                : List.of();
    }

    Parts parts() {
        return parts;
    }

    Optional<Slot> slot(@Nullable String name) {
        return name == null
                ? Optional.empty()
                : Optional.ofNullable(parts.slots().get(name));
    }

    Collection<Slot> slots() {
        return parts.slots().values();
    }

    @Override
    public String toString() {
        return "form " + name();
    }
}
