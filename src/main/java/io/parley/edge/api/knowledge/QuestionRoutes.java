package io.parley.edge.api.knowledge;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.PathMatcher0;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import io.parley.ErrorCode;
import io.parley.LocalizedText;
import io.parley.Refused;
import io.parley.dialogue.knowledge.Match;
import io.parley.directory.Directory;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Permission;
import io.parley.edge.auth.Authentication;
import io.parley.edge.kit.Bodies;
import io.parley.edge.kit.Codes;
import io.parley.edge.kit.Items;
import io.parley.edge.kit.Json;
import io.parley.edge.kit.Limits;
import io.parley.edge.kit.QueryParameters;
import io.parley.edge.kit.Versions;
import io.parley.knowledge.OpenQuestions;
import io.parley.knowledge.UnansweredQuestions;
import io.parley.language.Language;
import io.parley.language.Languages;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Questions that the bot could not answer, and a trial of what it would answer to a given one. */
public final class QuestionRoutes {

    private static final int LISTED = 50;
    private static final int MAX_CURSOR = 2_000;
    private static final int MAX_TRIED = 1_000;
    private static final int MAX_CHANNEL = 32;
    private static final int MATCHES = 5;

    private static final PathMatcher0 UNANSWERED =
            PathMatchers.segment("knowledge").slash("unanswered");

    private record DecisionRequest(@Nullable String state, @Nullable String article) {}

    private record TryRequest(@Nullable String question, @Nullable String language, @Nullable String channel) {}

    private record Found(String article, LocalizedText title, double confidence, String answer) {}

    /** @param answer what the bot would say; absent unless it would answer */
    private record TryResult(
            String outcome,
            Language language,
            @Nullable String answer,
            List<Found> matches,
            double answerFrom,
            double suggestFrom) {}

    private final KnowledgeServices library;
    private final Directory directory;
    private final Authentication authentication;
    private final Limits limits;

    public QuestionRoutes(
            KnowledgeServices library, Directory directory, Authentication authentication, Limits limits) {
        this.library = library;
        this.directory = directory;
        this.authentication = authentication;
        this.limits = limits;
    }

    /** The routes served here, below {@code /api/v1}. */
    public Route routes() {
        return Directives.concat(
                Directives.path(
                        UNANSWERED,
                        () -> Directives.get(() -> authentication.permitted(
                                Permission.EDIT_KNOWLEDGE,
                                agent -> Directives.parameterMap(
                                        query -> Directives.completeWithFuture(list(agent, query)))))),
                Directives.path(
                        PathMatchers.segment("knowledge").slash("topics"),
                        () -> Directives.get(() -> authentication.permitted(
                                Permission.EDIT_KNOWLEDGE,
                                agent -> Directives.parameterMap(
                                        query -> Directives.completeWithFuture(topics(agent, query)))))),
                Directives.path(
                        UNANSWERED.slash(PathMatchers.segment()),
                        id -> Directives.put(() -> authentication.permitted(
                                Permission.PUBLISH_KNOWLEDGE,
                                agent -> Bodies.within(
                                        limits.body(),
                                        () -> Directives.entity(
                                                Json.unmarshaller(DecisionRequest.class),
                                                body -> Directives.completeWithFuture(decide(agent, id, body))))))),
                Directives.path(
                        UNANSWERED.slash(PathMatchers.segment()).slash("article"),
                        id -> Directives.post(() -> authentication.permitted(
                                Permission.EDIT_KNOWLEDGE, agent -> Directives.completeWithFuture(draft(agent, id))))),
                Directives.path(
                        PathMatchers.segment("knowledge").slash("try"),
                        () -> Directives.post(() -> authentication.permitted(
                                Permission.EDIT_KNOWLEDGE,
                                agent -> Bodies.within(
                                        limits.body(),
                                        () -> Directives.entity(
                                                Json.unmarshaller(TryRequest.class),
                                                body -> Directives.completeWithFuture(
                                                        tried(agent, body).thenApply(Json::ok))))))));
    }

    private CompletionStage<HttpResponse> list(Agent agent, Map<String, String> query) {
        String cursor = query.get("cursor");
        if (cursor != null && cursor.length() > MAX_CURSOR) {
            throw new Refused(ErrorCode.BAD_REQUEST, "cursor is too long.");
        }
        int limit = Math.toIntExact(QueryParameters.number(query, "limit", LISTED, 1, UnansweredQuestions.MAX_LISTED));
        return library.unanswered()
                .list(agent.tenant(), state(query), limit, cursor)
                .thenApply(page -> Json.ok(new Items<>(page.items(), page.next())));
    }

    private static OpenQuestions.State state(Map<String, String> query) {
        OpenQuestions.State state =
                QueryParameters.choice(query, "state", OpenQuestions.State.values(), OpenQuestions.State::code);
        return state == null ? OpenQuestions.State.OPEN : state;
    }

    private CompletionStage<HttpResponse> topics(Agent agent, Map<String, String> query) {
        return library.topics().of(agent.tenant(), state(query)).thenApply(Json::ok);
    }

    private CompletionStage<HttpResponse> decide(Agent agent, String id, DecisionRequest body) {
        String state = body.state() == null ? "" : body.state();
        return library.unanswered()
                .decide(
                        agent.tenant(),
                        id,
                        Codes.read("state", state, OpenQuestions.State.values(), OpenQuestions.State::code),
                        body.article(),
                        agent.id())
                .thenApply(Json::ok);
    }

    private CompletionStage<HttpResponse> draft(Agent agent, String id) {
        return library.unanswered()
                .draft(agent.tenant(), id, agent.id())
                .thenApply(article -> Versions.with(
                        Json.answer(StatusCodes.CREATED, ArticleView.of(article, agent.tenant(), directory)),
                        article.version()));
    }

    private CompletionStage<TryResult> tried(Agent agent, TryRequest body) {
        String question = body.question() == null ? "" : body.question().strip();
        if (question.isEmpty() || question.length() > MAX_TRIED) {
            throw new Refused(ErrorCode.BAD_REQUEST, "question: 1 to " + MAX_TRIED + " characters.");
        }
        String channel = body.channel() == null ? "" : body.channel();
        if (channel.length() > MAX_CHANNEL) {
            throw new Refused(ErrorCode.BAD_REQUEST, "channel: the kind of a channel, e.g. sms.");
        }
        Language language = body.language() == null
                ? Languages.guess(question, null)
                : Codes.read("language", body.language(), Language.values(), Language::code);
        return CompletableFuture.supplyAsync(
                () -> tried(
                        language,
                        channel,
                        library.knowledge().forTenant(agent.tenant()).matches(question, MATCHES)),
                library.models());
    }

    private TryResult tried(Language language, String channel, List<Match> matches) {
        String tag = language == Language.EN ? "en" : "zh";
        double best = matches.isEmpty() ? 0 : matches.get(0).confidence();
        boolean answers = best >= library.answerFrom();
        List<Found> found = matches.stream()
                .map(match -> new Found(
                        match.article().id(),
                        match.article().title(),
                        match.confidence(),
                        match.article().answerOn(channel).in(tag)))
                .toList();
        return new TryResult(
                answers ? "answer" : best >= library.suggestFrom() ? "suggest" : "unknown",
                language,
                answers ? found.get(0).answer() : null,
                found,
                library.answerFrom(),
                library.suggestFrom());
    }
}
