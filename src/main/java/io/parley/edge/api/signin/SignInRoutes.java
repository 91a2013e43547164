package io.parley.edge.api.signin;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import io.parley.AgentId;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.directory.Directory;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Permission;
import io.parley.edge.api.agents.AgentView;
import io.parley.edge.api.agents.Presences;
import io.parley.edge.auth.AgentTokens;
import io.parley.edge.auth.Authentication;
import io.parley.edge.auth.SignIns;
import io.parley.edge.kit.Bodies;
import io.parley.edge.kit.ClientAddresses;
import io.parley.edge.kit.Json;
import io.parley.edge.kit.Limits;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Signing in and out, signing out others, and looking up who is signed in. */
public final class SignInRoutes {

    private static final HttpResponse DONE = HttpResponse.create().withStatus(StatusCodes.NO_CONTENT);
    private static final int MAX_EMAIL = 254;
    private static final int MAX_PASSWORD = 1_000;

    private record SignInRequest(@Nullable String email, @Nullable String password) {}

    private record SignedIn(String token, Instant expiresAt, AgentView agent) {}

    private final SignIns signIns;
    private final AgentTokens tokens;
    private final Authentication authentication;
    private final Presences presences;
    private final Directory directory;
    private final Limits limits;

    public SignInRoutes(
            SignIns signIns,
            AgentTokens tokens,
            Authentication authentication,
            Presences presences,
            Directory directory,
            Limits limits) {
        this.directory = directory;
        this.signIns = signIns;
        this.tokens = tokens;
        this.authentication = authentication;
        this.presences = presences;
        this.limits = limits;
    }

    /** The routes served here, below {@code /api/v1}. */
    public Route routes() {
        return Directives.concat(
                Directives.path(
                        "sign-in",
                        () -> Directives.post(() -> Bodies.within(
                                limits.body(),
                                () -> Directives.extractRequest(request -> Directives.entity(
                                        Json.unmarshaller(SignInRequest.class),
                                        body -> Directives.completeWithFuture(signIn(request, body))))))),
                Directives.path(
                        "sign-out",
                        () -> Directives.post(() -> authentication.permitted(Permission.OWN_SIGN_IN, this::signOut))),
                Directives.path(
                        PathMatchers.segment("agents")
                                .slash(PathMatchers.segment())
                                .slash("sign-out"),
                        id -> Directives.post(() -> authentication.permitted(
                                Permission.SIGN_OUT_OTHERS, agent -> signOut(colleague(agent, id))))),
                Directives.path(
                        "me",
                        () -> Directives.get(() -> authentication.permitted(
                                Permission.OWN_SIGN_IN,
                                agent -> Directives.completeWithFuture(
                                        presences.of(agent).thenApply(Json::ok))))));
    }

    private Route signOut(Agent agent) {
        return Directives.completeWithFuture(tokens.revoke(agent).thenApply(done -> DONE));
    }

    /** @throws Refused {@code NOT_FOUND} for an agent that the tenant does not have */
    private Agent colleague(Agent agent, String id) {
        try {
            return directory
                    .agent(agent.tenant(), new AgentId(id))
                    .orElseThrow(() -> new Refused(ErrorCode.NOT_FOUND, "There is no such agent."));
        } catch (IllegalArgumentException e) {
            throw new Refused(ErrorCode.NOT_FOUND, "There is no such agent.");
        }
    }

    private CompletionStage<HttpResponse> signIn(HttpRequest request, SignInRequest body) {
        String email = body.email();
        String password = body.password();
        if (email == null
                || password == null
                || email.isBlank()
                || email.length() > MAX_EMAIL
                || password.length() > MAX_PASSWORD) {
            throw new Refused(ErrorCode.BAD_REQUEST, "Send an e-mail address and a password.");
        }
        return signIns.check(email, password, ClientAddresses.of(request)).thenCompose(this::signedIn);
    }

    private CompletionStage<HttpResponse> signedIn(Agent agent) {
        AgentTokens.Issued issued = tokens.issue(agent);
        return presences.of(agent).thenApply(view -> Json.ok(new SignedIn(issued.token(), issued.expiresAt(), view)));
    }
}
