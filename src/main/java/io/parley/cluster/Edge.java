package io.parley.cluster;

import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.pathPrefix;

import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import akka.stream.alpakka.cassandra.javadsl.CassandraSession;
import com.typesafe.config.Config;
import io.parley.edge.Backend;
import io.parley.edge.Limits;
import io.parley.edge.Sockets;
import io.parley.edge.auth.AgentTokens;
import io.parley.edge.auth.AuthSettings;
import io.parley.edge.auth.Authentication;
import io.parley.edge.auth.DeskOrigins;
import io.parley.edge.auth.SignIns;
import io.parley.edge.desk.DeskSettings;
import io.parley.edge.desk.DeskSocket;
import io.parley.edge.directline.DirectLine;
import io.parley.edge.page.Pages;
import io.parley.edge.rest.ConversationRoutes;
import io.parley.edge.rest.Presences;
import io.parley.edge.rest.SignInRoutes;
import io.parley.edge.upload.CassandraUploads;
import io.parley.edge.upload.UploadPages;
import io.parley.edge.upload.UploadReception;
import io.parley.edge.upload.Uploads;
import io.parley.inbox.RoutingDecisions;
import io.parley.intake.Intake;

/** What a node with the role {@code edge} serves besides its health. */
final class Edge {

    private final Backend backend;
    private final Intake intake;
    private final CassandraSession session;
    private final RoutingDecisions decisions;
    private final Config config;

    Edge(Backend backend, Intake intake, CassandraSession session, RoutingDecisions decisions, Config config) {
        this.backend = backend;
        this.intake = intake;
        this.session = session;
        this.decisions = decisions;
        this.config = config.getConfig("parley");
    }

    Route routes() {
        Limits limits = Limits.from(config.getConfig("http.limits"));
        AuthSettings auth = AuthSettings.from(config.getConfig("auth"));
        DeskSettings desk = DeskSettings.from(config.getConfig("desk"));
        DeskSocket.init(backend, desk, auth, "edge");

        AgentTokens tokens = new AgentTokens(auth, backend.directory(), backend.clock());
        Authentication authentication = new Authentication(tokens);
        Presences presences = new Presences(backend);
        SignIns signIns = new SignIns(auth, backend.directory(), backend.clock());
        Uploads uploads = new CassandraUploads(backend.system(), session, config.getDuration("uploads.keep"));
        UploadReception reception =
                new UploadReception(backend.system(), uploads, backend.clock(), config.getString("auth.secret"));

        Route api = concat(
                new SignInRoutes(signIns, tokens, authentication, presences, limits).routes(),
                new ConversationRoutes(backend, authentication, presences, decisions).routes(),
                new DeskSocket(
                                backend,
                                desk,
                                limits,
                                tokens,
                                authentication,
                                DeskOrigins.from(config.getConfig("http")))
                        .routes());
        return concat(
                new DirectLine(
                                backend,
                                intake,
                                reception,
                                new Sockets(backend.system()),
                                limits,
                                DirectLine.Settings.from(config))
                        .route(),
                new UploadPages(uploads).route(),
                new Pages(backend.directory()).route(),
                pathPrefix(PathMatchers.segment("api").slash("v1"), () -> api));
    }
}
