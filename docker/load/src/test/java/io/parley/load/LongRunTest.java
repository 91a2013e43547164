package io.parley.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.load.crowd.Crowd;
import io.parley.load.crowd.Texts;
import io.parley.load.report.Results;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LongRunTest {

    private static final String MEASURE =
            "until minute 1: p50, p99, longest, long-lived heap, reads of Cassandra and CPU a turn";

    @TempDir
    Path directory;

    @Test
    void speaksThroughAllPartsAndReportsEach() throws Exception {
        StringWriter shown = new StringWriter();
        Results report = new Results("turn", "a turn", "Measured so.");
        try (FakeDirectLine server = new FakeDirectLine(Set.of());
                Crowd crowd = new Crowd(List.of(server.http()), "secret", Texts.of(null))) {
            crowd.join(10, true).join();

            new LongRun("repeated", server.http(), Map.of(), null, 0.4)
                    .run(crowd, 100, 1, report, new PrintWriter(shown));

            assertThat(crowd.tally().join().posted()).isEqualTo(100);
        }
        report.write(directory.resolve("results"));
        String table = Files.readString(directory.resolve("RESULTS.md"));

        assertThat(shown.toString().lines().filter(line -> line.startsWith(MEASURE)))
                .hasSize(3);
        assertThat(table.lines().filter(line -> line.startsWith("| repeated: " + MEASURE)))
                .hasSize(3);
        assertThat(table).contains("| repeated: live heap after a forced full collection: before, after | ?, ? |");
    }
}
