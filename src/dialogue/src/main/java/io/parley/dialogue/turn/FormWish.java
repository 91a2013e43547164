package io.parley.dialogue.turn;

import io.parley.dialogue.forms.Form;
import io.parley.dialogue.knowledge.Match;
import io.parley.language.Entity;
import io.parley.language.Language;
import io.parley.language.Spelling;
import java.util.List;
import java.util.Optional;

/** Finds the form that a customer wants to begin, and how sure that is. */
final class FormWish {

    private final TurnView view;

    FormWish(TurnView view) {
        this.view = view;
    }

    /**
     * Returns the form the customer wants to begin: by its title, as it is offered; for a problem whose steps did not help; by their
     * intent; or by an order number alone.
     */
    Optional<Form> wanted() {
        return view.known().forms().all().stream()
                .filter(this::isNamed)
                .findFirst()
                .or(() -> view.products().afterTrying(folded(), view.memory()))
                .or(() -> view.analysis()
                        .intent()
                        .filter(best -> best.confidence() >= view.settings().intentFrom() || isMereOrder())
                        .flatMap(best -> view.known().forms().forIntent(best.name())))
                .or(() -> isMereOrder()
                        ? view.known().forms().forIntent(view.settings().orderIntent())
                        : Optional.empty())
                .filter(form ->
                        view.open().stream().noneMatch(state -> state.form().equals(form.name())));
    }

    /**
     * Whether a form is wanted over which only an article in the customer's own words could take precedence. Other articles are not looked
     * for in that case, because computing the embedding of a text costs more than all the rest of a turn.
     */
    boolean isTask() {
        Optional<Form> wanted = view.wanted();
        return wanted.filter(form -> !mayBeAsked(form)).isPresent()
                && view.products()
                        .to(view.said().text(), view.analysis(), view.memory(), List.of(), wanted)
                        .isEmpty();
    }

    /** Whether the customer only asks about the form's subject instead of wanting it done; an article answers that. */
    boolean isOnlyAsked(Form form, Match match) {
        return !isPicked(form) && (match.verbatim() || mayBeAsked(form));
    }

    /** Whether the customer picks the form by an option that was just offered; no article takes precedence over that. */
    private boolean isPicked(Form form) {
        return isNamed(form)
                && view.memory().offered().stream()
                        .anyMatch(option ->
                                Spelling.folded(option.label()).strip().equals(folded().strip()));
    }

    private boolean mayBeAsked(Form form) {
        boolean names =
                view.analysis().entities().stream().anyMatch(entity -> Draft.REMEMBERED.contains(entity.type()));
        return (form.changesSomething() || view.known().products().leadsTo(form.name()))
                && !names
                && Wordings.SHIPPED.isQuestion(folded());
    }

    /** Whether nothing is said but the title of a form. */
    boolean isNamed(Form form) {
        return folded().strip().equals(Spelling.folded(form.title(Language.ZH)))
                || folded().strip().equals(Spelling.folded(form.title(Language.EN)));
    }

    /** Whether nothing is said but an order number. */
    private boolean isMereOrder() {
        List<Entity> numbers = view.analysis().entities(Entity.ORDER_NUMBER);
        if (numbers.isEmpty()) {
            return false;
        }
        StringBuilder rest = new StringBuilder(view.said().text());
        for (int i = numbers.size() - 1; i >= 0; i--) {
            rest.replace(numbers.get(i).start(), numbers.get(i).end(), " ");
        }
        return Wordings.SHIPPED.isMereOrder(Spelling.folded(rest.toString()));
    }

    private String folded() {
        return view.said().folded();
    }
}
