package io.parley.edge;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.server.Route;
import akka.persistence.query.PersistenceQuery;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import akka.persistence.testkit.query.javadsl.PersistenceTestKitReadJournal;
import akka.stream.javadsl.Sink;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.parley.AgentId;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.EntityKey;
import io.parley.LocalizedText;
import io.parley.TenantId;
import io.parley.bots.BotSettings;
import io.parley.bots.Bots;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation;
import io.parley.conversation.ConversationComponent;
import io.parley.conversation.ConversationEntity;
import io.parley.conversation.RouterNotices;
import io.parley.customer.CustomerComponent;
import io.parley.desk.DeskComponent;
import io.parley.dialogue.Bot;
import io.parley.dialogue.Dialogue;
import io.parley.dialogue.actions.Actions;
import io.parley.dialogue.knowledge.ArticleFile;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.dialogue.products.GraphFile;
import io.parley.dialogue.products.ProductGraph;
import io.parley.dialogue.turn.BotKnowledge;
import io.parley.directory.Directory;
import io.parley.directory.DirectoryContent;
import io.parley.directory.DirectoryImport;
import io.parley.directory.FakeDirectory;
import io.parley.directory.Passwords;
import io.parley.edge.api.ApiDescriptions;
import io.parley.edge.auth.FakeKnownPlaces;
import io.parley.edge.auth.FakeRevocations;
import io.parley.edge.desk.FrameCodec;
import io.parley.edge.kit.Admission;
import io.parley.edge.kit.Backend;
import io.parley.edge.kit.ClientAddresses;
import io.parley.edge.kit.Json;
import io.parley.edge.ops.OpsComponent;
import io.parley.gateway.ChannelGatewayEntity;
import io.parley.gateway.GatewayComponent;
import io.parley.inbox.Inbox;
import io.parley.inbox.JournalTranscripts;
import io.parley.intake.Intake;
import io.parley.intake.IntakeComponent;
import io.parley.knowledge.Articles;
import io.parley.knowledge.FakeArticleStore;
import io.parley.knowledge.FakeOpenQuestions;
import io.parley.knowledge.KnowledgeComponent;
import io.parley.language.Analysis;
import io.parley.language.Emotion;
import io.parley.language.LanguageEngine;
import io.parley.language.Languages;
import io.parley.language.annotation.Annotators;
import io.parley.language.annotation.FakeAnnotators;
import io.parley.language.entity.EntityFinder;
import io.parley.links.Entities;
import io.parley.privacy.Keyring;
import io.parley.privacy.Stored;
import io.parley.privacy.TestKeys;
import io.parley.routing.RouterEntity;
import io.parley.routing.Routing;
import io.parley.routing.RoutingComponent;
import io.parley.signing.SigningSecrets;
import io.parley.site.Component;
import io.parley.site.Role;
import io.parley.site.Shards;
import io.parley.site.Site;
import io.parley.site.StoredKind;
import io.parley.training.FakeTenantModels;
import io.parley.training.FakeTrainer;
import io.parley.training.FakeTrainingLog;
import io.parley.training.TrainingComponent;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One whole node: the real entities over a journal in memory, a {@link FakeBot}, a {@link FakeDirectory} of two tenants, and the real
 * server on a free port, with everything a node serves. Tests that share one use customers and agents of their own.
 */
public final class EdgeFixture implements AutoCloseable {

    private static final EntityFinder ENTITIES = new EntityFinder(List.of());

    /** Where somebody looked for articles, as only a model can. */
    public final Set<String> modelThreads = ConcurrentHashMap.newKeySet();

    /** What readers of names would say. */
    public final FakeAnnotators annotators = new FakeAnnotators();

    public static final TenantId DEMO = new TenantId("demo");
    public static final TenantId OTHER = new TenantId("other");
    public static final String PASSWORD = "correct horse battery staple";
    /** Signs tokens. */
    public static final String AUTH_SECRET = "0123456789abcdef0123456789abcdef";

    /** The web chat of the demo tenant, and what opens it. */
    public static final String ACCOUNT = "webchat-demo";

    public static final String WIDGET_KEY = "demo.webchat-demo";
    public static final String ORIGIN = "https://shop.example";
    public static final String SECRET = "a web chat's secret for tests";
    /** Opens the web chat of the other tenant. */
    public static final String OTHER_SECRET = "the secret of another tenant's web chat";

    /** What channel accounts sign with. */
    public static final SigningSecrets SECRETS =
            new SigningSecrets(AUTH_SECRET, (tenant, account) -> SigningSecrets.Rotation.NEVER, Clock.systemUTC());

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String HASH = Passwords.hash(PASSWORD);

    private static final String SETTINGS =
            """
            akka.loglevel = WARNING
            akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
            akka.cluster.jmx.enabled = off
            akka.cluster.sharding.rebalance-interval = 1h
            akka.coordinated-shutdown.exit-jvm = off
            akka.coordinated-shutdown.run-by-actor-system-terminate = off
            parley.auth.secret = "%s"
            parley.ask-timeout = 3s
            # Tests are faster than people.
            parley.http.limits { posts-per-second = 1000, posts-burst = 1000, reads-per-second = 10000, reads-burst = 10000, messages.slow-after = 1m }
            parley.auth.revocation-interval = 100ms
            parley.dialogue { answer-from = 0.6, suggest-from = 0.3, zone = UTC }
            parley.demo.page { channel = "demo.webchat-demo", account = "demo-customer" }
            parley.uploads.directory = "target/uploads/%s"
            parley.gateway { first-retry = 50ms, longest-retry = 200ms, report-interval = 200ms }
            """
                    .formatted(AUTH_SECRET, UUID.randomUUID());

    public final ActorSystem<Void> system;
    public final FakeDirectory directory = new FakeDirectory();
    public final FakeBot bot = new FakeBot();
    public final FakeActions actions = new FakeActions();
    public final FakeConversationLists lists = new FakeConversationLists();
    public FakeUploads uploads;
    public final FakeRevocations revoked = new FakeRevocations();
    public final FakeKnownPlaces places = new FakeKnownPlaces();
    public final FakeTenantModels models = new FakeTenantModels();
    public final FakeTrainer trainer = new FakeTrainer();
    public final Keyring keyring = TestKeys.keyring();
    public final Backend backend;
    public final Admission admission;
    public final Client client;

    public final FakeOpenQuestions questions = new FakeOpenQuestions();
    public final Articles articles;

    /** What the router is said to have decided about any conversation. */
    public volatile List<Routing.Event> decisions = List.of();

    /** Whether the database is said to answer who asks what the router has decided. */
    public volatile boolean decisionsAnswer = true;

    /** Whether the database is said to answer. */
    public volatile boolean databaseAnswers = true;

    /** What it consists of, in the order in which it started. */
    public final List<Component> components = new ArrayList<>();

    private final Intake intake;
    private final ServerBinding binding;

    public EdgeFixture() {
        this("");
    }

    /** @param settings HOCON over the defaults */
    public EdgeFixture(String settings) {
        this(settings, edge -> List.of());
    }

    /** @param more what is started behind the parts of every node */
    public EdgeFixture(Function<EdgeComponent, Component> more) {
        this("", edge -> List.of(more.apply(edge)));
    }

    private EdgeFixture(String settings, Function<EdgeComponent, List<Component>> more) {
        Inbox inbox = new Inbox(this::inbox);
        IntakeComponent messages = new IntakeComponent();
        KnowledgeComponent knowledge = new KnowledgeComponent(
                inbox,
                here -> new KnowledgeComponent.Stores(
                        new FakeArticleStore(), directory.published(), questions, directory.edited()));
        TrainingComponent training =
                new TrainingComponent(here -> new TrainingComponent.Tools(models, new FakeTrainingLog(), trainer));
        EdgeComponent edge = new EdgeComponent(
                new FakeBots(),
                messages,
                inbox,
                knowledge,
                training,
                here -> new EdgeComponent.Stores(
                        uploads(here), new FakeUploadUsage(), revoked, places, "web-of-tests"));
        CompletableFuture<Void> failed = CompletableFuture.failedFuture(new IllegalStateException("no database"));
        components.addAll(List.of(
                inbox,
                messages,
                knowledge,
                training,
                new ConversationComponent(inbox::owner, () -> bot, () -> actions, ChannelGatewayEntity::deliver),
                new CustomerComponent(),
                new GatewayComponent(),
                new RoutingComponent(new RouterNotices()),
                new OpsComponent(here -> () -> databaseAnswers ? CompletableFuture.completedFuture(null) : failed),
                new DeskComponent(inbox, FrameCodec::write),
                edge));
        components.addAll(more.apply(edge));
        Config config = StoredKind.settings(components.stream()
                        .flatMap(part -> part.stores().stream())
                        .toList())
                .withFallback(ConfigFactory.parseString(settings))
                .withFallback(ConfigFactory.parseString(SETTINGS))
                .withFallback(PersistenceTestKitPlugin.config())
                .withFallback(PersistenceTestKitSnapshotPlugin.config())
                .withFallback(ConfigFactory.load())
                .resolve();
        system = ActorSystem.create(Behaviors.empty(), "edge", config);
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(new Join(cluster.selfMember().address()));
        eventually(() -> cluster.selfMember().status() == MemberStatus.up());
        Config parley = config.getConfig("parley");
        Site site = new Site(
                system,
                Set.of(Role.CORE, Role.EDGE),
                parley,
                Optional.empty(),
                Json.mapper(),
                Clock.systemUTC(),
                directory,
                keyring,
                SECRETS,
                new Entities(system),
                new OnThisNode());
        fillDirectory();
        components.forEach(component -> await(component.start(site)));
        backend = new Backend(site, inbox.transcripts(), lists, messages.customers());
        intake = messages.intake();
        articles = knowledge.articles();
        admission = edge.admission();
        binding = await(EdgeServer.start(
                system,
                new EdgeServer.Settings(
                        "127.0.0.1", 0, Duration.ofSeconds(1), ClientAddresses.from(parley.getConfig("http.proxies"))),
                components.stream()
                        .flatMap(part -> part.routes().stream())
                        .reduce(
                                ApiDescriptions.routes(components.stream()
                                        .flatMap(part -> part.openApi().stream())
                                        .toList()),
                                Route::orElse)));
        client = new Client(base());
    }

    /** All entities, wherever a cluster would have them. */
    private final class OnThisNode implements Shards {
        @Override
        public <C> void hold(Entity<C, ShardingEnvelope<C>> entity) {
            ClusterSharding.get(system).init(entity);
        }

        @Override
        public <C> void keep(Entity<C, ShardingEnvelope<C>> entity) {
            hold(entity);
        }

        @Override
        public <C> void holdAtEdge(Entity<C, ShardingEnvelope<C>> entity) {
            hold(entity);
        }
    }

    /** What the edge sees of the bots: it decides as {@link FakeBot}, and knows what is in the directory. */
    private final class FakeBots implements Bots {
        @Override
        public Bot bot() {
            return bot;
        }

        @Override
        public Actions actions() {
            return actions;
        }

        @Override
        public Dialogue dialogue() {
            return FakeBot.DIALOGUE;
        }

        @Override
        public BotKnowledge known(TenantId tenant) {
            return EdgeFixture.this.known(tenant);
        }

        @Override
        public LanguageEngine engine() {
            return EdgeFixture::understood;
        }

        @Override
        public Annotators annotators() {
            return annotators;
        }
    }

    private Inbox.Sources inbox(Site here) {
        PersistenceTestKitReadJournal journal = PersistenceQuery.get(system)
                .getReadJournalFor(PersistenceTestKitReadJournal.class, PersistenceTestKitReadJournal.Identifier());
        return new Inbox.Sources(
                new JournalTranscripts(system, journal, keyring),
                lists,
                (tenant, conversation) -> decisionsAnswer
                        ? CompletableFuture.completedFuture(decisions)
                        : CompletableFuture.failedFuture(new IllegalStateException("no database")),
                key -> journal.currentEventsByPersistenceId(
                                EntityKey.persistenceId(ConversationEntity.TYPE.name(), key.toString())
                                        .id(),
                                0,
                                1)
                        .map(first -> ((Stored<?>) first.event()).owner())
                        .runWith(Sink.headOption(), system));
    }

    private FakeUploads uploads(Site here) {
        FakeUploads made = new FakeUploads(here.system());
        uploads = made;
        return made;
    }

    private void fillDirectory() {
        directory.add(
                DEMO,
                new DirectoryContent(
                        List.of(),
                        List.of(
                                new Directory.Queue(DEMO, "general", both("General"), Set.of()),
                                new Directory.Queue(DEMO, "orders", both("Orders"), Set.of("orders"))),
                        List.of(webChat(DEMO, ACCOUNT, SECRET)),
                        List.of()));
        directory.add(
                OTHER,
                new DirectoryContent(
                        List.of(), List.of(), List.of(webChat(OTHER, "webchat-other", OTHER_SECRET)), List.of()));
    }

    private BotKnowledge known(TenantId tenant) {
        modelThreads.add(Thread.currentThread().getName());
        ProductGraph products = DirectoryContent.Document.inForce(
                        directory.documents(tenant, DirectoryContent.Document.PRODUCTS))
                .map(document -> ProductGraph.of(GraphFile.parse(document.text())))
                .orElse(ProductGraph.EMPTY);
        return new BotKnowledge(
                knowledge(tenant),
                FakeBot.KNOWN.forms(),
                products,
                BotSettings.policies(directory).apply(tenant));
    }

    private KnowledgeIndex knowledge(TenantId tenant) {
        modelThreads.add(Thread.currentThread().getName());
        return KnowledgeIndex.of(ArticleFile.parse(directory.articles(tenant).stream()
                .map(DirectoryContent.Article::json)
                .collect(Collectors.joining(",", "[", "]"))));
    }

    private static Directory.ChannelAccount webChat(TenantId tenant, String account, String secret) {
        return new Directory.ChannelAccount(
                tenant,
                account,
                "webchat",
                LocalizedText.of("网站在线客服", "Web chat"),
                LocalizedText.of("您好", "Hello"),
                List.of(LocalizedText.of("我的订单到哪了？", "Where is my order?")),
                DirectoryImport.secretHash(secret),
                List.of(ORIGIN),
                "",
                false);
    }

    /** A generic channel account of the demo tenant whose replies go to this address; empty for nowhere. */
    public void genericAccount(String account, String callback) {
        genericAccount(account, callback, true);
    }

    public void genericAccount(String account, String callback, boolean vouches) {
        directory.add(
                DEMO,
                new DirectoryContent(
                        List.of(),
                        List.of(),
                        List.of(new Directory.ChannelAccount(
                                DEMO,
                                account,
                                "generic",
                                both("Generic"),
                                LocalizedText.of("", ""),
                                List.of(),
                                "",
                                List.of(),
                                callback,
                                vouches)),
                        List.of()));
    }

    private static Analysis understood(LanguageEngine.Utterance said) {
        return new Analysis(
                Languages.guess(said.text(), said.locale()),
                List.of(),
                true,
                Emotion.NEUTRAL,
                0,
                ENTITIES.find(said.text(), said.now(), said.zone()),
                "");
    }

    public int port() {
        return binding.localAddress().getPort();
    }

    /** Where the server is; no slash at the end. */
    public String base() {
        return "http://127.0.0.1:" + port();
    }

    // ---- people ----

    private static LocalizedText both(String name) {
        return LocalizedText.of(name, name);
    }

    /** A new agent of a tenant who masters English and whatever else is given at level 3. */
    public Directory.Agent agent(TenantId tenant, Directory.Role role, int capacity, String... skills) {
        String id = "a" + UUID.randomUUID().toString().substring(0, 8);
        Map<String, Integer> levels = new HashMap<>(Map.of("en", 3));
        for (String skill : skills) {
            levels.put(skill, 3);
        }
        Directory.Agent agent = new Directory.Agent(
                tenant,
                new AgentId(id),
                LocalizedText.of("专席 " + id, "Desk " + id),
                id + "@desk.example",
                role,
                levels,
                capacity,
                HASH);
        directory.add(tenant, new DirectoryContent(List.of(agent), List.of(), List.of(), List.of()));
        return agent;
    }

    /** A customer of the demo tenant's web chat whom nobody has met. */
    public Someone someone() {
        return new Someone(new ChannelAddress("webchat", ACCOUNT, "dl_" + UUID.randomUUID()));
    }

    /** Has a customer of the other tenant say this, by which they ask for a human; returns their conversation once it is in line. */
    public String waitingAtOther(String name, String text) {
        ConversationId conversation = await(intake.receive(
                        OTHER,
                        new ChannelAddress("webchat", "webchat-other", "dl_" + UUID.randomUUID()),
                        name,
                        UUID.randomUUID().toString(),
                        List.of(new Content.Text(text)),
                        "en"))
                .conversation();
        eventually(() -> await(AskPattern.<Routing.Command, Routing.Line>ask(
                        RouterEntity.of(backend.entities(), OTHER),
                        Routing.AskLine::new,
                        backend.askTimeout(),
                        system.scheduler()))
                .first()
                .stream()
                .anyMatch(place -> place.conversation().equals(conversation)));
        return conversation.value();
    }

    /** A customer. */
    public final class Someone {
        public final ChannelAddress address;

        Someone(ChannelAddress address) {
            this.address = address;
        }

        public CustomerId id() {
            return backend.customers().of(DEMO, address);
        }

        /** Says something; returns once it is stored. */
        public Conversation.Stored says(String text) {
            return await(intake.receive(
                    DEMO, address, null, UUID.randomUUID().toString(), List.of(new Content.Text(text)), "en"));
        }
    }

    public Conversation.Summary summary(TenantId tenant, ConversationId conversation) {
        return await(AskPattern.askWithStatus(
                ConversationEntity.of(backend.entities(), tenant, conversation),
                Conversation.GetSummary::new,
                backend.askTimeout(),
                system.scheduler()));
    }

    /** Signs in and returns the token. */
    public String signIn(Directory.Agent agent) {
        Answer answer =
                client.post("/api/v1/sign-in", null, Json.write(Map.of("email", agent.email(), "password", PASSWORD)));
        if (answer.status() != 200) {
            throw new AssertionError("signing in: " + answer.status() + " " + answer.body());
        }
        return answer.json().path("token").textValue();
    }

    // ---- waiting ----

    /** Waits for a condition, polling; fails after some seconds. */
    public static void eventually(BooleanSupplier condition) {
        eventually(PATIENCE, condition);
    }

    public static void eventually(Duration within, BooleanSupplier condition) {
        long deadline = System.nanoTime() + within.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("what was waited for did not happen within " + within);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    public static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        await(binding.terminate(Duration.ofSeconds(1)));
        system.terminate();
        await(system.getWhenTerminated());
    }
}
