package io.parley.edge.directline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.parley.edge.EdgeFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The published Direct Line client, unchanged, against the whole server. Needs Node.js, and a registry once for {@code npm ci}. */
class StockClientTest {

    private static final Path HERE = Path.of("test/js");

    private record Outcome(int code, String output) {}

    @Test
    @Timeout(180)
    void servesThePublishedClientUnchanged() throws Exception {
        assumeTrue(runs("node", "--version"), "Node.js is not installed, so the published client cannot be tried");
        if (!Files.isDirectory(HERE.resolve("node_modules/jsdom"))) {
            assumeTrue(
                    runs("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"),
                    "npm ci failed in src/test/js, so the published client cannot be tried");
        }
        try (EdgeFixture parley = new EdgeFixture()) {
            Outcome outcome =
                    run(List.of("node", "stock-client.mjs", parley.base(), EdgeFixture.SECRET, EdgeFixture.ORIGIN));
            assertThat(outcome.code()).as(outcome.output()).isZero();
        }
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            return run(List.of(command)).code() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Outcome run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(HERE.toFile())
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(120, TimeUnit.SECONDS)
                    ? new Outcome(process.exitValue(), output)
                    : new Outcome(-1, output + "did not end");
        } finally {
            process.destroyForcibly();
        }
    }
}
