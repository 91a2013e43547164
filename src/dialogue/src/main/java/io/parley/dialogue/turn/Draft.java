package io.parley.dialogue.turn;

import io.parley.channel.spi.Content;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.Basis;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.bot.Handoff;
import io.parley.dialogue.bot.HandoffReason;
import io.parley.dialogue.bot.Memory;
import io.parley.dialogue.bot.Mood;
import io.parley.dialogue.bot.Proven;
import io.parley.dialogue.bot.Source;
import io.parley.dialogue.forms.FormDialogue;
import io.parley.dialogue.products.Advice;
import io.parley.language.Analysis;
import io.parley.language.Emotion;
import io.parley.language.Entity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects what is to be recorded and remembered of a turn while it is decided, and makes the decision of it. */
public final class Draft {

    /** The entity types that a later form need not ask for again. */
    static final List<String> REMEMBERED = List.of(Entity.ORDER_NUMBER, Entity.PRODUCT);

    private final List<String> trace;
    private final List<String> tried;

    /** The most recently named entities, by type. */
    private final Map<String, String> entities;

    /** Forms that another form has started in this turn. */
    private final Set<String> started;

    /** Those of the results that the forms of this turn go by. */
    private final Set<ActionResult> used;

    private Mood mood;
    private Proven proven;
    private int notUnderstood;
    private @Nullable String asked;
    private List<Source> sources;

    private Draft(
            List<String> trace,
            List<String> tried,
            Map<String, String> entities,
            Set<String> started,
            Set<ActionResult> used,
            Mood mood,
            Proven proven,
            int notUnderstood,
            @Nullable String asked,
            List<Source> sources) {
        this.trace = new ArrayList<>(trace);
        this.tried = new ArrayList<>(tried);
        this.entities = new TreeMap<>(entities);
        this.started = new HashSet<>(started);
        this.used = new HashSet<>(used);
        this.mood = mood;
        this.proven = proven;
        this.notUnderstood = notUnderstood;
        this.asked = asked;
        this.sources = sources;
    }

    /** Begins with what is remembered, and with what was understood of this turn. */
    public static Draft of(TurnView view) {
        Memory memory = view.memory();
        Draft draft = new Draft(
                List.of(),
                memory.tried(),
                memory.known(),
                Set.of(),
                Set.of(),
                memory.mood() == null ? Mood.NONE : memory.mood(),
                memory.proven() == null ? Proven.NOTHING : memory.proven(),
                0,
                memory.asked(),
                List.of());
        view.analysis().entities().stream()
                .filter(entity -> REMEMBERED.contains(entity.type()))
                .forEach(entity -> draft.entities.put(entity.type(), entity.value()));
        if (!view.said().isWordless()) {
            draft.mood = Moods.after(memory.mood(), view.emotion());
            draft.traceUnderstood(view);
        }
        return draft;
    }

    private void traceUnderstood(TurnView view) {
        Analysis analysis = view.analysis();
        if (!analysis.intents().isEmpty()) {
            Analysis.Intent best = analysis.intents().get(0);
            trace((analysis.outOfScope() ? "out-of-scope:" : "intent:") + best.name() + ":"
                    + MemoryCodes.percent(best.confidence()));
        }
        if (view.emotion() != Emotion.NEUTRAL) {
            trace("emotion:" + view.emotion().code());
        }
    }

    Draft copy() {
        return new Draft(trace, tried, entities, started, used, mood, proven, notUnderstood, asked, sources);
    }

    /** Takes over everything that is in another draft. */
    void takeOver(Draft other) {
        tracesAs(other);
        triedNow(other.tried);
        entities.clear();
        entities.putAll(other.entities);
        started.addAll(other.started);
        used.addAll(other.used);
        mood = other.mood;
        proven = other.proven;
        notUnderstood = other.notUnderstood;
        asked = other.asked;
        sources = other.sources;
    }

    /** Takes over what another draft has recorded for people who review the bot, and nothing else. */
    void tracesAs(Draft other) {
        trace.clear();
        trace.addAll(other.trace);
    }

    // ---- collecting ----

    /** @param code as in {@link Decision#trace} */
    void trace(String code) {
        trace.add(code);
    }

    /** Adds a code as in {@link Memory#tried}. */
    void tried(String code) {
        tried.add(code);
    }

    /** Replaces all that was tried. */
    void triedNow(List<String> codes) {
        tried.clear();
        tried.addAll(codes);
    }

    Map<String, String> entities() {
        return entities;
    }

    /** Whether a form was not started by another one in this turn before. Each is started only once, so that forms that start each other terminate. */
    boolean starts(String form) {
        return started.add(form);
    }

    void uses(ActionResult result) {
        used.add(result);
    }

    /** Whether a form of this turn goes by a result. */
    public boolean hasUsed(ActionResult result) {
        return used.contains(result);
    }

    Mood mood() {
        return mood;
    }

    void feels(Mood now) {
        mood = now;
    }

    Proven proven() {
        return proven;
    }

    void proves(Proven now) {
        proven = now;
    }

    /** @param times how many turns in a row were not understood, including this one; none unless a policy says otherwise */
    void notUnderstood(int times) {
        notUnderstood = times;
    }

    /** @param question the customer's last question; the one before unless a policy says otherwise */
    void asked(@Nullable String question) {
        asked = question;
    }

    void from(List<Source> given) {
        sources = List.copyOf(given);
    }

    // ---- decisions ----

    /** Answers without closing the open forms; the current one then repeats its question. */
    Decision answer(TurnView view, List<Content> say) {
        return answer(view, say, view.open());
    }

    /** @param forms those that stay open */
    Decision answer(TurnView view, List<Content> say, List<FormState> forms) {
        List<Content> all = new ArrayList<>(toned(view, say));
        if (!forms.isEmpty()) {
            FormState current = forms.get(forms.size() - 1);
            BotKnowledge known = view.known();
            known.forms()
                    .named(current.form())
                    .ifPresent(form -> all.addAll(FormDialogue.resume(
                            form,
                            current,
                            view.analysis().language(),
                            view.turn().channel(),
                            view.zone(),
                            view.turn().now(),
                            new Advice(known.products(), known.index()))));
        }
        return decision(view, all, null, forms);
    }

    /** Asks what the current of these forms needs to know. */
    Decision ask(TurnView view, List<Content> say, List<FormState> forms) {
        return decision(view, toned(view, say), null, forms);
    }

    /** Says exactly this, whatever the customer's mood. */
    Decision say(TurnView view, List<Content> say, List<FormState> forms) {
        return decision(view, say, null, forms);
    }

    /**
     * Brings in a human, who finishes what is open.
     *
     * @param why the first sentence of the summary
     * @param lines what is filled in so far, so that the human need not ask for it again
     * @param question the customer's words; null when there were none
     * @param skills the one needed besides the language; empty for the one that the subject needs
     */
    Decision handOver(
            TurnView view,
            Content say,
            HandoffReason reason,
            String why,
            List<String> lines,
            @Nullable String question,
            List<String> skills) {
        List<String> before = view.memory().tried();
        String summary = Summaries.of(view.phrases(), view.known(), why, lines, question, before);
        List<String> needed = skills.isEmpty() ? view.answers().skills(question, view.analysis(), before) : skills;
        asked(question);
        triedNow(before);
        return decision(view, List.of(say), new Handoff(reason, summary, needed), List.of());
    }

    private Decision decision(TurnView view, List<Content> say, @Nullable Handoff handoff, List<FormState> forms) {
        Memory after = new Memory(
                view.analysis().language(),
                notUnderstood,
                tried,
                asked,
                forms,
                entities,
                List.of(),
                mood.equals(Mood.NONE) ? null : mood,
                proven.equals(Proven.NOTHING) ? null : proven,
                false);
        trace("knowledge:" + view.known().version());
        Basis basis = new Basis(
                view.turn().now(),
                AnalysisMapper.of(view.analysis()),
                view.results(),
                view.known().version(),
                view.composing().given(),
                view.known().policies().off());
        return new Decision(say, handoff, null, after, sources, trace, false, basis).saying(say);
    }

    private List<Content> toned(TurnView view, List<Content> say) {
        Optional<String> tone = view.said().isWordless()
                ? Optional.empty()
                : Moods.tone(view.memory().mood(), mood);
        if (tone.isEmpty()) {
            return say;
        }
        List<Content> all = new ArrayList<>();
        all.add(view.text(tone.get()));
        all.addAll(say);
        return all;
    }
}
