package io.parley.edge.api.privacy;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import io.parley.CustomerId;
import io.parley.ErrorCode;
import io.parley.LogFields;
import io.parley.Refused;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Permission;
import io.parley.edge.auth.Authentication;
import io.parley.edge.kit.Items;
import io.parley.edge.kit.Json;
import io.parley.privacy.Keyring;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Manages the keys of customers and of their tenant. */
public final class PrivacyRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(PrivacyRoutes.class);

    private final Keyring keyring;
    private final Authentication authentication;

    public PrivacyRoutes(Keyring keyring, Authentication authentication) {
        this.keyring = keyring;
        this.authentication = authentication;
    }

    /** The routes served here, below {@code /api/v1}. */
    public Route routes() {
        return Directives.concat(
                Directives.path(
                        PathMatchers.segment("customers")
                                .slash(PathMatchers.segment())
                                .slash("key"),
                        id -> Directives.delete(() -> authentication.permitted(
                                Permission.MANAGE_KEYS, agent -> Directives.completeWithFuture(destroyed(agent, id))))),
                Directives.path(
                        PathMatchers.segment("keys").slash("epochs"),
                        () -> Directives.concat(
                                Directives.get(() -> authentication.permitted(
                                        Permission.MANAGE_KEYS, agent -> Directives.completeWithFuture(epochs(agent)))),
                                Directives.post(() -> authentication.permitted(
                                        Permission.MANAGE_KEYS,
                                        agent -> Directives.completeWithFuture(begun(agent)))))));
    }

    private CompletionStage<HttpResponse> epochs(Agent agent) {
        return keyring.epochs().list(agent.tenant()).thenApply(epochs -> Json.ok(Items.all(epochs)));
    }

    private CompletionStage<HttpResponse> begun(Agent agent) {
        return keyring.epochs()
                .begin(agent.tenant(), agent.id().value())
                .thenApply(epoch -> Json.answer(StatusCodes.CREATED, epoch));
    }

    private CompletionStage<HttpResponse> destroyed(Agent agent, String id) {
        return keyring.destroy(agent.tenant(), customer(id)).thenApply(any -> {
            if (!any) {
                throw new Refused(ErrorCode.NOT_FOUND, "There is no such customer, or their key was destroyed before.");
            }
            LogFields.of(agent.tenant())
                    .customer(customer(id))
                    .agent(agent.id())
                    .run(() -> LOG.info(
                            "AUDIT: the key of customer {}/{} was destroyed by {}", agent.tenant(), id, agent.id()));
            return HttpResponse.create().withStatus(StatusCodes.NO_CONTENT);
        });
    }

    private static CustomerId customer(String id) {
        try {
            return new CustomerId(id);
        } catch (IllegalArgumentException e) {
            throw new Refused(ErrorCode.NOT_FOUND, "There is no such customer, or their key was destroyed before.");
        }
    }
}
