package io.parley.persistence.embedded;

/** Reports the steps of something that takes seconds to a person who waits. */
@FunctionalInterface
public interface Progress {

    /** Reports nothing. */
    Progress SILENT = what -> {};

    /** One short sentence without a full stop, such as {@code Cassandra answers after 8.1 s}. */
    void at(String what);
}
