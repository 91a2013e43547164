package io.parley.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.load.Failover.Outcome;
import io.parley.load.Failover.Victim;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailoverIT {

    @TempDir
    Path data;

    @Test
    void losesAndRepeatsNothingWhenTheOldestNodeIsKilledAndAnotherIsStopped() throws IOException {
        Outcome outcome = new Failover(
                        data,
                        3,
                        60,
                        15,
                        Victim.OLDEST,
                        "-Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
                        10,
                        System.err::println)
                .run();

        assertThat(outcome.kept()).describedAs("%s", outcome).isTrue();
        assertThat(outcome.killed().everybody()).describedAs("%s", outcome).isLessThan(60);
        assertThat(outcome.stopped().everybody()).describedAs("%s", outcome).isLessThan(30);
        assertThat(outcome.shown().unanswered()).describedAs("%s", outcome).isZero();
        assertThat(logs()).as("the others noticed that it was not only away").contains("its process has ended");
        assertThat(logs())
                .as("the node that was stopped gave up its shards first")
                .doesNotContain("have not moved in time");
    }

    private String logs() throws IOException {
        StringBuilder logs = new StringBuilder();
        try (DirectoryStream<Path> nodes = Files.newDirectoryStream(data, "node-*.log")) {
            for (Path log : nodes) {
                logs.append(Files.readString(log));
            }
        }
        return logs.toString();
    }
}
