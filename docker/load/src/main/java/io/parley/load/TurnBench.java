package io.parley.load;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.parley.load.crowd.Crowd;
import io.parley.load.crowd.Crowd.Measured;
import io.parley.load.crowd.NewTexts;
import io.parley.load.crowd.Tally;
import io.parley.load.crowd.Tasks;
import io.parley.load.crowd.Texts;
import io.parley.load.lab.Reads;
import io.parley.load.lab.Tree;
import io.parley.load.report.Results;
import io.parley.load.report.Runs;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The rate, latency and cost of durable turns. */
@Command(
        name = "turn",
        description =
                "A customer's message, stored, answered by the bot, stored, on the customer's socket: the most a second, then"
                        + " latency and CPU at half of it.")
final class TurnBench implements Callable<Integer> {

    private static final double MIN_ACHIEVED = 0.98;
    private static final double MAX_P99_MILLIS = 1_000;
    private static final double GROWTH = 1.25;
    private static final double CLOSE_ENOUGH = 1.06;
    private static final double BAR_P50 = 15;
    private static final double BAR_P99 = 100;
    private static final double BAR_CPU = 6;
    /** The time that a company's own system takes to answer. */
    private static final int SHOP_MILLIS = 300;

    /** The demo shop has orders for accounts with this prefix. */
    private static final String ACCOUNT = "demo-customer";

    /** Without the bot's pause for the rest of a message it did not understand, during which the server is idle. */
    static final String AT_ONCE = "-Dparley.conversation.patience=0s";

    private static final double PART_SECONDS = 300;

    /** What customers say. */
    enum Mix {
        /** The harder one: no text is used twice. */
        NEW("every text new", 300),
        /** The vectors of all texts are remembered after the first turns. */
        REPEATED("21 texts repeated", 900),
        /** With forms and actions, with a shop that takes its time, and with people. */
        TASKS("tasks", Double.NaN);

        private final String title;
        /** NaN for none. */
        private final double barRate;

        Mix(String title, double barRate) {
            this.title = title;
            this.barRate = barRate;
        }
    }

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
            names = "--mix",
            paramLabel = "new|repeated|tasks",
            split = ",",
            description = "what customers say; each on a server just started (all)")
    private List<Mix> mixes = List.of(Mix.values());

    @Option(
            names = "--texts",
            paramLabel = "FILE",
            description = "the repeated texts, one a line; the bot must answer each")
    private @Nullable Path texts;

    @Option(
            names = "--duration",
            paramLabel = "N[h|m]",
            description =
                    "continues at half the maximum rate for this long without a pause, with latency, heap, reads and CPU of every"
                            + " five minutes")
    private @Nullable String duration;

    @Option(names = "--results", paramLabel = "DIR", description = "where results go (docker/load/results)")
    private @Nullable Path results;

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
        Results report = new Results(
                duration == null ? "turn" : "hours",
                duration == null ? "a durable turn" : "durable turns for hours, at one rate",
                "Open loop: messages are due at a constant rate, whatever became of the previous ones, and latency counts from the moment"
                        + " a message was due until the bot's answer is on the customer's socket, so both the message and the answer are"
                        + " stored by then. The highest rate is the largest step with at least 98 % of the offered turns answered and p99"
                        + " below 1 s, with two attempts at each step. The runs are at half of it, each preceded by a run of bare"
                        + " `GET /health/live` requests at the same rate. The generator shares the processors with everything else."
                        + " Medians of the runs, with the smallest and the largest. *Every text new*: the demo's test phrases and test"
                        + " questions in Chinese, English and both, each with its own opening and ending, so that no text is said twice"
                        + " and no vector is remembered; two of ten are small talk, two ask about an order by its number, six are"
                        + " questions and wishes. Left out: texts that call for a human, complain or are out of scope. Customers whom the"
                        + " bot nevertheless hands over to a human are counted, and others take their place; with --duration, agents"
                        + " serve them instead, as with tasks. *Repeated*: 21 texts that articles answer, whose vectors are remembered:"
                        + " this shows what a cache gains. *Tasks*: customers of two tenants, half of them each, who are signed in, with"
                        + " the same data, but each with agents, a language model and a shop of its own; of what they begin, seven of ten are"
                        + " questions as above, 13 % look up an order, 7 % begin a return, fill it in and abandon it, 8 % really change a"
                        + " delivery address, 2 % ask for a person, who is available (these handoffs are counted separately); the shop"
                        + " takes 300 ms for each request. Not included: uploads, other channels. The bot's pause of 1.2 s"
                        + " for the rest of a message that it did not understand is off. With --duration, the same rate then continues"
                        + " without a pause. For every five minutes: the latencies of the messages due in them, the long-lived heap (what"
                        + " the last collection that reclaimed old objects left of them, as the node publishes it), reads and CPU. A full"
                        + " collection is forced only before and after, when nothing is measured.");
        boolean kept = true;
        for (Mix mix : mixes) {
            try (Target server =
                    mix == Mix.TASKS ? target.startTwoTenants(AT_ONCE, SHOP_MILLIS) : target.start(AT_ONCE)) {
                kept &= measure(mix, server, report, err);
                server.describe(report);
            }
        }
        report.setting("customers", Integer.toString(customers));
        report.print(err);
        report.write(results == null ? Results.directory() : results);
        return kept ? 0 : 1;
    }

    /** Returns whether every promise was kept. */
    private boolean measure(Mix mix, Target server, Results report, PrintWriter err) {
        try (Crowd crowd = crowd(mix, server)) {
            Optional<Handoffs> before = Handoffs.of(server.http());
            err.println(mix.title + ": " + customers + " customers join");
            if (isServed(mix)) {
                crowd.serve(server.agents()).join();
            }
            crowd.join(customers, true).join();
            crowd.renew().join();
            double most = 0;
            if (warm > 0) {
                print(
                        err,
                        "warm-up",
                        crowd.speak(rate == null ? from : rate, 0, warm, 15, Crowd.Window.NONE)
                                .join());
            }
            if (rate == null) {
                most = highest(mix, crowd, report, err);
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
            if (duration != null && half > 0) {
                runOn(mix, crowd, server, half, duration, report, err);
            }
            Tally tally = crowd.tally().join();
            write(mix, report, server, most, half, all, tally);
            Crowd.HandOvers handOvers = crowd.handOvers().join();
            report.row(
                    mix.title + ": handed over to a human: in total, at the customer's request",
                    "%,d, %,d".formatted(handOvers.all(), handOvers.asked()));
            Optional<Handoffs> after = Handoffs.of(server.http());
            if (before.isPresent() && after.isPresent()) {
                report.row(
                        mix.title + ": handed over to a human, by reason",
                        after.get().since(before.get()).text());
            }
            if (isServed(mix)) {
                report.row(
                        mix.title + ": conversations that agents resolved",
                        Integer.toString(crowd.resolved().join()));
            }
            crowd.failures()
                    .join()
                    .forEach((kind, count) -> report.row(mix.title + ": retried: " + kind, Integer.toString(count)));
            return tally.kept();
        }
    }

    private Crowd crowd(Mix mix, Target server) {
        Texts fresh = new NewTexts(
                Tree.home().resolve("docker/seed/demo"),
                ThreadLocalRandom.current().nextLong());
        List<URI> servers = List.of(server.http());
        return switch (mix) {
            case NEW -> crowd(mix, server, fresh);
            case REPEATED -> crowd(mix, server, Texts.of(texts));
            case TASKS ->
                new Crowd(
                        servers,
                        server.secrets(),
                        () -> new Tasks(fresh, ThreadLocalRandom.current().nextLong()),
                        ACCOUNT);
        };
    }

    private Crowd crowd(Mix mix, Target server, Texts said) {
        List<URI> servers = List.of(server.http());
        return isServed(mix)
                ? new Crowd(servers, server.secrets(), () -> said, null)
                : new Crowd(servers, server.secret(), said);
    }

    /** Over hours, an unserved queue would grow longer than any company's. */
    private boolean isServed(Mix mix) {
        return mix == Mix.TASKS || duration != null;
    }

    private static void runOn(
            Mix mix, Crowd crowd, Target server, double half, String duration, Results report, PrintWriter err) {
        try (Reads reads = server.reads()) {
            new LongRun(mix.title, server.http(), server.pids(), reads, PART_SECONDS)
                    .run(crowd, half, seconds(duration), report, err);
        }
    }

    /** Parses {@code 90}, {@code 90m} or {@code 2h}. */
    static double seconds(String time) {
        String number = time.replaceAll("[hms]$", "");
        return Double.parseDouble(number) * (time.endsWith("h") ? 3_600 : time.endsWith("m") ? 60 : 1);
    }

    /** Raises the rate until a step fails, then halves the distance between the last good and the first bad one. */
    private double highest(Mix mix, Crowd crowd, Results report, PrintWriter err) {
        ArrayNode steps = details(report, mix).putArray("steps");
        double good = 0;
        double bad = Double.POSITIVE_INFINITY;
        double next = from;
        while (good == 0 || bad / good > CLOSE_ENOUGH) {
            boolean sustained = isSustained(crowd, next, steps, err);
            if (!sustained) {
                // Once more: interference from other programs on the machine is not the server's fault.
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
        boolean sustained = measured.achieved() >= MIN_ACHIEVED
                && measured.toAnswer().getValueAtPercentile(99) / 1e3 < MAX_P99_MILLIS
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

    private void write(Mix mix, Results report, Target server, double most, double half, List<Run> all, Tally tally) {
        if (rate == null) {
            String highest = mix.title + ": highest sustained rate";
            String found = Results.number(most) + " turns/s";
            if (Double.isNaN(mix.barRate)) {
                report.row(highest, found);
            } else {
                report.row(highest, found, "at least " + Results.number(mix.barRate) + " turns/s", most >= mix.barRate);
            }
        }
        ArrayNode details = details(report, mix).putArray("runs");
        for (Run run : all) {
            ObjectNode one = describe(details.addObject(), run.measured());
            run.cpu().used().forEach((name, used) -> one.put("cpuSeconds." + name, used));
            one.put("pingP50Millis", run.ping().getValueAtPercentile(50) / 1e3);
        }
        if (all.isEmpty()) {
            return;
        }
        report.row(mix.title + ": rate of the runs", Results.number(half) + " turns/s");
        Runs p50 = over(all, run -> run.measured().toAnswer().getValueAtPercentile(50) / 1e3);
        Runs p99 = over(all, run -> run.measured().toAnswer().getValueAtPercentile(99) / 1e3);
        report.row(mix.title + ": message to answer, p50", p50.in("ms"), "at most 15 ms", p50.median() <= BAR_P50);
        report.row(mix.title + ": message to answer, p99", p99.in("ms"), "at most 100 ms", p99.median() <= BAR_P99);
        report.row(
                mix.title + ": message to answer, longest",
                over(all, run -> run.measured().toAnswer().getMaxValue() / 1e3).in("ms"));
        report.row(
                mix.title + ": message to acknowledgement, p50",
                over(all, run -> run.measured().toAcknowledgement().getValueAtPercentile(50) / 1e3)
                        .in("ms"));
        report.row(
                mix.title + ": message to acknowledgement, p99",
                over(all, run -> run.measured().toAcknowledgement().getValueAtPercentile(99) / 1e3)
                        .in("ms"));
        report.row(
                mix.title + ": bare request at the same rate, p50 / p99",
                over(all, run -> run.ping().getValueAtPercentile(50) / 1e3).in("ms") + " / "
                        + over(all, run -> run.ping().getValueAtPercentile(99) / 1e3)
                                .in("ms"));
        if (server.pids().containsKey("node")) {
            Runs cpu = over(all, run -> run.cpu("node") + run.cpu("cassandra"));
            report.row(
                    mix.title + ": CPU a turn, node and Cassandra",
                    cpu.in("ms"),
                    "at most 6 ms",
                    cpu.median() <= BAR_CPU);
        }
        for (String name : all.get(0).cpu().used().keySet()) {
            report.row(
                    mix.title + ": CPU a turn, " + name,
                    over(all, run -> run.cpu(name)).in("ms"));
        }
        describe(report, mix.title + ": ", tally);
    }

    private static ObjectNode details(Results report, Mix mix) {
        return report.details().withObjectProperty(mix.name().toLowerCase(Locale.ROOT));
    }

    /** The promises, as rows. */
    static void describe(Results report, Tally tally) {
        describe(report, "", tally);
    }

    private static void describe(Results report, String prefix, Tally tally) {
        promises(report, prefix, tally);
        report.row(prefix + "acknowledged and not answered", Integer.toString(tally.unanswered()));
    }

    /** @param prefix of the rows: whose accounts these are */
    static void promises(Results report, String prefix, Tally tally) {
        report.row(
                prefix + "messages acknowledged", "%,d of %,d posted".formatted(tally.acknowledged(), tally.posted()));
        promise(report, prefix + "acknowledged and lost", tally.lost());
        promise(report, prefix + "shown twice", tally.shownTwice());
        promise(report, prefix + "out of order", tally.outOfOrder());
        promise(report, prefix + "stored twice", tally.storedTwice());
        promise(report, prefix + "answered twice", tally.answeredTwice());
    }

    /** Adds a row for something that must not happen, with how often it did. */
    static void promise(Results report, String what, int count) {
        report.row(what, Integer.toString(count), "0", count == 0);
    }

    private static Runs over(List<Run> all, ToDoubleFunction<Run> figure) {
        return Runs.of(all.stream().mapToDouble(figure).toArray());
    }
}
