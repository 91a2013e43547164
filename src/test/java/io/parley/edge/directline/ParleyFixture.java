package io.parley.edge.directline;

import akka.Done;
import akka.NotUsed;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorSystem;
import akka.cluster.MemberStatus;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.server.Directives;
import akka.persistence.query.PersistenceQuery;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import akka.persistence.testkit.query.javadsl.PersistenceTestKitReadJournal;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.typesafe.config.ConfigFactory;
import io.parley.AgentId;
import io.parley.ConversationId;
import io.parley.EntityKey;
import io.parley.LocalizedText;
import io.parley.TenantId;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation;
import io.parley.conversation.ConversationEntity;
import io.parley.conversation.MessageDigests;
import io.parley.customer.Customer;
import io.parley.customer.CustomerEntity;
import io.parley.dialogue.Bot;
import io.parley.dialogue.HandoffReason;
import io.parley.directory.Directory;
import io.parley.edge.Backend;
import io.parley.edge.EdgeServer;
import io.parley.edge.Limits;
import io.parley.edge.Sockets;
import io.parley.edge.page.Pages;
import io.parley.edge.upload.UploadPages;
import io.parley.edge.upload.UploadReception;
import io.parley.edge.upload.Uploads;
import io.parley.inbox.ConversationLists;
import io.parley.inbox.Transcripts;
import io.parley.intake.Intake;
import io.parley.language.Language;
import io.parley.routing.RouterEntity;
import io.parley.routing.Routing;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A whole server in this process: the real entities, sharded on a cluster of one node, the real HTTP; only the journal is in memory, the
 * bot says back what it hears, and the directory holds what the tests need.
 */
public final class ParleyFixture implements AutoCloseable {

    public static final TenantId TENANT = new TenantId("demo");
    public static final String ACCOUNT = "webchat-demo";
    public static final String SECRET = "the-secret-of-the-demo-account";
    public static final String OTHER_SECRET = "the-secret-of-another-tenant";
    public static final String WIDGET_KEY = "demo.webchat-demo";
    public static final String ORIGIN = "https://shop.example";
    public static final AgentId AGENT = new AgentId("orders");
    public static final LocalizedText AGENT_NAME = new LocalizedText("订单专席", "Orders desk");
    public static final String AUTH_SECRET = "0123456789abcdef0123456789abcdef";

    public final ActorTestKit testKit;
    public final Backend backend;
    public final int port;
    public final ShiftedClock clock = new ShiftedClock();
    public final KeptInMemory uploads = new KeptInMemory();
    private final ServerBinding binding;

    /** Real time plus what a test adds. */
    public static final class ShiftedClock extends Clock {
        private volatile Duration shift = Duration.ZERO;

        public void shift(Duration by) {
            shift = by;
        }

        @Override
        public ZoneId getZone() {
            return Clock.systemUTC().getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Clock.systemUTC().instant().plus(shift);
        }
    }

    public ParleyFixture() {
        this(Map.of());
    }

    public ParleyFixture(Map<String, Object> settings) {
        var config = ConfigFactory.parseMap(settings)
                .withFallback(
                        ConfigFactory.parseString(
                                """
                        akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                        akka.cluster.jmx.multi-mbeans-in-same-jvm = on
                        akka.cluster.sharding.number-of-shards = 10
                        akka.coordinated-shutdown.exit-jvm = off
                        akka.loglevel = WARNING
                        parley.auth.secret = "0123456789abcdef0123456789abcdef"
                        parley.http.port = 0
                        parley.http.limits { posts-per-second = 1000, posts-burst = 1000 }
                        """))
                .withFallback(PersistenceTestKitPlugin.getInstance().config())
                .withFallback(PersistenceTestKitSnapshotPlugin.config())
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
        testKit = ActorTestKit.create("parley", config);
        ActorSystem<?> system = testKit.system();
        uploads.in(system);
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        eventually(() -> cluster.selfMember().status() == MemberStatus.up());

        ClusterSharding sharding = ClusterSharding.get(system);
        AtomicLong ids = new AtomicLong();
        sharding.init(Entity.of(
                CustomerEntity.TYPE,
                context -> CustomerEntity.create(
                        EntityKey.parse(context.getEntityId()),
                        context.getShard(),
                        new CustomerEntity.Surroundings(
                                (key, command) -> sharding.entityRefFor(
                                                ConversationEntity.TYPE,
                                                EntityKey.of(key.tenant(), new ConversationId(key.id())))
                                        .tell(command),
                                () -> new ConversationId("c" + ids.incrementAndGet()),
                                clock,
                                Duration.ofMinutes(1)))));
        sharding.init(Entity.of(
                        ConversationEntity.TYPE,
                        context -> ConversationEntity.create(
                                EntityKey.parse(context.getEntityId()),
                                context.getShard(),
                                new ConversationEntity.Surroundings(
                                        new Echo(),
                                        (tenant, command) -> sharding.entityRefFor(
                                                        RouterEntity.TYPE, EntityKey.of(tenant))
                                                .tell(command),
                                        clock,
                                        ConversationEntity.Settings.from(config.getConfig("parley.conversation")))))
                .withStopMessage(Conversation.Stop.INSTANCE));
        sharding.init(Entity.of(
                RouterEntity.TYPE,
                context -> RouterEntity.create(
                        EntityKey.parse(context.getEntityId()),
                        new RouterEntity.Surroundings(
                                (key, notice) -> sharding.entityRefFor(
                                                ConversationEntity.TYPE,
                                                EntityKey.of(key.tenant(), new ConversationId(key.id())))
                                        .tell(new Conversation.RouterSays(notice)),
                                clock,
                                RouterEntity.Settings.from(config.getConfig("parley.routing"))))));

        backend = new Backend(
                system,
                sharding,
                new Fixed(),
                new Journal(system),
                (tenant, filter, limit, cursor) ->
                        CompletableFuture.completedStage(new ConversationLists.Page(List.of(), null)),
                clock,
                Duration.ofSeconds(5));
        Limits limits = Limits.from(config.getConfig("parley.http.limits"));
        DirectLine directLine = new DirectLine(
                backend,
                new Intake(sharding, Duration.ofSeconds(5)),
                new UploadReception(system, uploads, clock, AUTH_SECRET),
                new Sockets(system),
                limits,
                DirectLine.Settings.from(config.getConfig("parley")));
        binding = EdgeServer.start(
                        system,
                        EdgeServer.Settings.from(config.getConfig("parley.http")),
                        Directives.concat(
                                directLine.route(),
                                new UploadPages(uploads).route(),
                                new Pages(backend.directory()).route()))
                .toCompletableFuture()
                .join();
        port = binding.localAddress().getPort();
    }

    public String base() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        binding.terminate(Duration.ofSeconds(1)).toCompletableFuture().join();
        testKit.shutdownTestKit();
    }

    // ---- what happens behind the edge ----

    /** The newest conversation of a thread. */
    public ConversationId conversation(String thread) {
        Customer.Profile profile = ask(backend.customer(TENANT, new io.parley.CustomerId(thread))
                .askWithStatus(
                        (akka.actor.typed.ActorRef<akka.pattern.StatusReply<Customer.Profile>> replyTo) ->
                                new Customer.GetProfile(replyTo),
                        Duration.ofSeconds(5)));
        return profile.parts().get(profile.parts().size() - 1).conversation();
    }

    public Conversation.Summary summary(ConversationId id) {
        return ask(backend.conversation(TENANT, id)
                .askWithStatus(
                        (akka.actor.typed.ActorRef<akka.pattern.StatusReply<Conversation.Summary>> replyTo) ->
                                new Conversation.GetSummary(replyTo),
                        Duration.ofSeconds(5)));
    }

    /** Makes the agent available, who then is offered what waits, and takes it. */
    public void agentTakes(ConversationId id) {
        Routing.Skilled skilled = new Routing.Skilled(AGENT, AGENT_NAME, Map.of("zh", 5, "en", 5, "orders", 5), 50);
        backend.router(TENANT).tell(new Routing.ConsoleOpened(skilled));
        ask(backend.router(TENANT)
                .askWithStatus(
                        (akka.actor.typed.ActorRef<akka.pattern.StatusReply<Routing.AgentStatus>> replyTo) ->
                                new Routing.SetPresence(skilled, Routing.Presence.AVAILABLE, null, replyTo),
                        Duration.ofSeconds(5)));
        var desk = testKit.<Routing.Update>createTestProbe();
        backend.router(TENANT).tell(new Routing.Follow(AGENT, desk.ref()));
        String[] reservation = new String[1];
        eventually(() -> {
            Routing.Update update = desk.receiveMessage();
            if (update instanceof Routing.Desk d) {
                d.reservations().stream()
                        .filter(r -> r.item().conversation().equals(id))
                        .forEach(r -> reservation[0] = r.id());
            } else if (update instanceof Routing.ReservationOffered offered
                    && offered.reservation().item().conversation().equals(id)) {
                reservation[0] = offered.reservation().id();
            }
            return reservation[0] != null;
        });
        ask(backend.router(TENANT)
                .askWithStatus(
                        (akka.actor.typed.ActorRef<akka.pattern.StatusReply<Done>> replyTo) ->
                                new Routing.Accept(AGENT, reservation[0], replyTo),
                        Duration.ofSeconds(5)));
        eventually(() -> summary(id).owner().is(AGENT));
    }

    public void agentSays(ConversationId id, String text, Conversation.Visibility visibility) {
        List<Content> contents = List.of(new Content.Text(text));
        ask(backend.conversation(TENANT, id)
                .askWithStatus(
                        (akka.actor.typed.ActorRef<akka.pattern.StatusReply<Conversation.Stored>> replyTo) ->
                                new Conversation.PostMessage(
                                        AGENT,
                                        AGENT_NAME,
                                        "agent-" + text.hashCode(),
                                        MessageDigests.of(contents),
                                        visibility,
                                        contents,
                                        replyTo),
                        Duration.ofSeconds(5)));
    }

    public void agentResolves(ConversationId id) {
        ask(backend.conversation(TENANT, id)
                .askWithStatus(
                        (akka.actor.typed.ActorRef<akka.pattern.StatusReply<Conversation.Summary>> replyTo) ->
                                new Conversation.Resolve(AGENT, Conversation.Disposition.SOLVED, replyTo),
                        Duration.ofSeconds(5)));
    }

    /** Stops the conversation's actor, as a rebalance does. */
    public void stop(ConversationId id) {
        backend.conversation(TENANT, id).tell(Conversation.Stop.INSTANCE);
    }

    public List<Transcripts.Recorded> journal(ConversationId id) {
        return ask(backend.transcripts().read(TENANT, id, 0, Transcripts.MAX_LIMIT));
    }

    /** How many customers' sockets this server holds. */
    public int sessions() {
        var system = (akka.actor.ExtendedActorSystem) akka.actor.typed.javadsl.Adapter.toClassic(testKit.system());
        var guardian = (akka.actor.LocalActorRef) system.systemGuardian();
        int count = 0;
        for (var child : scala.jdk.javaapi.CollectionConverters.asJava(
                guardian.underlying().childrenRefs().children())) {
            count += child.path().name().startsWith("customer-session-") ? 1 : 0;
        }
        return count;
    }

    public static <T> T ask(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** Polls until the condition holds, ten seconds at most. */
    public static void eventually(BooleanSupplier condition) {
        eventually(Duration.ofSeconds(10), condition);
    }

    public static void eventually(Duration within, BooleanSupplier condition) {
        long deadline = System.nanoTime() + within.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("what was waited for did not happen within " + within);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(10).toNanos());
        }
    }

    // ---- what stands in ----

    /** Says back what it hears; hands over when asked for an agent; offers a choice when asked for one; says nothing to "quiet". */
    private static final class Echo implements Bot {
        @Override
        public CompletionStage<Decision> decide(Turn turn) {
            String text = turn.text();
            Handoff handoff = text.contains("agent")
                    ? new Handoff(HandoffReason.REQUESTED, "wants a human", List.of("orders"))
                    : null;
            List<Content> say = text.contains("choice")
                    ? List.of(new Content.Choice("Which one?", List.of(new Content.Option("First", "one"))))
                    : List.of(new Content.Text("echo: " + text));
            return CompletableFuture.completedStage(new Decision(
                    say,
                    handoff,
                    new Memory(Language.EN, 0, List.of()),
                    List.of(new Source("a1", "An article")),
                    List.of()));
        }
    }

    private static final class Fixed implements Directory {
        private final ChannelAccount demo = account(TENANT, ACCOUNT, SECRET);
        private final ChannelAccount other = account(new TenantId("other"), "webchat-other", OTHER_SECRET);

        private static ChannelAccount account(TenantId tenant, String id, String secret) {
            return new ChannelAccount(
                    tenant,
                    id,
                    "webchat",
                    new LocalizedText("网站在线客服", "Web chat"),
                    new LocalizedText("您好", "Hello"),
                    List.of("我的订单到哪了？"),
                    List.of("Where is my order?"),
                    sha256(secret),
                    List.of(ORIGIN));
        }

        private static String sha256(String text) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
            } catch (java.security.NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        private Optional<ChannelAccount> first(java.util.function.Predicate<ChannelAccount> filter) {
            return List.of(demo, other).stream().filter(filter).findFirst();
        }

        @Override
        public Optional<Agent> agent(TenantId tenant, AgentId id) {
            return Optional.empty();
        }

        @Override
        public List<Agent> agents(TenantId tenant) {
            return List.of();
        }

        @Override
        public Optional<Agent> agentByEmail(String email) {
            return Optional.empty();
        }

        @Override
        public List<Queue> queues(TenantId tenant) {
            return List.of();
        }

        @Override
        public List<io.parley.directory.DirectoryContent.Article> articles(TenantId tenant) {
            return List.of();
        }

        @Override
        public Optional<ChannelAccount> channelAccount(TenantId tenant, String account) {
            return first(a -> a.tenant().equals(tenant) && a.account().equals(account));
        }

        @Override
        public Optional<ChannelAccount> byWidgetKey(String widgetKey) {
            return first(a -> a.widgetKey().equals(widgetKey));
        }

        @Override
        public Optional<ChannelAccount> bySecretHash(String secretHash) {
            return first(a -> a.secretHash().equals(secretHash));
        }

        @Override
        public List<TenantId> tenants() {
            return List.of(TENANT);
        }

        @Override
        public CompletionStage<Done> ready() {
            return CompletableFuture.completedStage(Done.getInstance());
        }
    }

    private static final class Journal implements Transcripts {
        private final ActorSystem<?> system;
        private final PersistenceTestKitReadJournal journal;

        Journal(ActorSystem<?> system) {
            this.system = system;
            this.journal = PersistenceQuery.get(system)
                    .getReadJournalFor(PersistenceTestKitReadJournal.class, PersistenceTestKitReadJournal.Identifier());
        }

        @Override
        public CompletionStage<List<Recorded>> read(
                TenantId tenant, ConversationId conversation, long after, int limit) {
            return journal.currentEventsByPersistenceId(
                            ConversationEntity.persistenceId(tenant, conversation)
                                    .id(),
                            after + 1,
                            Long.MAX_VALUE)
                    .take(limit)
                    .map(envelope -> new Recorded(envelope.sequenceNr(), (Conversation.Event) envelope.event()))
                    .runWith(Sink.seq(), system);
        }
    }

    /** Files in a map. */
    public static final class KeptInMemory implements Uploads {
        private @Nullable ActorSystem<?> system;

        private final Map<String, Upload> uploads = new ConcurrentHashMap<>();
        private final Map<String, ByteString> bytes = new ConcurrentHashMap<>();

        public int count() {
            return uploads.size();
        }

        void in(ActorSystem<?> actorSystem) {
            system = actorSystem;
        }

        @Override
        public CompletionStage<Done> store(Upload upload, Source<ByteString, ?> source) {
            return source.runFold(ByteString.emptyByteString(), ByteString::concat, system)
                    .thenApply(all -> {
                        bytes.put(upload.id(), all);
                        uploads.put(upload.id(), upload);
                        return Done.getInstance();
                    });
        }

        @Override
        public CompletionStage<Optional<Kept>> find(String id) {
            return CompletableFuture.completedStage(Optional.ofNullable(uploads.get(id))
                    .map(upload -> new Kept(
                            upload,
                            Source.<ByteString>single(bytes.get(id))
                                    .mapMaterializedValue(x -> NotUsed.getInstance()))));
        }
    }
}
