package io.parley.site;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a node is for; one may have several roles. The codes are those in {@code akka.cluster.roles}. */
public enum Role {
    /** Holds entities. */
    CORE,
    /** Accepts connections. */
    EDGE,
    /** Feeds the read side and Kafka. */
    PROJECTION;

    public static final Set<Role> ALL = Set.copyOf(EnumSet.allOf(Role.class));

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
