package io.parley;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A company served by this server; part of every key, query and topic record. */
public record TenantId(@JsonValue String value) implements Comparable<TenantId> {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public TenantId {
        Ids.require(value, "TenantId");
    }

    @Override
    public int compareTo(TenantId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
