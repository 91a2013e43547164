package io.parley.privacy;

import akka.actor.ExtendedActorSystem;
import akka.serialization.SerializerWithStringManifest;
import com.typesafe.config.Config;
import io.parley.CustomerId;
import java.util.HashMap;
import java.util.Map;

/**
 * Serializes sealed values as they are; needs no keys. The manifest holds the kind and the owner: {@code conversation-event:customer}. The
 * kinds are those that the components name ({@code site.StoredKind}).
 */
public final class StoredSerializer extends SerializerWithStringManifest {

    private final int identifier;
    private final Map<String, Class<?>> types = new HashMap<>();
    private final Map<Class<?>, String> names = new HashMap<>();

    /** Used by Akka. */
    public StoredSerializer(ExtendedActorSystem system) {
        Config config = system.settings().config();
        identifier = config.getInt("akka.actor.serialization-identifiers.stored");
        Config kinds = config.getConfig("akka.serialization.stored");
        for (String name : kinds.root().keySet()) {
            try {
                Class<?> type = Class.forName(
                        kinds.getString(name), false, system.dynamicAccess().classLoader());
                types.put(name, type);
                names.put(type, name);
            } catch (ClassNotFoundException missing) {
                throw new IllegalStateException(
                        "akka.serialization.stored." + name + " does not name a class", missing);
            }
        }
    }

    @Override
    public int identifier() {
        return identifier;
    }

    @Override
    public String manifest(Object stored) {
        Stored<?> sealed = (Stored<?>) stored;
        String name = names.get(sealed.type());
        if (name == null) {
            throw new IllegalArgumentException(sealed.type().getSimpleName() + " has no name configured for storage");
        }
        return name + ':' + sealed.owner().value();
    }

    @Override
    public byte[] toBinary(Object stored) {
        return ((Stored<?>) stored).json();
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        int colon = manifest.indexOf(':');
        Class<?> type = colon < 0 ? null : types.get(manifest.substring(0, colon));
        if (type == null) {
            throw new IllegalArgumentException("nothing is stored as " + manifest);
        }
        return stored(type, owner(manifest), bytes);
    }

    private static <T> Stored<T> stored(Class<T> type, CustomerId owner, byte[] json) {
        return new Stored<>(type, owner, json);
    }

    /** Returns the owner named in the manifest of a stored value. */
    public static CustomerId owner(String manifest) {
        return new CustomerId(manifest.substring(manifest.indexOf(':') + 1));
    }
}
