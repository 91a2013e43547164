package io.parley.dialogue.turn;

import io.parley.channel.spi.Content;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.forms.Form;
import io.parley.dialogue.forms.FormDialogue;
import io.parley.dialogue.forms.FormInput;
import io.parley.dialogue.forms.FormStep;
import io.parley.dialogue.products.Advice;
import io.parley.language.Analysis;
import io.parley.language.Emotion;
import io.parley.language.Entity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Begins forms and continues them, with the results of the actions they have requested in this turn. */
final class FormSteps {

    private final TurnView view;
    private final Draft draft;

    FormSteps(TurnView view, Draft draft) {
        this.view = view;
        this.draft = draft;
    }

    /** Returns what is filled in so far, so that a human need not ask for it again. */
    static List<String> lines(TurnView view) {
        return view.open().stream()
                .flatMap(
                        state -> view.known().forms().named(state.form()).stream()
                                .flatMap(form -> FormDialogue.summary(
                                        form,
                                        state,
                                        view.analysis().language(),
                                        view.zone(),
                                        view.turn().now())
                                        .stream()))
                .toList();
    }

    /** Begins a form; those that are open wait for it. */
    Step begin(Form form) {
        Map<String, String> beforehand = new TreeMap<>(view.memory().known());
        view.products().tried(view.memory()).ifPresent(problem -> beforehand.put(FormInput.PROBLEM, problem.id()));
        FormInput input = input(form, null, view.said().text(), view.analysis(), beforehand);
        return of(form, withResults(input, FormDialogue::next), view.open());
    }

    /** Returns what an open form makes of the text. */
    FormStep next(Form form, FormState state) {
        return withResults(current(form, state), FormDialogue::next);
    }

    /** Returns how an open form continues that has nothing to do with the text, when nothing else has either. */
    FormStep notUnderstood(Form form, FormState state) {
        return withResults(current(form, state), FormDialogue::notUnderstood);
    }

    private FormInput current(Form form, FormState state) {
        return input(
                form, state, view.said().text(), view.analysis(), view.memory().known());
    }

    private FormStep withResults(FormInput begin, Function<FormInput, FormStep> next) {
        FormInput input = begin;
        while (true) {
            FormStep step = next.apply(input);
            Optional<ActionResult> result =
                    step instanceof FormStep.Act act ? act.among(view.results()) : Optional.empty();
            if (result.isEmpty()) {
                return step;
            }
            draft.uses(result.get());
            input = input.with(result.get());
        }
    }

    private FormInput input(
            Form form, @Nullable FormState state, String text, Analysis understood, Map<String, String> beforehand) {
        return new FormInput(
                form,
                state,
                text,
                understood,
                view.analysis().language(),
                view.turn().channel(),
                view.turn().asker(),
                draft.proven(),
                view.turn().now(),
                view.zone(),
                view.turn().conversation().value() + "-" + view.turn().number(),
                List.of(),
                beforehand,
                new Advice(view.known().products(), view.known().index()));
    }

    /** @param before the forms waiting for this one */
    Step of(Form form, FormStep step, List<FormState> before) {
        if (step instanceof FormStep.Act act) {
            return new Step.Act(act.call());
        }
        draft.trace(MemoryCodes.FORM + ":" + form.name());
        if (step instanceof FormStep.HandOver handOver) {
            draft.proves(handOver.proven());
            return new Step.Done(new FormHandover(view, draft, form, handOver).decision());
        }
        if (step instanceof FormStep.Reply reply) {
            draft.proves(reply.proven());
            return reply(form, reply, before);
        }
        // A form that was only just begun always has something to ask.
        throw new IllegalStateException(form.name() + " has nothing to ask when it begins");
    }

    private Step reply(Form form, FormStep.Reply reply, List<FormState> before) {
        draft.entities().putAll(reply.known());
        FormState after = reply.after();
        if (after != null) {
            List<FormState> forms = new ArrayList<>(before);
            forms.add(after);
            remember(form, reply);
            return new Step.Done(draft.ask(view, reply.say(), forms));
        }
        Optional<Form> following =
                Optional.ofNullable(reply.next()).flatMap(view.known().forms()::named);
        if (following.isPresent() && draft.starts(following.get().name())) {
            return continued(following.get(), reply, before);
        }
        remember(form, reply);
        return new Step.Done(draft.answer(view, reply.say(), before));
    }

    /** Begins the form that another one leads to, in the same answer. */
    private Step continued(Form form, FormStep.Reply reply, List<FormState> before) {
        Analysis whole = view.analysis();
        Analysis nothing =
                new Analysis(whole.language(), List.of(), false, Emotion.NEUTRAL, 0, List.of(), whole.model());
        FormStep first = withResults(input(form, null, "", nothing, reply.known()), FormDialogue::next);
        Step next = of(form, first, before);
        if (!(next instanceof Step.Done done)) {
            return next;
        }
        List<Content> say = new ArrayList<>(reply.say());
        say.addAll(done.decision().say());
        return new Step.Done(done.decision().saying(say));
    }

    /** Remembers that a form was tried, in place of its {@code form-begun} entries, and what for. */
    private void remember(Form form, FormStep.Reply reply) {
        List<String> tried = new ArrayList<>(view.memory().tried());
        tried.removeIf(code -> (code + ":").startsWith(MemoryCodes.BEGUN_FORM + ":" + form.name() + ":"));
        String kind =
                switch (reply.end()) {
                    case ONGOING -> MemoryCodes.BEGUN_FORM;
                    case DONE -> MemoryCodes.FORM;
                    case CANCELLED -> MemoryCodes.LEFT_FORM;
                };
        String order = reply.known().get(Entity.ORDER_NUMBER);
        tried.add(kind + ":" + form.name() + (order == null ? "" : ":" + order));
        draft.triedNow(tried);
        draft.asked(asked(view));
    }

    /** Returns the customer's last question. Text that belongs to a form answers the form's question and is not a question itself. */
    static String asked(TurnView view) {
        String before = view.memory().asked();
        return view.memory().form() != null && before != null ? before : view.question();
    }
}
