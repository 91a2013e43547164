package io.parley.cluster;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.core.JsonGenerator;
import io.parley.LogFields;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import net.logstash.logback.composite.AbstractJsonProvider;

/**
 * Adds the source entity to a log line: tenant, and conversation, customer, channel account or agent. Akka records the source actor of
 * every line, its own lines included, and an entity's path contains its key, so actors need no log context of their own. Sockets' actors
 * are named after the entity they serve, see {@link LogFields#actorName}. Fields that are already set are kept, see {@link LogFields}.
 */
public final class EntityLogFields {

    private static final String SOURCE = "akkaSource";
    private static final String ENTITIES = "/system/sharding/";

    /** The log field of the id, by entity type. */
    private static final Map<String, String> IDS =
            Map.of("conversation", "conversation", "customer", "customer", "gateway", "channel", "desk", "agent");

    private EntityLogFields() {}

    /** Returns nothing for lines that come from other actors, or from none. */
    static Map<String, String> fields(Map<String, String> mdc) {
        String source = mdc.getOrDefault(SOURCE, "");
        int at = source.indexOf(ENTITIES);
        Map<String, String> fields = new LinkedHashMap<>();
        if (at < 0) {
            LogFields.ofActor(source).values().forEach((name, value) -> put(fields, mdc, name, value));
            return fields;
        }
        String[] path = source.substring(at + ENTITIES.length()).split("/", -1);
        if (path.length >= 3) {
            String[] key = URLDecoder.decode(path[2], StandardCharsets.UTF_8).split("\\|", 2);
            put(fields, mdc, "tenant", key[0]);
            String what = IDS.get(path[0]);
            if (what != null && key.length == 2) {
                put(fields, mdc, what, key[1]);
            }
        }
        return fields;
    }

    private static void put(Map<String, String> fields, Map<String, String> mdc, String name, String value) {
        if (!mdc.containsKey(name) && !value.isEmpty()) {
            fields.put(name, value);
        }
    }

    /** For JSON lines; added to the fields of the MDC. */
    public static final class Json extends AbstractJsonProvider<ILoggingEvent> {
        @Override
        public void writeTo(JsonGenerator generator, ILoggingEvent line) throws IOException {
            for (Map.Entry<String, String> field :
                    fields(line.getMDCPropertyMap()).entrySet()) {
                generator.writeStringField(field.getKey(), field.getValue());
            }
        }
    }

    /** For text lines: the values of {@link LogFields#NAMES}, in that order, as far as known. */
    public static final class Text extends ClassicConverter {
        @Override
        public String convert(ILoggingEvent line) {
            Map<String, String> known = new LinkedHashMap<>(line.getMDCPropertyMap());
            known.putAll(fields(line.getMDCPropertyMap()));
            StringBuilder text = new StringBuilder();
            for (String name : LogFields.NAMES) {
                String value = known.get(name);
                if (value != null) {
                    text.append(text.isEmpty() ? "" : " ").append(value);
                }
            }
            return text.toString();
        }
    }
}
