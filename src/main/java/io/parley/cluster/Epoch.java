package io.parley.cluster;

import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The nodes that may write, as recorded in the database.
 *
 * @param number grows with every change of the members; 0 before the first cluster
 * @param beat grows every few seconds while the cluster is running
 * @param members their addresses, each with the uid of the process's current start: {@code akka://parley@host:port#uid}
 */
record Epoch(long number, long beat, Set<String> members) {

    static final Epoch NONE = new Epoch(0, 0, Set.of());

    Epoch {
        members = Set.copyOf(members);
    }

    Epoch alive() {
        return new Epoch(number, beat + 1, members);
    }

    Epoch with(Set<String> next) {
        return new Epoch(number + 1, beat + 1, next);
    }

    /** Stores the epoch. Failures are retried in the next round. */
    interface Store {
        /** Reads the epoch, linearizably: every acknowledged replacement is included; {@link #NONE} if there has never been a cluster. */
        CompletionStage<Epoch> read();

        /**
         * Replaces {@code known} by {@code next}.
         *
         * @param by the member that does it; informational
         * @return false if {@code known} is no longer the stored epoch
         */
        CompletionStage<Boolean> replace(Epoch known, Epoch next, String by);
    }
}
