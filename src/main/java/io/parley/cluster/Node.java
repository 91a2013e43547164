package io.parley.cluster;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.ClusterEvent.MemberDowned;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.ClusterEvent.MemberRemoved;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import akka.management.cluster.bootstrap.ClusterBootstrap;
import akka.management.javadsl.AkkaManagement;
import akka.pattern.Patterns;
import akka.persistence.cassandra.query.javadsl.CassandraReadJournal;
import akka.persistence.query.PersistenceQuery;
import akka.stream.alpakka.cassandra.javadsl.CassandraSession;
import akka.stream.alpakka.cassandra.javadsl.CassandraSessionRegistry;
import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.uuid.Generators;
import com.typesafe.config.Config;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tags;
import io.parley.ConversationId;
import io.parley.EntityKey;
import io.parley.ParleyMetrics;
import io.parley.NodeLost;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
import io.parley.conversation.ConversationEntity;
import io.parley.conversation.Delivery;
import io.parley.conversation.Silence;
import io.parley.customer.Customer;
import io.parley.customer.CustomerEntity;
import io.parley.customer.CustomerIds;
import io.parley.dialogue.Bot;
import io.parley.dialogue.BotThreads;
import io.parley.dialogue.Dialogue;
import io.parley.dialogue.DialogueBot;
import io.parley.dialogue.DialogueSettings;
import io.parley.dialogue.GuessLimit;
import io.parley.dialogue.NameReader;
import io.parley.dialogue.actions.Actions;
import io.parley.dialogue.actions.HttpActions;
import io.parley.dialogue.composing.Composer;
import io.parley.dialogue.composing.LanguageModelComposer;
import io.parley.dialogue.composing.LanguageModelSettings;
import io.parley.dialogue.knowledge.Knowledge;
import io.parley.directory.Callbacks;
import io.parley.directory.CassandraDirectory;
import io.parley.directory.CassandraPublishedArticles;
import io.parley.directory.CassandraTenantDocuments;
import io.parley.directory.Directory;
import io.parley.directory.SigningRotations;
import io.parley.edge.Backend;
import io.parley.edge.EdgeServer;
import io.parley.edge.Json;
import io.parley.edge.ops.OpsRoutes;
import io.parley.edge.rest.KnowledgeServices;
import io.parley.edge.rest.ReplayRoutes;
import io.parley.events.InboundConsumer;
import io.parley.gateway.ChannelGateway;
import io.parley.gateway.ChannelGatewayEntity;
import io.parley.gateway.HttpCallback;
import io.parley.inbox.CassandraConversationLists;
import io.parley.inbox.CassandraOpenConversations;
import io.parley.inbox.CassandraRoutingDecisions;
import io.parley.inbox.ConversationReader;
import io.parley.inbox.JournalTranscripts;
import io.parley.inbox.RoutingDecisions;
import io.parley.intake.Intake;
import io.parley.intake.SignedChannels;
import io.parley.knowledge.Articles;
import io.parley.knowledge.CassandraArticleStore;
import io.parley.knowledge.CassandraOpenQuestions;
import io.parley.knowledge.CassandraVectorStore;
import io.parley.knowledge.EditedProducts;
import io.parley.knowledge.OpenQuestions;
import io.parley.knowledge.Topics;
import io.parley.knowledge.UnansweredQuestions;
import io.parley.knowledge.VectorStore;
import io.parley.language.Analysis;
import io.parley.language.LanguageEngine;
import io.parley.language.annotation.Annotators;
import io.parley.privacy.Keyring;
import io.parley.routing.RouterEntity;
import io.parley.routing.Routing;
import io.parley.routing.Supervision;
import io.parley.routing.SupervisorEntity;
import io.parley.signing.SigningSecrets;
import io.parley.training.CassandraTenantModels;
import io.parley.training.CassandraTrainingLog;
import io.parley.training.TenantModels;
import io.parley.training.TrainingProcess;
import io.parley.training.Trainings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One node of the cluster, assembled according to its roles: {@code edge} accepts connections, {@code core} holds conversations, customers
 * and routers, {@code projection} feeds the read side and Kafka. The only place where the parts are wired together.
 */
public final class Node {

    private static final Duration WAKE_INTERVAL = Duration.ofSeconds(10);
    private static final Duration SHARDS_SETTLE = Duration.ofSeconds(2);

    /** Most requests of people that may wait for one of the threads that {@link #bounded} creates. */
    private static final int MAX_READINGS = 64;

    private final ActorSystem<Void> system;
    private final Config config;
    private final Clock clock = Clock.systemUTC();

    /** Runs models for requests that people make at the edge. */
    private final ExecutorService asked = bounded("models");

    private Node(ActorSystem<Void> system) {
        this.system = system;
        this.config = system.settings().config();
    }

    /** Starts the node, which ends with the JVM. If it cannot start, the reason is logged and the JVM ends. */
    public static CompletionStage<Done> start(Config config) {
        SettingsCheck.run(config);
        ActorSystem<Void> system = ActorSystem.create(guardian(config), "parley", config);
        return new Node(system).run().whenComplete((done, failure) -> {
            if (failure != null) {
                system.log().error("the node cannot start", failure);
                CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.unknownReason());
            }
        });
    }

    /** Watches the membership of the cluster. */
    private static Behavior<Void> guardian(Config config) {
        return Behaviors.setup(context -> {
            CrashWatch.Settings crashWatch = CrashWatch.Settings.from(config.getConfig("parley.cluster.crash-watch"));
            if (crashWatch.enabled()) {
                context.spawn(CrashWatch.create(crashWatch), "crash-watch");
            }
            context.spawn(members(), "members");
            return Behaviors.empty();
        });
    }

    private static Behavior<MemberEvent> members() {
        return Behaviors.setup(context -> {
            Cluster cluster = Cluster.get(context.getSystem());
            cluster.subscriptions().tell(Subscribe.create(context.getSelf(), MemberEvent.class));
            return Behaviors.receive(MemberEvent.class)
                    .onMessage(MemberDowned.class, downed -> {
                        // Others take the place of a downed node within seconds; an orderly shutdown would take longer
                        // and keep writing.
                        if (downed.member()
                                .uniqueAddress()
                                .equals(cluster.selfMember().uniqueAddress())) {
                            Fence.end("it was removed from the cluster. Restart it.");
                        }
                        return Behaviors.same();
                    })
                    .onMessage(MemberRemoved.class, removed -> {
                        if (removed.previousStatus() == MemberStatus.down()) {
                            context.getSystem().eventStream().tell(new EventStream.Publish<>(new NodeLost()));
                        }
                        return Behaviors.same();
                    })
                    .onAnyMessage(other -> Behaviors.same())
                    .build();
        });
    }

    /** The oldest node runs the shard coordinators, which need a moment to find new homes for its own shards. */
    private void leaveInOrder() {
        CoordinatedShutdown.get(system).addTask("shards-settled", "wait-for-new-homes", () -> {
            Member self = Cluster.get(system).selfMember();
            boolean oldest = true;
            for (Member other : Cluster.get(system).state().getMembers()) {
                oldest &= !other.hasRole("core") || !other.isOlderThan(self);
            }
            return oldest && self.hasRole("core")
                    ? Patterns.after(
                            SHARDS_SETTLE,
                            Adapter.toClassic(system),
                            () -> CompletableFuture.completedStage(Done.getInstance()))
                    : CompletableFuture.completedStage(Done.getInstance());
        });
    }

    private CompletionStage<Done> run() {
        leaveInOrder();
        LostMessages.count(system);
        AkkaManagement.get(system).start();
        if (config.getBoolean("parley.cluster.bootstrap")) {
            ClusterBootstrap.get(system).start();
        }
        CassandraSession session = CassandraSessionRegistry.get(system).sessionFor("akka.persistence.cassandra");
        return session.underlying().thenCompose(cql -> {
            CassandraDirectory directory =
                    new CassandraDirectory(cql, config.getDuration("parley.directory.refresh-interval"));
            system.getWhenTerminated().whenComplete((done, failure) -> directory.close());
            CompletionStage<Optional<TenantLanguage>> language = language(cql, directory);
            CompletionStage<Epochs> epochs = EpochRounds.start(system);
            return Installation.check(cql, config, clock.instant()).thenCompose(began -> directory
                    .ready()
                    .thenCompose(ready -> Keys.start(system, cql, directory, config, daemons("keys", 1)))
                    .thenCompose(keyring -> language.thenCompose(loaded -> epochs.thenCompose(
                            joined -> with(session, cql, directory, keyring, joined, loaded, began)))));
        });
    }

    /** Empty for nodes that only feed the read side. */
    private CompletionStage<Optional<TenantLanguage>> language(CqlSession cql, Directory directory) {
        Set<String> roles = Cluster.get(system).selfMember().getRoles();
        return roles.contains("core") || roles.contains("edge")
                ? TenantLanguage.start(system, cql, directory, config).thenApply(Optional::of)
                : CompletableFuture.completedStage(Optional.empty());
    }

    private CompletionStage<Done> with(
            CassandraSession session,
            CqlSession cql,
            Directory directory,
            Keyring keyring,
            Epochs epochs,
            Optional<TenantLanguage> language,
            Instant began) {
        // The models take some 100 MB; nodes that only project do not need them.
        VectorStore vectors = new CassandraVectorStore(cql);
        Optional<DirectoryKnowledge> knowledge = language.map(loaded -> new DirectoryKnowledge(
                directory,
                loaded.embedder(),
                new KeptVectors(vectors, VectorStore.Kind.ARTICLES),
                daemons("knowledge", 1)));
        Articles articles = new Articles(
                new CassandraArticleStore(cql, Json.mapper()), new CassandraPublishedArticles(cql), keyring, clock);
        Optional<DirectoryProducts> products = language.map(loaded -> new DirectoryProducts(
                directory,
                loaded.embedder(),
                new KeptVectors(vectors, VectorStore.Kind.PRODUCTS),
                daemons("products", 1)));
        DirectoryForms forms = new DirectoryForms(directory);
        Function<TenantId, Dialogue.BotKnowledge> known = tenant -> new Dialogue.BotKnowledge(
                knowledge.orElseThrow().forTenant(tenant),
                forms.forTenant(tenant),
                products.orElseThrow().forTenant(tenant));
        Actions actions = actions(directory, forms);
        Bot bot = bot(language, known, actions);
        // A node gets conversations as soon as it can hold them, so that must not be before it can answer.
        return warm(directory, language, knowledge, products, known)
                .thenCompose(ready -> epochs.confirmed())
                .thenCompose(ready -> serve(
                        session, cql, directory, keyring, epochs, articles, language, knowledge, known, bot, actions,
                        began));
    }

    private CompletionStage<Void> warm(
            Directory directory,
            Optional<TenantLanguage> language,
            Optional<DirectoryKnowledge> knowledge,
            Optional<DirectoryProducts> products,
            Function<TenantId, Dialogue.BotKnowledge> known) {
        return language.isEmpty() || knowledge.isEmpty() || products.isEmpty()
                ? CompletableFuture.completedStage(null)
                : language.get()
                        .ready()
                        .thenCompose(ready -> knowledge.get().ready())
                        .thenCompose(ready -> products.get().ready())
                        .thenCompose(ready -> warm(directory, language.get().engine(), known));
    }

    private CompletionStage<Void> warm(
            Directory directory, LanguageEngine language, Function<TenantId, Dialogue.BotKnowledge> known) {
        DialogueSettings settings = DialogueSettings.from(config.getConfig("parley.dialogue"));
        ExecutorService threads = daemons("warm-up", settings.threads());
        return new WarmUp(language, known, settings, clock)
                .run(directory.tenants(), config.getDuration("parley.warm-up"), threads, settings.threads())
                .whenComplete((done, failure) -> threads.shutdown());
    }

    private CompletionStage<Done> serve(
            CassandraSession session,
            CqlSession cql,
            Directory directory,
            Keyring keyring,
            Epochs epochs,
            Articles articles,
            Optional<TenantLanguage> language,
            Optional<DirectoryKnowledge> knowledge,
            Function<TenantId, Dialogue.BotKnowledge> known,
            Bot bot,
            Actions actions,
            Instant began) {
        Set<String> roles = Cluster.get(system).selfMember().getRoles();
        ClusterSharding sharding = ClusterSharding.get(system);
        Departure departure = new Departure(system, epochs);
        shardEntities(sharding, cql, keyring, bot, actions, directory, departure::strategy);
        CustomerIds customers = new CustomerIds(keyring::pepper);
        Backend backend = new Backend(
                system,
                sharding,
                directory,
                new JournalTranscripts(
                        system,
                        PersistenceQuery.get(system)
                                .getReadJournalFor(CassandraReadJournal.class, CassandraReadJournal.Identifier()),
                        keyring),
                new CassandraConversationLists(cql, keyring),
                keyring,
                customers,
                clock,
                config.getDuration("parley.ask-timeout"));
        Intake intake = new Intake(system, customers, config.getDuration("parley.ask-timeout"));
        keyring.follow(erased -> intake.forget(erased.tenant(), erased.customer()));
        if (roles.contains("core")) {
            List<EntityTypeKey<?>> types = List.of(
                    ConversationEntity.TYPE,
                    CustomerEntity.TYPE,
                    ChannelGatewayEntity.TYPE,
                    RouterEntity.TYPE,
                    SupervisorEntity.TYPE);
            departure.beforeLeaving(types, config.getDuration("parley.cluster.give-up-shards-within"));
            EntityCounts.start(system, types);
            ShardHomes.keep(
                    system,
                    List.of(ConversationEntity.TYPE, ChannelGatewayEntity.TYPE),
                    config.getInt("akka.cluster.sharding.number-of-shards"),
                    config.getDuration("parley.cluster.homes-every"));
            wakeTenants(directory, sharding);
            Keys.moveToNewEpochs(system, directory, keyring, config.getDuration("parley.privacy.revalidate"));
        }
        if (roles.contains("projection")) {
            new Projections(
                            system,
                            cql,
                            config,
                            Json.mapper(),
                            backend.transcripts(),
                            articles,
                            directory,
                            keyring,
                            began,
                            clock)
                    .start();
            settleArticles(directory, articles);
            endSilentConversations(cql, directory, backend);
            new InboundConsumer(
                            system,
                            config,
                            intake,
                            new SignedChannels(directory, signingSecrets(directory)),
                            Json.mapper(),
                            clock)
                    .start();
        }
        Route parts = new OpsRoutes(system, cql).routes();
        if (roles.contains("edge")) {
            RoutingDecisions decisions = new CassandraRoutingDecisions(cql, Json.mapper());
            TenantModels models = new CassandraTenantModels(cql);
            KnowledgeServices library = library(
                    cql,
                    keyring,
                    articles,
                    knowledge.orElseThrow(),
                    language.orElseThrow().annotators());
            parts = Directives.concat(
                    parts,
                    new Edge(
                                    backend,
                                    intake,
                                    session,
                                    cql,
                                    decisions,
                                    models,
                                    trainings(models, cql),
                                    library,
                                    today(known),
                                    reader(backend, language.orElseThrow()),
                                    config)
                            .routes());
        }
        CompletionStage<ServerBinding> bound =
                EdgeServer.start(system, EdgeServer.Settings.from(config.getConfig("parley.http")), parts);
        return bound.thenApply(binding -> {
            system.log().info("serving HTTP at {}", binding.localAddress());
            return Done.getInstance();
        });
    }

    private Trainings trainings(TenantModels models, CqlSession cql) {
        Trainings trainings = new Trainings(
                models,
                new CassandraTrainingLog(cql, Json.mapper()),
                new TrainingProcess(config.getInt("parley.language.training-processors")),
                clock);
        system.getWhenTerminated().whenComplete((done, failure) -> trainings.close());
        return trainings;
    }

    // ---- the sharded entities ----

    private void shardEntities(
            ClusterSharding sharding,
            CqlSession cql,
            Keyring keyring,
            Bot bot,
            Actions actions,
            Directory directory,
            Supplier<ShardAllocationStrategy> homes) {
        BiConsumer<EntityKey, Conversation.Command> conversations = (key, command) -> sharding.entityRefFor(
                        ConversationEntity.TYPE, EntityKey.of(key.tenant(), new ConversationId(key.id())))
                .tell(command);
        BiConsumer<TenantId, Routing.Command> router = (tenant, command) ->
                sharding.entityRefFor(RouterEntity.TYPE, EntityKey.of(tenant)).tell(command);

        BiConsumer<TenantId, Supervision.Command> supervisor =
                (tenant, command) -> sharding.entityRefFor(SupervisorEntity.TYPE, EntityKey.of(tenant))
                        .tell(command);
        BiConsumer<EntityKey, ChannelGateway.Command> gatewayCommands = (key, command) -> sharding.entityRefFor(
                        ChannelGatewayEntity.TYPE, EntityKey.ofChannelAccount(key.tenant(), key.id()))
                .tell(command);
        BiConsumer<EntityKey, Delivery.Request> gateways =
                (key, request) -> gatewayCommands.accept(key, new ChannelGateway.ConversationRequested(request));
        var conversation = new ConversationEntity.Dependencies(
                keyring,
                key -> Keys.owner(cql, key),
                bot,
                actions,
                router,
                supervisor,
                gateways,
                conversations,
                clock,
                ConversationEntity.Settings.from(
                        config.getConfig("parley.conversation"), config.getDuration("parley.dialogue.wait-limit")));
        // A conversation with work left is restarted on another node when its own dies, without being asked for.
        sharding.init(Entity.of(
                        ConversationEntity.TYPE,
                        entity -> ConversationEntity.create(
                                EntityKey.parse(entity.getEntityId()), entity.getShard(), conversation))
                .withRole("core")
                .withAllocationStrategy(homes.get())
                .withStopMessage(Conversation.Stop.INSTANCE)
                .withSettings(ClusterShardingSettings.create(system).withRememberEntities(true)));

        var ids = Generators.timeBasedEpochGenerator();
        var customer = new CustomerEntity.Dependencies(
                keyring,
                conversations,
                () -> new ConversationId(ids.generate().toString()),
                clock,
                config.getDuration("parley.customer.passivate-after"),
                config.getDuration("parley.customer.keep-unfinished"));
        sharding.init(Entity.of(
                        CustomerEntity.TYPE,
                        entity -> CustomerEntity.create(
                                EntityKey.parse(entity.getEntityId()), entity.getShard(), customer))
                .withRole("core")
                .withAllocationStrategy(homes.get())
                .withStopMessage(Customer.Stop.INSTANCE));

        ChannelGatewayEntity.Dependencies gateway =
                gatewayDependencies(keyring, conversations, gatewayCommands, directory);
        // Like a conversation with work left, a gateway that has something to deliver is restarted wherever possible.
        sharding.init(Entity.of(
                        ChannelGatewayEntity.TYPE,
                        entity -> ChannelGatewayEntity.create(
                                EntityKey.parse(entity.getEntityId()), entity.getShard(), gateway))
                .withRole("core")
                .withAllocationStrategy(homes.get())
                .withStopMessage(ChannelGateway.Stop.INSTANCE)
                .withSettings(ClusterShardingSettings.create(system).withRememberEntities(true)));

        var routing = new RouterEntity.Dependencies(
                (key, notice) -> conversations.accept(key, new Conversation.RouterReported(notice)),
                clock,
                RouterEntity.Settings.from(config.getConfig("parley.routing")));
        sharding.init(Entity.of(
                        RouterEntity.TYPE,
                        entity -> RouterEntity.create(EntityKey.parse(entity.getEntityId()), routing))
                .withRole("core")
                .withAllocationStrategy(homes.get()));

        var supervision = new SupervisorEntity.Dependencies(
                router,
                (key, openedAs) -> conversations.accept(key, new Conversation.CaseReportConfirmed(openedAs)),
                clock,
                SupervisorEntity.Settings.from(config.getConfig("parley.supervision")));
        sharding.init(Entity.of(
                        SupervisorEntity.TYPE,
                        entity -> SupervisorEntity.create(EntityKey.parse(entity.getEntityId()), supervision))
                .withRole("core")
                .withAllocationStrategy(homes.get()));
    }

    /** Creates one thread for requests of people; requests are refused while too many wait. */
    private static ExecutorService bounded(String name) {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_READINGS), work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    private static ExecutorService daemons(String name, int threads) {
        return Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    private SigningSecrets signingSecrets(Directory directory) {
        return SigningSecrets.from(config.getConfig("parley.auth"), new SigningRotations(directory::documents), clock);
    }

    private ChannelGatewayEntity.Dependencies gatewayDependencies(
            Keyring keyring,
            BiConsumer<EntityKey, Conversation.Command> conversations,
            BiConsumer<EntityKey, ChannelGateway.Command> gateways,
            Directory directory) {
        SigningSecrets secrets = signingSecrets(directory);
        return new ChannelGatewayEntity.Dependencies(
                keyring,
                key -> directory
                        .channelAccount(key.tenant(), key.id())
                        .map(Directory.ChannelAccount::callback)
                        .flatMap(Callbacks::address),
                key -> secrets.signing(key.tenant(), key.id()),
                new HttpCallback(config.getDuration("parley.gateway.timeout")),
                conversations,
                gateways,
                config.getString("parley.http.public-url"),
                clock,
                System::nanoTime,
                ChannelGatewayEntity.Settings.from(config.getConfig("parley.gateway")));
    }

    private Actions actions(Directory directory, DirectoryForms forms) {
        Config dialogue = config.getConfig("parley.dialogue");
        // Separate from the threads that may wait for them.
        Actions actions = new MeasuredActions(new HttpActions(
                new DirectoryActions(directory), HttpActions.Settings.from(dialogue), daemons("actions", 2)));
        return new GuessLimit(
                actions, forms::forTenant, DialogueSettings.from(dialogue).wrongFactorsPerHour(), clock);
    }

    /** Nodes with neither the role {@code core} nor {@code edge} get one that always fails. */
    private Bot bot(Optional<TenantLanguage> language, Function<TenantId, Dialogue.BotKnowledge> known, Actions actions) {
        if (language.isEmpty()) {
            return turn ->
                    CompletableFuture.failedFuture(new IllegalStateException("this node holds no conversations"));
        }
        DialogueSettings settings = DialogueSettings.from(config.getConfig("parley.dialogue"));
        BotThreads turns = settings.newThreads();
        Config corenlp = config.getConfig("parley.language.corenlp");
        DialogueBot bot = new DialogueBot(
                measured(language.get().engine()),
                known,
                actions,
                new NameReader(language.get().annotators(), corenlp.getDuration("turn-limit")),
                composer(),
                settings,
                turns,
                turns.continuing(),
                new DialogueBot.Limits(settings.waitLimit(), config.getDuration("parley.conversation.bot-time-limit")));
        ParleyMetrics.watch(
                "parley.bot.wait.seconds",
                Tags.empty(),
                () -> turns.expectedWait().toMillis() / 1000.0);
        return new MeasuredBot(bot::decide, turns);
    }

    private static LanguageEngine measured(LanguageEngine engine) {
        return utterance -> {
            long began = System.nanoTime();
            Analysis analysis = engine.analyse(utterance);
            ParleyMetrics.turn(ParleyMetrics.Phase.UNDERSTOOD, began);
            return analysis;
        };
    }

    /** Off unless configured. */
    private Optional<Composer> composer() {
        LanguageModelSettings settings = LanguageModelSettings.from(config.getConfig("parley.dialogue.language-model"));
        if (!settings.enabled()) {
            return Optional.empty();
        }
        system.log().info("answers of several articles are composed by {}", settings);
        LanguageModelComposer composer = new LanguageModelComposer(settings, Metrics.globalRegistry);
        system.getWhenTerminated().whenComplete((done, failure) -> composer.close());
        return Optional.of(composer);
    }

    private ReplayRoutes.CurrentBot today(Function<TenantId, Dialogue.BotKnowledge> known) {
        return new ReplayRoutes.CurrentBot(
                new Dialogue(DialogueSettings.from(config.getConfig("parley.dialogue"))), known, asked);
    }

    private ConversationReader reader(Backend backend, TenantLanguage language) {
        DialogueSettings settings = DialogueSettings.from(config.getConfig("parley.dialogue"));
        return new ConversationReader(
                backend.transcripts(),
                backend.keyring(),
                language.engine(),
                language.annotators(),
                settings::zone,
                config.getDuration("parley.language.corenlp.panel-limit"),
                bounded("readings"));
    }

    private KnowledgeServices library(
            CqlSession cql, Keyring keyring, Articles articles, Knowledge knowledge, Annotators annotators) {
        DialogueSettings settings = DialogueSettings.from(config.getConfig("parley.dialogue"));
        OpenQuestions questions = new CassandraOpenQuestions(cql, keyring);
        return new KnowledgeServices(
                articles,
                new UnansweredQuestions(questions, articles, clock),
                new Topics(questions, keyring, annotators, config.getDuration("parley.language.corenlp.panel-limit")),
                new EditedProducts(new CassandraTenantDocuments(cql)),
                knowledge,
                asked,
                settings.answerFrom(),
                settings.suggestFrom());
    }

    /** The bot notices articles that become valid or expire within this interval. Several nodes may do this at the same time. */
    private void settleArticles(Directory directory, Articles articles) {
        system.scheduler()
                .scheduleWithFixedDelay(
                        Duration.ZERO,
                        config.getDuration("parley.knowledge.settle-interval"),
                        () -> directory.tenants().forEach(tenant -> articles.inForce()
                                .settle(tenant)
                                .whenComplete((done, failure) -> {
                                    if (failure != null) {
                                        system.log()
                                                .warn(
                                                        "settling the articles of {} failed and will be retried: {}",
                                                        tenant,
                                                        failure.getClass().getSimpleName());
                                    }
                                })),
                        system.executionContext());
    }

    private void endSilentConversations(CqlSession session, Directory directory, Backend backend) {
        Config settings = config.getConfig("parley.conversation.silence");
        SilenceSweep sweep = new SilenceSweep(
                directory,
                new CassandraOpenConversations(session),
                (key, silence) -> backend.conversation(key.tenant(), new ConversationId(key.id()))
                        .askWithStatus(replyTo -> new Conversation.EndIfSilent(silence, replyTo), backend.askTimeout()),
                Silence.from(settings),
                clock);
        SingletonTask.run(system, "projection", "silence-sweep", settings.getDuration("sweep-interval"), sweep::run);
    }

    /** Wakes every tenant's supervisor, and through it the router, from the start and wherever a crash has moved it. */
    private void wakeTenants(Directory directory, ClusterSharding sharding) {
        system.scheduler()
                .scheduleWithFixedDelay(
                        Duration.ZERO,
                        WAKE_INTERVAL,
                        () -> directory.tenants().forEach(tenant -> sharding.entityRefFor(
                                        SupervisorEntity.TYPE, EntityKey.of(tenant))
                                .tell(Supervision.Tick.LOOK)),
                        system.executionContext());
    }
}
