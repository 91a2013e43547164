package io.parley.edge.api.customers;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.customer.Customer;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Permission;
import io.parley.edge.api.conversations.ConversationView;
import io.parley.edge.api.conversations.Conversations;
import io.parley.edge.api.conversations.ShownAddress;
import io.parley.edge.auth.Authentication;
import io.parley.edge.auth.Revocations;
import io.parley.edge.kit.Backend;
import io.parley.edge.kit.Json;
import io.parley.language.Language;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Customers of the agent's own tenant: their details, and signing them out. */
public final class CustomerRoutes {

    private static final int RECENT = 20;

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

    private final Customers customers;
    private final Conversations conversations;
    private final Revocations revocations;
    private final Authentication authentication;

    public CustomerRoutes(Backend backend, Revocations revocations, Authentication authentication) {
        this.customers = new Customers(backend);
        this.conversations = new Conversations(backend);
        this.revocations = revocations;
        this.authentication = authentication;
    }

    /** The routes served here, below {@code /api/v1}. */
    public Route routes() {
        return Directives.concat(
                Directives.path(
                        PathMatchers.segment("customers").slash(PathMatchers.segment()),
                        id -> Directives.get(() -> authentication.permitted(
                                Permission.READ_CONVERSATIONS,
                                agent -> Directives.completeWithFuture(details(agent.tenant(), id))))),
                Directives.path(
                        PathMatchers.segment("customers")
                                .slash(PathMatchers.segment())
                                .slash("sign-out"),
                        id -> Directives.post(() ->
                                authentication.permitted(Permission.SIGN_OUT_OTHERS, agent -> signOut(agent, id)))));
    }

    private Route signOut(Agent agent, String id) {
        return Directives.completeWithFuture(customers
                .profile(agent.tenant(), id)
                .thenCompose(profile -> revocations.revokeCustomer(
                        agent.tenant(), profile.id(), customers.owner(agent.tenant(), profile)))
                .thenApply(done -> HttpResponse.create().withStatus(StatusCodes.NO_CONTENT)));
    }

    private CompletionStage<HttpResponse> details(TenantId tenant, String given) {
        return customers.profile(tenant, given).thenCompose(profile -> recent(tenant, profile.parts())
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
            CompletionStage<List<ConversationView>> one = conversations
                    .summary(tenant, part.conversation())
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
}
