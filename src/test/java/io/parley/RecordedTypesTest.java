package io.parley;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.Samples.Root;
import io.parley.Samples.Sample;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every type that an event or a snapshot can contain, at any depth, occurs in a sample, so that no change of a nested type goes unnoticed.
 * The types are found from the records' declarations, the contents of the samples by reading them.
 */
class RecordedTypesTest {

    private static final Set<Class<?>> PLAIN = Set.of(
            String.class,
            Instant.class,
            BigDecimal.class,
            Integer.class,
            boolean.class,
            int.class,
            long.class,
            double.class);

    /** The place where a type is reached first, to which a sample can be added. */
    private record Place(Root root, String sample, String pointer) {

        Place in(String pointer) {
            return new Place(root, sample, this.pointer + pointer);
        }

        @Override
        public String toString() {
            int version = samples.samples(root, sample).stream()
                    .mapToInt(Sample::version)
                    .max()
                    .orElse(1);
            return root.folder().toString().replace("../", "") + "/" + sample + ".v" + version + ".<what>.json"
                    + (pointer.isEmpty() ? "" : ", at " + pointer);
        }
    }

    /** A component of a record as one serializer writes it; serializers differ. */
    private record Part(String writer, Class<?> record, String component) {}

    /** A type as one serializer writes it. */
    private record Found(String writer, Class<?> type) {}

    private static Samples samples;

    /** The types that can be stored, each with its place nearest to a root. */
    private static final Map<Found, Place> types = new LinkedHashMap<>();

    /** The types in the samples, and the components that occur in them filled and absent (null, false, 0 or empty). */
    private static final Set<Found> held = new HashSet<>();

    private static final Set<Part> filled = new HashSet<>();
    private static final Set<Part> leftOut = new HashSet<>();

    @BeforeAll
    static void walk() {
        samples = new Samples();
        findTypes();
        for (Sample sample : samples.samples()) {
            look(sample.root().writer(), samples.read(sample));
        }
    }

    @AfterAll
    static void stop() {
        samples.close();
    }

    @Test
    void everyRecordedTypeIsInASample() {
        List<String> missing = new ArrayList<>();
        types.forEach((found, place) -> {
            if (found.type().isRecord() && !held.contains(found)) {
                missing.add("no sample holds a " + name(found.type()) + ": add one to " + place);
            }
        });
        assertThat(missing).isEmpty();
    }

    @Test
    void everyComponentIsFilledInASample() {
        List<String> missing = new ArrayList<>();
        eachPart((part, component, place) -> {
            if (!filled.contains(part)) {
                missing.add("no sample fills " + name(part.record()) + "." + part.component() + ": do so in " + place);
            }
        });
        assertThat(missing).isEmpty();
    }

    @Test
    void everyComponentThatMayBeAbsentIsAbsentInASample() {
        List<String> missing = new ArrayList<>();
        eachPart((part, component, place) -> {
            if (component.getAnnotatedType().isAnnotationPresent(Nullable.class) && !leftOut.contains(part)) {
                missing.add("every sample fills " + name(part.record()) + "." + part.component()
                        + ", which may be absent: leave it out in " + place);
            }
        });
        assertThat(missing).isEmpty();
    }

    @Test
    void everySubtypeHasANameToBeStoredBy() {
        Set<Class<?>> all = types();
        samples.roots().forEach(root -> all.add(root.type()));
        for (Class<?> type : all) {
            if (type.isSealed()) {
                assertThat(Samples.subtypes(type).map(JsonSubTypes.Type::value))
                        .as("subtypes of %s with a name", name(type))
                        .containsExactlyInAnyOrder(type.getPermittedSubclasses());
            }
        }
    }

    /** In a file, because no single conversation contains all of them. */
    @Test
    void everyCodeOfARecordedEnumIsInTheListOfThemForEver() throws IOException {
        ObjectMapper json = new ObjectMapper();
        Set<String> codes = new TreeSet<>();
        for (Class<?> type : types()) {
            if (type.isEnum()) {
                for (Object constant : type.getEnumConstants()) {
                    JsonNode code = json.valueToTree(constant);
                    assertThat((Object) json.treeToValue(code, type))
                            .as("what is read of %s", code)
                            .isEqualTo(constant);
                    codes.add(name(type) + " " + code.asText());
                }
            }
        }
        Set<String> pinned = new TreeSet<>();
        json.readTree(Samples.EVENTS.resolve("codes.v1.json").toFile())
                .properties()
                .forEach(type -> type.getValue().forEach(code -> pinned.add(type.getKey() + " " + code.asText())));
        assertThat(codes)
                .as("codes are for ever: a new one is added to persistence/events/codes.v1.json, none is removed")
                .containsExactlyInAnyOrderElementsOf(pinned);
    }

    // ---- types that can be stored ----

    private static void findTypes() {
        Map<String, Queue<Map.Entry<Type, Place>>> toDo = new LinkedHashMap<>();
        for (Root root : samples.roots()) {
            Queue<Map.Entry<Type, Place>> of = toDo.computeIfAbsent(root.writer(), any -> new ArrayDeque<>());
            for (String name : root.samples()) {
                of.add(Map.entry(root.typeOf(name), new Place(root, name, "")));
            }
        }
        // Breadth first: the shortest path to a type is the easiest place for a sample.
        toDo.forEach((writer, next) -> {
            while (!next.isEmpty()) {
                Map.Entry<Type, Place> each = next.remove();
                visit(writer, each.getKey(), each.getValue(), next);
            }
        });
    }

    private static void visit(String writer, Type type, Place place, Queue<Map.Entry<Type, Place>> next) {
        if (type instanceof ParameterizedType generic) {
            // Only the values of a map: its keys are texts.
            Type[] arguments = generic.getActualTypeArguments();
            boolean personal = generic.getRawType() == Personal.class;
            next.add(Map.entry(arguments[arguments.length - 1], place.in(personal ? "/=" : "/*")));
            if (personal) {
                next.add(Map.entry(Personal.Kind.class, place.in("/kind")));
            }
            return;
        }
        Class<?> plain = (Class<?>) type;
        if (PLAIN.contains(plain) || isOneValue(plain) || types.putIfAbsent(new Found(writer, plain), place) != null) {
            return;
        }
        if (plain.isSealed()) {
            Arrays.stream(plain.getPermittedSubclasses()).forEach(subtype -> next.add(Map.entry(subtype, place)));
        } else if (plain.isRecord()) {
            for (RecordComponent component : plain.getRecordComponents()) {
                next.add(Map.entry(component.getGenericType(), place.in("/" + component.getName())));
            }
        } else {
            assertThat(plain.isEnum())
                    .as("%s, a record, an enum or a sealed interface", plain)
                    .isTrue();
        }
    }

    /** An id, or a text in several languages: has no fields in JSON. */
    private static boolean isOneValue(Class<?> type) {
        return type.isRecord()
                && Stream.of(type.getRecordComponents())
                        .anyMatch(component -> component.getAccessor().isAnnotationPresent(JsonValue.class));
    }

    private static Set<Class<?>> types() {
        return types.keySet().stream().map(Found::type).collect(Collectors.toSet());
    }

    private interface PartCheck {
        void check(Part part, RecordComponent component, Place place);
    }

    /** Only of types that occur in a sample. */
    private static void eachPart(PartCheck check) {
        types.forEach((found, place) -> {
            if (held.contains(found)) {
                for (RecordComponent component : found.type().getRecordComponents()) {
                    check.check(
                            new Part(found.writer(), found.type(), component.getName()),
                            component,
                            place.in("/" + component.getName()));
                }
            }
        });
    }

    // ---- types in the samples ----

    private static void look(String writer, @Nullable Object value) {
        if (value instanceof Personal<?> personal) {
            look(writer, personal.orNull());
        } else if (value instanceof Collection<?> many) {
            many.forEach(each -> look(writer, each));
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(each -> look(writer, each));
        } else if (value instanceof Record record && !isOneValue(record.getClass())) {
            held.add(new Found(writer, record.getClass()));
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                Object held = valueOf(record, component);
                Part part = new Part(writer, record.getClass(), component.getName());
                (isDefault(held) ? leftOut : filled).add(part);
                look(writer, held);
            }
        }
    }

    private static @Nullable Object valueOf(Record record, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static boolean isDefault(@Nullable Object value) {
        return value == null
                || value.equals(false)
                || (value instanceof Number number && number.doubleValue() == 0)
                || (value instanceof String text && text.isEmpty())
                || (value instanceof Collection<?> many && many.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty());
    }

    /** With its enclosing types, without the package. */
    private static String name(Class<?> type) {
        return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
    }
}
