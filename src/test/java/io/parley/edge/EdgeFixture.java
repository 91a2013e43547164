package io.parley.edge;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
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
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.uuid.Generators;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.parley.AgentId;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.EntityKey;
import io.parley.LocalizedText;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation;
import io.parley.conversation.ConversationEntity;
import io.parley.customer.Customer;
import io.parley.customer.CustomerEntity;
import io.parley.directory.Directory;
import io.parley.directory.DirectoryContent;
import io.parley.directory.DirectoryImport;
import io.parley.directory.FakeDirectory;
import io.parley.directory.Passwords;
import io.parley.inbox.JournalTranscripts;
import io.parley.intake.Intake;
import io.parley.routing.RouterEntity;
import io.parley.routing.Routing;
import io.parley.routing.SupervisorEntity;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One node with the real entities over a journal in memory, a {@link FakeBot}, a {@link FakeDirectory} of two tenants, and a real
 * server on a free port. Tests that share one use customers and agents of their own.
 */
public final class EdgeFixture implements AutoCloseable {

    public static final TenantId DEMO = new TenantId("demo");
    public static final TenantId OTHER = new TenantId("other");
    public static final String PASSWORD = "correct horse battery staple";
    public static final String SECRET = "a web chat's secret for tests";

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
            parley.auth.secret = "0123456789abcdef0123456789abcdef"
            parley.ask-timeout = 3s
            """;

    public final ActorSystem<Void> system;
    public final FakeDirectory directory = new FakeDirectory();
    public final FakeBot bot = new FakeBot();
    public final FakeConversationLists lists = new FakeConversationLists();
    public final Backend backend;
    public final Intake intake;
    public final Config config;
    public final HttpClient http = HttpClient.newHttpClient();

    private ServerBinding binding;

    /** @param settings HOCON over the defaults */
    public EdgeFixture(String settings) {
        config = ConfigFactory.parseString(settings)
                .withFallback(ConfigFactory.parseString(SETTINGS))
                .withFallback(PersistenceTestKitPlugin.config())
                .withFallback(PersistenceTestKitSnapshotPlugin.config())
                .withFallback(ConfigFactory.load())
                .resolve();
        system = ActorSystem.create(Behaviors.empty(), "edge", config);
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(new Join(cluster.selfMember().address()));
        eventually(() -> cluster.selfMember().status() == MemberStatus.up());
        ClusterSharding sharding = ClusterSharding.get(system);
        Clock clock = Clock.systemUTC();
        Config parley = config.getConfig("parley");
        Duration askTimeout = parley.getDuration("ask-timeout");
        backend = new Backend(
                system,
                sharding,
                directory,
                new JournalTranscripts(
                        system,
                        PersistenceQuery.get(system)
                                .getReadJournalFor(
                                        PersistenceTestKitReadJournal.class,
                                        PersistenceTestKitReadJournal.Identifier())),
                lists,
                clock,
                askTimeout);
        intake = new Intake(sharding, askTimeout);
        entities(sharding, clock, parley);
    }

    private void entities(ClusterSharding sharding, Clock clock, Config parley) {
        sharding.init(Entity.of(
                        ConversationEntity.TYPE,
                        context -> ConversationEntity.create(
                                EntityKey.parse(context.getEntityId()),
                                context.getShard(),
                                new ConversationEntity.Surroundings(
                                        bot,
                                        (tenant, command) ->
                                                backend.router(tenant).tell(command),
                                        clock,
                                        ConversationEntity.Settings.from(parley.getConfig("conversation")))))
                .withStopMessage(Conversation.Stop.INSTANCE));
        sharding.init(Entity.of(
                        CustomerEntity.TYPE,
                        context -> CustomerEntity.create(
                                EntityKey.parse(context.getEntityId()),
                                context.getShard(),
                                new CustomerEntity.Surroundings(
                                        (key, command) -> backend.conversation(
                                                        key.tenant(), new ConversationId(key.id()))
                                                .tell(command),
                                        () -> new ConversationId(Generators.timeBasedEpochGenerator()
                                                .generate()
                                                .toString()),
                                        clock,
                                        parley.getDuration("customer.passivate-after"))))
                .withStopMessage(Customer.Stop.INSTANCE));
        sharding.init(Entity.of(
                RouterEntity.TYPE,
                context -> RouterEntity.create(
                        EntityKey.parse(context.getEntityId()),
                        new RouterEntity.Surroundings(
                                (key, notice) -> backend.conversation(key.tenant(), new ConversationId(key.id()))
                                        .tell(new Conversation.RouterSays(notice)),
                                clock,
                                RouterEntity.Settings.from(parley.getConfig("routing"))))));
        sharding.init(Entity.of(
                SupervisorEntity.TYPE,
                context -> SupervisorEntity.create(
                        EntityKey.parse(context.getEntityId()),
                        new SupervisorEntity.Surroundings(
                                (tenant, command) -> backend.router(tenant).tell(command),
                                clock,
                                SupervisorEntity.Settings.from(parley.getConfig("supervision"))))));
        directory.add(
                DEMO,
                new DirectoryContent(
                        List.of(),
                        List.of(
                                new Directory.Queue(DEMO, "general", both("General"), Set.of()),
                                new Directory.Queue(DEMO, "orders", both("Orders"), Set.of("orders"))),
                        List.of(new Directory.ChannelAccount(
                                DEMO,
                                "webchat-demo",
                                "webchat",
                                both("Web chat"),
                                both("Hello"),
                                List.of("你好"),
                                List.of("Hi"),
                                DirectoryImport.secretHash(SECRET),
                                List.of())),
                        List.of()));
    }

    /** Serves these. */
    public EdgeFixture serve(Function<EdgeFixture, Route> routes) {
        binding = await(EdgeServer.start(
                system, new EdgeServer.Settings("127.0.0.1", 0, Duration.ofSeconds(1)), routes.apply(this)));
        return this;
    }

    public int port() {
        return binding.localAddress().getPort();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    // ---- people ----

    public static LocalizedText both(String name) {
        return new LocalizedText(name, name);
    }

    /** A new agent of a tenant who masters English and whatever else is given at level 3. */
    public Directory.Agent agent(TenantId tenant, Directory.Role role, int capacity, String... skills) {
        String id = "a" + UUID.randomUUID().toString().substring(0, 8);
        Map<String, Integer> levels = new java.util.HashMap<>(Map.of("en", 3));
        for (String skill : skills) {
            levels.put(skill, 3);
        }
        Directory.Agent agent = new Directory.Agent(
                tenant, new AgentId(id), both("Desk " + id), id + "@desk.example", role, levels, capacity, HASH);
        directory.add(tenant, new DirectoryContent(List.of(agent), List.of(), List.of(), List.of()));
        return agent;
    }

    /** A customer of the demo tenant's web chat whom nobody has met. */
    public Someone someone() {
        return new Someone(new ChannelAddress("webchat", "webchat-demo", "dl_" + UUID.randomUUID()));
    }

    /** A customer. */
    public final class Someone {
        public final ChannelAddress address;

        Someone(ChannelAddress address) {
            this.address = address;
        }

        public CustomerId id() {
            return Customer.idOf(DEMO, address);
        }

        /** Says something; returns once it is stored. */
        public Conversation.Stored says(String text) {
            return await(intake.receive(
                    DEMO, address, null, UUID.randomUUID().toString(), List.of(new Content.Text(text)), "en"));
        }
    }

    public Conversation.Summary summary(TenantId tenant, ConversationId conversation) {
        return await(AskPattern.askWithStatus(
                backend.conversation(tenant, conversation),
                Conversation.GetSummary::new,
                backend.askTimeout(),
                system.scheduler()));
    }

    public Routing.Overview overview() {
        return await(AskPattern.ask(
                backend.router(DEMO), Routing.AskOverview::new, backend.askTimeout(), system.scheduler()));
    }

    // ---- HTTP ----

    public HttpResponse<String> get(String path, String token) {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + token)
                .GET());
    }

    public HttpResponse<String> post(String path, String token, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return send(request);
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        return await(http.sendAsync(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString()));
    }

    public static JsonNode json(HttpResponse<String> response) {
        return Json.read(response.body(), JsonNode.class);
    }

    /** Signs in and returns the token. */
    public String signIn(Directory.Agent agent) {
        HttpResponse<String> response =
                post("/api/v1/sign-in", "", Json.write(Map.of("email", agent.email(), "password", PASSWORD)));
        if (response.statusCode() != 200) {
            throw new AssertionError("signing in: " + response.statusCode() + " " + response.body());
        }
        return json(response).path("token").textValue();
    }

    // ---- waiting ----

    /** Waits for a condition, polling; fails after some seconds. */
    public static void eventually(Supplier<Boolean> condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.get()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the condition did not come true within " + PATIENCE);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    public static <T> T await(java.util.concurrent.CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        system.terminate();
        await(system.getWhenTerminated());
    }
}
