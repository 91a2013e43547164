package io.parley;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializer;
import akka.serialization.Serializers;
import akka.serialization.jackson.JacksonCborSerializer;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.typesafe.config.Config;
import io.parley.cluster.AllParts;
import io.parley.privacy.CustomerKeys;
import io.parley.privacy.Stored;
import io.parley.privacy.TestKeys;
import io.parley.routing.RouterState;
import io.parley.site.Component;
import io.parley.site.StoredKind;
import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The samples in the folders {@code events} and {@code snapshots}, read and written by the serializers that components name for journals
 * and snapshots. Personal data is in the clear, as stored by an installation without sealing.
 */
public final class Samples implements AutoCloseable {

    private static final Path SERVER = Path.of("../persistence");
    static final Path EVENTS = SERVER.resolve("events");

    /** {@code name.v1.json}, or {@code name.v1.variant.json} for another one of the same version. */
    private static final Pattern FILE = Pattern.compile("([a-z-]+)\\.v([0-9]+)(?:\\.[a-z-]+)?\\.json");

    private static final TenantId TENANT = new TenantId("demo");
    private static final CustomerId CUSTOMER = new CustomerId("6a1f6c1e-1111-5222-8333-444455556666");
    private static final CustomerKeys OFF = CustomerKeys.off(TENANT, CUSTOMER);

    /** Keeps numbers as written, including trailing zeros. */
    private static final ObjectMapper JSON = exact(JsonMapper.builder());

    private static final ObjectMapper CBOR = exact(CBORMapper.builder());

    /**
     * One kind of event or state that an entity stores.
     *
     * @param persistence with the folders of the samples
     * @param name of the kind, e.g. {@code routing-event} or {@code routing-state}
     * @param type of all events of an entity, or of its state as snapshots hold it
     * @param sealed whether it is stored as a {@link Stored}
     */
    record Root(Path persistence, String name, Class<?> type, boolean sealed) {

        String aggregate() {
            return name.substring(0, name.indexOf('-'));
        }

        boolean isEvent() {
            return name.endsWith("-event");
        }

        /** The names that need samples: those of all events, or that of the state. */
        List<String> samples() {
            return isEvent() ? subtypes(type).map(JsonSubTypes.Type::name).toList() : List.of(aggregate());
        }

        /** The type of the samples of this name. */
        Class<?> typeOf(String sample) {
            return isEvent()
                    ? subtypes(type)
                            .filter(each -> each.name().equals(sample))
                            .<Class<?>>map(JsonSubTypes.Type::value)
                            .findFirst()
                            .orElseThrow()
                    : type;
        }

        Path folder() {
            return isEvent() ? persistence.resolve("events").resolve(aggregate()) : persistence.resolve("snapshots");
        }

        /** The serializer that writes it; types nested in its values share its format. */
        String writer() {
            return sealed ? "stored" : name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** @param newest whether its version is the highest of its name, and so the one written today */
    record Sample(Root root, String name, int version, boolean newest, Path file) {
        @Override
        public String toString() {
            return file.toString().replace("../", "");
        }
    }

    private final Path persistence;
    private final Config kinds;
    private final ActorTestKit testKit;
    private final Serialization serialization;
    private final CustomerKeys keys =
            TestKeys.keyring().toSeal(TENANT, CUSTOMER).toCompletableFuture().join();

    /** The samples of the server. */
    Samples() {
        this(AllParts.components(), SERVER);
    }

    /** @param persistence the folder with {@code events} and {@code snapshots} */
    public Samples(List<Component> parts, Path persistence) {
        this.persistence = persistence;
        kinds = StoredKind.settings(
                parts.stream().flatMap(part -> part.stores().stream()).toList());
        testKit = EntityTestKit.start(kinds);
        serialization = SerializationExtension.get(testKit.system());
    }

    /** All kinds, as declared by the components. */
    List<Root> roots() {
        List<Root> roots = new ArrayList<>();
        for (String name : named("akka.serialization.stored")) {
            roots.add(new Root(persistence, name, type(kinds.getString("akka.serialization.stored." + name)), true));
        }
        for (String name : named("akka.actor.serializers")) {
            String type = kinds.getString("akka.serialization.jackson." + name + ".deserialization-type");
            roots.add(new Root(persistence, name, type(type), false));
        }
        roots.sort(Comparator.comparing(Root::name));
        return roots;
    }

    private Set<String> named(String section) {
        return kinds.hasPath(section) ? kinds.getObject(section).keySet() : Set.of();
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException missing) {
            throw new AssertionError("the components name " + name, missing);
        }
    }

    static Stream<JsonSubTypes.Type> subtypes(Class<?> type) {
        return Arrays.stream(type.getAnnotation(JsonSubTypes.class).value());
    }

    /** Those of one name, the oldest version first. */
    List<Sample> samples(Root root, String name) {
        List<Sample> found = new ArrayList<>();
        for (Path file : files(root.folder())) {
            Matcher parts = FILE.matcher(file.getFileName().toString());
            if (parts.matches() && parts.group(1).equals(name)) {
                found.add(new Sample(root, name, Integer.parseInt(parts.group(2)), false, file));
            }
        }
        int newest = found.stream().mapToInt(Sample::version).max().orElse(0);
        return found.stream()
                .map(each -> new Sample(root, name, each.version(), each.version() == newest, each.file()))
                .sorted(Comparator.comparingInt(Sample::version).thenComparing(Sample::file))
                .toList();
    }

    /** All of them. */
    List<Sample> samples() {
        return roots().stream()
                .flatMap(root -> root.samples().stream().flatMap(name -> samples(root, name).stream()))
                .toList();
    }

    static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    /** The value as an entity receives it on recovery. */
    Object read(Sample sample) {
        try {
            byte[] bytes = container(serializer(sample.root())).writeValueAsBytes(json(sample));
            Object stored = stored(sample.root(), bytes);
            return stored instanceof Stored<?> sealed ? sealed.open(OFF) : stored;
        } catch (IOException unreadable) {
            throw new AssertionError(sample + " cannot be read", unreadable);
        }
    }

    /** The value after being sealed, stored and opened again. */
    Object sealedAndOpened(Root root, Object value) {
        return sealed(root, value).open(keys);
    }

    /** The value once the customer's key has been destroyed. */
    Object erased(Root root, Object value) {
        return sealed(root, value).closed();
    }

    private Stored<?> sealed(Root root, Object value) {
        return (Stored<?>) stored(root, serializer(root).toBinary(seal(root.type(), value, keys)));
    }

    private Object stored(Root root, byte[] bytes) {
        return serialization
                .deserialize(bytes, serializer(root).identifier(), manifest(root))
                .get();
    }

    /** The JSON that would be stored today. */
    JsonNode written(Root root, Object value) {
        Object stored = root.sealed() ? seal(root.type(), value, OFF) : value;
        if (stored instanceof RouterState.Stored lists) {
            stored = RouterState.of(lists).stored();
        }
        Serializer serializer = serializer(root);
        String manifest = Serializers.manifestFor(serializer, stored);
        if (!manifest.equals(manifest(root))) {
            throw new AssertionError("stored with the manifest '" + manifest + "'");
        }
        try {
            return container(serializer).readTree(serializer.toBinary(stored));
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static JsonNode json(Sample sample) {
        try {
            return JSON.readTree(sample.file().toFile());
        } catch (IOException unreadable) {
            throw new AssertionError(sample + " is not JSON", unreadable);
        }
    }

    private static <T> Stored<T> seal(Class<T> type, Object value, CustomerKeys keys) {
        return Stored.seal(type, type.cast(value), keys);
    }

    private Serializer serializer(Root root) {
        try {
            return serialization.serializerFor(root.sealed() ? Stored.class : root.type());
        } catch (NotSerializableException unbound) {
            throw new AssertionError("no serializer is bound to " + root, unbound);
        }
    }

    private static String manifest(Root root) {
        return root.sealed() ? root.name() + ":" + CUSTOMER.value() : "";
    }

    /** Samples are JSON for readability; most snapshots store the same in CBOR. */
    private static ObjectMapper container(Serializer serializer) {
        return serializer instanceof JacksonCborSerializer ? CBOR : JSON;
    }

    private static ObjectMapper exact(MapperBuilder<?, ?> mapper) {
        return mapper.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    @Override
    public void close() {
        testKit.shutdownTestKit();
    }
}
