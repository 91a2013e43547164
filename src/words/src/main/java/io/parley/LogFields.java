package io.parley;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.MDC;

/**
 * The subject of a log line, as fields beside its text, so that operators can find the lines of a tenant, conversation or customer. A line
 * has the fields that its thread holds when it is written, and those of the actor it comes from. Work that continues on another thread
 * has to take {@link #current()} with it.
 *
 * <p>Ids and kinds only: names, addresses and texts are never logged.
 *
 * @param values by the name of the field, see {@link #NAMES}
 */
public record LogFields(Map<String, String> values) {

    /** In the order in which they are shown. */
    public static final List<String> NAMES =
            List.of("tenant", "conversation", "customer", "agent", "channel", "correlation");

    public static final LogFields NONE = new LogFields(Map.of());

    public LogFields {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public static LogFields of(TenantId tenant) {
        return NONE.with("tenant", tenant.value());
    }

    /** Returns the fields that this thread holds. */
    public static LogFields current() {
        Map<String, String> held = new LinkedHashMap<>();
        for (String name : NAMES) {
            String value = MDC.get(name);
            if (value != null) {
                held.put(name, value);
            }
        }
        return new LogFields(held);
    }

    public LogFields conversation(ConversationId conversation) {
        return with("conversation", conversation.value());
    }

    public LogFields customer(CustomerId customer) {
        return with("customer", customer.value());
    }

    public LogFields agent(AgentId agent) {
        return with("agent", agent.value());
    }

    /** @param channel its kind, e.g. {@code webchat} */
    public LogFields channel(String channel) {
        return with("channel", channel);
    }

    /** @param correlation the id shared by everything that a request causes */
    public LogFields correlation(String correlation) {
        return with("correlation", correlation);
    }

    /** Returns these fields and others; the others take precedence. */
    public LogFields and(LogFields other) {
        Map<String, String> both = new LinkedHashMap<>(values);
        both.putAll(other.values());
        return new LogFields(both);
    }

    private LogFields with(String name, String value) {
        return and(new LogFields(Map.of(name, value)));
    }

    /** Runs something, e.g. the writing of a line, while this thread holds these fields. */
    public void run(Runnable work) {
        call(() -> {
            work.run();
            return true;
        });
    }

    /** As {@link #run}, with a result. */
    public <T> T call(Supplier<T> work) {
        Map<String, String> before = current().values();
        values.forEach(MDC::put);
        try {
            return work.get();
        } finally {
            for (String name : values.keySet()) {
                String held = before.get(name);
                if (held == null) {
                    MDC.remove(name);
                } else {
                    MDC.put(name, held);
                }
            }
        }
    }

    /**
     * Returns a name for an actor that works for this subject only. Akka notes the path of an actor with each line about it, even if the
     * actor has failed and cannot write one.
     *
     * @param unique distinguishes the actor from all others
     */
    public String actorName(String unique) {
        StringBuilder name = new StringBuilder(unique);
        values.forEach(
                (field, value) -> name.append(',').append(field).append('=').append(value));
        return name.toString();
    }

    /** Returns the fields in the path of an actor with such a name, or of its children; none for any other path. */
    public static LogFields ofActor(String path) {
        Map<String, String> found = new LinkedHashMap<>();
        String[] parts = path.split(",", -1);
        for (int i = 1; i < parts.length; i++) {
            String[] field = parts[i].split("[=/#]", 3);
            if (field.length > 1 && NAMES.contains(field[0])) {
                found.put(field[0], field[1]);
            }
        }
        return new LogFields(found);
    }
}
