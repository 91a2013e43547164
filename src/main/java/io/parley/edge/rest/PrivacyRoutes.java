package io.parley.edge.rest;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import io.parley.CustomerId;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Directory.Role;
import io.parley.edge.auth.Authentication;
import io.parley.privacy.Keyring;
import java.util.concurrent.CompletionStage;

/** What is done with customers' keys. For administrators. */
public final class PrivacyRoutes {

    private final Keyring keyring;
    private final Authentication authentication;

    PrivacyRoutes(Keyring keyring, Authentication authentication) {
        this.keyring = keyring;
        this.authentication = authentication;
    }

    /** What this serves, below {@code /api/v1}. */
    public Route routes() {
        return Directives.path(
                PathMatchers.segment("customers").slash(PathMatchers.segment()).slash("key"),
                id -> Directives.delete(
                        () -> authentication.signedIn(agent -> Directives.completeWithFuture(destroyed(agent, id)))));
    }

    private CompletionStage<HttpResponse> destroyed(Agent agent, String id) {
        if (agent.role() != Role.ADMIN) {
            throw new Refused(ErrorCode.NOT_ALLOWED, "Only administrators destroy a customer's key.");
        }
        return keyring.destroy(agent.tenant(), customer(id)).thenApply(any -> {
            if (!any) {
                throw new Refused(ErrorCode.NOT_FOUND, "There is no such customer, or their key was destroyed before.");
            }
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
