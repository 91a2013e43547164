package io.parley.load;

import io.parley.load.crowd.Crowd;
import io.parley.load.crowd.Crowd.Measured;
import io.parley.load.crowd.NewTexts;
import io.parley.load.crowd.Tally;
import io.parley.load.lab.Tree;
import io.parley.load.lab.UpProcess;
import io.parley.load.lab.Usage;
import io.parley.load.report.Results;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The service that the first customers get on a node that has just been started. */
@Command(
        name = "cold",
        description =
                "A node just started, and many customers at the same time with texts never used before: how they are answered, and"
                        + " how many are handed over to a human, and why.")
final class ColdBench implements Callable<Integer> {

    private static final double BAR_P99_SECONDS = 1.5;
    private static final int BAR_AFTER_SECONDS = 30;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--customers",
            defaultValue = "1000",
            description = "each with a conversation and a socket (${DEFAULT-VALUE})")
    private int customers;

    @Option(names = "--rate", defaultValue = "100", description = "turns a second (${DEFAULT-VALUE})")
    private double rate;

    @Option(names = "--seconds", defaultValue = "120", description = "of each of the two stretches (${DEFAULT-VALUE})")
    private double seconds;

    @Option(names = "--results", paramLabel = "DIR", description = "where results go (docker/load/results)")
    private @Nullable Path results;

    @Override
    public Integer call() {
        PrintWriter err = spec == null
                ? new PrintWriter(System.err, true)
                : spec.commandLine().getErr();
        Results report = new Results(
                "cold",
                "a node just started",
                "Open loop, as in the turn benchmark, with every text new. Customers join as soon as `./parley up` is ready on empty data"
                        + " and begin to speak immediately: nothing is warm except what the node warms up itself before it takes part."
                        + " Latencies are those of the messages due in each ten seconds, from the moment each was due. Then the same is"
                        + " repeated on the node, which is warm by then; unless it answers nearly all messages, it sustains less than"
                        + " this rate and is as overloaded as before. Customers handed over to a human are counted by the reason that the"
                        + " node gives (`parley_handoffs_total`): lack of time can cause only *bot-failed* and *action-failed*, while the"
                        + " other reasons are what the bot decided about a text.");
        Path data = Tree.scratch("cold");
        try (UpProcess up = UpProcess.start(data, TurnBench.AT_ONCE);
                Crowd crowd = new Crowd(
                        List.of(up.http()),
                        up.secret(),
                        new NewTexts(
                                Tree.home().resolve("docker/seed/demo"),
                                ThreadLocalRandom.current().nextLong()))) {
            crowd.join(customers, true).join();
            crowd.renew().join();
            Optional<Handoffs> before = Handoffs.of(up.http());
            Measured cold = crowd.speak(rate, 0, seconds, 60, Crowd.Window.NONE).join();
            int handedOverCold = crowd.handOvers().join().all();
            Optional<Handoffs> between = Handoffs.of(up.http());
            double worst = 0;
            for (int i = 0; i < cold.slices().size(); i++) {
                Histogram slice = cold.slices().get(i);
                String line = "%.0f ms, %.0f ms, %.0f ms"
                        .formatted(
                                slice.getValueAtPercentile(50) / 1e3,
                                slice.getValueAtPercentile(99) / 1e3,
                                slice.getMaxValue() / 1e3);
                err.printf("from second %d: %s%n", i * Crowd.SLICE_SECONDS, line);
                report.row("from second %d: p50, p99, longest".formatted(i * Crowd.SLICE_SECONDS), line);
                if (i * Crowd.SLICE_SECONDS >= BAR_AFTER_SECONDS) {
                    worst = Math.max(worst, slice.getValueAtPercentile(99) / 1e6);
                }
            }
            report.row(
                    "worst p99 of ten seconds, after 30 s",
                    Results.number(worst) + " s",
                    "at most 1.5 s",
                    worst <= BAR_P99_SECONDS);
            Measured warm = crowd.speak(rate, 0, seconds, 60, Crowd.Window.NONE).join();
            int handedOverWarm = crowd.handOvers().join().all() - handedOverCold;
            Optional<Handoffs> after = Handoffs.of(up.http());
            report.row(
                    "warm: p50, p99",
                    "%.0f ms, %.0f ms"
                            .formatted(
                                    warm.toAnswer().getValueAtPercentile(50) / 1e3,
                                    warm.toAnswer().getValueAtPercentile(99) / 1e3));
            report.row(
                    "answered of the messages due: cold, warm",
                    "%.0f %%, %.0f %%".formatted(cold.achieved() * 100, warm.achieved() * 100));
            report.row("handed over to a human: cold, warm", "%d, %d".formatted(handedOverCold, handedOverWarm));
            handoffs(report, "cold", before, between);
            handoffs(report, "warm", between, after);
            Tally tally = crowd.tally().join();
            TurnBench.describe(report, tally);
            crowd.failures().join().forEach((kind, count) -> report.row("retried: " + kind, Integer.toString(count)));
            up.pids().forEach((name, pid) -> report.setting("JVM of " + name, String.join(" ", Usage.jvmFlags(pid))));
            report.setting("customers", Integer.toString(customers));
            report.setting("rate", Results.number(rate) + " turns/s");
            report.print(err);
            report.write(results == null ? Results.directory() : results);
            return tally.kept() ? 0 : 1;
        } finally {
            Tree.delete(data);
        }
    }

    /** Reports the handoffs of one stretch by reason; none may be due to lack of time. */
    private static void handoffs(Results report, String stretch, Optional<Handoffs> before, Optional<Handoffs> after) {
        String measure = stretch + ": handed over because the bot or an action failed or was too late";
        if (before.isEmpty() || after.isEmpty()) {
            report.row(measure, "? (the node did not publish its figures)");
            return;
        }
        Handoffs during = after.get().since(before.get());
        report.row(stretch + ": handed over, by reason", during.text());
        TurnBench.promise(report, measure, during.failed());
    }
}
