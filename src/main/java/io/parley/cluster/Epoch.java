package io.parley.cluster;

import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Which nodes may write, as the database has it.
 *
 * @param number grows with every change of the members; 0 before there was a cluster
 * @param beat grows every few seconds while the cluster lives
 * @param members where they listen and which start of their process it is: {@code akka://parley@host:port#uid}
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

    /** Where the epoch is kept. What fails is tried again in the next round. */
    interface Store {
        /** Sees every replacement that has been reported as done; {@link #NONE} when there was no cluster yet. */
        CompletionStage<Epoch> read();

        /**
         * Puts {@code next} in the place of {@code known}.
         *
         * @param by the member that does it, for whoever looks into the table
         * @return false when it is not {@code known} any more that is stored
         */
        CompletionStage<Boolean> replace(Epoch known, Epoch next, String by);
    }
}
