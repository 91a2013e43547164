package io.parley.cluster;

import static akka.http.javadsl.server.Directives.concat;

import akka.http.javadsl.server.Route;
import akka.stream.alpakka.cassandra.javadsl.CassandraSession;
import com.typesafe.config.Config;
import io.parley.edge.Backend;
import io.parley.edge.Limits;
import io.parley.edge.Sockets;
import io.parley.edge.directline.DirectLine;
import io.parley.edge.page.Pages;
import io.parley.edge.rest.AgentApi;
import io.parley.edge.rest.Library;
import io.parley.edge.rest.ReplayRoutes;
import io.parley.edge.upload.CassandraUploads;
import io.parley.edge.upload.UploadPages;
import io.parley.edge.upload.UploadReception;
import io.parley.edge.upload.Uploads;
import io.parley.edge.webhook.GenericChannel;
import io.parley.inbox.ConversationReader;
import io.parley.inbox.RoutingDecisions;
import io.parley.intake.Intake;
import io.parley.signing.SigningSecrets;
import io.parley.training.TenantModels;
import io.parley.training.Trainings;

/** What a node with the role {@code edge} serves besides its health. */
final class Edge {

    private final Backend backend;
    private final Intake intake;
    private final CassandraSession session;
    private final RoutingDecisions decisions;
    private final TenantModels models;
    private final Trainings trainings;
    private final Library library;
    private final ReplayRoutes.Today bot;
    private final ConversationReader reader;
    private final Config config;

    Edge(
            Backend backend,
            Intake intake,
            CassandraSession session,
            RoutingDecisions decisions,
            TenantModels models,
            Trainings trainings,
            Library library,
            ReplayRoutes.Today bot,
            ConversationReader reader,
            Config config) {
        this.backend = backend;
        this.intake = intake;
        this.session = session;
        this.decisions = decisions;
        this.models = models;
        this.trainings = trainings;
        this.library = library;
        this.bot = bot;
        this.reader = reader;
        this.config = config.getConfig("parley");
    }

    Route routes() {
        Limits limits = Limits.from(config.getConfig("http.limits"));
        Uploads uploads = new CassandraUploads(backend.system(), session, config.getDuration("uploads.keep"));
        UploadReception reception =
                new UploadReception(backend.system(), uploads, backend.clock(), config.getString("auth.secret"));

        return concat(
                new DirectLine(
                                backend,
                                intake,
                                reception,
                                new Sockets(backend.system()),
                                limits,
                                DirectLine.Settings.from(config))
                        .route(),
                new GenericChannel(backend, intake, limits, new SigningSecrets(config.getString("auth.secret")))
                        .route(),
                new UploadPages(uploads).route(),
                AgentApi.start(backend, decisions, models, trainings, library, bot, reader, config, "edge"),
                new Pages(backend.directory()).route());
    }
}
