package io.parley.persistence.embedded;

/** Reports the steps of a slow operation to a waiting person. */
@FunctionalInterface
public interface Progress {

    /** Reports nothing. */
    Progress SILENT = what -> {};

    /** One short sentence without a full stop, such as {@code Cassandra is ready after 8.1 s}. */
    void at(String what);
}
