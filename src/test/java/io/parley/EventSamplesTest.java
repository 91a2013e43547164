package io.parley;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.SerializerWithStringManifest;
import akka.serialization.Serializers;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import io.parley.conversation.Conversation;
import io.parley.customer.Customer;
import io.parley.gateway.ChannelGateway;
import io.parley.privacy.CustomerKeys;
import io.parley.privacy.Stored;
import io.parley.routing.Routing;
import io.parley.routing.Supervision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What journals of any age hold must be readable for ever: one sample a version of every event, under persistence/events, and more named
 * {@code <event>.v<version>.<variant>.json} where it takes several forms.
 */
class EventSamplesTest {

    private static final Path SAMPLES = Path.of("../persistence/events");
    private static final Map<String, Class<?>> ROOTS = Map.of(
            "conversation", Conversation.Event.class,
            "customer", Customer.Event.class,
            "routing", Routing.Event.class,
            "supervision", Supervision.Event.class,
            "gateway", ChannelGateway.Event.class);

    private static final Set<Class<?>> SEALED = Set.of(Conversation.Event.class, Customer.Event.class);
    private static final CustomerKeys KEYS = CustomerKeys.off(new TenantId("demo"), new CustomerId("k1"));

    private static ActorTestKit testKit;

    @BeforeAll
    static void start() {
        testKit = ActorTestKit.create(EventSourcedBehaviorTestKit.config()
                .withFallback(ConfigFactory.parseString("akka.actor.provider = local"))
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
    }

    @AfterAll
    static void stop() {
        testKit.shutdownTestKit();
    }

    @TestFactory
    Stream<DynamicTest> everyEventHasASampleThatIsReadAndWrittenAlike() {
        return ROOTS.entrySet().stream().flatMap(root -> names(root.getValue())
                .map(name -> DynamicTest.dynamicTest(
                        root.getKey() + "/" + name, () -> readAndWrite(root.getKey(), root.getValue(), name))));
    }

    private static Stream<String> names(Class<?> root) {
        return Arrays.stream(root.getAnnotation(JsonSubTypes.class).value()).map(JsonSubTypes.Type::name);
    }

    private static void readAndWrite(String aggregate, Class<?> root, String name) throws IOException {
        List<Path> samples;
        try (Stream<Path> files = Files.list(SAMPLES.resolve(aggregate))) {
            samples = files.filter(file -> file.getFileName().toString().startsWith(name + ".v"))
                    .sorted()
                    .toList();
        }
        assertThat(samples)
                .as("samples of %s under persistence/events/%s", name, aggregate)
                .isNotEmpty();
        if (SEALED.contains(root)) {
            ObjectMapper plain = new ObjectMapper();
            for (Path sample : samples) {
                Stored<?> stored = Stored.of(root, KEYS.customer(), Files.readString(sample));
                Object event = stored.open(KEYS);
                assertThat(event).isInstanceOf(sampleClass(root, name));
                if (version(sample).equals(version(samples.get(samples.size() - 1)))) {
                    assertThat(plain.readTree(written(root, event)))
                            .as("%s as it is written today", sample)
                            .isEqualTo(plain.readTree(sample.toFile()));
                }
            }
            return;
        }
        Serialization serialization = SerializationExtension.get(testKit.system());
        SerializerWithStringManifest serializer =
                (SerializerWithStringManifest) serialization.serializerFor(sampleClass(root, name));
        ObjectMapper json = new ObjectMapper();
        for (Path sample : samples) {
            Object event = serializer.fromBinary(Files.readAllBytes(sample), "");
            assertThat(event).isInstanceOf(sampleClass(root, name));
            assertThat(Serializers.manifestFor(serializer, event)).isEmpty();
            if (version(sample).equals(version(samples.get(samples.size() - 1)))) {
                JsonNode written = json.readTree(serializer.toBinary(event));
                assertThat(written).as("%s as it is written today", sample).isEqualTo(json.readTree(sample.toFile()));
            }
        }
    }

    private static String version(Path sample) {
        return sample.getFileName().toString().split("\\.")[1];
    }

    /** As where nothing is sealed: the same JSON, with the values in the place of their ciphertexts. */
    private static <E> String written(Class<E> root, Object event) {
        return Objects.requireNonNull(Stored.seal(root, root.cast(event), KEYS).part(""));
    }

    private static Class<?> sampleClass(Class<?> root, String name) {
        return Arrays.stream(root.getAnnotation(JsonSubTypes.class).value())
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }
}
