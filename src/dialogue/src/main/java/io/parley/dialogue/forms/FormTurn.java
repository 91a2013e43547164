package io.parley.dialogue.forms;

import io.parley.channel.spi.Content;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.Authority;
import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.bot.FormState.Filled;
import io.parley.dialogue.bot.FormState.Question;
import io.parley.dialogue.bot.Proven;
import io.parley.dialogue.bot.Requires;
import io.parley.dialogue.bot.Value;
import io.parley.dialogue.forms.ActionUse.Effect;
import io.parley.dialogue.forms.FormStep.End;
import io.parley.dialogue.forms.FormStep.Reason;
import io.parley.dialogue.forms.StandardTexts.TextKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One turn of a form, computed from its beginning each time it is asked for. */
final class FormTurn {

    /** Number of unusable answers in a row after which a human takes over. */
    private static final int PATIENCE = 2;

    /** Maximum number of values a form is done for in one turn. */
    private static final int SEVERAL = 3;

    private static final StandardTexts STANDARD = StandardTexts.INSTANCE;

    private final FormInput input;
    private final Form form;
    private final @Nullable FormState before;
    private final Slots slots;
    private final List<Content> say = new ArrayList<>();
    private int missed;
    private int submissions;
    private Proven proven;

    /** Index of the value it is being done for, of several; from 0. */
    private int nth;

    FormTurn(FormInput input) {
        this.input = input;
        form = input.form();
        before = input.state();
        slots = new Slots(form, before == null ? Map.of() : known(before));
        missed = before == null ? 0 : before.missed();
        submissions = before == null ? 0 : before.submissions();
        proven = input.proven();
    }

    /**
     * Returns the known slots. While proof is being requested, what systems returned earlier is left out, because the proof may come from
     * another person.
     */
    private static Map<String, Filled> known(FormState state) {
        return asksForProof(state) ? state.forgotten().slots() : state.slots();
    }

    // ---- what was said ----

    FormStep next() {
        FormState state = before;
        if (state == null) {
            return filled(AnswerReader.beginning(input, state(Question.SLOT, null)));
        }
        FormAnswer understood = AnswerReader.of(input, state);
        if (understood instanceof FormAnswer.Values values) {
            return filled(values);
        } else if (understood instanceof FormAnswer.Emptied emptied) {
            slots.empty(emptied.slot());
            return proceed();
        } else if (understood instanceof FormAnswer.Answer answer) {
            return allowed() ? proceed() : answered(answer.text());
        } else if (understood instanceof FormAnswer.Agreed) {
            if (asksForProof(state) && !allowed()) {
                return state.question() == Question.SIGN_IN ? notSignedIn() : notUnderstood();
            }
            missed = 0;
            return state.question() == Question.CONFIRM ? finish() : proceed();
        } else if (understood instanceof FormAnswer.Disagreed) {
            tell(TextKey.CHANGE);
            return asked(Question.CHANGE, null, List.of());
        } else if (understood instanceof FormAnswer.Cancelled) {
            tell(TextKey.CANCELLED);
            return ended(End.CANCELLED, null);
        } else if (understood instanceof FormAnswer.Unclear) {
            return notUnderstood();
        }
        return new FormStep.Other();
    }

    private FormStep filled(FormAnswer.Values values) {
        values.values().forEach(slots::fill);
        String doubtful = values.doubtful();
        boolean several = doubtful != null
                && form.slot(doubtful).filter(Slot::several).isPresent()
                && values.offered().stream().allMatch(value -> by(value).meets(form.requires()));
        if (doubtful != null && several) {
            return forEach(doubtful, values.offered());
        }
        if (doubtful != null) {
            slots.empty(doubtful);
            tell(TextKey.WHICH);
            return asked(Question.WHICH, doubtful, values.offered());
        }
        return proceed();
    }

    /** Runs the form for each value. Everything said is accumulated; the last question asked is the open one. */
    private FormStep forEach(String slot, List<String> values) {
        FormStep.Reply open = null;
        for (nth = 0; nth < Math.min(SEVERAL, values.size()); nth++) {
            slots.empty(slot);
            slots.fill(slot, Filled.of(values.get(nth), null));
            FormStep step = proceed();
            if (!(step instanceof FormStep.Reply said)) {
                return step;
            }
            open = said.end() == End.ONGOING ? said : open;
        }
        return open == null
                ? ended(End.DONE, null)
                : new FormStep.Reply(say, open.after(), End.ONGOING, null, slots.known(), proven);
    }

    FormStep notUnderstood() {
        if (before != null && asksForProof(before) && allowed()) {
            // They have signed in meanwhile, and say so in their own words.
            missed = 0;
            return proceed();
        }
        missed++;
        if (missed >= PATIENCE) {
            return handedOver(TextKey.MISSED, Reason.NOT_UNDERSTOOD);
        }
        FormState state = before;
        if (state == null) {
            return proceed();
        }
        Slot slot = form.slot(state.slot()).orElse(null);
        boolean own = state.question() == Question.SLOT && slot != null && slot.again() != null;
        if (!own) {
            tell(TextKey.AGAIN);
        }
        return askedAgain(state, own);
    }

    // ---- who asks ----

    private static boolean asksForProof(FormState state) {
        return state.question() == Question.SIGN_IN || state.question() == Question.FACTOR;
    }

    /** Whether the customer has proven what the form requires, for the object that it is about. */
    private boolean allowed() {
        return by().meets(form.requires());
    }

    private Authority by() {
        Factor factor = form.parts().factor();
        return by(factor == null ? "" : slots.argument(factor.slot()).orElse(""));
    }

    private Authority by(String object) {
        Factor factor = form.parts().factor();
        String account = input.asker().account();
        return new Authority(
                account,
                account != null || factor == null
                        ? null
                        : proven.answer(factor.name(), object).orElse(null));
    }

    /** Asks for missing proof before anything is disclosed or done; empty when none is missing. */
    private Optional<FormStep> barred() {
        if (allowed()) {
            return Optional.empty();
        }
        Factor factor = form.parts().factor();
        if (factor == null) {
            tell(TextKey.SIGN_IN);
            missed = 0;
            return Optional.of(asked(Question.SIGN_IN, null, List.of()));
        }
        if (proven.exhausted()) {
            return Optional.of(unproven());
        }
        tell(factor.ask().say(about(factor)));
        return Optional.of(asked(Question.FACTOR, null, List.of()));
    }

    /** Replies to a customer who says that they have signed in when the server does not know of it. */
    private FormStep notSignedIn() {
        missed++;
        if (missed >= Proven.ATTEMPTS) {
            return unproven();
        }
        tell(TextKey.SIGN_IN_AGAIN);
        return asked(Question.SIGN_IN, null, List.of());
    }

    /** Asks the company's system whether the second factor is right. */
    private FormStep answered(String answer) {
        Factor factor = form.parts().factor();
        String object = factor == null ? "" : slots.argument(factor.slot()).orElse("");
        if (factor == null || object.isEmpty()) {
            return proceed();
        }
        Map<String, String> arguments = new TreeMap<>();
        factor.with().forEach((name, from) -> arguments.put(name, from.equals(Factor.OBJECT) ? object : answer));
        FormStep.Act act = new FormStep.Act(
                new ActionCall(factor.action(), arguments, input.key() + ":" + form.name() + Factor.KEY), false);
        Optional<ActionResult> result = act.among(input.results());
        if (result.isEmpty()) {
            return act;
        }
        FactorVerdict verdict = factor.verdict(result.get());
        if (verdict == FactorVerdict.RIGHT) {
            proven = proven.with(new Proven.ProvenFactor(factor.name(), object, answer));
            missed = 0;
            return proceed();
        } else if (verdict == FactorVerdict.WRONG) {
            proven = proven.missedOnce();
            if (proven.exhausted()) {
                return unproven();
            }
            tell(factor.wrong().say(about(factor)));
            return asked(Question.FACTOR, null, List.of());
        }
        return verdict == FactorVerdict.LOCKED ? unproven() : failed();
    }

    private TemplateContext about(Factor factor) {
        return context(Map.of())
                .with(Map.of(
                        Factor.OBJECT,
                        new Value.Text(slots.argument(factor.slot()).orElse(""))));
    }

    private FormStep unproven() {
        return handedOver(TextKey.UNPROVEN, Reason.UNPROVEN);
    }

    // ---- the way to the end ----

    private FormStep proceed() {
        if (form.requires() == Requires.VERIFIED) {
            // Signing in does not depend on the object, so customers need not give all the details first.
            Optional<FormStep> barred = barred();
            if (barred.isPresent()) {
                return barred.get();
            }
        }
        for (Slot slot : form.slots()) {
            if (!slot.matters(slots.all())) {
                continue;
            }
            Filled filled = slots.of(slot.name());
            if (filled == null) {
                if (slot.ask() != null) {
                    tell(slot.ask());
                    return asked(Question.SLOT, slot.name(), List.of());
                }
                continue;
            }
            ActionUse check = slot.check();
            if (check == null || filled.checked() || filled.value().isEmpty()) {
                continue;
            }
            Optional<FormStep> step = check(slot, filled, check);
            if (step.isPresent()) {
                return step.get();
            }
        }
        Form.Confirmation confirm = form.parts().confirm();
        if (confirm == null) {
            return finish();
        }
        tell(confirm.ask());
        return asked(Question.CONFIRM, null, List.of());
    }

    /** Checks a value; empty when it is accepted. */
    private Optional<FormStep> check(Slot slot, Filled filled, ActionUse check) {
        Optional<FormStep> barred = barred();
        if (barred.isPresent()) {
            return barred;
        }
        FormStep.Act act = new FormStep.Act(call(check, input.key(), slot.name()), false);
        Optional<ActionResult> result = act.among(input.results());
        if (result.isEmpty()) {
            return Optional.of(act);
        }
        if (result.get().unknown()) {
            return Optional.of(handedOver(TextKey.UNKNOWN, Reason.OUTCOME_UNKNOWN));
        }
        Map<String, Value> told =
                check.taken(result.get().values(), form.parts().lists());
        TemplateContext context = context(told);
        Optional<Effect> effect = result.flatMap(answer -> check.effect(answer, context));
        if (effect.isPresent() && effect.get().then() instanceof ActionUse.Accept) {
            slots.accept(slot.name(), told);
            missed = 0;
            tell(effect.get(), context);
            return Optional.empty();
        }
        FormText ask = slot.ask();
        if (effect.isPresent() && ends(effect.get()) && filled.carried() && ask != null) {
            // It was only carried over from earlier: another one may be meant.
            tell(effect.get(), context);
            slots.empty(slot.name());
            tell(ask);
            return Optional.of(asked(Question.SLOT, slot.name(), List.of()));
        }
        return Optional.of(effect.map(then -> follow(then, context)).orElseGet(this::failed));
    }

    private static boolean ends(Effect effect) {
        return effect.then() instanceof ActionUse.Cancel || effect.then() instanceof ActionUse.Done;
    }

    private FormStep finish() {
        Finish finish = form.parts().finish();
        ActionUse use = finish.submit();
        if (use == null || !finish.submits(slots.all())) {
            ActionUse.Branch tell = finish.tell();
            TemplateContext context = context(Map.of());
            return tell == null ? failed() : follow(ActionUse.chosen(tell, context), context);
        }
        Optional<FormStep> barred = barred();
        if (barred.isPresent()) {
            return barred.get();
        }
        // The key belongs to this instance of the form, not to the turn: a customer who comes back to it after a crash
        // submits the same thing.
        FormStep.Act act =
                new FormStep.Act(call(use, instance(), "submit" + (submissions == 0 ? "" : "-" + submissions)), true);
        Optional<ActionResult> result = act.among(input.results());
        if (result.isEmpty()) {
            return act;
        }
        submissions++;
        if (result.get().unknown()) {
            return handedOver(TextKey.UNKNOWN, Reason.OUTCOME_UNKNOWN);
        }
        TemplateContext context =
                context(use.taken(result.get().values(), form.parts().lists()));
        return result.flatMap(answer -> use.effect(answer, context))
                .map(effect -> follow(effect, context))
                .orElseGet(this::failed);
    }

    private FormStep follow(Effect effect, TemplateContext context) {
        tell(effect, context);
        if (effect.then() instanceof ActionUse.AskAgain again) {
            missed++;
            if (missed >= PATIENCE) {
                return handedOver(TextKey.MISSED, Reason.NOT_UNDERSTOOD);
            }
            slots.empty(again.slot());
            return asked(Question.SLOT, again.slot(), List.of());
        } else if (effect.then() instanceof ActionUse.HandOver) {
            return handOver(Reason.COLLECTED);
        } else if (effect.then() instanceof ActionUse.Start start) {
            return ended(End.DONE, start.form());
        }
        return ended(effect.then() instanceof ActionUse.Cancel ? End.CANCELLED : End.DONE, null);
    }

    private String instance() {
        return before == null ? input.key() : before.instance();
    }

    /** @param of identifies what the call belongs to */
    private ActionCall call(ActionUse use, String of, String what) {
        Map<String, String> arguments = new TreeMap<>();
        use.with().forEach((argument, from) -> slots.argument(from).ifPresent(value -> arguments.put(argument, value)));
        return new ActionCall(
                use.action(), arguments, of + ":" + form.name() + ":" + what + (nth == 0 ? "" : ":" + nth), by());
    }

    // ---- between turns ----

    List<Content> resumed() {
        tell(TextKey.RESUME);
        return open() instanceof FormStep.Reply said ? said.say() : List.of();
    }

    /** Returns the open question, as if nothing had been said. */
    private FormStep open() {
        FormState state = before;
        return state == null ? proceed() : askedAgain(state, false);
    }

    private FormStep askedAgain(FormState state, boolean own) {
        Slot slot = form.slot(state.slot()).orElse(null);
        Form.Confirmation confirm = form.parts().confirm();
        switch (state.question()) {
            case SLOT -> {
                if (slot != null) {
                    FormText ask = own ? slot.again() : slot.ask();
                    if (ask != null) {
                        tell(ask);
                    }
                }
            }
            case WHICH -> tell(TextKey.WHICH);
            case CONFIRM -> {
                if (confirm != null) {
                    tell(confirm.ask());
                }
            }
            case CHANGE -> tell(TextKey.CHANGE);
            case BACK -> tell(TextKey.BACK);
            case SIGN_IN -> tell(TextKey.SIGN_IN);
            case FACTOR -> {
                Factor factor = form.parts().factor();
                if (factor != null) {
                    tell(factor.ask().say(about(factor)));
                }
            }
        }
        return asked(state.question(), state.slot(), state.offered());
    }

    FormStep.Reply welcomedBack() {
        tell(TextKey.BACK);
        return asked(Question.BACK, null, List.of());
    }

    List<String> summary() {
        List<String> lines = new ArrayList<>();
        lines.add(standard(TextKey.BEGUN));
        lines.addAll(slots.lines(context(Map.of())));
        return lines;
    }

    // ---- steps ----

    private FormStep.Reply asked(Question question, @Nullable String slot, List<String> offered) {
        FormState after = state(question, slot, offered);
        List<Content.Option> options = AnswerOption.of(form, after, input).stream()
                .map(pick -> pick.label(context(Map.of()).chinese()))
                .map(label -> new Content.Option(label, label))
                .toList();
        if (!options.isEmpty()) {
            // The last text is the question; what came before remains a separate text.
            Content last = say.isEmpty() ? null : say.get(say.size() - 1);
            String prompt = last instanceof Content.Text text ? text.text() : null;
            if (prompt != null) {
                say.remove(say.size() - 1);
            }
            say.add(new Content.Choice(prompt, options));
        }
        return new FormStep.Reply(say, after, End.ONGOING, null, slots.known(), proven);
    }

    private FormStep ended(End end, @Nullable String next) {
        return say.isEmpty() ? failed() : new FormStep.Reply(say, null, end, next, slots.known(), proven);
    }

    private FormStep failed() {
        return handedOver(TextKey.FAILED, Reason.ACTION_FAILED);
    }

    private FormStep handedOver(TextKey text, Reason reason) {
        say.clear();
        tell(text);
        return handOver(reason);
    }

    private FormStep handOver(Reason reason) {
        FormState state = before == null ? state(Question.SLOT, null) : state(before.question(), before.slot());
        return new FormStep.HandOver(say, reason, summary(), form.skill(), state, proven);
    }

    private FormState state(Question question, @Nullable String slot) {
        return state(question, slot, List.of());
    }

    private FormState state(Question question, @Nullable String slot, List<String> offered) {
        return new FormState(
                form.name(),
                slots.all(),
                question,
                slot,
                offered,
                missed,
                before == null ? input.now() : before.begunAt(),
                input.now(),
                instance(),
                submissions);
    }

    // ---- words ----

    private void tell(TextKey standard) {
        tell(standard(standard));
    }

    private String standard(TextKey standard) {
        TemplateContext context = context(Map.of());
        Map<String, Value> values = new TreeMap<>();
        values.put(StandardTexts.ABOUT, new Value.Text(form.about(input.language())));
        values.put(StandardTexts.VALUES, new Value.Text(slots.shown(context)));
        String link = form.signIn(input.language());
        if (link != null) {
            values.put(StandardTexts.LINK, new Value.Text(link));
        }
        return STANDARD.text(standard).say(context.with(values));
    }

    private void tell(FormText text) {
        tell(text.say(context(Map.of())));
    }

    private void tell(Effect effect, TemplateContext context) {
        FormText text = effect.text();
        if (text != null) {
            tell(text.say(context));
        }
        if (!effect.offer().isEmpty()) {
            say.add(new Content.Choice(
                    null,
                    effect.offer().stream()
                            .map(option -> option.label(context.chinese()))
                            .map(label -> new Content.Option(label, label))
                            .toList()));
        }
    }

    private void tell(String text) {
        if (!text.isEmpty()) {
            say.add(new Content.Text(text));
        }
    }

    /** @param told values in addition to those remembered */
    private TemplateContext context(Map<String, Value> told) {
        TemplateContext silent = new TemplateContext(
                input.language(),
                input.channel(),
                input.now(),
                input.zone(),
                Map.of(),
                form.parts().lists());
        Map<String, Value> values = slots.values(silent);
        values.putAll(told);
        return silent.with(values);
    }
}
