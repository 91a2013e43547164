package io.parley.edge.api.agents;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.LocalizedText;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Directory.Role;
import io.parley.routing.Routing;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An agent with their current presence. */
public record AgentView(
        String id,
        String tenant,
        LocalizedText name,
        String email,
        Role role,
        Map<String, Integer> skills,
        int capacity,
        PresenceView presence) {

    /** @param status {@code offline}, {@code available}, {@code away} or {@code not-responding} */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PresenceView(String status, @Nullable String reason, Instant since, int used) {

        public static PresenceView of(Routing.AgentStatus status) {
            return new PresenceView(status.presence().code(), status.reason(), status.since(), status.used());
        }

        /** The presence of an agent unknown to the router. */
        public static PresenceView never(Instant now) {
            return new PresenceView(Routing.Presence.OFFLINE.code(), null, now, 0);
        }
    }

    public static AgentView of(Agent agent, PresenceView presence) {
        return new AgentView(
                agent.id().value(),
                agent.tenant().value(),
                agent.name(),
                agent.email(),
                agent.role(),
                new TreeMap<>(agent.skills()),
                agent.capacity(),
                presence);
    }

    /** The agent as the router represents them. */
    public static Routing.AgentProfile skilled(Agent agent) {
        return new Routing.AgentProfile(agent.id(), agent.name(), agent.skills(), agent.capacity());
    }
}
