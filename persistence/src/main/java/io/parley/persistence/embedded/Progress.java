package io.parley.persistence.embedded;

/** Told what is being done while something takes seconds, for a person who waits. */
@FunctionalInterface
public interface Progress {

    /** Tells nobody. */
    Progress SILENT = what -> {};

    /** One short sentence without a full stop, such as {@code Cassandra answers after 8.1 s}. */
    void at(String what);
}
