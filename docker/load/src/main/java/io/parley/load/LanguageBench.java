package io.parley.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.load.lab.Tree;
import io.parley.load.report.Results;
import io.parley.load.report.Runs;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The speed of understanding and deciding. */
@Command(
        name = "language",
        description = "Understanding and deciding without databases: time a text and texts a second on two threads.")
final class LanguageBench implements Callable<Integer> {

    private static final double BAR_P99_MILLIS = 20;
    private static final double BAR_CPU_MILLIS = 3;
    private static final double BAR_ENCODED_MILLIS = 8;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--runs", defaultValue = "3", description = "each in a process of its own (${DEFAULT-VALUE})")
    private int runs;

    @Option(names = "--results", paramLabel = "DIR", description = "where results go (docker/load/results)")
    private @Nullable Path results;

    @Override
    public Integer call() throws Exception {
        PrintWriter err = spec == null
                ? new PrintWriter(System.err, true)
                : spec.commandLine().getErr();
        List<JsonNode> measured = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            measured.add(once());
            err.println("run " + (i + 1) + ": " + measured.get(i));
            err.flush();
        }
        Results report = new Results(
                "language",
                "understanding and deciding",
                "The demo's test phrases and test questions, "
                        + measured.get(0).path("n").asInt()
                        + " different texts in Chinese, English and both, go through all of a turn except database, network and actions:"
                        + " language, intent, emotion, entities, articles, forms, decision. All go through once beforehand, to warm up the"
                        + " process, and are then forgotten: no text finds a vector computed earlier. The times are for one text at a"
                        + " time, whose models share the processors, and the rate for two at a time. "
                        + runs + " processes; medians, with the smallest and the largest.");
        Runs p50 = of(measured, run -> run.path("p50Ms").asDouble());
        Runs p99 = of(measured, run -> run.path("p99Ms").asDouble());
        Runs cpu = of(measured, run -> run.path("cpuMs").asDouble());
        Runs encoded = of(measured, run -> run.path("encodedCpuMs").asDouble());
        Runs rate = of(measured, run -> run.path("perSecond").asDouble());
        report.row("a text, p50", p50.in("ms"));
        report.row("a text, p99", p99.in("ms"), "at most 20 ms", p99.median() <= BAR_P99_MILLIS);
        report.row("CPU a text", cpu.in("ms"), "at most 3 ms", cpu.median() <= BAR_CPU_MILLIS);
        report.row(
                "texts that need an encoder",
                of(measured, run -> 100 * run.path("encoded").asDouble()).in("%"));
        report.row("CPU of one of these", encoded.in("ms"), "at most 8 ms", encoded.median() <= BAR_ENCODED_MILLIS);
        report.row("texts a second", rate.in("/s"));
        report.row(
                "live heap", of(measured, run -> run.path("heapMb").asDouble()).in("MB"));
        report.row(
                "resident",
                of(measured, run -> run.path("residentMb").asDouble()).in("MB"));
        report.print(err);
        report.write(results == null ? Results.directory() : results);
        return 0;
    }

    private static Runs of(List<JsonNode> measured, ToDoubleFunction<JsonNode> figure) {
        return Runs.of(measured.stream().mapToDouble(figure).toArray());
    }

    private static JsonNode once() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("language", "measure", "--json", "--texts"));
        for (String directory : List.of("phrases-test", "questions-test")) {
            try (Stream<Path> files =
                    Files.list(Tree.home().resolve("docker/seed/demo").resolve(directory))) {
                files.map(Path::toString)
                        .filter(file -> file.endsWith(".tsv"))
                        .sorted()
                        .forEach(command::add);
            }
        }
        Process process = Tree.parley(command, Map.of())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("./parley " + String.join(" ", command) + " failed");
        }
        return new ObjectMapper().readTree(told);
    }
}
