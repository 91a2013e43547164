package io.parley.events;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import io.parley.conversation.Conversation;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** The stored names of events, read from where they are declared, so that the topic and the journal cannot differ. */
final class EventNames {

    private static final Map<Class<?>, String> NAMES = Arrays.stream(
                    Conversation.Event.class.getAnnotation(JsonSubTypes.class).value())
            .collect(Collectors.toMap(JsonSubTypes.Type::value, JsonSubTypes.Type::name));

    private EventNames() {}

    static String of(Conversation.Event event) {
        String name = NAMES.get(event.getClass());
        if (name == null) {
            throw new IllegalStateException(event.getClass().getSimpleName() + " has no stored name");
        }
        return name;
    }
}
