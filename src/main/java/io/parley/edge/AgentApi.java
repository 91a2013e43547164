package io.parley.edge;

import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import com.typesafe.config.Config;
import io.parley.desk.DeskSettings;
import io.parley.edge.api.CurrentBot;
import io.parley.edge.api.agents.AgentRoutes;
import io.parley.edge.api.agents.Presences;
import io.parley.edge.api.bot.PolicyRoutes;
import io.parley.edge.api.conversations.ConversationRoutes;
import io.parley.edge.api.customers.CustomerRoutes;
import io.parley.edge.api.knowledge.ArticleRoutes;
import io.parley.edge.api.knowledge.KnowledgeServices;
import io.parley.edge.api.knowledge.QuestionRoutes;
import io.parley.edge.api.language.LanguageRoutes;
import io.parley.edge.api.privacy.PrivacyRoutes;
import io.parley.edge.api.products.ProductRoutes;
import io.parley.edge.api.replay.ReplayRoutes;
import io.parley.edge.api.schemas.SchemaRoutes;
import io.parley.edge.api.signin.SignInRoutes;
import io.parley.edge.auth.AgentTokens;
import io.parley.edge.auth.AuthSettings;
import io.parley.edge.auth.Authentication;
import io.parley.edge.auth.DeskOrigins;
import io.parley.edge.auth.KnownPlaces;
import io.parley.edge.auth.Revocations;
import io.parley.edge.auth.SignIns;
import io.parley.edge.desk.DeskSocket;
import io.parley.edge.kit.Backend;
import io.parley.edge.kit.Limits;
import io.parley.inbox.ConversationReader;
import io.parley.inbox.RoutingDecisions;
import io.parley.training.TenantModels;
import io.parley.training.Trainings;

/** Everything under {@code /api/v1} that agents and supervisors use. */
final class AgentApi {

    /** What is kept about sign-ins and the places they came from, and what identifies whoever is signed in. */
    record SignedIn(Revocations revocations, KnownPlaces places, AgentTokens tokens, Authentication authentication) {}

    private AgentApi() {}

    /**
     * @param trainings of language models, which {@code models} keeps
     * @param bot that replays recorded conversations, and what it knows
     * @param reader finds what customers name
     * @throws IllegalArgumentException for invalid settings, such as a secret that is too short
     */
    static Route route(
            Backend backend,
            SignedIn signedIn,
            RoutingDecisions decisions,
            TenantModels models,
            Trainings trainings,
            KnowledgeServices library,
            CurrentBot bot,
            ConversationReader reader) {
        Config config = backend.site().parley();
        AuthSettings auth = AuthSettings.from(config.getConfig("auth"));
        DeskSettings desk = DeskSettings.from(config);
        Limits limits = Limits.from(config.getConfig("http.limits"));
        AgentTokens tokens = signedIn.tokens();
        Authentication authentication = signedIn.authentication();
        Presences presences = new Presences(backend);
        SignInRoutes signIn = new SignInRoutes(
                new SignIns(auth, backend.directory(), signedIn.places(), backend.clock()),
                tokens,
                authentication,
                presences,
                backend.directory(),
                limits);
        DeskSocket socket = new DeskSocket(
                backend, desk, limits, tokens, authentication, DeskOrigins.from(config.getConfig("http")));
        return Directives.pathPrefix(
                PathMatchers.segment("api").slash("v1"),
                () -> Directives.concat(
                        signIn.routes(),
                        new AgentRoutes(backend.directory(), presences, authentication).routes(),
                        new ConversationRoutes(backend, authentication, decisions, reader).routes(),
                        new ReplayRoutes(backend, authentication, bot).routes(),
                        new CustomerRoutes(backend, signedIn.revocations(), authentication).routes(),
                        new PrivacyRoutes(backend.keyring(), authentication).routes(),
                        new LanguageRoutes(models, trainings, authentication, limits).routes(),
                        new ArticleRoutes(library.articles(), backend.directory(), authentication, limits).routes(),
                        new QuestionRoutes(library, backend.directory(), authentication, limits).routes(),
                        new ProductRoutes(library.products(), bot, backend, authentication, limits).routes(),
                        new PolicyRoutes(bot, authentication).routes(),
                        socket.routes(),
                        SchemaRoutes.routes()));
    }
}
