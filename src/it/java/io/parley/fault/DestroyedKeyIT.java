package io.parley.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.Row;
import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigUtil;
import io.parley.CustomerId;
import io.parley.TenantId;
import io.parley.privacy.StoredKeys;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What is left of a customer's words once their key is destroyed: Cassandra's files, Kafka's topic, and the node's log, uploads and memory
 * are searched for them, in every encoding they could have. As a control, the same search finds what an installation stores that seals
 * nothing.
 */
class DestroyedKeyIT {

    private static final Path DIRECTORY = Path.of("target", "sealing-node").toAbsolutePath();

    /** This is about what is stored, not about how soon; each of these conversations has snapshots. */
    private static final String SETTINGS =
            """

            parley.ask-timeout = 10s
            parley.conversation.snapshot-every = 5
            parley.uploads.directory = %s
            datastax-java-driver.basic.request.timeout = 10s
            akka.persistence.cassandra.journal.circuit-breaker.call-timeout = 20s
            """
                    .formatted(
                            ConfigUtil.quoteString(DIRECTORY.resolve("uploads").toString()));

    private static RealNode node;
    private static Journal journal;

    @BeforeAll
    static void start() {
        node = new RealNode(DIRECTORY, SETTINGS);
        journal = new Journal(node.cassandra());
        // What is compressed could not be searched.
        for (Row table : node.cassandra()
                .execute("SELECT table_name FROM system_schema.tables WHERE keyspace_name = 'parley'")) {
            node.cassandra()
                    .execute("ALTER TABLE parley." + table.getString("table_name")
                            + " WITH compression = {'enabled': 'false'}");
        }
        node.start();
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    private static String marker() {
        // Letters only, so that no rule takes it for a number that is to be masked.
        return "zq" + UUID.randomUUID().toString().replaceAll("[^a-f]", "") + "xkcdvw";
    }

    @Test
    void nothingOfACustomerCanBeReadOnceTheirKeyIsDestroyed() throws Exception {
        String marker = marker();
        String other = marker();
        WebCustomer erased = WebCustomer.arrives(node, marker + "-name");
        WebCustomer stays = WebCustomer.arrives(node, other + "-name");
        String admin = node.signIn("admin");
        erased.asks("m-1", "我要退货");
        erased.asks("m-2", marker + " slot 10532");
        String file = upload(erased, marker);
        stays.asks("m-1", other + " text");
        erased.asks("m-3", "转人工 " + marker);
        String conversation = conversation(erased, admin);
        String others = conversation(stays, admin);
        try (OpenDesk desk = new OpenDesk(node, node.signIn("orders"))) {
            desk.take(conversation);
            desk.say(conversation, "a-1", marker + " from the desk");
            desk.note(conversation, "a-2", marker + " a note");
        }
        Eventually.until(
                "the list shows the customer's words",
                () -> node.get("/api/v1/conversations?q=" + marker, admin)
                        .body()
                        .toString(),
                list -> list.contains(conversation));
        Eventually.until(
                "the topic has the note",
                () -> published(conversation),
                records -> records.size() == journal.events(conversation).size());
        Eventually.until("the conversation has a snapshot", () -> journal.snapshot(conversation), Objects::nonNull);
        assertThat(messages(conversation, admin)).contains(marker + " slot", marker + " from the desk");
        assertThat(node.get(file, null).status()).isEqualTo(200);
        // Stored in the clear, it would be there already.
        isStoredNowhere(marker);
        assertThat(published(conversation)).noneMatch(record -> holds(record, marker));

        assertThat(node.delete("/api/v1/customers/" + erased.thread() + "/key", node.signIn("orders"))
                        .status())
                .isEqualTo(403);
        assertThat(node.delete("/api/v1/customers/" + erased.thread() + "/key", admin)
                        .status())
                .isEqualTo(204);

        assertThat(messages(conversation, admin)).doesNotContain(marker).contains("\"type\":\"message\"");
        assertThat(node.get("/api/v1/conversations/" + conversation, admin)
                        .body()
                        .toString())
                .doesNotContain(marker)
                .contains("\"status\":\"open\"");
        assertThat(node.get("/api/v1/customers/" + erased.thread(), admin)
                        .body()
                        .toString())
                .doesNotContain(marker);
        assertThat(node.get("/api/v1/conversations?q=" + marker, admin).body().toString())
                .doesNotContain(conversation);
        assertThat(node.get(file, null).status()).isEqualTo(404);
        assertThat(messages(others, admin)).contains(other);
        assertThat(node.delete("/api/v1/customers/" + erased.thread() + "/key", admin)
                        .status())
                .isEqualTo(404);

        // A customer who writes again is one like any other; nothing that was comes back.
        erased.say("m-4", "hello again");
        assertThat(messages(conversation, admin)).contains("hello again").doesNotContain(marker);

        node.kill();
        node.start();
        String again = node.signIn("admin");
        assertThat(node.get("/api/v1/conversations/" + conversation, again)
                        .body()
                        .path("sequence")
                        .asLong())
                .isEqualTo(journal.events(conversation).size());
        assertThat(messages(others, again)).contains(other);
        isStoredNowhere(marker);
    }

    @Test
    void aDraftThatWasLearnedFromThemIsGoneWithTheirKey() throws Exception {
        String marker = marker();
        WebCustomer erased = WebCustomer.arrives(node, "Somebody");
        String admin = node.signIn("admin");
        erased.asks("m-1", "转人工");
        String conversation = conversation(erased, admin);
        erased.say("m-2", marker + " what is it");
        try (OpenDesk desk = new OpenDesk(node, node.signIn("orders"))) {
            desk.take(conversation);
            desk.say(conversation, "a-1", marker + " is explained at length");
            desk.resolve(conversation);
        }
        String proposed = "/api/v1/knowledge/articles?state=proposed&q=" + marker;
        String article = Eventually.until(
                        "an article is proposed",
                        () -> node.get(proposed, admin).body().path("items"),
                        items -> items.size() == 1)
                .at("/0/id")
                .asText();
        isStoredNowhere(marker);

        assertThat(node.delete("/api/v1/customers/" + erased.thread() + "/key", admin)
                        .status())
                .isEqualTo(204);

        assertThat(node.get(proposed, admin).body().path("items")).isEmpty();
        JsonNode left = node.get("/api/v1/knowledge/articles/" + article, admin).body();
        assertThat(left.path("state").asText()).isEqualTo("erased");
        assertThat(left.toString()).doesNotContain(marker);
        isStoredNowhere(marker);
    }

    @Test
    void theMemoryOfANodeHoldsNeitherTheirWordsNorTheirKey() throws Exception {
        String marker = marker();
        WebCustomer erased = WebCustomer.arrives(node, marker + "-name");
        String admin = node.signIn("admin");
        erased.asks("m-1", marker + " text");
        String conversation = conversation(erased, admin);
        String names = "/api/v1/conversations/" + conversation + "/names";
        assertThat(node.get(names, admin).status()).isEqualTo(200);
        upload(erased, marker);
        erased.asks("m-2", "转人工 " + marker);
        try (OpenDesk desk = new OpenDesk(node, node.signIn("orders"))) {
            desk.take(conversation);
            desk.say(conversation, "a-1", marker + " from the desk");
            desk.note(conversation, "a-2", marker + " a note");
            desk.resolve(conversation);
        }
        byte[] key = StoredKeys.of(
                node.cassandra(), RealNode.ROOT_KEYS, new TenantId(RealNode.TENANT), new CustomerId(erased.thread()));
        assertThat(inMemory(marker, key)).containsExactly("words", "key");

        assertThat(node.delete("/api/v1/customers/" + erased.thread() + "/key", admin)
                        .status())
                .isEqualTo(204);

        Eventually.until("memory holds nothing of them", () -> inMemory(marker, key), List::isEmpty);
        isStoredNowhere(marker);

        // It also comes back from a snapshot alone that nobody can open.
        Eventually.until("the conversation leaves memory", () -> journal.isRemembered(conversation), open -> !open);
        long snapshot = Objects.requireNonNull(journal.snapshot(conversation));
        assertThat(new String(journal.snapshotData(conversation), StandardCharsets.UTF_8))
                .as("sealed with the key that was destroyed")
                .contains("\"" + erased.thread() + ":1.");
        journal.deleteBelow(conversation, snapshot);
        List<Journal.Stored> left = journal.events(conversation);
        assertThat(left).allMatch(event -> event.sequence() >= snapshot).isNotEmpty();
        RealNode.Answer summary = node.get("/api/v1/conversations/" + conversation, admin);
        assertThat(summary.status()).describedAs("%s", summary).isEqualTo(200);
        assertThat(summary.body().path("sequence").asLong())
                .isEqualTo(left.get(left.size() - 1).sequence());
        assertThat(summary.body().toString()).doesNotContain(marker).contains("\"status\":\"resolved\"");
    }

    @Test
    void theSearchFindsWhatIsNotSealed() throws Exception {
        node.kill();
        node.setting(SETTINGS + "parley.privacy.sealing = off\n");
        node.importTenant("publish:\n  personal: clear\n");
        try {
            node.start();
            String marker = marker();
            WebCustomer customer = WebCustomer.arrives(node, marker + "-name");
            customer.asks("m-1", marker + " text");
            customer.asks("m-2", marker + " again");
            String conversation = conversation(customer, node.signIn("admin"));
            Eventually.until(
                    "a snapshot holds the words",
                    () -> journal.snapshotData(conversation),
                    data -> holds(data, marker));
            Eventually.until("Cassandra's files hold the words", () -> filesWith(marker), files -> !files.isEmpty());
            Eventually.until("the topic holds them", () -> published(conversation), records -> records.stream()
                    .anyMatch(record -> holds(record, marker)));
            assertThat(holds(memory(), marker)).isTrue();
        } finally {
            node.kill();
            node.setting(SETTINGS);
            node.importTenant("");
            node.start();
        }
    }

    // ---- words of the tests ----

    private static String conversation(WebCustomer customer, String token) {
        return Eventually.until(
                        "the customer's conversation",
                        () -> node.get("/api/v1/customers/" + customer.thread(), token),
                        answer -> answer.status() == 200)
                .body()
                .at("/conversations/0/id")
                .asText();
    }

    private static String messages(String conversation, String token) throws IOException, InterruptedException {
        RealNode.Answer answer = node.get("/api/v1/conversations/" + conversation + "/messages", token);
        assertThat(answer.status()).describedAs("%s", answer).isEqualTo(200);
        return answer.body().toString();
    }

    /** Sends a file with the marker in its name and its bytes; returns where it is. */
    private static String upload(WebCustomer customer, String marker) throws Exception {
        HttpResponse<String> sent = node.http()
                .send(
                        HttpRequest.newBuilder(URI.create(node.address() + "/v3/directline/conversations/"
                                        + customer.thread() + "/upload?userId=" + customer.user()))
                                .header("Authorization", "Bearer " + RealNode.SECRET)
                                .header("Content-Type", "text/plain")
                                .header("Content-Disposition", "attachment; filename=\"" + marker + ".txt\"")
                                .POST(HttpRequest.BodyPublishers.ofString((marker + " bytes\n").repeat(10)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(sent.statusCode()).describedAs(sent.body()).isEqualTo(200);
        for (JsonNode activity : customer.activities()) {
            String url = activity.at("/attachments/0/contentUrl").asText();
            if (!url.isEmpty()) {
                return URI.create(url).getPath();
            }
        }
        throw new AssertionError("no attachment");
    }

    private static List<byte[]> published(String conversation) {
        String topic = "conversation.events.v1";
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, node.pair().kafka().bootstrapServers());
        List<byte[]> found = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(java.time.Duration.ofMillis(200))) {
                    if (record.key().endsWith("|" + conversation)) {
                        found.add(record.value());
                    }
                }
            }
        }
        return found;
    }

    // ---- the search ----

    private static void isStoredNowhere(String marker) throws IOException {
        assertThat(filesWith(marker)).isEmpty();
        // The node's log, and files while they arrive.
        assertThat(filesWith(marker, filesIn(DIRECTORY))).isEmpty();
    }

    /** Of Cassandra and Kafka. */
    private static TreeSet<String> filesWith(String marker) throws IOException {
        return filesWith(
                marker,
                filesIn(Path.of(
                                "target",
                                "embedded",
                                Long.toString(ProcessHandle.current().pid()))
                        .toAbsolutePath()));
    }

    private static List<Path> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static TreeSet<String> filesWith(String marker, List<Path> files) throws IOException {
        TreeSet<String> found = new TreeSet<>();
        for (Path file : files) {
            try {
                if (holds(Files.readAllBytes(file), marker)) {
                    found.add(file.toString());
                }
            } catch (NoSuchFileException compacted) {
                // What it held is in another file.
            }
        }
        return found;
    }

    private static boolean holds(byte[] bytes, String marker) {
        return wanted(marker).stream().anyMatch(wanted -> indexOf(bytes, wanted) >= 0);
    }

    /** As UTF-8, as UTF-16 either way, and as Base64 however it falls into groups of three. */
    private static List<byte[]> wanted(String marker) {
        List<byte[]> all = new ArrayList<>();
        all.add(marker.getBytes(StandardCharsets.UTF_8));
        all.add(marker.getBytes(StandardCharsets.UTF_16LE));
        all.add(marker.getBytes(StandardCharsets.UTF_16BE));
        for (int shift = 0; shift < 3; shift++) {
            byte[] inner = marker.substring(shift, marker.length() - (marker.length() - shift) % 3)
                    .getBytes(StandardCharsets.UTF_8);
            all.add(Base64.getUrlEncoder().withoutPadding().encode(inner));
        }
        return all;
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        byte first = wanted[0];
        for (int i = 0; i <= bytes.length - wanted.length; i++) {
            if (bytes[i] == first && java.util.Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }

    /** Which of these the node's memory holds. */
    private static List<String> inMemory(String marker, byte[] key) throws IOException, InterruptedException {
        byte[] memory = memory();
        List<String> found = new ArrayList<>();
        if (holds(memory, marker)) {
            found.add("words");
        }
        if (indexOf(memory, key) >= 0) {
            found.add("key");
        }
        return found;
    }

    /** What can be reached in the node's memory, after a collection. */
    private static byte[] memory() throws IOException, InterruptedException {
        Path dump = DIRECTORY.resolve("heap.hprof");
        Files.deleteIfExists(dump);
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(node.pid()),
                        "GC.heap_dump",
                        dump.toString())
                .redirectErrorStream(true)
                .redirectOutput(DIRECTORY.resolve("jcmd.log").toFile())
                .start();
        assertThat(jcmd.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(dump).exists();
        byte[] memory = Files.readAllBytes(dump);
        // It is in a directory that is searched, too.
        Files.delete(dump);
        return memory;
    }
}
