package io.parley.dialogue.turn;

import io.parley.channel.spi.Content;
import io.parley.dialogue.bot.Source;
import io.parley.dialogue.bot.Turn;
import io.parley.dialogue.composing.Composition;
import io.parley.dialogue.forms.Form;
import io.parley.dialogue.knowledge.Article;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.dialogue.knowledge.Match;
import io.parley.language.Analysis;
import io.parley.language.Entity;
import io.parley.language.Language;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds what a tenant's articles have to say about a turn, and which skill a human needs for it. */
final class Answers {

    private static final Pattern SENTENCE_ENDS = Pattern.compile("[\\n。！？!?；;]+|\\.(?=\\s|$)");
    private static final int SENTENCES = 8;
    private static final int ANSWERS = 2;
    private static final int SUGGESTIONS = 3;

    private final KnowledgeIndex index;
    private final TurnSettings settings;
    private final Phrases phrases;

    Answers(KnowledgeIndex index, TurnSettings settings, Phrases phrases) {
        this.index = index;
        this.settings = settings;
        this.phrases = phrases;
    }

    /** Returns the articles that answer the turn: the best for each of its sentences, or otherwise for the whole text. */
    List<Match> to(String folded) {
        List<String> sentences = sentences(folded);
        // A single sentence is equivalent to the whole text, whose embedding has already been computed.
        List<Match> answers = sentences.size() > 1 ? bestOfEach(sentences) : List.of();
        return answers.isEmpty() ? bestOfEach(List.of(folded)) : answers;
    }

    /** Returns the articles whose own wording the turn, or one of its sentences, uses; found without computing an embedding. */
    List<Match> verbatim(String folded) {
        return Stream.concat(sentences(folded).stream(), Stream.of(folded))
                .flatMap(text -> index.verbatim(text).stream())
                .distinct()
                .limit(ANSWERS)
                .toList();
    }

    private List<Match> bestOfEach(List<String> sentences) {
        Map<String, Match> found = new LinkedHashMap<>();
        sentences.forEach(sentence -> index.matches(sentence, 1).stream()
                .filter(match -> match.confidence() >= settings.answerFrom())
                .forEach(match -> found.merge(
                        match.article().id(),
                        match,
                        (one, other) -> one.confidence() >= other.confidence() ? one : other)));
        return found.values().stream().limit(ANSWERS).toList();
    }

    private static List<String> sentences(String folded) {
        List<String> sentences = SENTENCE_ENDS
                .splitAsStream(folded)
                .filter(sentence -> !sentence.isBlank())
                .filter(sentence -> Wordings.SHIPPED.courtesy(sentence).isEmpty())
                .toList();
        return sentences.subList(Math.max(0, sentences.size() - SENTENCES), sentences.size());
    }

    /** Returns the articles that are at least good enough to be offered as a choice. */
    List<Match> close(String question, int most) {
        return index.matches(question, most).stream()
                .filter(match -> match.confidence() >= settings.suggestFrom())
                .toList();
    }

    Content text(Article article, String channel) {
        return new Content.Text(article.answerOn(channel).in(phrases.tag()));
    }

    /** Returns the request for one answer composed from these articles. */
    Composition composition(String question, Turn turn, List<Match> matches) {
        return new Composition(
                phrases.language(),
                question,
                turn.customer(),
                matches.stream()
                        .map(Match::article)
                        .map(article -> new Composition.Passage(
                                article.id(),
                                article.title().in(phrases.tag()),
                                article.answerOn(turn.channel()).in(phrases.tag())))
                        .toList());
    }

    /** Returns a composed text, followed by what its citation marks stand for. */
    Content composed(String text, List<Match> cited) {
        StringBuilder all = new StringBuilder(text).append('\n');
        for (int i = 0; i < cited.size(); i++) {
            all.append("\n[")
                    .append(i + 1)
                    .append("] ")
                    .append(cited.get(i).article().title().in(phrases.tag()));
        }
        return new Content.Text(all.toString());
    }

    List<Source> sources(List<Match> matches) {
        return matches.stream()
                .map(match ->
                        new Source(match.article().id(), match.article().title().in(phrases.tag())))
                .toList();
    }

    /** Offers the given articles, or otherwise the tenant's first ones and an order look-up; and always a human. */
    Content suggestions(List<Article> close) {
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

    /** Offers to begin one of these forms, or a human. */
    Content offer(List<Form> forms) {
        Language language = phrases.language();
        List<Content.Option> options = new ArrayList<>();
        for (Form form : forms) {
            options.add(new Content.Option(form.title(language), form.title(language)));
        }
        options.add(human());
        return new Content.Choice(null, options);
    }

    private Content.Option human() {
        return new Content.Option(phrases.say("choice.human"), phrases.say("choice.human.value"));
    }

    /**
     * Returns the one skill a human needs, by what the question is about or otherwise by what was answered last. Requiring several would
     * leave nobody who has them all.
     */
    List<String> skills(@Nullable String question, Analysis analysis, List<String> tried) {
        List<String> byIntent = analysis.intent()
                .map(intent -> settings.skills(List.of(intent.name())))
                .orElse(List.of());
        if (!byIntent.isEmpty()) {
            return byIntent;
        }
        if (!analysis.entities(Entity.ORDER_NUMBER).isEmpty()) {
            return settings.skills(List.of("orders"));
        }
        if (question != null) {
            List<Match> close = close(question, 1);
            if (!close.isEmpty()) {
                return settings.skills(close.get(0).article().tags());
            }
        }
        for (int i = tried.size() - 1; i >= 0; i--) {
            String code = tried.get(i);
            var article = index.article(code.substring(code.indexOf(':') + 1));
            if (code.startsWith(MemoryCodes.ARTICLE + ":") && article.isPresent()) {
                return settings.skills(article.get().tags());
            }
        }
        return List.of();
    }
}
