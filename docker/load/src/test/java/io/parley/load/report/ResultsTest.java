package io.parley.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {

    @TempDir
    Path directory;

    @Test
    void writesOneTableOfAllBenchmarksThatWereRun() throws Exception {
        Results memory =
                new Results("memory", "heap", "Measured so.").row("a conversation", "4.00 kB", "at most 6 kB", true);
        memory.write(directory.resolve("results"));
        Results turn =
                new Results("turn", "a turn", "Measured otherwise.").row("rate", "10 turns/s", "at least 500", false);
        turn.write(directory.resolve("results"));

        assertThat(memory.barsMet()).isTrue();
        assertThat(turn.barsMet()).isFalse();
        assertThat(directory.resolve("results/turn.json")).exists();
        assertThat(Files.readString(directory.resolve("RESULTS.md")))
                .containsSubsequence(
                        "## turn: a turn",
                        "| rate | 10 turns/s | at least 500 | **missed** |",
                        "## memory: heap",
                        "| a conversation | 4.00 kB | at most 6 kB | met |");
    }
}
