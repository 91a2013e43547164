package io.parley.dialogue;

import io.parley.channel.spi.Content;
import io.parley.dialogue.knowledge.Article;
import io.parley.dialogue.knowledge.Knowledge;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.dialogue.knowledge.Match;
import io.parley.dialogue.orders.Order;
import io.parley.dialogue.orders.OrderAnswer;
import io.parley.dialogue.orders.OrderNumbers;
import io.parley.dialogue.orders.Orders;
import io.parley.language.Language;
import io.parley.language.Languages;
import io.parley.language.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides by wording and by the tenant's articles, in this order: nothing said in words; a human wished for; an order; small talk; an
 * article; not understood. What it cannot answer it says so once, and the second time in a row it hands over.
 */
public final class FirstBot implements Bot {

    /** In {@link Memory#awaiting}: the bot has asked for an order number. */
    static final String AWAITING_ORDER_NUMBER = "order-number";

    static final String TRIED_ARTICLE = "article";
    static final String TRIED_ORDER = "order-status";

    /** Longer turns are judged by their end, which is where the question is. */
    private static final int JUDGED = 4_000;

    private static final Pattern SENTENCE_ENDS = Pattern.compile("[\\n。！？!?；;]+|\\.(?=\\s|$)");
    private static final int SENTENCES = 8;

    /** What is said around an order number without asking anything. */
    private static final Pattern MERE_ORDER = Pattern.compile(
            "订单编?号?码?|单号|你好|您好|请|我的|是|的|\\b(?:orders?|number|no|my|the|is|it|it's|its|hi|hello|please)\\b|[^\\p{L}]");

    private static final int ANSWERS = 2;
    private static final int SUGGESTIONS = 3;

    /** A wish for a human up to this long says nothing about why. */
    private static final int MERE_WISH = 30;

    private final Knowledge knowledge;
    private final Orders orders;
    private final DialogueSettings settings;
    private final Executor executor;

    /** @param executor where turns are decided; has a bounded queue and refuses what does not fit */
    public FirstBot(Knowledge knowledge, Orders orders, DialogueSettings settings, Executor executor) {
        this.knowledge = knowledge;
        this.orders = orders;
        this.settings = settings;
        this.executor = executor;
    }

    @Override
    public CompletionStage<Decision> decide(Turn turn) {
        try {
            return CompletableFuture.supplyAsync(() -> new OneTurn(turn).decide(), executor)
                    .thenCompose(Function.identity());
        } catch (RejectedExecutionException full) {
            return CompletableFuture.failedFuture(full);
        }
    }

    /** What is known about the turn while it is decided. */
    private final class OneTurn {
        private final Turn turn;
        private final Memory memory;
        private final String words;
        private final String folded;
        private final Language language;
        private final Phrases phrases;
        private final KnowledgeIndex index;

        OneTurn(Turn turn) {
            this.turn = turn;
            memory = turn.memory();
            words = turn.said().stream()
                    .flatMap(List::stream)
                    .filter(content -> !(content instanceof Content.Media))
                    .map(Content::plainText)
                    .collect(Collectors.joining("\n"));
            folded = end(Spelling.folded(end(words))); // folding may lengthen
            Language remembered = memory.language();
            language = Languages.recognised(folded)
                    .orElseGet(() -> remembered == null ? Languages.guess("", turn.locale()) : remembered);
            phrases = Phrases.in(language);
            index = knowledge.forTenant(turn.tenant());
        }

        CompletionStage<Decision> decide() {
            if (folded.codePoints().noneMatch(Character::isLetterOrDigit)) {
                return done(wordless());
            }
            if (Wishes.human(folded)) {
                return done(humanRequested());
            }
            boolean awaited = AWAITING_ORDER_NUMBER.equals(memory.awaiting());
            List<String> numbers = awaited ? OrderNumbers.awaitedIn(folded) : OrderNumbers.in(folded);
            boolean asksForOrder = Wishes.orderStatus(folded);
            if (!numbers.isEmpty()) {
                boolean onlyOrder = asksForOrder
                        || (awaited && Languages.recognised(folded).isEmpty())
                        || MERE_ORDER.matcher(without(numbers)).replaceAll("").isEmpty();
                return orderStatus(numbers, onlyOrder ? List.of() : answers(without(numbers)));
            }
            var courtesy = Wishes.courtesy(folded);
            if (courtesy.isPresent()) {
                return done(courtesy(courtesy.get()));
            }
            List<Match> matches = answers(folded);
            // Not even a question for an order is more than what an article says in its own words.
            boolean verbatim = !matches.isEmpty() && matches.get(0).verbatim();
            if (asksForOrder && !verbatim) {
                String last = lastOrder();
                return last == null ? done(askForNumber("order.number.ask")) : orderStatus(List.of(last), List.of());
            }
            if (!matches.isEmpty()) {
                return done(answered(matches));
            }
            return done(notUnderstood(awaited));
        }

        // ---- without knowledge or action ----

        private Decision wordless() {
            boolean media = turn.said().stream().flatMap(List::stream).anyMatch(Content.Media.class::isInstance);
            String code = media ? "media" : "empty";
            return say(
                    List.of(text("wordless." + code), suggestions(List.of())),
                    remember(memory.notUnderstood(), memory.tried(), memory.awaiting(), memory.asked()),
                    "wordless:" + code);
        }

        private Decision courtesy(Wishes.Courtesy courtesy) {
            String code = courtesy.name().toLowerCase(Locale.ROOT);
            List<Content> say = new ArrayList<>();
            say.add(text("courtesy." + code));
            if (courtesy == Wishes.Courtesy.GREETING || courtesy == Wishes.Courtesy.IDENTITY) {
                say.add(suggestions(List.of()));
            }
            return say(say, remember(0, memory.tried(), null, memory.asked()), "courtesy:" + code);
        }

        private Decision humanRequested() {
            String asked = memory.asked();
            String question = words.strip().length() <= MERE_WISH ? asked : Summaries.cut(words);
            return handOver(
                    "human", HandoffReason.REQUESTED, phrases.say("summary.requested"), question, "human-requested");
        }

        private Decision notUnderstood(boolean awaited) {
            int times = memory.notUnderstood() + 1;
            List<Match> close = index.matches(folded, SUGGESTIONS).stream()
                    .filter(match -> match.confidence() >= settings.suggestFrom())
                    .toList();
            String trace = "not-understood:" + percent(close);
            if (times >= 2) {
                return handOver(
                        "not.understood.again",
                        HandoffReason.NOT_UNDERSTOOD,
                        phrases.say("summary.not.understood"),
                        Summaries.cut(words),
                        trace);
            }
            Memory after =
                    remember(times, memory.tried(), awaited ? AWAITING_ORDER_NUMBER : null, Summaries.cut(words));
            return awaited
                    ? say(List.of(text("order.number.again"), choice(List.of(human()))), after, trace)
                    : say(
                            List.of(
                                    text("not.understood"),
                                    suggestions(
                                            close.stream().map(Match::article).toList())),
                            after,
                            trace);
        }

        // ---- knowledge ----

        /** The articles that answer the turn: each of its sentences, or else all of it. */
        private List<Match> answers(String text) {
            List<Match> answers = bestOfEach(sentences(text));
            return answers.isEmpty() ? good(text) : answers;
        }

        private List<Match> bestOfEach(List<String> sentences) {
            Map<String, Match> found = new LinkedHashMap<>();
            sentences.forEach(sentence -> good(sentence)
                    .forEach(match -> found.merge(
                            match.article().id(),
                            match,
                            (one, other) -> one.confidence() >= other.confidence() ? one : other)));
            return found.values().stream().limit(ANSWERS).toList();
        }

        private List<Match> good(String question) {
            return index.matches(question, 1).stream()
                    .filter(match -> match.confidence() >= settings.answerFrom())
                    .toList();
        }

        private Decision answered(List<Match> matches) {
            return say(
                    matches.stream().map(this::answer).toList(),
                    remember(0, tried(matches), null, Summaries.cut(words)),
                    matches,
                    List.of());
        }

        private Content answer(Match match) {
            return new Content.Text(match.article().answer().in(phrases.tag()));
        }

        private List<String> tried(List<Match> matches) {
            List<String> tried = new ArrayList<>(memory.tried());
            matches.forEach(
                    match -> tried.add(TRIED_ARTICLE + ":" + match.article().id()));
            return tried;
        }

        // ---- orders ----

        private Decision askForNumber(String key) {
            return say(
                    List.of(text(key)),
                    remember(0, with(AWAITING_ORDER_NUMBER), AWAITING_ORDER_NUMBER, Summaries.cut(words)),
                    "order:number-asked");
        }

        /** @param also answers to the rest of the turn, told after the orders */
        private CompletionStage<Decision> orderStatus(List<String> numbers, List<Match> also) {
            CompletionStage<List<OrderAnswer>> all = CompletableFuture.completedFuture(List.of());
            for (String number : numbers) {
                all = all.thenCombine(orders.status(turn.tenant(), number), (before, answer) -> {
                    List<OrderAnswer> answers = new ArrayList<>(before);
                    answers.add(answer);
                    return answers;
                });
            }
            return all.handle(
                    (answers, failure) -> failure == null ? orderTold(numbers, answers, also) : orderFailed(numbers));
        }

        private Decision orderTold(List<String> numbers, List<OrderAnswer> answers, List<Match> also) {
            OrderWords orderWords = new OrderWords(phrases, settings.zone(turn.tenant()), turn.now());
            List<Content> say = new ArrayList<>();
            List<String> trace = new ArrayList<>();
            List<String> tried = tried(also);
            boolean late = false;
            boolean unknown = false;
            for (int i = 0; i < answers.size(); i++) {
                String number = numbers.get(i);
                tried.add(TRIED_ORDER + ":" + number);
                if (answers.get(i) instanceof OrderAnswer.Found found) {
                    Order order = found.order();
                    say.add(new Content.Text(orderWords.tell(order)));
                    late |= orderWords.isLate(order);
                    trace.add("order:found");
                } else {
                    say.add(new Content.Text(phrases.say("order.unknown", number)));
                    unknown = true;
                    trace.add("order:unknown");
                }
            }
            also.forEach(match -> say.add(answer(match)));
            if (late || unknown) {
                say.add(choice(List.of(human())));
            }
            return say(say, remember(0, tried, unknown ? AWAITING_ORDER_NUMBER : null, asked()), also, trace);
        }

        private Decision orderFailed(List<String> numbers) {
            String told = String.join(phrases.say("order.item.gap"), numbers);
            return handOver(
                    "order.failed",
                    HandoffReason.ACTION_FAILED,
                    phrases.say("summary.action.failed", told),
                    asked(),
                    "order:failed");
        }

        /** A bare number is the answer to the question before it, not a question of its own. */
        private @Nullable String asked() {
            String before = memory.asked();
            return memory.awaiting() != null && before != null ? before : Summaries.cut(words);
        }

        /** The order spoken of last, if it was the last thing done. */
        private @Nullable String lastOrder() {
            if (memory.tried().isEmpty()) {
                return null;
            }
            String last = memory.tried().get(memory.tried().size() - 1);
            boolean known = last.startsWith(TRIED_ORDER + ":") && memory.awaiting() == null;
            return known ? last.substring(TRIED_ORDER.length() + 1) : null;
        }

        private String without(List<String> numbers) {
            String rest = folded;
            for (String number : numbers) {
                rest = rest.replace(number.toLowerCase(Locale.ROOT), " ");
            }
            return rest;
        }

        // ---- wording ----

        private Content text(String key) {
            return new Content.Text(phrases.say(key));
        }

        private Content.Option human() {
            return new Content.Option(phrases.say("choice.human"), phrases.say("choice.human.value"));
        }

        private Content choice(List<Content.Option> options) {
            return new Content.Choice(null, options);
        }

        /** The given articles, or else the tenant's first ones; looking up an order; a human. */
        private Content suggestions(List<Article> close) {
            List<Article> articles = close.isEmpty() ? index.articles() : close;
            List<Content.Option> options = new ArrayList<>();
            if (close.isEmpty()) {
                options.add(new Content.Option(phrases.say("choice.order"), phrases.say("choice.order.value")));
            }
            articles.stream()
                    .limit(close.isEmpty() ? SUGGESTIONS - 1 : SUGGESTIONS)
                    .map(article -> article.title().in(phrases.tag()))
                    .forEach(title -> options.add(new Content.Option(title, title)));
            options.add(human());
            return new Content.Choice(close.isEmpty() ? phrases.say("choice.prompt") : null, options);
        }

        // ---- decisions ----

        private Decision handOver(
                String key, HandoffReason reason, String why, @Nullable String question, String trace) {
            String summary = Summaries.of(phrases, index, why, question, memory.tried());
            return new Decision(
                    List.of(text(key)),
                    new Handoff(reason, summary, skills(reason, question)),
                    remember(0, memory.tried(), null, question),
                    List.of(),
                    List.of(trace, "knowledge:" + index.version()));
        }

        /** By what the question is closest to, or else by what was answered last. */
        private List<String> skills(HandoffReason reason, @Nullable String question) {
            if (reason == HandoffReason.ACTION_FAILED) {
                return skills(List.of("orders"));
            }
            if (question != null) {
                if (!OrderNumbers.in(Spelling.folded(question)).isEmpty()
                        || Wishes.orderStatus(Spelling.folded(question))) {
                    return skills(List.of("orders"));
                }
                List<Match> close = index.matches(question, 1);
                if (!close.isEmpty() && close.get(0).confidence() >= settings.suggestFrom()) {
                    return skills(close.get(0).article().tags());
                }
            }
            for (int i = memory.tried().size() - 1; i >= 0; i--) {
                String code = memory.tried().get(i);
                if (code.startsWith(TRIED_ORDER)) {
                    return skills(List.of("orders"));
                }
                var article = index.article(code.substring(code.indexOf(':') + 1));
                if (code.startsWith(TRIED_ARTICLE + ":") && article.isPresent()) {
                    return skills(article.get().tags());
                }
            }
            return List.of();
        }

        /** The one skill for the first tag that has one: demanding several would leave nobody. */
        private List<String> skills(List<String> tags) {
            return tags.stream()
                    .flatMap(tag -> settings.skills().entrySet().stream()
                            .filter(skill -> skill.getValue().contains(tag))
                            .map(Map.Entry::getKey))
                    .limit(1)
                    .toList();
        }

        private Decision say(List<Content> say, Memory after, String trace) {
            return new Decision(say, null, after, List.of(), List.of(trace, "knowledge:" + index.version()));
        }

        private Decision say(List<Content> say, Memory after, List<Match> matches, List<String> steps) {
            List<String> trace = new ArrayList<>(steps);
            matches.forEach(
                    match -> trace.add(TRIED_ARTICLE + ":" + match.article().id() + ":" + percent(List.of(match))));
            trace.add("knowledge:" + index.version());
            return new Decision(
                    say,
                    null,
                    after,
                    matches.stream()
                            .map(match -> new Source(
                                    match.article().id(),
                                    match.article().title().in(phrases.tag())))
                            .toList(),
                    trace);
        }

        private Memory remember(
                int notUnderstood, List<String> tried, @Nullable String awaiting, @Nullable String asked) {
            return new Memory(language, notUnderstood, tried, awaiting, asked);
        }

        private List<String> with(String code) {
            List<String> tried = new ArrayList<>(memory.tried());
            tried.add(code);
            return tried;
        }
    }

    private static CompletionStage<Decision> done(Decision decision) {
        return CompletableFuture.completedFuture(decision);
    }

    private static String end(String text) {
        return text.substring(Math.max(0, text.length() - JUDGED));
    }

    private static List<String> sentences(String folded) {
        List<String> sentences = SENTENCE_ENDS
                .splitAsStream(folded)
                .filter(sentence -> !sentence.isBlank())
                .toList();
        return sentences.subList(Math.max(0, sentences.size() - SENTENCES), sentences.size());
    }

    private static int percent(List<Match> matches) {
        return matches.isEmpty() ? 0 : (int) Math.round(matches.get(0).confidence() * 100);
    }
}
