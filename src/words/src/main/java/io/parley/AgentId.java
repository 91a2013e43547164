package io.parley;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Identifies a human agent within a tenant. */
public record AgentId(@JsonValue String value) implements Comparable<AgentId> {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public AgentId {
        Ids.require(value, "AgentId");
    }

    @Override
    public int compareTo(AgentId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
