package io.parley.edge.auth;

import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import io.parley.ErrorCode;
import io.parley.LogFields;
import io.parley.Refused;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Permission;
import io.parley.directory.Rights;
import io.parley.edge.kit.RequestLog;
import io.parley.edge.kit.Throttle;
import java.util.function.Function;

/** Authenticates and authorizes requests. Checked for each request, so that a dismissed agent is locked out immediately. */
public final class Authentication {

    private static final String SCHEME = "bearer ";

    private final AgentTokens tokens;
    private final Throttle reads;

    /** @param reads how often one agent may read, all resources taken together */
    public Authentication(AgentTokens tokens, Throttle reads) {
        this.tokens = tokens;
        this.reads = reads;
    }

    /** For agents with this permission; others are refused before anything of the request is read. */
    public Route permitted(Permission permission, Function<Agent, Route> inner) {
        return permittedSignIn(permission, signIn -> inner.apply(signIn.agent()));
    }

    /** Same for routes whose effect may not outlast the sign-in. */
    public Route permittedSignIn(Permission permission, Function<AgentTokens.SignIn, Route> inner) {
        return Directives.extractRequest(request -> {
            AgentTokens.SignIn signIn = signIn(request);
            Rights.require(signIn.agent(), permission);
            return inner.apply(signIn);
        });
    }

    /** @throws Refused {@code SIGN_IN_REQUIRED} for a request without a token that is valid */
    private AgentTokens.SignIn signIn(HttpRequest request) {
        String value = request.getHeader("Authorization").map(h -> h.value()).orElse("");
        if (value.length() > SCHEME.length() && value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            var signIn = tokens.signIn(value.substring(SCHEME.length()).strip());
            if (signIn.isPresent()) {
                Agent agent = signIn.get().agent();
                RequestLog.about(request, LogFields.of(agent.tenant()).agent(agent.id()));
                if (request.method().equals(HttpMethods.GET)) {
                    reads.take(agent.tenant() + "|" + agent.id());
                }
                return signIn.get();
            }
        }
        throw new Refused(ErrorCode.SIGN_IN_REQUIRED, "Sign in and send Authorization: Bearer with the token.");
    }
}
