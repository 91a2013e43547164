package io.parley.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.Row;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.TenantId;
import io.parley.fault.Journal.Stored;
import io.parley.signing.Signature;
import io.parley.signing.SigningSecrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What one node makes of crashes, late writes and damage; seen from outside and in what is stored. */
class FaultsAtOneNodeIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String QUESTION = "怎么申请退货？";

    /** Kept afterwards, for its log. */
    private static final Path DIRECTORY = Path.of("target", "fault-node").toAbsolutePath();

    private static RealNode node;
    private static Journal journal;

    @BeforeAll
    static void start() {
        node = new RealNode(DIRECTORY);
        journal = new Journal(node.cassandra());
        node.start();
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    @Test
    void aLongConversationComesBackFromItsSnapshotAlone() throws Exception {
        WebCustomer customer = WebCustomer.arrives(node, "Long");
        String supervisor = node.signIn("supervisor");
        String first = customer.asks("m-1", QUESTION);
        String last = first;
        for (int i = 2; WebCustomer.sequence(last) <= 3L * RealNode.SNAPSHOT_EVERY; i++) {
            last = customer.say("m-" + i, QUESTION);
        }
        String conversation = conversation(customer, supervisor);
        leavesMemory(conversation);
        JsonNode before = summary(conversation, supervisor);
        leavesMemory(conversation);
        long snapshot = Eventually.until(
                "a third snapshot",
                () -> Objects.requireNonNullElse(journal.snapshot(conversation), 0L),
                reached -> reached >= 3L * RealNode.SNAPSHOT_EVERY);

        journal.deleteBelow(conversation, snapshot);

        assertThat(journal.events(conversation))
                .allMatch(event -> event.sequence() >= snapshot)
                .isNotEmpty();
        assertThat(summary(conversation, supervisor)).isEqualTo(before);
        assertThat(customer.say("m-1", QUESTION)).isEqualTo(first);
        assertThat(customer.post("m-1", "something else").status()).isEqualTo(409);
        assertThat(WebCustomer.sequence(customer.say("m-last", QUESTION)))
                .isEqualTo(before.path("sequence").asLong() + 1);
    }

    @Test
    void aHandoffReachesTheRouterByItselfAfterTheNodeWasKilled() throws Exception {
        WebCustomer customer = WebCustomer.arrives(node, "Handed off");
        int before = waiting(node.signIn("supervisor"));

        customer.say("m-1", "转人工");
        node.kill();
        node.start();

        String supervisor = node.signIn("supervisor");
        Eventually.until("one more waits", () -> waiting(supervisor), now -> now == before + 1);
        String conversation = conversation(customer, supervisor);
        List<Stored> events =
                Eventually.until("the place in line is stored", () -> journal.events(conversation), all -> all.stream()
                        .anyMatch(event -> event.type().equals("conversation-queued")));
        assertThat(events.stream().map(Stored::type))
                .containsExactly(
                        "conversation-opened", "message-received", "bot-answered", "handed-off", "conversation-queued");
        assertThat(summary(conversation, supervisor).at("/owner/kind").asText()).isEqualTo("queue");
    }

    @Test
    void aNodeWhoseDatabaseDoesNotAnswerInItsFirstMomentWorksOnceItDoes() throws Exception {
        WebCustomer customer = WebCustomer.arrives(node, "Early");
        customer.asks("m-1", QUESTION);
        String shards = "Starting Shard Region [conversation]";
        node.kill();
        int before = node.log().length();
        node.begin();
        Eventually.until("it takes shards", () -> node.log().substring(before), log -> log.contains(shards));

        node.pair().cassandra().suspend();
        try {
            // What is tested is a length of time: several of its time limits, so that what it prepares fails.
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(5));
        } finally {
            node.pair().cassandra().resume();
        }

        node.awaitReady();
        // Comes back from the journal, is stored, and is answered.
        customer.asks("m-2", QUESTION);
    }

    @Test
    void aMessageWhoseWriteTimedOutButWasAppliedIsStoredOnce() throws Exception {
        WebCustomer customer = WebCustomer.arrives(node, "Late write");
        customer.asks("m-1", QUESTION);
        String supervisor = node.signIn("supervisor");
        String conversation = conversation(customer, supervisor);

        List<RealNode.Answer> refused = new ArrayList<>();
        node.pair().cassandra().suspend();
        try {
            refused.add(customer.post("m-2", QUESTION));
            refused.add(customer.post("m-2", QUESTION));
        } finally {
            node.pair().cassandra().resume();
        }

        assertThat(refused).allMatch(answer -> answer.status() == 503);
        // Before anybody repeats it: the write was applied although nobody heard so.
        List<Stored> applied = Eventually.until(
                "the late write is there", () -> stored(conversation, "m-2"), found -> !found.isEmpty());
        String acknowledged = customer.say("m-2", QUESTION);
        String next = customer.asks("m-3", QUESTION);

        assertThat(stored(conversation, "m-2")).isEqualTo(applied).hasSize(1);
        assertThat(WebCustomer.sequence(acknowledged)).isEqualTo(applied.get(0).sequence());
        assertThat(WebCustomer.sequence(next)).isGreaterThan(WebCustomer.sequence(acknowledged));
        assertThat(sequences(conversation))
                .isEqualTo(gapFree(sequences(conversation).size()));
        assertThat(transcript(conversation, supervisor).stream()
                        .filter(entry -> entry.path("clientMessageId").asText().equals("m-2")))
                .hasSize(1);
        // A second writer of the same number would show now: the replay filter fails on it.
        leavesMemory(conversation);
        assertThat(summary(conversation, supervisor).path("sequence").asLong())
                .isEqualTo(sequences(conversation).size());
    }

    @Test
    void theListsOfConversationsAreTheSameAfterARebuild() throws Exception {
        List<WebCustomer> customers = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            customers.add(WebCustomer.arrives(node, "Listed " + i));
            customers.get(i - 1).asks("m-1", QUESTION);
        }
        WebCustomer handedOff = WebCustomer.arrives(node, "Handed to orders");
        handedOff.asks("m-1", "转人工");
        String orders = node.signIn("orders");
        String assigned = conversation(handedOff, orders);
        String supervisor = node.signIn("supervisor");
        String marker = "marker-" + UUID.randomUUID();
        try (OpenDesk desk = new OpenDesk(node, orders)) {
            desk.take(assigned);
            desk.say(assigned, "a-1", marker);
            // This agent may still hold a conversation of another test.
            listed(
                    supervisor,
                    "agent=orders&status=open&owner=agent&customer=" + handedOff.thread(),
                    List.of(assigned));
            listed(orders, "agent=me&q=" + marker.toUpperCase(Locale.ROOT), List.of(assigned));
            desk.resolve(assigned);
        }
        listed(supervisor, "status=resolved&customer=" + handedOff.thread(), List.of(assigned));
        listed(supervisor, "customer=" + customers.get(2).thread(), List.of(conversation(customers.get(2), orders)));
        listed(supervisor, "q=listed%204", List.of(conversation(customers.get(3), orders)));
        listed(supervisor, "q=" + UUID.randomUUID(), List.of());
        List<String> everything = journal.conversations().keySet().stream()
                .sorted(Comparator.reverseOrder())
                .toList();
        assertThat(everything).hasSizeGreaterThan(4);
        Eventually.until(
                "every event is in the lists", FaultsAtOneNodeIT::listedSequences, journal.conversations()::equals);
        listed(supervisor, "limit=2", everything);
        TreeSet<String> before = inbox();

        node.kill();
        assertThat(inbox()).isEqualTo(before);
        forgetInbox();
        assertThat(inbox()).isEmpty();
        node.start();

        Eventually.until("the lists are as before", FaultsAtOneNodeIT::inbox, before::equals);
        listed(node.signIn("supervisor"), "limit=2", everything);
    }

    @Test
    void whatComesAndGoesOverKafkaComesOnceInOrder() throws Exception {
        String user = "user-" + UUID.randomUUID();
        deliver(user, signed(text(user, "k-1", QUESTION)));
        deliver(user, signed(text(user, "k-1", QUESTION)));
        deliver(user, signed(text(user, "k-2", QUESTION)));
        String conversation = conversationOf(user);
        Eventually.until("the last", () -> stored(conversation, "generic-demo:k-2"), found -> !found.isEmpty());
        // Answered to the last, so that nothing more is to come.
        List<Stored> events = Eventually.until(
                "the bot has answered",
                () -> journal.events(conversation),
                all -> all.get(all.size() - 1).type().equals("bot-answered"));

        assertThat(stored(conversation, "generic-demo:k-1")).hasSize(1);
        assertThat(stored(conversation, "generic-demo:k-2")).hasSize(1);

        List<ConsumerRecord<String, String>> published =
                read("conversation.events.v1", "demo|" + conversation, events.size());
        assertThat(published.stream().map(record -> header(record, "ce_id")).distinct())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, events.size())
                        .mapToObj(sequence -> conversation + "-" + sequence)
                        .toList());
        for (ConsumerRecord<String, String> record : published) {
            Stored event = events.get(Integer.parseInt(header(record, "ce_sequence")) - 1);
            JsonNode data = JSON.readTree(record.value());
            assertThat(data.path("type").asText()).isEqualTo(event.type());
            assertThat(header(record, "ce_specversion")).isEqualTo("1.0");
            assertThat(header(record, "ce_type")).isEqualTo("io.parley.conversation." + event.type() + ".v1");
            assertThat(header(record, "ce_source")).isEqualTo("/tenants/demo/conversations/" + conversation);
            assertThat(header(record, "ce_tenant")).isEqualTo("demo");
            // The demo says nothing about it, so what is personal is sealed; what the bot thought never leaves.
            assertThat(record.value()).doesNotContain(QUESTION, user, "memory", "trace", "basis", "digest");
        }
        assertThat(JSON.readTree(published.get(1).value())
                        .at("/contents/0/text/sealed")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void nothingThatSomebodyWritesIntoTheTopicStopsIt() throws Exception {
        String user = "user-" + UUID.randomUUID();
        String media = "\"media\":[{\"url\":\"javascript:alert(1)\",\"mime\":\"text/html\"}]";
        List<Inbound> bad = List.of(
                new Inbound("null", Map.of()),
                signed("null"),
                signed("[".repeat(100_000)),
                signed(text(user, "bad-1", "x".repeat(1_600_000))),
                signed(text(user, "bad-2", "\\u0000")),
                signed(text(user, "bad-3", QUESTION).replaceFirst("\"text\".*", media + "}")),
                new Inbound(text(user, "bad-4", QUESTION), Map.of("X-Parley-Account", "demo.generic-demo")),
                new Inbound(
                        text(user, "bad-5", QUESTION),
                        signed(text(user, "bad-6", QUESTION)).headers()));
        for (Inbound record : bad) {
            deliver(user, record);
        }
        deliver(user, signed(text(user, "good", QUESTION)));

        String conversation = conversationOf(user);
        Eventually.until(
                "the record after them", () -> stored(conversation, "generic-demo:good"), found -> !found.isEmpty());
        List<ConsumerRecord<String, String>> rejected = rejected(user, bad.size() + 1, bad.size());
        assertThat(rejected.stream()
                        .map(record -> header(record, "parley-reason").replaceFirst(":.*", "")))
                .containsExactly(
                        "signature-refused",
                        "bad-request",
                        "too-large",
                        "too-large",
                        "bad-request",
                        "bad-request",
                        "signature-refused",
                        "signature-refused");
        assertThat(rejected.get(0).value()).isEqualTo("null");
        // Too large to be sent again; where it is can be read from its origin.
        assertThat(rejected.get(3).value()).isNull();
        assertThat(journal.events(conversation).stream()
                        .filter(event -> event.type().equals("message-received")))
                .hasSize(1);
    }

    @Test
    void aConversationThatCannotStoreHoldsUpNobodyElseOnTheTopicAndItsRecordIsRejectedInTheEnd() throws Exception {
        String broken = "user-" + UUID.randomUUID();
        String sound = "user-" + UUID.randomUUID();
        deliver(broken, signed(text(broken, "k-1", QUESTION)));
        String conversation = conversationOf(broken);
        Eventually.until("the bot has answered", () -> journal.events(conversation), all -> all.get(all.size() - 1)
                .type()
                .equals("bot-answered"));
        leavesMemory(conversation);
        journal.damage(conversation, 2);

        // One key, so that they come after each other on one partition.
        deliver(broken, signed(text(broken, "k-2", QUESTION)));
        deliver(broken, signed(text(sound, "k-1", QUESTION)));

        Eventually.until(
                "the other customer",
                () -> stored(conversationOf(sound), "generic-demo:k-1"),
                found -> !found.isEmpty());
        ConsumerRecord<String, String> rejected = rejected(broken, 3, 1).get(0);
        assertThat(header(rejected, "parley-reason")).startsWith("temporarily-unavailable: ");
        assertThat(rejected.value()).contains("k-2");
    }

    @Test
    void theListsGoOnWhileKafkaIsAwayAndWhatHappenedMeanwhileComesInOrder() throws Exception {
        WebCustomer customer = WebCustomer.arrives(node, "Without Kafka");
        String conversation;
        node.pair().kafka().suspend();
        try {
            for (int i = 1; i <= 3; i++) {
                customer.asks("m-" + i, QUESTION);
            }
            conversation = conversation(customer, node.signIn("supervisor"));
            long last = journal.events(conversation).size();
            Eventually.until(
                    "the list knows the last event",
                    () -> listedSequences().getOrDefault(conversation, 0L),
                    sequence -> sequence >= last);
        } finally {
            node.pair().kafka().resume();
        }

        int events = journal.events(conversation).size();
        assertThat(read("conversation.events.v1", "demo|" + conversation, events).stream()
                        .map(record -> header(record, "ce_id"))
                        .distinct())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, events)
                        .mapToObj(sequence -> conversation + "-" + sequence)
                        .toList());
    }

    @Test
    void aConversationWithADamagedEventIsRefusedAndAnotherGoesOn() throws Exception {
        WebCustomer damaged = WebCustomer.arrives(node, "Damaged");
        WebCustomer sound = WebCustomer.arrives(node, "Sound");
        damaged.asks("m-1", QUESTION);
        sound.asks("m-1", QUESTION);
        String supervisor = node.signIn("supervisor");
        String conversation = conversation(damaged, supervisor);
        leavesMemory(conversation);
        int before = journal.events(conversation).size();

        journal.damage(conversation, 2);

        for (RealNode.Answer answer : List.of(
                damaged.post("m-2", QUESTION),
                node.get("/api/v1/conversations/" + conversation, supervisor),
                node.get("/api/v1/conversations/" + conversation + "/messages", supervisor))) {
            assertThat(answer.status()).describedAs("%s", answer).isEqualTo(503);
            assertThat(answer.body().path("status").asInt()).isEqualTo(503);
            assertThat(answer.body().path("code").asText()).isEqualTo("temporarily-unavailable");
        }
        sound.asks("m-2", QUESTION);
        assertThat(journal.events(conversation)).hasSize(before);
    }

    // ---- what is asked and read ----

    /** The customer's newest conversation. */
    private static String conversation(WebCustomer customer, String token) {
        return Eventually.until(
                        "the customer's conversation",
                        () -> node.get("/api/v1/customers/" + customer.thread(), token),
                        answer -> answer.status() == 200)
                .body()
                .at("/conversations/0/id")
                .asText();
    }

    private static JsonNode summary(String conversation, String token) throws IOException, InterruptedException {
        RealNode.Answer answer = node.get("/api/v1/conversations/" + conversation, token);
        assertThat(answer.status()).describedAs("%s", answer).isEqualTo(200);
        return answer.body();
    }

    private static List<JsonNode> transcript(String conversation, String token)
            throws IOException, InterruptedException {
        return items(node.get("/api/v1/conversations/" + conversation + "/messages", token)
                .body());
    }

    private static int waiting(String token) throws IOException, InterruptedException {
        return items(node.get("/api/v1/queues", token).body()).stream()
                .mapToInt(queue -> queue.path("waiting").asInt())
                .sum();
    }

    private static List<JsonNode> items(JsonNode body) {
        return StreamSupport.stream(body.path("items").spliterator(), false).toList();
    }

    /** Waits until the list, read page by page, is this. */
    private static void listed(String token, String query, List<String> conversations) {
        Eventually.until("the list " + query, () -> list(token, query), conversations::equals);
    }

    private static List<String> list(String token, String query) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>();
        String cursor = "";
        do {
            RealNode.Answer page =
                    node.get("/api/v1/conversations?" + query + (cursor.isEmpty() ? "" : "&cursor=" + cursor), token);
            if (page.status() != 200) {
                throw new IOException("No list: " + page);
            }
            items(page.body()).forEach(item -> all.add(item.path("id").asText()));
            cursor = page.body().path("next").asText();
        } while (!cursor.isEmpty());
        return all;
    }

    /** Asks nothing, which would keep it in memory. */
    private static void leavesMemory(String conversation) {
        Eventually.until(
                "the conversation leaves memory", () -> journal.isRemembered(conversation), Boolean.FALSE::equals);
    }

    private static List<Stored> stored(String conversation, String clientMessageId) {
        return journal.events(conversation).stream()
                .filter(event -> event.event().path("clientMessageId").asText().equals(clientMessageId))
                .toList();
    }

    private static List<Long> sequences(String conversation) {
        return journal.events(conversation).stream().map(Stored::sequence).toList();
    }

    private static List<Long> gapFree(int events) {
        return LongStream.rangeClosed(1, events).boxed().toList();
    }

    private static TreeSet<String> inbox() {
        TreeSet<String> rows = new TreeSet<>();
        for (Row row : node.cassandra().execute("SELECT * FROM parley.inbox_conversation")) {
            rows.add(row.getFormattedContents());
        }
        return rows;
    }

    private static Map<String, Long> listedSequences() {
        Map<String, Long> listed = new TreeMap<>();
        for (Row row : node.cassandra().execute("SELECT conversation, sequence FROM parley.inbox_conversation")) {
            listed.put(Objects.requireNonNull(row.getString("conversation")), row.getLong("sequence"));
        }
        return listed;
    }

    /** What an operator does who wants the lists built anew. */
    private static void forgetInbox() {
        node.cassandra().execute("TRUNCATE parley.inbox_conversation");
        node.cassandra().execute("TRUNCATE parley.inbox_month");
        node.cassandra().execute("DELETE FROM parley.projection_offset WHERE consumer = 'inbox'");
    }

    // ---- Kafka ----

    /** A record of the inbound topic. */
    private record Inbound(String value, Map<String, String> headers) {}

    private static String text(String user, String messageId, String text) {
        return "{\"messageId\":\"" + messageId + "\",\"from\":{\"id\":\"" + user
                + "\"},\"locale\":\"zh-CN\",\"text\":\"" + text + "\"}";
    }

    /** By the demo's generic channel. */
    private static Inbound signed(String value) {
        String secret = new SigningSecrets(
                        RealNode.AUTH_SECRET,
                        (tenant, account) -> SigningSecrets.Rotation.NEVER,
                        java.time.Clock.systemUTC())
                .newest(new TenantId("demo"), "generic-demo");
        Signature signature = Signature.of(secret, Instant.now(), value.getBytes(StandardCharsets.UTF_8));
        return new Inbound(
                value, Map.of("X-Parley-Account", "demo.generic-demo", Signature.HEADER, signature.toString()));
    }

    private static void deliver(String key, Inbound inbound) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        node.pair().kafka().bootstrapServers(),
                        // The broker measures what is compressed.
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4",
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        4_000_000),
                new StringSerializer(),
                new StringSerializer())) {
            ProducerRecord<String, String> record = new ProducerRecord<>("channel.inbound.v1", key, inbound.value());
            inbound.headers()
                    .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
            producer.send(record).get(20, TimeUnit.SECONDS);
        }
    }

    private static String conversationOf(String user) throws Exception {
        String supervisor = node.signIn("supervisor");
        return Eventually.until(
                "the customer is listed",
                () -> {
                    for (JsonNode item : node.get("/api/v1/conversations?limit=50", supervisor)
                            .body()
                            .path("items")) {
                        if (item.at("/customer/address").asText().equals(user)) {
                            return item.path("id").asText();
                        }
                    }
                    return "";
                },
                found -> !found.isEmpty());
    }

    /** Those of the records delivered under this key, which is one partition, in the order of their delivery. */
    private static List<ConsumerRecord<String, String>> rejected(String key, int delivered, int count)
            throws Exception {
        Set<String> origins = new HashSet<>();
        read("channel.inbound.v1", record -> key.equals(record.key()), delivered)
                .forEach(record -> origins.add(record.topic() + "/" + record.partition() + "/" + record.offset()));
        return read("channel.inbound.rejected.v1", record -> origins.contains(header(record, "parley-origin")), count)
                .stream()
                .sorted(Comparator.comparingLong(
                        record -> Long.parseLong(header(record, "parley-origin").replaceFirst(".*/", ""))))
                .toList();
    }

    private static List<ConsumerRecord<String, String>> read(String topic, String key, int different) throws Exception {
        return read(topic, record -> key.equals(record.key()), different);
    }

    /** Those of the topic's records, from the beginning, until there are so many; what is published again with its id counts once. */
    private static List<ConsumerRecord<String, String>> read(
            String topic, Predicate<ConsumerRecord<String, String>> which, int count) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        node.pair().kafka().bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer())) {
            // A topic is made by its first record.
            List<TopicPartition> partitions =
                    Eventually.until("the topic " + topic, () -> consumer.partitionsFor(topic), all -> !all.isEmpty())
                            .stream()
                            .map(partition -> new TopicPartition(topic, partition.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<ConsumerRecord<String, String>> found = new ArrayList<>();
            return Eventually.until(
                    count + " records on " + topic,
                    () -> {
                        consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                            if (which.test(record)) {
                                found.add(record);
                            }
                        });
                        return found;
                    },
                    all -> all.stream()
                                    .map(FaultsAtOneNodeIT::idOrPlace)
                                    .distinct()
                                    .count()
                            >= count);
        }
    }

    private static String idOrPlace(ConsumerRecord<String, String> record) {
        return record.headers().lastHeader("ce_id") == null
                ? record.partition() + "-" + record.offset()
                : header(record, "ce_id");
    }

    private static String header(ConsumerRecord<String, String> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
