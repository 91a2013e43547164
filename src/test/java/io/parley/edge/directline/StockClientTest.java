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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Published programs, unchanged, against the whole server: the Direct Line client, and validators of its descriptions. Needs Node.js,
 * and a registry once for {@code npm ci}.
 */
class StockClientTest {

    private static final Path HERE = Path.of("test/js");

    private record Outcome(int code, String output) {}

    @BeforeAll
    static void install() throws InterruptedException {
        assumeTrue(runs("node", "--version"), "Node.js is not installed, so published programs cannot be tried");
        if (!Files.isDirectory(HERE.resolve("node_modules/jsdom"))
                || !Files.isDirectory(HERE.resolve("node_modules/@asyncapi"))) {
            assumeTrue(
                    runs("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"),
                    "npm ci failed in src/test/js, so published programs cannot be tried");
        }
    }

    @Test
    @Timeout(180)
    void servesThePublishedClientUnchanged() throws Exception {
        try (EdgeFixture parley = new EdgeFixture()) {
            succeeds("stock-client.mjs", parley.base(), EdgeFixture.SECRET, EdgeFixture.ORIGIN);
        }
    }

    @Test
    @Timeout(180)
    void describesItselfInValidDocuments() throws Exception {
        try (EdgeFixture parley = new EdgeFixture()) {
            succeeds("descriptions.mjs", parley.base());
        }
    }

    private static void succeeds(String... program) throws IOException, InterruptedException {
        Outcome outcome =
                run(Stream.concat(Stream.of("node"), Stream.of(program)).toList());
        assertThat(outcome.code()).as(outcome.output()).isZero();
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
