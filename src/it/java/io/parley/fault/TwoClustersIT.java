package io.parley.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that know nothing of each other, so that each forms a cluster, over one database. */
class TwoClustersIT {

    private static final String QUESTION = "How long does delivery take?";
    private static final int ENDED_AT_ONCE = 70;

    @TempDir
    private Path directory;

    @Test
    void ofTwoThatFormAtOnceOneServesAndTheOtherSaysWhyItDoesNot() throws Exception {
        try (RealNode one = new RealNode(directory.resolve("one"));
                RealNode other = new RealNode(directory.resolve("other"))) {
            one.begin();
            other.begin();
            RealNode ended = Eventually.until(
                    "one of them has ended",
                    () -> Stream.of(one, other)
                            .filter(node -> !node.isAlive())
                            .findAny()
                            .orElse(null),
                    node -> node != null);
            RealNode serving = ended == one ? other : one;

            assertThat(ended.exitCode()).isEqualTo(ENDED_AT_ONCE);
            assertThat(ended.lastLogLines()).contains("another cluster of this installation is running");
            serving.awaitReady();
            WebCustomer.arrives(serving, "Served").asks("m-1", QUESTION);
        }
    }

    @Test
    void aNodePausedAndCutOffAtOnceWritesNothingOnceAnotherClusterHasTakenItsPlace() throws Exception {
        try (RealNode paused = new RealNode(directory.resolve("paused"));
                RealNode next = new RealNode(directory.resolve("next"))) {
            paused.start();
            Journal journal = new Journal(paused.cassandra());
            Set<String> before = journal.conversations().keySet();
            WebCustomer customer = WebCustomer.arrives(paused, "Cut off");
            customer.asks("m-1", QUESTION);
            Set<String> begun = new HashSet<>(journal.conversations().keySet());
            begun.removeAll(before);
            String conversation = begun.iterator().next();

            paused.suspend();
            // Its machine still takes it, and the process will when it wakes up.
            CompletableFuture<Void> late = CompletableFuture.runAsync(() -> lateFor(customer));
            next.start();
            WebCustomer elsewhere = customer.at(next);
            elsewhere.say("m-2", QUESTION);
            paused.resume();
            Eventually.until("it has ended", paused::isAlive, alive -> !alive);
            late.join();
            elsewhere.say("m-3", QUESTION);

            assertThat(paused.exitCode()).isEqualTo(ENDED_AT_ONCE);
            List<Journal.Stored> events = journal.events(conversation);
            assertThat(events.stream().map(Journal.Stored::sequence))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, events.size()).boxed().toList());
            assertThat(events.toString()).contains("m-1", "m-2", "m-3").doesNotContain("too-late");
        }
    }

    private static void lateFor(WebCustomer customer) {
        try {
            customer.post("too-late", QUESTION);
        } catch (Exception noAnswer) {
            // As expected of a node that is paused and then ends.
        }
    }
}
