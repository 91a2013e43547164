package io.parley.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.load.Failover.Outcome;
import io.parley.load.Failover.Victim;
import io.parley.load.lab.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FailoverIT extends WholeCluster {

    @Test
    void losesAndRepeatsNothingWhenTheOldestNodeIsKilledAndAnotherIsStopped() throws IOException {
        long noticedBefore = noticed();

        Outcome outcome = new Failover(lab, 60, 15, Victim.OLDEST, 10, System.err::println).run();
        acknowledged(outcome.shown().acknowledged());

        assertThat(outcome.kept()).describedAs("%s", outcome).isTrue();
        assertThat(outcome.killed().everybody()).describedAs("%s", outcome).isLessThan(60);
        assertThat(outcome.stopped().everybody()).describedAs("%s", outcome).isLessThan(30);
        assertThat(outcome.shown().unanswered()).describedAs("%s", outcome).isZero();
        assertThat(noticed()).as("the others noticed that it was not only away").isGreaterThan(noticedBefore);
        NodeProcess stopped = lab.nodes().get(outcome.stopped().node() - 1);
        assertThat(log(stopped)).as("gave up its shards first").doesNotContain("have not moved in time");

        stopped.start();
        stopped.awaitReady();
    }

    private static long noticed() throws IOException {
        long times = 0;
        for (NodeProcess node : lab.nodes()) {
            times += Pattern.compile("its process has ended")
                    .matcher(log(node))
                    .results()
                    .count();
        }
        return times;
    }

    private static String log(NodeProcess node) throws IOException {
        return Files.readString(DATA.resolve("node-" + node.number() + ".log"));
    }
}
