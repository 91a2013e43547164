package io.parley.dialogue;

import io.parley.channel.spi.Content;
import io.parley.dialogue.Dialogue.Act;
import io.parley.dialogue.Dialogue.Compose;
import io.parley.dialogue.Dialogue.Composing;
import io.parley.dialogue.Dialogue.Done;
import io.parley.dialogue.Dialogue.Step;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.Basis;
import io.parley.dialogue.bot.Composed;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.bot.Handoff;
import io.parley.dialogue.bot.HandoffReason;
import io.parley.dialogue.bot.Memory;
import io.parley.dialogue.bot.Mood;
import io.parley.dialogue.bot.Proven;
import io.parley.dialogue.bot.Source;
import io.parley.dialogue.bot.Turn;
import io.parley.dialogue.composing.Composition;
import io.parley.dialogue.forms.Form;
import io.parley.dialogue.forms.FormDialogue;
import io.parley.dialogue.forms.FormInput;
import io.parley.dialogue.forms.FormStep;
import io.parley.dialogue.knowledge.Article;
import io.parley.dialogue.knowledge.Match;
import io.parley.dialogue.products.Advice;
import io.parley.language.Analysis;
import io.parley.language.Emotion;
import io.parley.language.Entity;
import io.parley.language.Language;
import io.parley.language.Spelling;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One turn while it is decided. Checks in this order: nothing said in words; a human requested; somebody senior needed; the form being
 * filled in; small talk; what the product graph knows; a form to begin; an article; which of several things was meant; not understood. When
 * the bot does not understand, it says so the first time and hands over the second time in a row.
 */
final class TurnDecider {

    static final String TRIED_ARTICLE = "article";

    /** A form that reached its end, whatever the result. */
    static final String TRIED_FORM = "form";

    /** A form that has not reached its end yet. */
    static final String BEGUN_FORM = "form-begun";

    /** A form that was cancelled. */
    static final String LEFT_FORM = "form-left";

    private static final int SUGGESTIONS = 3;

    /** A request for a human of up to this length says nothing about the reason. */
    private static final int MERE_WISH = 30;

    private static final int SHORT_ANSWER = 24;
    private static final double VERY_CLEAR = 0.85;

    /** Words around an order number that ask nothing. */
    private static final Pattern MERE_ORDER = Pattern.compile(
            "订单编?号?码?|单号|你好|您好|请|我的|是|的|\\b(?:orders?|number|no|my|the|is|it|it's|its|hi|hello|please)\\b|[^\\p{L}]");

    /** Ways of asking how something is done. */
    private static final Pattern QUESTION = Pattern.compile(
            "怎么|怎样|如何|咋|多久|几天|什么|吗\\s*[？?]?$|\\b(?:how|what|can i|could i|may i|is it possible|do you|am i)\\b");

    /** Questions that are only greetings. */
    private static final Pattern PRESENCE = Pattern.compile("在吗|在么|在嘛|有人吗|\\bare you there\\b");

    /** The entity types that a later form need not ask for again. */
    private static final List<String> REMEMBERED = List.of(Entity.ORDER_NUMBER, Entity.PRODUCT);

    private final DialogueSettings settings;
    private final Turn turn;
    private final Analysis analysis;
    private final List<ActionResult> results;
    private final Composing composing;
    private final Dialogue.BotKnowledge known;
    private final Memory memory;
    private final TurnText said;
    private final Phrases phrases;
    private final Answers answers;
    private final ProductAnswers products;
    private final ZoneId zone;
    private final List<String> trace = new ArrayList<>();

    /** The most recently named entities, by type. */
    private final Map<String, String> entities;

    /** Forms that another form has started in this turn. Each is started only once, so that forms that start each other terminate. */
    private final Set<String> started = new HashSet<>();

    /** Those of the results that the forms of this turn go by. */
    private final Set<ActionResult> used = new HashSet<>();

    private Mood mood;
    private Proven proven;

    TurnDecider(
            DialogueSettings settings,
            Turn turn,
            Analysis analysis,
            List<ActionResult> results,
            Composing composing,
            Dialogue.BotKnowledge known) {
        this.settings = settings;
        this.turn = turn;
        this.analysis = analysis;
        this.results = results;
        this.composing = composing;
        this.known = known;
        memory = turn.memory();
        said = TurnText.in(turn);
        phrases = Phrases.in(analysis.language());
        answers = new Answers(known.index(), settings, phrases);
        products = new ProductAnswers(known, settings, phrases, turn.channel());
        zone = settings.zone(turn.tenant());
        mood = memory.mood() == null ? Mood.NONE : memory.mood();
        proven = memory.proven() == null ? Proven.NOTHING : memory.proven();
        entities = new TreeMap<>(memory.known());
        analysis.entities().stream()
                .filter(entity -> REMEMBERED.contains(entity.type()))
                .forEach(entity -> entities.put(entity.type(), entity.value()));
    }

    /**
     * Returns the next step. A person takes over if it would pass over the result of the action that interrupted the turn, because its form
     * is gone or has changed since: somebody must inform the customer, and nothing else may be begun in its place.
     */
    Step next() {
        Step step = decided();
        List<ActionResult> before = turn.results();
        ActionResult interrupting = before.isEmpty() ? null : before.get(before.size() - 1);
        return interrupting == null || used.contains(interrupting)
                ? step
                : new Done(Fallback.resultUnused(turn, interrupting));
    }

    private Step decided() {
        List<FormState> open = open();
        if (said.isWordless()) {
            return new Done(wordless(open));
        }
        mood = Moods.after(memory.mood(), emotion());
        traceUnderstood();
        if (SpeechActs.human(said.folded()) || isIntent(settings.humanIntent())) {
            return new Done(humanRequested());
        }
        if (Moods.opensCase(mood)) {
            return new Done(caseOpened());
        }
        if (Moods.needsSenior(mood)) {
            trace.add("senior");
            return new Done(handOver(
                    text("senior"),
                    HandoffReason.UPSET,
                    phrases.say("summary.angry"),
                    formLines(),
                    cut(),
                    seniorSkill()));
        }
        if (open.isEmpty()) {
            return otherwise(open);
        }
        FormState current = open.get(open.size() - 1);
        Form form = known.forms().named(current.form()).orElseThrow();
        if (memory.back()) {
            return welcomedBack(form, current);
        }
        FormStep step = step(form, current, said.text(), analysis, memory.known());
        if (step instanceof FormStep.Other) {
            trace.add("digression:" + form.name());
            return otherwise(open);
        }
        return of(form, step, open.subList(0, open.size() - 1));
    }

    /** Answers what the returning customer says, and asks whether to continue what they left unfinished. */
    private Step welcomedBack(Form form, FormState left) {
        trace.add("welcome-back:" + form.name());
        FormStep.Reply welcome =
                FormDialogue.welcomeBack(form, left, analysis.language(), turn.channel(), zone, turn.now());
        List<FormState> after = welcome.after() == null ? List.of() : List.of(welcome.after());
        boolean wantsIt = wanted(List.of())
                .filter(other -> other.name().equals(form.name()))
                .isPresent();
        Step step = wantsIt ? null : otherwise(List.of());
        if (step != null && !(step instanceof Done)) {
            return step;
        }
        Decision answer = step == null ? null : ((Done) step).decision();
        if (answer == null || answer.memory().notUnderstood() > 0) {
            return new Done(decision(
                    welcome.say(), null, new MemoryUpdate(0, memory.tried(), memory.asked(), after), List.of()));
        }
        if (answer.handoff() != null || !answer.memory().forms().isEmpty()) {
            return new Done(answer);
        }
        List<Content> say = new ArrayList<>(answer.say());
        say.addAll(welcome.say());
        return new Done(answer.going(after).saying(say));
    }

    /** Returns the open forms that still exist and are not too old to continue. */
    private List<FormState> open() {
        return memory.forms().stream()
                .filter(state -> known.forms()
                        .named(state.form())
                        .filter(form -> !form.expired(state, turn.now()))
                        .isPresent())
                .toList();
    }

    private void traceUnderstood() {
        if (!analysis.intents().isEmpty()) {
            Analysis.Intent best = analysis.intents().get(0);
            trace.add((analysis.outOfScope() ? "out-of-scope:" : "intent:") + best.name() + ":"
                    + percent(best.confidence()));
        }
        if (emotion() != Emotion.NEUTRAL) {
            trace.add("emotion:" + emotion().code());
        }
    }

    /** A short answer to a form's question, such as "no wait, don't", has to be very clear to count as an emotion. */
    private Emotion emotion() {
        boolean answer = memory.form() != null && said.text().length() <= SHORT_ANSWER;
        return answer && analysis.emotionConfidence() < VERY_CLEAR ? Emotion.NEUTRAL : analysis.emotion();
    }

    private boolean isIntent(String name) {
        return analysis.intent()
                .filter(best -> best.name().equals(name) && best.confidence() >= settings.intentFrom())
                .isPresent();
    }

    // ---- humans ----

    private Decision humanRequested() {
        trace.add("human-requested");
        boolean mere = said.text().strip().length() <= MERE_WISH;
        return handOver(
                text("human"),
                HandoffReason.REQUESTED,
                phrases.say("summary.requested"),
                formLines(),
                mere ? memory.asked() : cut(),
                List.of());
    }

    private Decision caseOpened() {
        trace.add("case-opened");
        String why = phrases.say("summary.unhappy", mood.negatives());
        mood = new Mood(mood.recent(), mood.negatives(), true);
        return handOver(text("senior"), HandoffReason.UPSET, why, formLines(), cut(), seniorSkill())
                .opening(why);
    }

    private List<String> seniorSkill() {
        return settings.seniorSkill(turn.tenant()).map(List::of).orElse(List.of());
    }

    /** What is filled in so far, so that a human need not ask for it again. */
    private List<String> formLines() {
        return open().stream()
                .flatMap(state -> known.forms().named(state.form()).stream()
                        .flatMap(form ->
                                FormDialogue.summary(form, state, analysis.language(), zone, turn.now()).stream()))
                .toList();
    }

    private Decision handOver(
            Content say,
            HandoffReason reason,
            String why,
            List<String> lines,
            @Nullable String question,
            List<String> skills) {
        String summary = Summaries.of(phrases, known, why, lines, question, memory.tried());
        List<String> needed = skills.isEmpty() ? answers.skills(question, analysis, memory.tried()) : skills;
        return decision(
                List.of(say),
                new Handoff(reason, summary, needed),
                new MemoryUpdate(0, memory.tried(), question, List.of()),
                List.of());
    }

    // ---- forms ----

    /** @param before the forms waiting for this one */
    private Step of(Form form, FormStep step, List<FormState> before) {
        if (step instanceof FormStep.Act act) {
            return new Act(act.call());
        }
        trace.add(TRIED_FORM + ":" + form.name());
        if (step instanceof FormStep.HandOver handOver) {
            proven = handOver.proven();
            return new Done(formHandedOver(form, handOver));
        }
        if (step instanceof FormStep.Reply spoken) {
            proven = spoken.proven();
            return spoken(form, spoken, before);
        }
        // A form that was only just begun always has something to ask.
        throw new IllegalStateException(form.name() + " has nothing to ask when it begins");
    }

    private Decision formHandedOver(Form form, FormStep.HandOver handOver) {
        String about = form.about(analysis.language());
        if (handOver.reason() == FormStep.Reason.UNPROVEN) {
            trace.add("unproven:" + form.name());
        }
        Decision decision =
                switch (handOver.reason()) {
                    case NOT_UNDERSTOOD ->
                        handOver(
                                text("not.understood.again"),
                                HandoffReason.NOT_UNDERSTOOD,
                                phrases.say("summary.not.understood"),
                                handOver.summary(),
                                asked(),
                                skill(handOver));
                    case ACTION_FAILED ->
                        handOver(
                                text("action.failed"),
                                HandoffReason.ACTION_FAILED,
                                phrases.say("summary.action.failed", about),
                                handOver.summary(),
                                asked(),
                                skill(handOver));
                    case OUTCOME_UNKNOWN ->
                        handOver(
                                text("action.failed"),
                                HandoffReason.ACTION_FAILED,
                                phrases.say("summary.action.unknown", about),
                                handOver.summary(),
                                asked(),
                                skill(handOver));
                    case UNPROVEN ->
                        handOver(
                                text("human"),
                                HandoffReason.UNPROVEN,
                                phrases.say("summary.unproven", about),
                                handOver.summary(),
                                asked(),
                                skill(handOver));
                    case COLLECTED ->
                        handOver(
                                text("human"),
                                HandoffReason.FORM,
                                phrases.say("summary.form", about),
                                handOver.summary(),
                                asked(),
                                skill(handOver));
                };
        return handOver.say().isEmpty() ? decision : decision.saying(handOver.say());
    }

    private static List<String> skill(FormStep.HandOver handOver) {
        return handOver.skill() == null ? List.of() : List.of(handOver.skill());
    }

    private Step spoken(Form form, FormStep.Reply spoken, List<FormState> before) {
        List<String> tried = tried(form, spoken);
        entities.putAll(spoken.known());
        FormState after = spoken.after();
        if (after != null) {
            List<FormState> forms = new ArrayList<>(before);
            forms.add(after);
            return new Done(decision(toned(spoken.say()), null, new MemoryUpdate(0, tried, asked(), forms), List.of()));
        }
        Optional<Form> following = Optional.ofNullable(spoken.next()).flatMap(known.forms()::named);
        if (following.isPresent() && started.add(following.get().name())) {
            Analysis nothing = new Analysis(
                    analysis.language(), List.of(), false, Emotion.NEUTRAL, 0, List.of(), analysis.model());
            Step next = of(following.get(), step(following.get(), null, "", nothing, spoken.known()), before);
            if (!(next instanceof Done done)) {
                return next;
            }
            List<Content> say = new ArrayList<>(spoken.say());
            say.addAll(done.decision().say());
            return new Done(done.decision().saying(say));
        }
        return new Done(answer(spoken.say(), 0, tried, asked(), before, List.of()));
    }

    /** Returns what was tried so far, with the form's current state replacing its {@code form-begun} entries. */
    private List<String> tried(Form form, FormStep.Reply spoken) {
        List<String> tried = new ArrayList<>(memory.tried());
        tried.removeIf(code -> (code + ":").startsWith(BEGUN_FORM + ":" + form.name() + ":"));
        String kind =
                switch (spoken.end()) {
                    case ONGOING -> BEGUN_FORM;
                    case DONE -> TRIED_FORM;
                    case CANCELLED -> LEFT_FORM;
                };
        String order = spoken.known().get(Entity.ORDER_NUMBER);
        tried.add(kind + ":" + form.name() + (order == null ? "" : ":" + order));
        return tried;
    }

    private Step begin(Form form, List<FormState> open) {
        Map<String, String> beforehand = new TreeMap<>(memory.known());
        products.tried(memory).ifPresent(problem -> beforehand.put(FormInput.PROBLEM, problem.id()));
        return of(form, step(form, null, said.text(), analysis, beforehand), open);
    }

    /** Returns the form's next step, given the results of the actions it has requested in this turn. */
    private FormStep step(
            Form form, @Nullable FormState state, String text, Analysis understood, Map<String, String> beforehand) {
        return step(input(form, state, text, understood, beforehand), FormDialogue::next);
    }

    private FormStep step(FormInput begin, Function<FormInput, FormStep> next) {
        FormInput input = begin;
        while (true) {
            FormStep step = next.apply(input);
            Optional<ActionResult> result = step instanceof FormStep.Act act ? act.among(results) : Optional.empty();
            if (result.isEmpty()) {
                return step;
            }
            used.add(result.get());
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
                analysis.language(),
                turn.channel(),
                turn.asker(),
                proven,
                turn.now(),
                zone,
                turn.conversation().value() + "-" + turn.number(),
                List.of(),
                beforehand,
                new Advice(known.products(), known.index()));
    }

    /**
     * Returns the form the customer wants to begin: by its title, as it is offered; for a problem whose steps did not help; by their
     * intent; or by an order number alone.
     */
    private Optional<Form> wanted(List<FormState> open) {
        return known.forms().all().stream()
                .filter(this::isNamed)
                .findFirst()
                .or(() -> products.afterTrying(said.folded(), memory))
                .or(() -> analysis.intent()
                        .filter(best -> best.confidence() >= settings.intentFrom() || isMereEntity())
                        .flatMap(best -> known.forms().forIntent(best.name())))
                .or(() -> isMereEntity() ? known.forms().forIntent(settings.orderIntent()) : Optional.empty())
                .filter(form -> open.stream().noneMatch(state -> state.form().equals(form.name())));
    }

    /**
     * Whether a form is wanted over which only an article in the customer's own words could take precedence. Other articles are not looked
     * for in that case, because computing the embedding of a text costs more than all the rest of a turn.
     */
    private boolean isTask(Optional<Form> wanted) {
        return wanted.filter(form -> !mayBeAsked(form)).isPresent()
                && products.to(said.text(), analysis, memory, List.of(), wanted).isEmpty();
    }

    /** Whether the customer only asks about the form's subject instead of wanting it done; an article answers that. */
    private boolean isOnlyAsked(Form form, Match match) {
        return !isPicked(form) && (match.verbatim() || mayBeAsked(form));
    }

    /** Whether the customer picks the form by an option that was just offered; no article takes precedence over that. */
    private boolean isPicked(Form form) {
        return isNamed(form)
                && memory.offered().stream().anyMatch(option -> Spelling.folded(option.label())
                        .strip()
                        .equals(said.folded().strip()));
    }

    private boolean mayBeAsked(Form form) {
        boolean names = analysis.entities().stream().anyMatch(entity -> REMEMBERED.contains(entity.type()));
        return (form.changesSomething() || known.products().leadsTo(form.name()))
                && !names
                && QUESTION.matcher(said.folded()).find();
    }

    private boolean isNamed(Form form) {
        return said.folded().strip().equals(Spelling.folded(form.title(Language.ZH)))
                || said.folded().strip().equals(Spelling.folded(form.title(Language.EN)));
    }

    /** Whether nothing is said but an order number. */
    private boolean isMereEntity() {
        List<Entity> numbers = analysis.entities(Entity.ORDER_NUMBER);
        if (numbers.isEmpty()) {
            return false;
        }
        StringBuilder rest = new StringBuilder(said.text());
        for (int i = numbers.size() - 1; i >= 0; i--) {
            rest.replace(numbers.get(i).start(), numbers.get(i).end(), " ");
        }
        return MERE_ORDER
                .matcher(Spelling.folded(rest.toString()))
                .replaceAll("")
                .isEmpty();
    }

    /**
     * Returns the form that reports the status of an order named in a text that is otherwise not understood. That is a better start than
     * asking back; done once for each order.
     */
    private Optional<Form> orderNotToldYet() {
        return analysis.entities(Entity.ORDER_NUMBER).stream().findFirst().flatMap(number -> known.forms()
                .forIntent(settings.orderIntent())
                .filter(form -> Stream.of(TRIED_FORM, BEGUN_FORM, LEFT_FORM)
                        .noneMatch(kind -> memory.tried().contains(kind + ":" + form.name() + ":" + number.value()))));
    }

    // ---- everything else ----

    /** @param open the forms that stay open after this turn */
    private Step otherwise(List<FormState> open) {
        Optional<SpeechActs.Courtesy> courtesy = SpeechActs.courtesy(said.folded());
        if (courtesy.isPresent()) {
            return new Done(courtesy(courtesy.get(), open));
        }
        Optional<Form> wanted = wanted(open);
        List<Match> matches = isTask(wanted) ? answers.verbatim(said.folded()) : answers.to(said.folded());
        Optional<ProductAnswers.ProductAnswer> told =
                wanted.filter(this::isNamed).isPresent()
                        ? Optional.empty()
                        : products.to(said.text(), analysis, memory, matches, wanted);
        if (told.isPresent()) {
            return new Done(told(told.get(), open));
        }
        if (wanted.isPresent() && (matches.isEmpty() || !isOnlyAsked(wanted.get(), matches.get(0)))) {
            return begin(wanted.get(), open);
        }
        if (!matches.isEmpty()) {
            Optional<Step> composed = composed(matches, wanted, open);
            return composed.isPresent() ? composed.get() : new Done(answered(matches, wanted, open));
        }
        Optional<SpeechActs.Courtesy> meant = courtesyMeant();
        if (meant.isPresent()) {
            return new Done(courtesy(meant.get(), open));
        }
        List<Form> close = close(open);
        // Customers are not asked twice in a row: one who is still not understood had better talk to a human.
        if (close.size() > 1 && memory.notUnderstood() == 0) {
            return new Done(clarified(close, open));
        }
        Optional<Form> order = orderNotToldYet();
        if (open.isEmpty() && order.isPresent()) {
            return begin(order.get(), open);
        }
        if (open.isEmpty()) {
            List<Match> near = answers.close(said.folded(), SUGGESTIONS);
            Optional<Step> composed = near.size() > 1 ? composed(near, wanted, open) : Optional.empty();
            return composed.isPresent() ? composed.get() : new Done(notUnderstood(near));
        }
        // The form's question was not answered: it explains again, better, what it needs, or gives up.
        FormState current = open.get(open.size() - 1);
        Form form = known.forms().named(current.form()).orElseThrow();
        trace.add("not-understood:0");
        return of(
                form,
                step(input(form, current, said.text(), analysis, memory.known()), FormDialogue::notUnderstood),
                open.subList(0, open.size() - 1));
    }

    private Decision wordless(List<FormState> open) {
        boolean media = turn.said().stream().flatMap(List::stream).anyMatch(Content.Media.class::isInstance);
        String code = media ? "media" : "empty";
        trace.add("wordless:" + code);
        List<Content> say = open.isEmpty()
                ? List.of(text("wordless." + code), answers.suggestions(List.of()))
                : List.of(text("wordless." + code));
        return answer(say, memory.notUnderstood(), memory.tried(), memory.asked(), open, List.of());
    }

    private Decision courtesy(SpeechActs.Courtesy courtesy, List<FormState> open) {
        String code = courtesy.name().toLowerCase(Locale.ROOT);
        trace.add("courtesy:" + code);
        boolean begins = courtesy == SpeechActs.Courtesy.GREETING || courtesy == SpeechActs.Courtesy.IDENTITY;
        List<Content> say = begins && open.isEmpty()
                ? List.of(text("courtesy." + code), answers.suggestions(List.of()))
                : List.of(text("courtesy." + code));
        return answer(say, 0, memory.tried(), memory.asked(), open, List.of());
    }

    private Decision answered(List<Match> matches, Optional<Form> alsoWanted, List<FormState> open) {
        List<Content> texts = matches.stream()
                .map(match -> answers.text(match.article(), turn.channel()))
                .toList();
        return told(texts, matches, alsoWanted, open);
    }

    /** @param matches those from whose articles the texts are taken */
    private Decision told(List<Content> texts, List<Match> matches, Optional<Form> alsoWanted, List<FormState> open) {
        List<Content> say = new ArrayList<>(texts);
        List<String> tried = new ArrayList<>(memory.tried());
        for (Match match : matches) {
            Article article = match.article();
            tried.add(TRIED_ARTICLE + ":" + article.id());
            trace.add(TRIED_ARTICLE + ":" + article.id() + ":" + percent(match.confidence()));
        }
        if (open.isEmpty()) {
            alsoWanted.ifPresent(form -> say.add(answers.offer(List.of(form))));
        }
        return answer(say, 0, tried, cut(), open, answers.sources(matches));
    }

    /**
     * Returns the next step towards one answer composed from several articles or, where configured, from one; empty where the articles are
     * better given as they stand. A turn that has already waited for a company's system does not wait for a model as well.
     */
    private Optional<Step> composed(List<Match> matches, Optional<Form> alsoWanted, List<FormState> open) {
        Composed given = composing.given();
        if (!composing.asks() && given == null) {
            return Optional.empty();
        }
        Composition wanted = answers.composition(said.text(), turn, matches);
        if (given == null || !given.request().equals(wanted.key())) {
            boolean worth = composing.asks() && results.isEmpty() && (matches.size() > 1 || composing.rephrases());
            return worth ? Optional.of(new Compose(wanted)) : Optional.empty();
        }
        trace.add("llm:" + given.outcome());
        List<Match> cited = given.articles().stream()
                .flatMap(id ->
                        matches.stream().filter(match -> match.article().id().equals(id)))
                .toList();
        return given.text() == null
                ? Optional.empty()
                : Optional.of(new Done(told(List.of(answers.composed(given.text(), cited)), cited, alsoWanted, open)));
    }

    private Decision told(ProductAnswers.ProductAnswer told, List<FormState> open) {
        trace.add(told.why());
        List<String> tried = new ArrayList<>(memory.tried());
        if (told.tried() != null) {
            tried.add(told.tried());
        }
        if (told.about() != null) {
            entities.put(Entity.PRODUCT, told.about());
        }
        // The form that continues has its own choices.
        List<Content> texts = told.say().stream()
                .filter(content -> !(content instanceof Content.Choice))
                .toList();
        List<Content> say = open.isEmpty() || texts.isEmpty() ? told.say() : texts;
        return answer(say, 0, tried, cut(), open, told.sources());
    }

    /**
     * Returns small talk in the customer's own words, as the model understands it. Greetings and thanks often come together, and then
     * neither is clear alone, so their confidences are added. Nothing else may be likely, so that a customer who asked for something is not
     * merely greeted.
     */
    private Optional<SpeechActs.Courtesy> courtesyMeant() {
        double greeting = confidence(settings.greetingIntent());
        double thanks = confidence(settings.thanksIntent());
        boolean meansElse = analysis.intents().stream()
                .filter(intent -> intent.confidence() >= settings.clarifyFrom())
                .anyMatch(intent -> !intent.name().equals(settings.greetingIntent())
                        && !intent.name().equals(settings.thanksIntent()));
        boolean asks = QUESTION.matcher(PRESENCE.matcher(said.folded()).replaceAll(" "))
                        .find()
                || (thanks > greeting && said.folded().indexOf('?') >= 0);
        boolean small = !analysis.outOfScope()
                && !meansElse
                && !asks
                && analysis.entities().isEmpty()
                && greeting + thanks >= settings.intentFrom();
        if (!small) {
            return Optional.empty();
        }
        return Optional.of(greeting > thanks ? SpeechActs.Courtesy.GREETING : SpeechActs.Courtesy.THANKS);
    }

    private double confidence(String intent) {
        return analysis.intents().stream()
                .filter(guess -> guess.name().equals(intent))
                .mapToDouble(Analysis.Intent::confidence)
                .sum();
    }

    /** Returns the forms that the likeliest intents stand for, when none of them is clear. */
    private List<Form> close(List<FormState> open) {
        return analysis.intents().stream()
                .filter(intent -> !analysis.outOfScope() && intent.confidence() >= settings.clarifyFrom())
                .flatMap(intent -> known.forms().forIntent(intent.name()).stream())
                .distinct()
                .filter(form -> open.stream().noneMatch(state -> state.form().equals(form.name())))
                .limit(SUGGESTIONS)
                .toList();
    }

    private Decision clarified(List<Form> forms, List<FormState> open) {
        trace.add("clarification");
        int times = open.isEmpty() ? 1 : 0; // a form keeps its own count
        return answer(List.of(text("clarify"), answers.offer(forms)), times, memory.tried(), cut(), open, List.of());
    }

    private Decision notUnderstood(List<Match> close) {
        int times = memory.notUnderstood() + 1;
        trace.add(
                "not-understood:" + (close.isEmpty() ? 0 : percent(close.get(0).confidence())));
        if (times >= 2) {
            return handOver(
                    text("not.understood.again"),
                    HandoffReason.NOT_UNDERSTOOD,
                    phrases.say("summary.not.understood"),
                    List.of(),
                    cut(),
                    List.of());
        }
        List<Content> say = List.of(
                text("not.understood"),
                answers.suggestions(close.stream().map(Match::article).toList()));
        return answer(say, times, memory.tried(), cut(), List.of(), List.of()).waiting(true);
    }

    // ---- decisions ----

    /** The part of the memory that decisions change. */
    private record MemoryUpdate(int notUnderstood, List<String> tried, @Nullable String asked, List<FormState> forms) {}

    /** Answers without closing the open forms; the current one then repeats its question. */
    private Decision answer(
            List<Content> say,
            int notUnderstood,
            List<String> tried,
            @Nullable String asked,
            List<FormState> open,
            List<Source> sources) {
        List<Content> all = new ArrayList<>(toned(say));
        if (!open.isEmpty()) {
            FormState current = open.get(open.size() - 1);
            known.forms()
                    .named(current.form())
                    .ifPresent(form -> all.addAll(FormDialogue.resume(
                            form,
                            current,
                            analysis.language(),
                            turn.channel(),
                            zone,
                            turn.now(),
                            new Advice(known.products(), known.index()))));
        }
        return decision(all, null, new MemoryUpdate(notUnderstood, tried, asked, open), sources);
    }

    private Decision decision(
            List<Content> say, @Nullable Handoff handoff, MemoryUpdate remembered, List<Source> sources) {
        Memory after = new Memory(
                analysis.language(),
                remembered.notUnderstood(),
                remembered.tried(),
                remembered.asked(),
                remembered.forms(),
                entities,
                List.of(),
                mood.equals(Mood.NONE) ? null : mood,
                proven.equals(Proven.NOTHING) ? null : proven,
                false);
        trace.add("knowledge:" + known.version());
        Basis basis = new Basis(turn.now(), AnalysisMapper.of(analysis), results, known.version(), composing.given());
        return new Decision(say, handoff, null, after, sources, trace, false, basis).saying(say);
    }

    private List<Content> toned(List<Content> say) {
        Optional<String> tone = said.isWordless() ? Optional.empty() : Moods.tone(memory.mood(), mood);
        if (tone.isEmpty()) {
            return say;
        }
        List<Content> all = new ArrayList<>();
        all.add(text(tone.get()));
        all.addAll(say);
        return all;
    }

    /** Returns the customer's last question. Text that belongs to a form answers the form's question and is not a question itself. */
    private @Nullable String asked() {
        String before = memory.asked();
        return memory.form() != null && before != null ? before : cut();
    }

    private String cut() {
        return Summaries.cut(said.text());
    }

    private Content text(String key) {
        return new Content.Text(phrases.say(key));
    }

    private static int percent(double confidence) {
        return (int) Math.round(confidence * 100);
    }
}
