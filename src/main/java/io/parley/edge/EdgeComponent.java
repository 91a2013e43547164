package io.parley.edge;

import akka.Done;
import akka.http.javadsl.server.Route;
import com.typesafe.config.Config;
import io.parley.bots.Bots;
import io.parley.dialogue.turn.TurnSettings;
import io.parley.edge.api.CurrentBot;
import io.parley.edge.api.knowledge.KnowledgeServices;
import io.parley.edge.auth.AgentTokens;
import io.parley.edge.auth.AuthSettings;
import io.parley.edge.auth.Authentication;
import io.parley.edge.auth.CassandraKnownPlaces;
import io.parley.edge.auth.CassandraRevocations;
import io.parley.edge.auth.KnownPlaces;
import io.parley.edge.auth.Revocations;
import io.parley.edge.directline.DirectLine;
import io.parley.edge.kit.Admission;
import io.parley.edge.kit.Backend;
import io.parley.edge.kit.Limits;
import io.parley.edge.kit.Sockets;
import io.parley.edge.kit.TenantLimits;
import io.parley.edge.kit.Throttle;
import io.parley.edge.page.DemoAccounts;
import io.parley.edge.page.Pages;
import io.parley.edge.upload.CassandraUploadUsage;
import io.parley.edge.upload.CassandraUploads;
import io.parley.edge.upload.ReceivedFiles;
import io.parley.edge.upload.UploadPages;
import io.parley.edge.upload.UploadQuotas;
import io.parley.edge.upload.UploadReception;
import io.parley.edge.upload.UploadUsage;
import io.parley.edge.upload.Uploads;
import io.parley.edge.webhook.GenericChannel;
import io.parley.inbox.ConversationReader;
import io.parley.inbox.Inbox;
import io.parley.intake.IntakeComponent;
import io.parley.kit.Threads;
import io.parley.knowledge.KnowledgeComponent;
import io.parley.signing.SigningKeys;
import io.parley.site.Component;
import io.parley.site.Role;
import io.parley.site.Site;
import io.parley.training.TrainingComponent;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Serves customers' clients, channels, agents and programs. */
public final class EdgeComponent implements Component {

    /** The most requests of people that may wait for the thread of their kind; more are refused. */
    private static final int MAX_READINGS = 64;

    /** Where the build puts the web files, on the class path. */
    private static final String WEB = "web";

    /**
     * Where it keeps what it needs itself.
     *
     * @param pages the folder of the static files, on the class path
     */
    public record Stores(
            Uploads uploads, UploadUsage usage, Revocations.Store revocations, KnownPlaces places, String pages) {

        private static Stores cassandra(Site site) {
            return new Stores(
                    new CassandraUploads(
                            site.system(),
                            site.database().orElseThrow().streams(),
                            site.keyring(),
                            site.parley().getDuration("uploads.keep")),
                    new CassandraUploadUsage(site.cassandra()),
                    new CassandraRevocations(site.cassandra(), site.clock()),
                    new CassandraKnownPlaces(site.cassandra(), site.parley().getDuration("auth.remember-places")),
                    WEB);
        }
    }

    private final Bots bots;
    private final IntakeComponent intake;
    private final Inbox inbox;
    private final KnowledgeComponent knowledge;
    private final TrainingComponent training;
    private final Function<Site, Stores> stores;
    private volatile List<Route> routes = List.of();
    private volatile @Nullable Admission admission;
    private volatile @Nullable Authentication authentication;

    public EdgeComponent(
            Bots bots, IntakeComponent intake, Inbox inbox, KnowledgeComponent knowledge, TrainingComponent training) {
        this(bots, intake, inbox, knowledge, training, Stores::cassandra);
    }

    public EdgeComponent(
            Bots bots,
            IntakeComponent intake,
            Inbox inbox,
            KnowledgeComponent knowledge,
            TrainingComponent training,
            Function<Site, Stores> stores) {
        this.bots = bots;
        this.intake = intake;
        this.inbox = inbox;
        this.knowledge = knowledge;
        this.training = training;
        this.stores = stores;
    }

    @Override
    public Set<Role> roles() {
        return EnumSet.of(Role.EDGE);
    }

    @Override
    public void check(Config parley) {
        AuthSettings.from(parley.getConfig("auth"));
        DirectLine.Settings.from(parley);
        Limits.from(parley.getConfig("http.limits"));
    }

    @Override
    public CompletionStage<Done> start(Site site) {
        routes = List.copyOf(made(site));
        return Component.started();
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    @Override
    public List<String> openApi() {
        return Stream.of(
                        "api/signin",
                        "api/agents",
                        "api/conversations",
                        "api/replay",
                        "api/customers",
                        "api/privacy",
                        "api/language",
                        "api/knowledge",
                        "api/products",
                        "api/bot",
                        "api/schemas",
                        "desk",
                        "webhook",
                        "directline",
                        "upload",
                        "page")
                .map("/io/parley/edge/%s/openapi.yaml"::formatted)
                .toList();
    }

    /** Identifies agents, also for the routes of other parts. */
    public Authentication authentication() {
        return Objects.requireNonNull(authentication, "not started");
    }

    /** Decides which messages are stored now, of those that all channels bring. */
    public Admission admission() {
        return Objects.requireNonNull(admission, "not started");
    }

    private List<Route> made(Site site) {
        Config parley = site.parley();
        Backend backend = new Backend(site, inbox.transcripts(), inbox.lists(), intake.customers());
        Stores kept = stores.apply(site);
        Limits limits = Limits.from(parley.getConfig("http.limits"));
        Admission admitted = new Admission(limits.messages());
        admission = admitted;
        Config auth = parley.getConfig("auth");
        Revocations revocations = new Revocations(
                site.system(),
                kept.revocations(),
                auth.getDuration("revocation-interval"),
                Revocations.RetentionTimes.from(auth),
                site.clock());
        AgentTokens tokens = new AgentTokens(AuthSettings.from(auth), site.directory(), revocations, site.clock());
        Authentication agents = new Authentication(tokens, new Throttle(limits.reads(), site.clock()));
        authentication = agents;
        UploadReception uploads = new UploadReception(
                site.system(),
                kept.uploads(),
                ReceivedFiles.from(parley),
                new UploadQuotas(
                        kept.usage(),
                        new TenantLimits(site.directory(), limits.ofTenants()),
                        SigningKeys.from(auth),
                        site.clock()),
                limits.uploadsAtOnce().within(),
                site.clock(),
                site.keyring());
        return List.of(
                new DirectLine(
                                backend,
                                intake.intake(),
                                admitted,
                                uploads,
                                new Sockets(site.system()),
                                site.signing(),
                                revocations,
                                limits,
                                DirectLine.Settings.from(parley))
                        .route(),
                new GenericChannel(backend, intake.intake(), admitted, limits, site.signing()).route(),
                new UploadPages(kept.uploads(), limits, site.clock()).route(),
                agents(backend, new AgentApi.SignedIn(revocations, kept.places(), tokens, agents)),
                new DemoAccounts(DemoAccounts.Settings.from(parley), site.directory(), site.signing(), site.clock())
                        .route(),
                new Pages(site.directory(), kept.pages()).route());
    }

    private Route agents(Backend backend, AgentApi.SignedIn signedIn) {
        Config parley = backend.site().parley();
        TurnSettings dialogue = TurnSettings.from(parley.getConfig("dialogue"));
        ExecutorService models = Threads.bounded("models", 1, MAX_READINGS);
        KnowledgeServices library = new KnowledgeServices(
                knowledge.articles(),
                knowledge.unanswered(),
                knowledge.topics(models),
                knowledge.products(),
                tenant -> bots.known(tenant).index(),
                models,
                dialogue.answerFrom(),
                dialogue.suggestFrom());
        ConversationReader reader = new ConversationReader(
                backend.transcripts(),
                backend.keyring(),
                bots.engine(),
                bots.annotators(),
                dialogue::zone,
                parley.getDuration("language.corenlp.panel-limit"),
                Threads.bounded("readings", 1, MAX_READINGS));
        return AgentApi.route(
                backend,
                signedIn,
                inbox.decisions(),
                training.models(),
                training.trainings(),
                library,
                new CurrentBot(bots.dialogue(), bots::known, models),
                reader);
    }
}
