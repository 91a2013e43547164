package io.parley.load;

import io.parley.load.crowd.Crowd;
import io.parley.load.crowd.Texts;
import io.parley.load.lab.Tree;
import io.parley.load.lab.UpProcess;
import io.parley.load.report.Results;
import io.parley.load.report.Runs;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The time from {@code ./parley up} to the bot's first answer. */
@Command(
        name = "start",
        description = "From ./parley up in a built tree to the bot's first answer, on empty and on existing data.")
final class StartBench implements Callable<Integer> {

    private static final double BAR_SECONDS = 60;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--runs", defaultValue = "5", description = "of each kind (${DEFAULT-VALUE})")
    private int runs;

    @Option(names = "--results", paramLabel = "DIR", description = "where results go (docker/load/results)")
    private @Nullable Path results;

    private record Taken(double ready, double answer) {}

    @Override
    public Integer call() {
        PrintWriter err = spec == null
                ? new PrintWriter(System.err, true)
                : spec.commandLine().getErr();
        Taken[] empty = new Taken[runs];
        Taken[] existing = new Taken[runs];
        for (int i = 0; i < runs; i++) {
            Path data = Tree.scratch("start");
            try {
                empty[i] = once(data);
                existing[i] = once(data);
            } finally {
                Tree.delete(data);
            }
            err.printf(
                    "run %d: %.1f s on empty data, %.1f s on existing data%n",
                    i + 1, empty[i].answer, existing[i].answer);
            err.flush();
        }
        Results report = new Results(
                "start",
                "from start to first answer",
                "The time from calling `./parley up` in a built tree until a new customer's greeting is answered by the bot on the socket:"
                        + " Cassandra, Kafka, schema, demo data and a node are started in it. Medians of the runs with the"
                        + " smallest and the largest.");
        Runs first = Runs.of(
                java.util.Arrays.stream(empty).mapToDouble(Taken::answer).toArray());
        Runs again = Runs.of(
                java.util.Arrays.stream(existing).mapToDouble(Taken::answer).toArray());
        report.row("first answer, empty data", first.in("s"), "at most 60 s", first.median() <= BAR_SECONDS);
        report.row("first answer, existing data", again.in("s"), "at most 60 s", again.median() <= BAR_SECONDS);
        report.row(
                "ready, empty data",
                Runs.of(java.util.Arrays.stream(empty).mapToDouble(Taken::ready).toArray())
                        .in("s"));
        report.row(
                "ready, existing data",
                Runs.of(java.util.Arrays.stream(existing)
                                .mapToDouble(Taken::ready)
                                .toArray())
                        .in("s"));
        report.print(err);
        report.write(results == null ? Results.directory() : results);
        return 0;
    }

    private static Taken once(Path data) {
        long began = System.nanoTime();
        try (UpProcess up = UpProcess.start(data, "")) {
            double ready = (System.nanoTime() - began) / 1e9;
            try (Crowd crowd = new Crowd(List.of(up.http()), up.secret(), Texts.of(null))) {
                crowd.join(1, true).join();
                var answered = crowd.watch().join();
                var speaking = crowd.speak(1, 0, 1, 60, Crowd.Window.NONE);
                answered.everybody().orTimeout(60, TimeUnit.SECONDS).join();
                double answer = (System.nanoTime() - began) / 1e9;
                speaking.join();
                return new Taken(ready, answer);
            }
        }
    }
}
