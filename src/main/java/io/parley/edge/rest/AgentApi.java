package io.parley.edge.rest;

import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import com.typesafe.config.Config;
import io.parley.edge.auth.AgentTokens;
import io.parley.edge.auth.AuthSettings;
import io.parley.edge.auth.Authentication;
import io.parley.edge.auth.DeskOrigins;
import io.parley.edge.auth.KnownPlaces;
import io.parley.edge.auth.Revocations;
import io.parley.edge.auth.SignIns;
import io.parley.edge.desk.DeskSettings;
import io.parley.edge.desk.DeskSocket;
import io.parley.edge.kit.Backend;
import io.parley.edge.kit.Limits;
import io.parley.edge.kit.Throttle;
import io.parley.inbox.ConversationReader;
import io.parley.inbox.RoutingDecisions;
import io.parley.training.TenantModels;
import io.parley.training.Trainings;

/** Everything under {@code /api/v1} that agents and supervisors use, put together. */
public final class AgentApi {

    /** What is kept about sign-ins, and the places they came from. */
    public record SignedIn(Revocations revocations, KnownPlaces places) {}

    private AgentApi() {}

    /**
     * Also starts the desks.
     *
     * @param trainings of language models, which {@code models} keeps
     * @param bot that replays recorded conversations, and what it knows
     * @param reader finds what customers name
     * @throws IllegalArgumentException for invalid settings, such as a secret that is too short
     */
    public static Route start(
            Backend backend,
            SignedIn signedIn,
            RoutingDecisions decisions,
            TenantModels models,
            Trainings trainings,
            KnowledgeServices library,
            ReplayRoutes.CurrentBot bot,
            ConversationReader reader) {
        Config config = backend.site().parley();
        AuthSettings auth = AuthSettings.from(config.getConfig("auth"));
        DeskSettings desk = DeskSettings.from(config.getConfig("desk"));
        Limits limits = Limits.from(config.getConfig("http.limits"));
        AgentTokens tokens = new AgentTokens(auth, backend.directory(), signedIn.revocations(), backend.clock());
        Authentication authentication = new Authentication(tokens, new Throttle(limits.reads(), backend.clock()));
        Presences presences = new Presences(backend);
        DeskSocket.init(backend, desk, auth);
        SignInRoutes signIn = new SignInRoutes(
                new SignIns(auth, backend.directory(), signedIn.places(), backend.clock()),
                tokens,
                authentication,
                presences,
                new Customers(backend),
                backend.directory(),
                signedIn.revocations(),
                limits);
        DeskSocket socket = new DeskSocket(
                backend, desk, limits, tokens, authentication, DeskOrigins.from(config.getConfig("http")));
        ConversationRoutes conversations =
                new ConversationRoutes(backend, authentication, presences, decisions, reader);
        LanguageRoutes language = new LanguageRoutes(models, trainings, authentication, limits);
        KnowledgeRoutes articles = new KnowledgeRoutes(library.articles(), backend.directory(), authentication, limits);
        ReplayRoutes replays = new ReplayRoutes(backend, authentication, bot);
        QuestionRoutes questions = new QuestionRoutes(library, backend.directory(), authentication, limits);
        ProductRoutes products = new ProductRoutes(library.products(), bot, backend, authentication, limits);
        return Directives.pathPrefix(
                PathMatchers.segment("api").slash("v1"),
                () -> Directives.concat(
                        signIn.routes(),
                        conversations.routes(),
                        new PrivacyRoutes(backend.keyring(), authentication).routes(),
                        replays.routes(),
                        language.routes(),
                        articles.routes(),
                        questions.routes(),
                        products.routes(),
                        socket.routes(),
                        ApiDescriptions.routes()));
    }
}
