package io.parley.edge.rest;

import akka.actor.typed.javadsl.AskPattern;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.AgentId;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.ErrorCode;
import io.parley.LogFields;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
import io.parley.conversation.ConversationEntity;
import io.parley.customer.Customer;
import io.parley.directory.Directory.Agent;
import io.parley.edge.auth.Authentication;
import io.parley.edge.kit.Backend;
import io.parley.edge.kit.Codes;
import io.parley.edge.kit.Json;
import io.parley.edge.kit.RequestLog;
import io.parley.edge.view.ConversationView;
import io.parley.edge.view.EntryView;
import io.parley.edge.view.RoutingViews;
import io.parley.edge.view.ShownAddress;
import io.parley.inbox.ConversationLists;
import io.parley.inbox.ConversationReader;
import io.parley.inbox.RoutingDecisions;
import io.parley.inbox.Transcripts;
import io.parley.language.Language;
import io.parley.language.annotation.Aspect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Conversations, customers, queues and colleagues of the agent's own tenant; nothing of other tenants, not even that they exist. */
public final class ConversationRoutes {

    private static final int MAX_LISTED = 200;
    private static final int LISTED = 50;
    private static final int MAX_QUERY = 200;
    private static final int MAX_CURSOR = 2_000;
    private static final int RECENT = 20;
    /** The limit up to which every JSON reader represents whole numbers exactly. */
    private static final long MAX_SEQUENCE = 1L << 53;

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Items<T>(List<T> items, @Nullable Object next) {}

    private record IdentityView(String channel, String account, String address, boolean verified) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record CustomerDetails(
            String id,
            @Nullable String name,
            @Nullable String account,
            Language language,
            List<IdentityView> identities,
            List<ConversationView> conversations,
            @Nullable Instant firstSeenAt,
            @Nullable Instant lastSeenAt) {}

    /** @param aspects by language, what can currently be found besides dates */
    private record NamesView(
            Map<Language, Set<Aspect>> aspects,
            boolean complete,
            List<ConversationReader.Name> names,
            List<ConversationReader.Opinion> opinions) {}

    private final Backend backend;
    private final Authentication authentication;
    private final Presences presences;
    private final RoutingDecisions decisions;
    private final ConversationReader reader;

    public ConversationRoutes(
            Backend backend,
            Authentication authentication,
            Presences presences,
            RoutingDecisions decisions,
            ConversationReader reader) {
        this.backend = backend;
        this.authentication = authentication;
        this.presences = presences;
        this.decisions = decisions;
        this.reader = reader;
    }

    /** The routes served here, below {@code /api/v1}. */
    public Route routes() {
        return Directives.concat(
                Directives.path("conversations", () -> get(this::list)),
                Directives.path(
                        PathMatchers.segment("conversations").slash(PathMatchers.segment()),
                        id -> get(id, (agent, conversation, query) -> summary(agent.tenant(), conversation)
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
                        id -> get(id, (agent, conversation, query) -> names(agent.tenant(), conversation))),
                Directives.path(
                        PathMatchers.segment("customers").slash(PathMatchers.segment()),
                        id -> get((agent, query) -> customer(agent.tenant(), id))),
                Directives.path(
                        "queues",
                        () -> get((agent, query) -> presences
                                .overview(agent.tenant())
                                .thenApply(overview -> Json.ok(new Items<>(
                                        RoutingViews.lengths(
                                                backend.directory().queues(agent.tenant()), overview.demands()),
                                        null))))),
                Directives.path(
                        "agents",
                        () -> get((agent, query) -> presences
                                .all(agent.tenant())
                                .thenApply(agents -> Json.ok(new Items<>(agents, null))))));
    }

    private interface Answer {
        CompletionStage<HttpResponse> to(Agent agent, Map<String, String> query);
    }

    private Route get(Answer answer) {
        return Directives.get(() -> authentication.withConversations(
                agent -> Directives.parameterMap(query -> Directives.completeWithFuture(answer.to(agent, query)))));
    }

    private interface AnswerAboutOne {
        CompletionStage<HttpResponse> to(Agent agent, ConversationId conversation, Map<String, String> query);
    }

    private Route get(String id, AnswerAboutOne answer) {
        return Directives.extractRequest(request -> get((agent, query) -> {
            ConversationId conversation = conversation(id);
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
                choice(query, "status", Conversation.Status.values(), Conversation.Status::code),
                choice(query, "owner", Conversation.OwnerKind.values(), Conversation.OwnerKind::code),
                who == null ? null : who.equals("me") ? agent.id() : id("agent", who, AgentId::new),
                customer == null ? null : id("customer", customer, CustomerId::new),
                text == null || text.isBlank() ? null : text.strip());
        int limit = Math.toIntExact(number(query, "limit", LISTED, 1, MAX_LISTED));
        return backend.lists()
                .list(agent.tenant(), filter, limit, cursor)
                .thenApply(page -> Json.ok(new Items<>(
                        page.items().stream().map(ConversationView::of).toList(), page.next())));
    }

    private CompletionStage<HttpResponse> messages(
            TenantId tenant, ConversationId conversation, Map<String, String> query) {
        long after = number(query, "after", 0, 0, MAX_SEQUENCE);
        int limit = Math.toIntExact(number(query, "limit", MAX_LISTED, 1, Transcripts.MAX_LIMIT));
        return backend.transcripts()
                .read(tenant, conversation, after, limit)
                .thenCompose(recorded -> recorded.isEmpty()
                        // Nothing more, or no such conversation: only the second is refused.
                        ? summary(tenant, conversation).thenApply(known -> recorded)
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
        return summary(tenant, conversation)
                .thenCompose(known -> decisions.list(tenant, conversation))
                .thenApply(events ->
                        Json.ok(new Items<>(RoutingViews.explain(events, tenant, backend.directory()), null)));
    }

    private CompletionStage<HttpResponse> names(TenantId tenant, ConversationId conversation) {
        return summary(tenant, conversation)
                .thenCompose(known -> reader.read(tenant, known))
                .thenApply(reading -> Json.ok(
                        new NamesView(reader.aspects(), reading.complete(), reading.names(), reading.opinions())));
    }

    private CompletionStage<HttpResponse> customer(TenantId tenant, String given) {
        return new Customers(backend).profile(tenant, given).thenCompose(profile -> recent(tenant, profile.parts())
                .thenApply(conversations -> Json.ok(new CustomerDetails(
                        profile.id().value(),
                        profile.name(),
                        profile.account(),
                        conversations.isEmpty()
                                ? Language.EN
                                : conversations.get(0).language(),
                        profile.addresses().stream()
                                .map(known -> new IdentityView(
                                        known.address().channel(),
                                        known.address().account(),
                                        ShownAddress.of(known.address()),
                                        known.verified()))
                                .toList(),
                        conversations,
                        profile.firstSeenAt(),
                        profile.lastSeenAt()))));
    }

    /** The newest conversations, newest first. One that was started but never received its first message is left out. */
    private CompletionStage<List<ConversationView>> recent(TenantId tenant, List<Customer.ConversationRef> parts) {
        List<Customer.ConversationRef> newest =
                new ArrayList<>(parts.subList(Math.max(0, parts.size() - RECENT), parts.size()));
        Collections.reverse(newest);
        CompletionStage<List<ConversationView>> all = CompletableFuture.completedFuture(List.of());
        for (Customer.ConversationRef part : newest) {
            CompletionStage<List<ConversationView>> one = summary(tenant, part.conversation())
                    .thenApply(summary -> List.of(ConversationView.of(summary)))
                    .exceptionallyCompose(failure -> Refused.from(failure).code() == ErrorCode.NOT_FOUND
                            ? CompletableFuture.completedFuture(List.of())
                            : CompletableFuture.failedFuture(failure));
            all = all.thenCombine(one, (before, more) -> {
                List<ConversationView> joined = new ArrayList<>(before);
                joined.addAll(more);
                return joined;
            });
        }
        return all;
    }

    private CompletionStage<Conversation.Summary> summary(TenantId tenant, ConversationId id) {
        return AskPattern.askWithStatus(
                ConversationEntity.of(backend.entities(), tenant, id),
                Conversation.GetSummary::new,
                backend.askTimeout(),
                backend.system().scheduler());
    }

    private static ConversationId conversation(String id) {
        try {
            return new ConversationId(id);
        } catch (IllegalArgumentException e) {
            throw new Refused(ErrorCode.NOT_FOUND, "There is no such conversation.");
        }
    }

    private static <T> T id(String name, String value, Function<String, T> make) {
        try {
            return make.apply(value);
        } catch (IllegalArgumentException e) {
            throw new Refused(ErrorCode.BAD_REQUEST, name + " is not an id.");
        }
    }

    static long number(Map<String, String> query, String name, long absent, long least, long most) {
        String given = query.get(name);
        if (given == null) {
            return absent;
        }
        try {
            long value = Long.parseLong(given);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of range.
        }
        throw new Refused(ErrorCode.BAD_REQUEST, name + " is a whole number from " + least + " to " + most + ".");
    }

    static <E extends Enum<E>> @Nullable E choice(
            Map<String, String> query, String name, E[] values, Function<E, String> code) {
        String given = query.get(name);
        return given == null ? null : Codes.read(name, given, values, code);
    }
}
