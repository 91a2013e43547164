package io.parley.cluster;

import static akka.http.javadsl.server.Directives.concat;

import akka.http.javadsl.server.Route;
import akka.stream.alpakka.cassandra.javadsl.CassandraSession;
import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import io.parley.directory.SigningRotations;
import io.parley.edge.Admission;
import io.parley.edge.Backend;
import io.parley.edge.Limits;
import io.parley.edge.Sockets;
import io.parley.edge.TenantLimits;
import io.parley.edge.auth.CassandraKnownPlaces;
import io.parley.edge.auth.CassandraRevocations;
import io.parley.edge.auth.Revocations;
import io.parley.edge.directline.DirectLine;
import io.parley.edge.page.DemoAccounts;
import io.parley.edge.page.Pages;
import io.parley.edge.rest.AgentApi;
import io.parley.edge.rest.KnowledgeServices;
import io.parley.edge.rest.ReplayRoutes;
import io.parley.edge.upload.CassandraUploadUsage;
import io.parley.edge.upload.CassandraUploads;
import io.parley.edge.upload.ReceivedFiles;
import io.parley.edge.upload.UploadPages;
import io.parley.edge.upload.UploadQuotas;
import io.parley.edge.upload.UploadReception;
import io.parley.edge.upload.Uploads;
import io.parley.edge.webhook.GenericChannel;
import io.parley.inbox.ConversationReader;
import io.parley.inbox.RoutingDecisions;
import io.parley.intake.Intake;
import io.parley.signing.SigningKeys;
import io.parley.signing.SigningSecrets;
import io.parley.training.TenantModels;
import io.parley.training.Trainings;

/** The routes that a node with the role {@code edge} serves besides its health. */
final class Edge {

    private final Backend backend;
    private final Intake intake;
    private final CassandraSession session;
    private final CqlSession cql;
    private final RoutingDecisions decisions;
    private final TenantModels models;
    private final Trainings trainings;
    private final KnowledgeServices library;
    private final ReplayRoutes.CurrentBot bot;
    private final ConversationReader reader;
    private final Config config;

    Edge(
            Backend backend,
            Intake intake,
            CassandraSession session,
            CqlSession cql,
            RoutingDecisions decisions,
            TenantModels models,
            Trainings trainings,
            KnowledgeServices library,
            ReplayRoutes.CurrentBot bot,
            ConversationReader reader,
            Config config) {
        this.backend = backend;
        this.intake = intake;
        this.session = session;
        this.cql = cql;
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
        Admission admission = new Admission(limits.messages());
        Config auth = config.getConfig("auth");
        SigningKeys keys = SigningKeys.from(auth);
        SigningSecrets secrets =
                SigningSecrets.from(auth, new SigningRotations(backend.directory()::documents), backend.clock());
        Revocations revocations = revocations(auth);
        Uploads uploads =
                new CassandraUploads(backend.system(), session, backend.keyring(), config.getDuration("uploads.keep"));
        return concat(
                new DirectLine(
                                backend,
                                intake,
                                admission,
                                new UploadReception(
                                        backend.system(),
                                        uploads,
                                        ReceivedFiles.from(config),
                                        new UploadQuotas(
                                                new CassandraUploadUsage(cql),
                                                new TenantLimits(backend.directory(), limits.ofTenants()),
                                                keys,
                                                backend.clock()),
                                        limits.uploadsAtOnce().within(),
                                        backend.clock(),
                                        backend.keyring()),
                                new Sockets(backend.system()),
                                secrets,
                                revocations,
                                limits,
                                DirectLine.Settings.from(config))
                        .route(),
                new GenericChannel(backend, intake, admission, limits, secrets).route(),
                new UploadPages(uploads, limits, backend.clock()).route(),
                AgentApi.start(
                        backend,
                        new AgentApi.SignedIn(
                                revocations, new CassandraKnownPlaces(cql, auth.getDuration("remember-places"))),
                        decisions,
                        models,
                        trainings,
                        library,
                        bot,
                        reader,
                        config,
                        "edge"),
                new DemoAccounts(DemoAccounts.Settings.from(config), backend.directory(), secrets, backend.clock())
                        .route(),
                new Pages(backend.directory()).route());
    }

    private Revocations revocations(Config auth) {
        return new Revocations(
                backend.system(),
                new CassandraRevocations(cql, backend.clock()),
                auth.getDuration("revocation-interval"),
                Revocations.RetentionTimes.from(auth),
                backend.clock());
    }
}
