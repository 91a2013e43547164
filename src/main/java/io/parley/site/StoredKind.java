package io.parley.site;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A kind of event or state in the journals, and how it is written. Name and serializer are stored with each: they can never be changed, nor
 * be used for something else. Events are identified by their event names, not by class names, so classes may be renamed and moved.
 */
public final class StoredKind {

    private final String name;
    private final Class<?> type;
    /** The serializer's identifier and settings; empty for a sealed kind. */
    private final String serializer;

    private StoredKind(String name, Class<?> type, String serializer) {
        this.name = name;
        this.type = type;
        this.serializer = serializer;
    }

    /**
     * Events or states with personal data, which is sealed in them; see {@code io.parley.privacy.Stored}.
     *
     * @param name e.g. {@code conversation-event}
     * @param type the interface of the events, or the class of the state
     */
    public static StoredKind sealed(String name, Class<?> type) {
        return new StoredKind(name, type, "");
    }

    /**
     * Events without personal data, as JSON.
     *
     * @param identifier of the serializer; unique among all kinds, from 9000 on
     */
    public static StoredKind events(String name, int identifier, Class<?> type) {
        return new StoredKind(
                name,
                type,
                serializer(name, identifier, "JacksonJsonSerializer", type) + "akka.serialization.jackson." + name
                        + ".compression.algorithm = off\n");
    }

    /** A state without personal data, as CBOR; see {@link #events}. */
    public static StoredKind state(String name, int identifier, Class<?> type) {
        return new StoredKind(name, type, serializer(name, identifier, "JacksonCborSerializer", type));
    }

    private static String serializer(String name, int identifier, String serializer, Class<?> type) {
        return """
                akka.actor.serializers.%1$s = "akka.serialization.jackson.%2$s"
                akka.actor.serialization-identifiers.%1$s = %3$d
                akka.actor.serialization-bindings.%4$s = %1$s
                akka.serialization.jackson.%1$s { type-in-manifest = off, deserialization-type = %4$s }
                """
                .formatted(name, serializer, identifier, ConfigUtil.quoteString(type.getName()));
    }

    private String settings() {
        return serializer.isEmpty()
                ? "akka.serialization.stored.%s = %s\n".formatted(name, ConfigUtil.quoteString(type.getName()))
                : serializer;
    }

    /**
     * Returns the settings with which an actor system reads and writes these kinds.
     *
     * @throws IllegalArgumentException when two have the same name
     */
    public static Config settings(List<StoredKind> kinds) {
        Set<String> names = new HashSet<>();
        for (StoredKind kind : kinds) {
            if (!names.add(kind.name)) {
                throw new IllegalArgumentException("two kinds are stored as " + kind.name);
            }
        }
        return ConfigFactory.parseString(
                kinds.stream().map(StoredKind::settings).collect(Collectors.joining()));
    }

    @Override
    public String toString() {
        return name;
    }
}
