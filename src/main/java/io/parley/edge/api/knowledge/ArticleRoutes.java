package io.parley.edge.api.knowledge;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.PathMatcher0;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.parley.ErrorCode;
import io.parley.Refused;
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
import io.parley.knowledge.ArticleVersion;
import io.parley.knowledge.Articles;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Articles as people write, review and publish them. */
public final class ArticleRoutes {

    private static final int LISTED = 50;
    private static final int MAX_QUERY = 200;
    private static final int MAX_CURSOR = 2_000;

    private static final PathMatcher0 ARTICLES =
            PathMatchers.segment("knowledge").slash("articles");

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record ArticlePage(List<ArticleView> items, @Nullable String next, List<String> tags) {}

    /** @param version the one to restore */
    private record ActRequest(@Nullable String comment, @Nullable Integer version) {
        static final ActRequest NOTHING = new ActRequest(null, null);
    }

    private final Articles articles;
    private final Directory directory;
    private final Authentication authentication;
    private final Limits limits;

    public ArticleRoutes(Articles articles, Directory directory, Authentication authentication, Limits limits) {
        this.articles = articles;
        this.directory = directory;
        this.authentication = authentication;
        this.limits = limits;
    }

    /** The routes served here, below {@code /api/v1}. */
    public Route routes() {
        return Directives.concat(
                Directives.path(
                        ARTICLES,
                        () -> Directives.concat(
                                Directives.get(() -> authentication.permitted(
                                        Permission.EDIT_KNOWLEDGE,
                                        agent -> Directives.parameterMap(
                                                query -> Directives.completeWithFuture(list(agent, query))))),
                                Directives.post(() -> authentication.permitted(
                                        Permission.EDIT_KNOWLEDGE,
                                        agent -> body(
                                                JsonNode.class,
                                                null,
                                                (request, body) -> create(agent, ArticleRequest.of(body))))))),
                Directives.path(
                        ARTICLES.slash(PathMatchers.segment()),
                        id -> Directives.concat(
                                Directives.get(() -> authentication.permitted(
                                        Permission.EDIT_KNOWLEDGE,
                                        agent -> Directives.completeWithFuture(articles.get(agent.tenant(), id)
                                                .thenApply(article -> answer(agent, article))))),
                                Directives.put(() -> authentication.permitted(
                                        Permission.EDIT_KNOWLEDGE,
                                        agent -> body(
                                                JsonNode.class,
                                                null,
                                                (request, body) ->
                                                        change(agent, id, request, ArticleRequest.of(body))))))),
                Directives.path(
                        ARTICLES.slash(PathMatchers.segment()).slash("versions"),
                        id -> Directives.get(() -> authentication.permitted(
                                Permission.EDIT_KNOWLEDGE,
                                agent -> Directives.completeWithFuture(versions(agent, id))))),
                act(
                        "submit",
                        Permission.EDIT_KNOWLEDGE,
                        (agent, id, seen, body) -> articles.submit(agent.tenant(), id, seen, why(agent, body))),
                act(
                        "publish",
                        Permission.PUBLISH_KNOWLEDGE,
                        (agent, id, seen, body) -> articles.publish(agent.tenant(), id, seen, why(agent, body))),
                act(
                        "archive",
                        Permission.PUBLISH_KNOWLEDGE,
                        (agent, id, seen, body) -> articles.archive(agent.tenant(), id, seen, why(agent, body))),
                act("restore", Permission.PUBLISH_KNOWLEDGE, this::restore));
    }

    private interface ActOn {
        CompletionStage<ArticleVersion> with(Agent agent, String article, int seen, ActRequest body);
    }

    private Route act(String name, Permission permission, ActOn what) {
        return Directives.path(
                ARTICLES.slash(PathMatchers.segment()).slash(name),
                id -> Directives.post(() -> authentication.permitted(
                        permission,
                        agent -> body(ActRequest.class, ActRequest.NOTHING, (request, body) -> what.with(
                                        agent, id, Versions.seenNumber(request), body)
                                .thenApply(article -> answer(agent, article))))));
    }

    private <T> Route body(
            Class<T> type, @Nullable T absent, BiFunction<HttpRequest, T, CompletionStage<HttpResponse>> then) {
        return Bodies.within(
                limits.body(),
                () -> Directives.extractRequest(request -> Directives.entity(
                        absent == null ? Json.unmarshaller(type) : Json.unmarshaller(type, absent),
                        body -> Directives.completeWithFuture(then.apply(request, body)))));
    }

    private CompletionStage<HttpResponse> list(Agent agent, Map<String, String> query) {
        String text = query.get("q");
        String tag = query.get("tag");
        String cursor = query.get("cursor");
        if ((text != null && text.length() > MAX_QUERY)
                || (tag != null && tag.length() > MAX_QUERY)
                || (cursor != null && cursor.length() > MAX_CURSOR)) {
            throw new Refused(ErrorCode.BAD_REQUEST, "q, tag or cursor is too long.");
        }
        Articles.Filter filter = new Articles.Filter(text, states(query.get("state")), tag);
        int limit = Math.toIntExact(QueryParameters.number(query, "limit", LISTED, 1, Articles.MAX_LISTED));
        return articles.list(agent.tenant(), filter, limit, cursor)
                .thenApply(page -> Json.ok(new ArticlePage(views(agent, page.items()), page.next(), page.tags())));
    }

    /** Several are separated by commas. */
    private static Set<ArticleVersion.State> states(@Nullable String given) {
        EnumSet<ArticleVersion.State> states = EnumSet.noneOf(ArticleVersion.State.class);
        if (given != null) {
            for (String one : given.split(",", -1)) {
                states.add(Codes.read("state", one, ArticleVersion.State.values(), ArticleVersion.State::code));
            }
        }
        return states;
    }

    private CompletionStage<HttpResponse> create(Agent agent, ArticleRequest body) {
        return articles.create(
                        agent.tenant(), body.id(), body.content(), null, new Articles.Act(agent.id(), body.why()))
                .thenApply(article -> created(agent, article));
    }

    private HttpResponse created(Agent agent, ArticleVersion article) {
        return withVersion(
                Json.answer(StatusCodes.CREATED, ArticleView.of(article, agent.tenant(), directory)), article);
    }

    private CompletionStage<HttpResponse> change(Agent agent, String id, HttpRequest request, ArticleRequest body) {
        return articles.change(
                        agent.tenant(),
                        id,
                        Versions.seenNumber(request),
                        body.content(),
                        new Articles.Act(agent.id(), body.why()))
                .thenApply(article -> answer(agent, article));
    }

    private CompletionStage<HttpResponse> versions(Agent agent, String id) {
        return articles.versions(agent.tenant(), id).thenApply(versions -> Json.ok(Items.all(views(agent, versions))));
    }

    private CompletionStage<ArticleVersion> restore(Agent agent, String id, int seen, ActRequest body) {
        Integer version = body.version();
        if (version == null || version < 1) {
            throw new Refused(ErrorCode.BAD_REQUEST, "version: say which one to restore, from 1.");
        }
        return articles.restore(agent.tenant(), id, seen, version, why(agent, body));
    }

    private static Articles.Act why(Agent agent, ActRequest body) {
        String comment = body.comment();
        return new Articles.Act(agent.id(), comment == null ? "" : comment.strip());
    }

    private HttpResponse answer(Agent agent, ArticleVersion article) {
        return withVersion(Json.ok(ArticleView.of(article, agent.tenant(), directory)), article);
    }

    private static HttpResponse withVersion(HttpResponse response, ArticleVersion article) {
        return Versions.with(response, article.version());
    }

    private List<ArticleView> views(Agent agent, List<ArticleVersion> found) {
        return found.stream()
                .map(article -> ArticleView.of(article, agent.tenant(), directory))
                .toList();
    }
}
