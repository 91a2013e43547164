package io.parley.load;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.parley.load.crowd.Crowd;
import io.parley.load.crowd.Crowd.Measured;
import io.parley.load.crowd.Tally;
import io.parley.load.crowd.Texts;
import io.parley.load.lab.Usage;
import io.parley.load.report.Results;
import io.parley.load.report.Runs;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How many durable turns a second, how fast, and at what cost. */
@Command(
        name = "turn",
        description =
                "A customer's message, stored, answered by the bot, stored, on the customer's socket: the most a second, then"
                        + " latency and CPU at half of it.")
final class TurnBench implements Callable<Integer> {

    private static final double LEAST_ACHIEVED = 0.98;
    private static final double MOST_P99_MILLIS = 1_000;
    private static final double GROWTH = 1.25;
    private static final double CLOSE_ENOUGH = 1.06;
    private static final double BAR_RATE = 500;
    private static final double BAR_P50 = 15;
    private static final double BAR_P99 = 100;
    private static final double BAR_CPU = 2;

    @Mixin
    private Target.Options target = new Target.Options();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--customers",
            defaultValue = "1000",
            description = "each with a conversation and a socket (${DEFAULT-VALUE})")
    private int customers;

    @Option(names = "--from", defaultValue = "100", description = "turns a second of the first step (${DEFAULT-VALUE})")
    private double from;

    @Option(names = "--step", defaultValue = "8", description = "seconds measured of each step (${DEFAULT-VALUE})")
    private double step;

    @Option(
            names = "--warm",
            defaultValue = "60",
            description = "seconds of load before anything is measured (${DEFAULT-VALUE})")
    private double warm;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description = "measured of each run at half of the most (${DEFAULT-VALUE})")
    private double seconds;

    @Option(names = "--runs", defaultValue = "5", description = "at half of the most (${DEFAULT-VALUE})")
    private int runs;

    @Option(names = "--rate", paramLabel = "N", description = "measure at this rate instead of looking for the most")
    private @Nullable Double rate;

    @Option(
            names = "--texts",
            paramLabel = "FILE",
            description = "what customers say, one a line; the bot must answer each")
    private @Nullable Path texts;

    @Option(names = "--results", paramLabel = "DIR", description = "where results go (docker/load/results)")
    private @Nullable Path results;

    /** CPU seconds of every process between two moments. */
    private static final class Cpu implements Crowd.Window {
        private final Map<String, Long> pids;
        private final Map<String, Double> used = new LinkedHashMap<>();

        Cpu(Map<String, Long> pids) {
            this.pids = new LinkedHashMap<>(pids);
            this.pids.put("generator", ProcessHandle.current().pid());
        }

        @Override
        public void opens() {
            pids.forEach((name, pid) -> used.put(name, -Usage.cpuSeconds(pid)));
        }

        @Override
        public void closes() {
            pids.forEach((name, pid) -> used.merge(name, Usage.cpuSeconds(pid), Double::sum));
        }

        double millisEach(String name, double count) {
            return used.getOrDefault(name, Double.NaN) * 1_000 / count;
        }
    }

    private record Run(Measured measured, Cpu cpu, Histogram ping) {
        double cpu(String name) {
            return cpu.millisEach(name, measured.during());
        }
    }

    @Override
    public Integer call() {
        PrintWriter err = spec == null
                ? new PrintWriter(System.err, true)
                : spec.commandLine().getErr();
        try (Target server = target.start("");
                Crowd crowd = new Crowd(List.of(server.http()), server.secret(), Texts.of(texts))) {
            Results report = new Results(
                    "turn",
                    "a durable turn",
                    "Open loop: messages are due at a constant rate whatever became of those before, and latency counts from the moment"
                            + " a message was due until the bot's answer is on the customer's socket, so both the message and the"
                            + " answer are stored by then. The highest rate is the largest step with at least 98 % of the offered"
                            + " turns answered and p99 below 1 s, with two tries each; the runs are at half of it, each beside a run of bare"
                            + " `GET /health/live` at the same rate. The generator shares the processors with everything else."
                            + " Medians of the runs with the smallest and the largest.");
            err.println(customers + " customers join");
            crowd.join(customers, true).join();
            double most = 0;
            if (warm > 0) {
                print(
                        err,
                        "warm-up",
                        crowd.speak(rate == null ? from : rate, 0, warm, 15, Crowd.Window.NONE)
                                .join());
            }
            if (rate == null) {
                most = highest(crowd, report, err);
            }
            double half = rate == null ? most / 2 : rate;
            List<Run> all = new ArrayList<>();
            for (int i = 0; i < runs && half > 0; i++) {
                Histogram ping = crowd.ping(half, Math.min(5, seconds)).join();
                Cpu cpu = new Cpu(server.pids());
                Measured measured = crowd.speak(half, 3, seconds, 15, cpu).join();
                print(err, "run " + (i + 1), measured);
                all.add(new Run(measured, cpu, ping));
            }
            Tally tally = crowd.tally().join();
            write(report, server, most, half, all, tally);
            report.row(
                    "turns given to a human instead",
                    Integer.toString(crowd.gone().join()));
            crowd.failures()
                    .join()
                    .forEach((kind, count) -> report.row("tried again: " + kind, Integer.toString(count)));
            server.describe(report);
            report.setting("customers", Integer.toString(customers));
            report.print(err);
            report.write(results == null ? Results.directory() : results);
            return tally.kept() ? 0 : 1;
        }
    }

    /** Grows until a step fails, then halves the distance between the last good and the first bad one. */
    private double highest(Crowd crowd, Results report, PrintWriter err) {
        ArrayNode steps = report.details().putArray("steps");
        double good = 0;
        double bad = Double.POSITIVE_INFINITY;
        double next = from;
        while (good == 0 || bad / good > CLOSE_ENOUGH) {
            boolean sustained = isSustained(crowd, next, steps, err);
            if (!sustained) {
                // Once more: other programs on the machine are not the server's fault.
                sustained = isSustained(crowd, next, steps, err);
            }
            if (sustained) {
                good = next;
            } else {
                bad = next;
            }
            next = Double.isInfinite(bad) ? good * GROWTH : good == 0 ? bad / 2 : (good + bad) / 2;
            if (next < 1) {
                break;
            }
        }
        return good;
    }

    private boolean isSustained(Crowd crowd, double next, ArrayNode steps, PrintWriter err) {
        Measured measured = crowd.speak(next, 3, step, 15, Crowd.Window.NONE).join();
        boolean sustained = measured.achieved() >= LEAST_ACHIEVED
                && measured.toAnswer().getValueAtPercentile(99) / 1e3 < MOST_P99_MILLIS
                && crowd.waiting().join() == 0;
        print(err, sustained ? "sustained" : "not sustained", measured);
        describe(steps.addObject(), measured).put("sustained", sustained);
        return sustained;
    }

    private static void print(PrintWriter err, String what, Measured measured) {
        err.printf(
                "%-14s %4.0f/s offered, %5.1f/s answered, p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
                what,
                measured.rate(),
                measured.throughput(),
                measured.toAnswer().getValueAtPercentile(50) / 1e3,
                measured.toAnswer().getValueAtPercentile(99) / 1e3,
                measured.toAnswer().getMaxValue() / 1e3);
        err.flush();
    }

    private static ObjectNode describe(ObjectNode into, Measured measured) {
        return into.put("rate", measured.rate())
                .put("offered", measured.offered())
                .put("answered", measured.answered())
                .put("answerP50Millis", measured.toAnswer().getValueAtPercentile(50) / 1e3)
                .put("answerP99Millis", measured.toAnswer().getValueAtPercentile(99) / 1e3)
                .put("answerMaxMillis", measured.toAnswer().getMaxValue() / 1e3)
                .put("acknowledgedP50Millis", measured.toAcknowledgement().getValueAtPercentile(50) / 1e3)
                .put("acknowledgedP99Millis", measured.toAcknowledgement().getValueAtPercentile(99) / 1e3);
    }

    private void write(Results report, Target server, double most, double half, List<Run> all, Tally tally) {
        if (rate == null) {
            report.row(
                    "highest sustained rate",
                    Results.number(most) + " turns/s",
                    "at least 500 turns/s",
                    most >= BAR_RATE);
        }
        ArrayNode details = report.details().putArray("runs");
        for (Run run : all) {
            ObjectNode one = describe(details.addObject(), run.measured());
            run.cpu().used.forEach((name, used) -> one.put("cpuSeconds." + name, used));
            one.put("pingP50Millis", run.ping().getValueAtPercentile(50) / 1e3);
        }
        if (all.isEmpty()) {
            return;
        }
        report.row("rate of the runs", Results.number(half) + " turns/s");
        Runs p50 = over(all, run -> run.measured().toAnswer().getValueAtPercentile(50) / 1e3);
        Runs p99 = over(all, run -> run.measured().toAnswer().getValueAtPercentile(99) / 1e3);
        report.row("message to answer, p50", p50.in("ms"), "at most 15 ms", p50.median() <= BAR_P50);
        report.row("message to answer, p99", p99.in("ms"), "at most 100 ms", p99.median() <= BAR_P99);
        report.row(
                "message to answer, longest",
                over(all, run -> run.measured().toAnswer().getMaxValue() / 1e3).in("ms"));
        report.row(
                "message to acknowledgement, p50",
                over(all, run -> run.measured().toAcknowledgement().getValueAtPercentile(50) / 1e3)
                        .in("ms"));
        report.row(
                "message to acknowledgement, p99",
                over(all, run -> run.measured().toAcknowledgement().getValueAtPercentile(99) / 1e3)
                        .in("ms"));
        report.row(
                "bare request at the same rate, p50 / p99",
                over(all, run -> run.ping().getValueAtPercentile(50) / 1e3).in("ms") + " / "
                        + over(all, run -> run.ping().getValueAtPercentile(99) / 1e3)
                                .in("ms"));
        if (server.pids().containsKey("node")) {
            Runs cpu = over(all, run -> run.cpu("node") + run.cpu("cassandra"));
            report.row("CPU a turn, node and Cassandra", cpu.in("ms"), "at most 2 ms", cpu.median() <= BAR_CPU);
        }
        for (String name : all.get(0).cpu().pids.keySet()) {
            report.row("CPU a turn, " + name, over(all, run -> run.cpu(name)).in("ms"));
        }
        describe(report, tally);
    }

    /** The promises, as rows. */
    static void describe(Results report, Tally tally) {
        report.row("messages acknowledged", "%,d of %,d posted".formatted(tally.acknowledged(), tally.posted()));
        promise(report, "acknowledged and lost", tally.lost());
        promise(report, "shown twice", tally.shownTwice());
        promise(report, "out of order", tally.outOfOrder());
        promise(report, "stored twice", tally.storedTwice());
        promise(report, "answered twice", tally.answeredTwice());
        report.row("acknowledged and not answered", Integer.toString(tally.unanswered()));
    }

    private static void promise(Results report, String what, int count) {
        report.row(what, Integer.toString(count), "0", count == 0);
    }

    private static Runs over(List<Run> all, ToDoubleFunction<Run> figure) {
        return Runs.of(all.stream().mapToDouble(figure).toArray());
    }
}
