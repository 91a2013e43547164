package io.parley.edge.rest;

import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.directory.Directory.Agent;
import io.parley.edge.Json;
import io.parley.edge.Limits;
import io.parley.edge.Problems;
import io.parley.edge.auth.AgentTokens;
import io.parley.edge.auth.Authentication;
import io.parley.edge.auth.SignIns;
import io.parley.edge.view.AgentView;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Signing in, and asking who one is. */
public final class SignInRoutes {

    private static final int MAX_EMAIL = 254;
    private static final int MAX_PASSWORD = 1_000;

    private record SignInRequest(@Nullable String email, @Nullable String password) {}

    private record SignedIn(String token, Instant expiresAt, AgentView agent) {}

    private final SignIns signIns;
    private final AgentTokens tokens;
    private final Authentication authentication;
    private final Presences presences;
    private final Limits limits;

    public SignInRoutes(
            SignIns signIns, AgentTokens tokens, Authentication authentication, Presences presences, Limits limits) {
        this.signIns = signIns;
        this.tokens = tokens;
        this.authentication = authentication;
        this.presences = presences;
        this.limits = limits;
    }

    /** What this serves, below {@code /api/v1}. */
    public Route routes() {
        return Directives.concat(
                Directives.path(
                        "sign-in",
                        () -> Directives.post(() -> Directives.withSizeLimit(
                                limits.body(),
                                () -> Directives.extractRequest(request -> Directives.entity(
                                        Json.unmarshaller(SignInRequest.class),
                                        body -> Directives.completeWithFuture(signIn(request, body))))))),
                Directives.path(
                        "me",
                        () -> Directives.get(() -> authentication.signedIn(agent -> Directives.completeWithFuture(
                                presences.of(agent).thenApply(Json::ok))))));
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
        return signIns.check(email, password, address(request))
                .thenCompose(this::signedIn)
                .exceptionallyCompose(failure -> failure instanceof SignIns.Throttled throttled
                                || (failure instanceof CompletionException
                                        && failure.getCause() instanceof SignIns.Throttled)
                        ? CompletableFuture.completedFuture(throttled(failure))
                        : CompletableFuture.failedFuture(failure));
    }

    private CompletionStage<HttpResponse> signedIn(Agent agent) {
        AgentTokens.Issued issued = tokens.issue(agent);
        return presences.of(agent).thenApply(view -> Json.ok(new SignedIn(issued.token(), issued.expiresAt(), view)));
    }

    private static HttpResponse throttled(Throwable failure) {
        SignIns.Throttled throttled = failure instanceof SignIns.Throttled direct
                ? direct
                : (SignIns.Throttled) java.util.Objects.requireNonNull(failure.getCause());
        long seconds = throttled.retryAfter().toSeconds();
        return Problems.answer(new Refused(
                        ErrorCode.TOO_MANY_REQUESTS, "Too many wrong passwords. Try again in " + seconds + " seconds."))
                .removeHeader("Retry-After")
                .addHeader(RawHeader.create("Retry-After", Long.toString(seconds)));
    }

    private static String address(HttpRequest request) {
        return request.getAttribute(AttributeKeys.remoteAddress)
                .flatMap(remote -> remote.getAddress())
                .map(java.net.InetAddress::getHostAddress)
                .orElse("unknown");
    }
}
