package io.parley.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.parley.load.Failover.Effect;
import io.parley.load.Failover.Outcome;
import io.parley.load.Failover.Victim;
import io.parley.load.lab.Lab;
import io.parley.load.lab.Settings;
import io.parley.load.lab.Tree;
import io.parley.load.report.Results;
import io.parley.persistence.embedded.Progress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The effects on customers when a node is killed, and when one is stopped. */
@Command(
        name = "failover",
        description =
                "Nodes under load: kill -9 of one, its restart, SIGTERM of another. Exit code 1 when a message was lost or shown twice.")
final class FailoverBench implements Callable<Integer> {

    private static final double BAR_SURVIVOR = 15;
    private static final double BAR_STOP = 1;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--nodes", defaultValue = "3", description = "${DEFAULT-VALUE}")
    private int nodes;

    @Option(names = "--customers", defaultValue = "300", description = "${DEFAULT-VALUE}")
    private int customers;

    @Option(names = "--rate", defaultValue = "60", description = "turns a second of all together (${DEFAULT-VALUE})")
    private double rate;

    @Option(names = "--victim", defaultValue = "OLDEST", description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
    private Victim victim = Victim.OLDEST;

    @Option(names = "--seconds", defaultValue = "40", description = "of load before each event (${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--java-options",
            defaultValue = "-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
            description = "of each node's JVM (${DEFAULT-VALUE})")
    private String javaOptions = "";

    @Option(names = "--data", paramLabel = "DIR", description = "an empty directory for logs and data, which is kept")
    private @Nullable Path kept;

    @Option(names = "--results", paramLabel = "DIR", description = "where results go (docker/load/results)")
    private @Nullable Path results;

    @Override
    public Integer call() {
        PrintWriter err = spec == null
                ? new PrintWriter(System.err, true)
                : spec.commandLine().getErr();
        Path data = kept == null ? Tree.scratch("failover") : kept.toAbsolutePath();
        boolean removable = false;
        Progress progress = what -> {
            err.println(what);
            err.flush();
        };
        try (Lab lab = Lab.start(data, nodes, javaOptions, progress)) {
            Outcome outcome = new Failover(lab, customers, rate, victim, seconds, progress).run();
            removable = kept == null && outcome.kept();
            report(outcome, data, err);
            return outcome.kept() ? 0 : 1;
        } finally {
            if (removable) {
                Tree.delete(data);
            } else {
                err.println("Logs and data are kept in " + data);
                err.flush();
            }
        }
    }

    private void report(Outcome outcome, Path data, PrintWriter err) {
        Results report = new Results(
                "failover",
                "a node dies, a node stops",
                "%d nodes on one machine with their Cassandra and Kafka; %d customers speak to all of them at %s turns/s together, as the"
                                .formatted(nodes, customers, Results.number(rate))
                        + " widget does: each message is sent again under its id until it is acknowledged, and a lost socket is"
                        + " opened again at another node from the last watermark. Times are from the event on; at the end everything acknowledged is compared with what the customers saw and"
                        + " with what is stored.");
        Effect killed = outcome.killed();
        Effect stopped = outcome.stopped();
        report.row(
                "kill -9 of node " + killed.node() + " (" + victim.name().toLowerCase(java.util.Locale.ROOT) + ")",
                "%d conversations in it, %d customers on it".formatted(killed.conversations(), killed.connected()));
        report.row("first answer on a survivor", Results.number(killed.firstAnswer()) + " s");
        report.row(
                "every customer answered again",
                Results.number(killed.everybody()) + " s",
                "at most 15 s",
                killed.everybody() <= BAR_SURVIVOR);
        report.row("longest turn", Results.number(killed.longestTurn()) + " s");
        report.row("the killed node serves again after", Results.number(outcome.restart()) + " s");
        report.row(
                "SIGTERM of node " + stopped.node(),
                "%d conversations in it, %d customers on it".formatted(stopped.conversations(), stopped.connected()));
        report.row(
                "longest turn (the gap)",
                Results.number(stopped.longestTurn()) + " s",
                "at most 1 s",
                stopped.longestTurn() <= BAR_STOP);
        report.row("ended after", Results.number(outcome.stopping()) + " s");
        TurnBench.describe(report, outcome.shown());
        report.row(
                "acknowledged and not stored",
                Integer.toString(outcome.stored().lost()),
                "0",
                outcome.stored().lost() == 0);
        report.row("turns given to a human instead", Integer.toString(outcome.gone()));
        outcome.failures().forEach((kind, count) -> report.row("retried: " + kind, Integer.toString(count)));
        ObjectNode all = new ObjectMapper().valueToTree(outcome);
        report.details().setAll(all);
        report.setting("JVM of each node", javaOptions);
        report.setting("journal consistency", Settings.consistency());
        report.setting("Cassandra", Settings.commitLogSync(data));
        report.print(err);
        report.write(results == null ? Results.directory() : results);
    }
}
