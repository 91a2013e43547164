package io.parley.edge.api.conversations;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import io.parley.AgentId;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.ErrorCode;
import io.parley.LogFields;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Permission;
import io.parley.edge.auth.Authentication;
import io.parley.edge.kit.Backend;
import io.parley.edge.kit.Items;
import io.parley.edge.kit.Json;
import io.parley.edge.kit.QueryParameters;
import io.parley.edge.kit.RequestLog;
import io.parley.inbox.ConversationLists;
import io.parley.inbox.ConversationReader;
import io.parley.inbox.RoutingDecisions;
import io.parley.inbox.Transcripts;
import io.parley.language.Language;
import io.parley.language.annotation.Aspect;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Conversations of the agent's own tenant; nothing of other tenants, not even that they exist. */
public final class ConversationRoutes {

    private static final int MAX_LISTED = 200;
    private static final int LISTED = 50;
    private static final int MAX_QUERY = 200;
    private static final int MAX_CURSOR = 2_000;
    /** The limit up to which every JSON reader represents whole numbers exactly. */
    private static final long MAX_SEQUENCE = 1L << 53;

    /** @param aspects by language, what can currently be found besides dates */
    private record NamesView(
            Map<Language, Set<Aspect>> aspects,
            boolean complete,
            List<ConversationReader.Name> names,
            List<ConversationReader.Opinion> opinions) {}

    private final Backend backend;
    private final Conversations conversations;
    private final Authentication authentication;
    private final RoutingDecisions decisions;
    private final ConversationReader reader;

    public ConversationRoutes(
            Backend backend, Authentication authentication, RoutingDecisions decisions, ConversationReader reader) {
        this.backend = backend;
        this.conversations = new Conversations(backend);
        this.authentication = authentication;
        this.decisions = decisions;
        this.reader = reader;
    }

    /** The routes served here, below {@code /api/v1}. */
    public Route routes() {
        return Directives.concat(
                Directives.path("conversations", () -> get(this::list)),
                Directives.path(
                        PathMatchers.segment("conversations").slash(PathMatchers.segment()),
                        id -> get(id, (agent, conversation, query) -> conversations
                                .summary(agent.tenant(), conversation)
                                .thenApply(ConversationView::of)
                                .thenApply(Json::ok))),
                Directives.path(
                        PathMatchers.segment("conversations")
                                .slash(PathMatchers.segment())
                                .slash("messages"),
                        id -> get(id, (agent, conversation, query) -> messages(agent.tenant(), conversation, query))),
                Directives.path(
                        PathMatchers.segment("conversations")
                                .slash(PathMatchers.segment())
                                .slash("routing"),
                        id -> get(id, (agent, conversation, query) -> routing(agent.tenant(), conversation))),
                Directives.path(
                        PathMatchers.segment("conversations")
                                .slash(PathMatchers.segment())
                                .slash("names"),
                        id -> get(id, (agent, conversation, query) -> names(agent.tenant(), conversation))));
    }

    private interface Answer {
        CompletionStage<HttpResponse> to(Agent agent, Map<String, String> query);
    }

    private Route get(Answer answer) {
        return Directives.get(() -> authentication.permitted(
                Permission.READ_CONVERSATIONS,
                agent -> Directives.parameterMap(query -> Directives.completeWithFuture(answer.to(agent, query)))));
    }

    private interface AnswerAboutOne {
        CompletionStage<HttpResponse> to(Agent agent, ConversationId conversation, Map<String, String> query);
    }

    private Route get(String id, AnswerAboutOne answer) {
        return Directives.extractRequest(request -> get((agent, query) -> {
            ConversationId conversation = Conversations.id(id);
            RequestLog.about(request, LogFields.NONE.conversation(conversation));
            return answer.to(agent, conversation, query);
        }));
    }

    private CompletionStage<HttpResponse> list(Agent agent, Map<String, String> query) {
        String who = query.get("agent");
        String text = query.get("q");
        String cursor = query.get("cursor");
        if ((text != null && text.length() > MAX_QUERY) || (cursor != null && cursor.length() > MAX_CURSOR)) {
            throw new Refused(ErrorCode.BAD_REQUEST, "q or cursor is too long.");
        }
        String customer = query.get("customer");
        ConversationLists.Filter filter = new ConversationLists.Filter(
                QueryParameters.choice(query, "status", Conversation.Status.values(), Conversation.Status::code),
                QueryParameters.choice(query, "owner", Conversation.OwnerKind.values(), Conversation.OwnerKind::code),
                who == null ? null : who.equals("me") ? agent.id() : id("agent", who, AgentId::new),
                customer == null ? null : id("customer", customer, CustomerId::new),
                text == null || text.isBlank() ? null : text.strip());
        int limit = Math.toIntExact(QueryParameters.number(query, "limit", LISTED, 1, MAX_LISTED));
        return backend.lists()
                .list(agent.tenant(), filter, limit, cursor)
                .thenApply(page -> Json.ok(new Items<>(
                        page.items().stream().map(ConversationView::of).toList(), page.next())));
    }

    private CompletionStage<HttpResponse> messages(
            TenantId tenant, ConversationId conversation, Map<String, String> query) {
        long after = QueryParameters.number(query, "after", 0, 0, MAX_SEQUENCE);
        int limit = Math.toIntExact(QueryParameters.number(query, "limit", MAX_LISTED, 1, Transcripts.MAX_LIMIT));
        return backend.transcripts()
                .read(tenant, conversation, after, limit)
                .thenCompose(recorded -> recorded.isEmpty()
                        // Nothing more, or no such conversation: only the second is refused.
                        ? conversations.summary(tenant, conversation).thenApply(known -> recorded)
                        : CompletableFuture.completedFuture(recorded))
                .thenApply(recorded -> Json.ok(new Items<>(
                        recorded.stream()
                                .map(r -> EntryView.of(conversation, r.sequence(), r.event()))
                                .toList(),
                        recorded.size() < limit
                                ? null
                                : recorded.get(recorded.size() - 1).sequence())));
    }

    private CompletionStage<HttpResponse> routing(TenantId tenant, ConversationId conversation) {
        return conversations
                .summary(tenant, conversation)
                .thenCompose(known -> decisions.list(tenant, conversation))
                .thenApply(events -> Json.ok(Items.all(RoutingViews.explain(events, tenant, backend.directory()))));
    }

    private CompletionStage<HttpResponse> names(TenantId tenant, ConversationId conversation) {
        return conversations
                .summary(tenant, conversation)
                .thenCompose(known -> reader.read(tenant, known))
                .thenApply(reading -> Json.ok(
                        new NamesView(reader.aspects(), reading.complete(), reading.names(), reading.opinions())));
    }

    private static <T> T id(String name, String value, Function<String, T> make) {
        try {
            return make.apply(value);
        } catch (IllegalArgumentException e) {
            throw new Refused(ErrorCode.BAD_REQUEST, name + " is not an id.");
        }
    }
}
