package io.parley.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation;
import io.parley.dialogue.bot.Asker;
import io.parley.directory.DirectoryContent;
import io.parley.directory.DirectoryContent.Document;
import io.parley.directory.FakeDirectory;
import io.parley.edge.Description;
import io.parley.edge.kit.Json;
import io.parley.events.published.PublishedEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks published events against the journal's samples, the published samples and the schema description. */
class PublicationTest {

    private static final Path JOURNAL = Path.of("../persistence/events/conversation");
    private static final Path PUBLISHED = Path.of("../persistence/events/published");
    private static final TenantId DEMO = new TenantId("demo");
    private static final String CONVERSATION = "0199f000-0000-7000-8000-000000000001";
    private static final String ID = "conversation|demo|" + CONVERSATION;
    private static final int LIMIT = 20_000;

    /** Events that only record confirmations among our own entities. */
    private static final Set<Class<?>> INTERNAL =
            Set.of(Conversation.RoutingEnded.class, Conversation.CaseReported.class);

    private static ConversationRecords records(Disclosure disclosure) {
        return new ConversationRecords("conversation.events.v1", LIMIT, tenant -> disclosure, Json.mapper());
    }

    private static Optional<ProducerRecord<String, byte[]>> published(Conversation.Event event, Disclosure disclosure) {
        return records(disclosure).of(ID, 7, event);
    }

    private static JsonNode data(ProducerRecord<String, byte[]> record) {
        try {
            return Json.mapper().readTree(record.value());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String header(ProducerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static Map<Path, Conversation.Event> journal() throws IOException {
        Map<Path, Conversation.Event> events = new TreeMap<>();
        try (Stream<Path> files = Files.list(JOURNAL)) {
            for (Path file : files.toList()) {
                events.put(file, Json.mapper().readValue(file.toFile(), Conversation.Event.class));
            }
        }
        return events;
    }

    @Test
    void whetherItLeavesIsDecidedForEveryEventOfTheJournal() throws IOException {
        Set<Class<?>> leave = journal().values().stream()
                .filter(event -> published(event, Disclosure.CLEAR).isPresent())
                .map(Object::getClass)
                .collect(Collectors.toSet());

        Set<Class<?>> expected = Arrays.stream(Conversation.Event.class.getPermittedSubclasses())
                .filter(type -> !INTERNAL.contains(type))
                .collect(Collectors.toSet());
        assertThat(leave).isEqualTo(expected);
    }

    @Test
    void whatLeavesIsAsTheSamplesAndTheDescriptionSay() throws IOException {
        Description description = description();
        Set<String> seen = new TreeSet<>();
        for (Conversation.Event event : journal().values()) {
            published(event, Disclosure.CLEAR).ifPresent(record -> {
                check(description, record);
                seen.add(header(record, "ce_type"));
            });
        }
        JsonNode longText = Json.mapper()
                .readTree(PUBLISHED.resolve("message-posted.v1.json").toFile());
        assertThat(longText.at("/contents/0/text/clear").asText()).isEqualTo("你好 / hello");

        ProducerRecord<String, byte[]> large =
                published(said("x".repeat(LIMIT)), Disclosure.CLEAR).orElseThrow();
        check(description, large);
        seen.add(header(large, "ce_type"));
        Set<String> promised = Arrays.stream(
                        PublishedEvent.class.getAnnotation(JsonSubTypes.class).value())
                .map(type -> "io.parley.conversation." + type.name() + ".v1")
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(seen).isEqualTo(promised);
    }

    @Test
    void theSamplesAreWhatIsMadeOfTheJournalsSamples() throws IOException {
        Map<String, JsonNode> samples = new TreeMap<>();
        try (Stream<Path> files = Files.list(PUBLISHED)) {
            for (Path file : files.toList()) {
                samples.put(file.getFileName().toString(), Json.mapper().readTree(file.toFile()));
            }
        }
        Map<String, Set<JsonNode>> made = new TreeMap<>();
        for (Conversation.Event event : journal().values()) {
            published(event, Disclosure.CLEAR)
                    .ifPresent(record -> made.computeIfAbsent(sample(record), any -> new java.util.HashSet<>())
                            .add(data(record)));
        }
        for (Map.Entry<String, JsonNode> sample : samples.entrySet()) {
            // Reading and writing it again gives the same, so no field of a sample is ignored.
            PublishedEvent read = Json.mapper().treeToValue(sample.getValue(), PublishedEvent.class);
            assertThat((JsonNode) Json.mapper()
                            .readTree(Json.mapper()
                                    .writerFor(PublishedEvent.class)
                                    .writeValueAsBytes(read)))
                    .as(sample.getKey())
                    .isEqualTo(sample.getValue());
            if (!sample.getKey().startsWith("event-too-large")) {
                assertThat(made.get(sample.getKey())).as(sample.getKey()).contains(sample.getValue());
            }
        }
        assertThat(samples.keySet()).containsAll(made.keySet());
    }

    @ParameterizedTest
    @EnumSource(names = {"SEALED", "MASKED"})
    void nothingPersonalLeavesUnlessTheTenantSaysSo(Disclosure disclosure) throws IOException {
        List<Conversation.Event> personal = List.of(
                said("打 13800138000 给王小明"),
                new Conversation.MessageReceived(
                        "m1",
                        1,
                        Asker.unproven(new ChannelAddress("generic", "sms", "+8613800138000")),
                        List.of(
                                new Content.Media(
                                        "https://x.example/13800138000.png", "image/png", "13800138000.png", 1),
                                new Content.Choice(
                                        "13800138000?", List.of(new Content.Option("13800138000", "13800138000")))),
                        null,
                        Instant.EPOCH),
                new Conversation.CaseOpened("call 13800138000", Instant.EPOCH));
        for (Conversation.Event event : personal) {
            String sent = data(published(event, disclosure).orElseThrow()).toString();
            assertThat(sent).doesNotContain("13800138000");
            if (disclosure == Disclosure.SEALED) {
                assertThat(sent).contains("{\"sealed\":true}").doesNotContain("王小明", "x.example", "call");
            }
        }
        Description description = description();
        for (Conversation.Event event : journal().values()) {
            published(event, disclosure).ifPresent(record -> {
                check(description, record);
                assertThat(data(record).toString()).doesNotContain("clear", "Demo customer", "dl_5f0c", "photo.png");
            });
        }
    }

    @Test
    void theBotsMemoryTraceAndBasisAndDigestsDoNotLeave() throws IOException {
        for (Conversation.Event event : journal().values()) {
            published(event, Disclosure.CLEAR)
                    .ifPresent(record -> assertThat(data(record).toString())
                            .doesNotContain(
                                    "memory",
                                    "trace",
                                    "basis",
                                    "digest",
                                    "carried",
                                    "10532",
                                    "19900",
                                    "confidence",
                                    "订单专席",
                                    "Orders desk"));
        }
    }

    @Test
    void anEventLargerThanTheTopicTakesLeavesAsAReference() {
        ProducerRecord<String, byte[]> fits =
                published(said("x".repeat(LIMIT / 2)), Disclosure.CLEAR).orElseThrow();
        assertThat(header(fits, "ce_type")).isEqualTo("io.parley.conversation.message-posted.v1");

        ProducerRecord<String, byte[]> large =
                published(said("x".repeat(LIMIT)), Disclosure.CLEAR).orElseThrow();

        assertThat(large.value().length).isLessThan(LIMIT);
        assertThat(large.key()).isEqualTo("demo|" + CONVERSATION);
        assertThat(header(large, "ce_id")).isEqualTo(CONVERSATION + "-7");
        assertThat(header(large, "ce_type")).isEqualTo("io.parley.conversation.event-too-large.v1");
        JsonNode reference = data(large);
        assertThat(reference.path("tenant").asText()).isEqualTo("demo");
        assertThat(reference.path("conversation").asText()).isEqualTo(CONVERSATION);
        assertThat(reference.path("sequence").asLong()).isEqualTo(7);
        assertThat(reference.path("event").asText()).isEqualTo("io.parley.conversation.message-posted.v1");
        assertThat(reference.path("bytes").asInt()).isGreaterThan(LIMIT);
        // A sealed text is short.
        assertThat(header(published(said("x".repeat(LIMIT)), Disclosure.SEALED).orElseThrow(), "ce_type"))
                .isEqualTo("io.parley.conversation.message-posted.v1");
    }

    @Test
    void followsWhatTheTenantSaysAndSealsUnlessItSaysOtherwise() {
        FakeDirectory directory = new FakeDirectory();
        assertThat(PublishSettings.of(directory).apply(DEMO)).isEqualTo(Disclosure.SEALED);
        for (Disclosure disclosure : Disclosure.values()) {
            directory.add(
                    DEMO, settings("{\"personal\":\"" + disclosure.name().toLowerCase(java.util.Locale.ROOT) + "\"}"));
            assertThat(PublishSettings.of(directory).apply(DEMO)).isEqualTo(disclosure);
        }
        directory.add(DEMO, settings("{}"));
        assertThat(PublishSettings.of(directory).apply(DEMO)).isEqualTo(Disclosure.SEALED);
        for (String bad : List.of("{\"personal\":\"open\"}", "{\"personnel\":\"clear\"}", "[]", "3")) {
            assertThatThrownBy(() -> PublishSettings.parse(bad))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("publish");
        }
    }

    private static DirectoryContent settings(String json) {
        return DirectoryContent.EMPTY.with(List.of(new Document(Document.PUBLISH, Document.IMPORTED, json)));
    }

    private static Conversation.Event said(String text) {
        return new Conversation.MessagePosted(
                new io.parley.AgentId("orders"),
                io.parley.LocalizedText.of("订单专席", "Orders desk"),
                "a1",
                1,
                Conversation.Visibility.CUSTOMER,
                List.of(new Content.Text(text)),
                Instant.EPOCH);
    }

    private static String sample(ProducerRecord<String, byte[]> record) {
        return header(record, "ce_type").replace("io.parley.conversation.", "") + ".json";
    }

    private static void check(Description description, ProducerRecord<String, byte[]> record) {
        String type = header(record, "ce_type");
        JsonNode messages = description.at("/components/messages");
        JsonNode message = Stream.iterate(messages.elements(), java.util.Iterator::hasNext, any -> any)
                .map(java.util.Iterator::next)
                .filter(one -> one.path("name").asText().equals(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError(type + " is not described"));
        description.check(message.path("payload"), data(record), type);
    }

    private static Description description() throws IOException {
        try (InputStream file = ConversationRecords.class.getResourceAsStream("asyncapi.yaml")) {
            return new Description(YAMLMapper.builder().build().readTree(Objects.requireNonNull(file)));
        }
    }
}
