package io.parley.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.UnixOperatingSystemMXBean;
import io.parley.load.client.Desk;
import io.parley.load.crowd.Crowd;
import io.parley.load.crowd.Crowd.Returned;
import io.parley.load.crowd.OneConversation;
import io.parley.load.crowd.Tally;
import io.parley.load.crowd.Texts;
import io.parley.load.lab.Heap;
import io.parley.load.lab.Usage;
import io.parley.load.report.Results;
import io.parley.load.report.Runs;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Many consoles on one conversation, many messages in one conversation, and many customers who reconnect at the same time. */
@Command(
        name = "storm",
        description =
                "One event on many consoles, a hundred messages a second in one conversation, and thousands of sockets that are lost and opened again"
                        + " at once. Exit code 1 when a message was lost, shown twice or out of order.")
final class StormBench implements Callable<Integer> {

    /** Messages per second while many watch: as fast as a customer may write, and slow enough that each is over before the next. */
    private static final double SLOWLY = 2;

    private static final double BAR_RATE = 100;
    private static final double MIN_ACHIEVED = 0.98;
    private static final int BAR_SOCKETS = 10_000;
    private static final double BAR_SECONDS = 10;

    /** Turns per second of those who converse while others reconnect. */
    private static final int CONVERSING = 20;

    private static final double LONGEST_SECONDS = 120;
    private static final int GRACE_SECONDS = 15;
    private static final int SETTLE_SECONDS = 10;
    private static final int BEGIN_SECONDS = 60;
    /** One in this many customers sends a message at the moment their socket is cut. */
    private static final int ONE_SAYS_OF = 100;
    /** Open files in addition to the sockets. */
    private static final int OTHER_FILES = 1_000;

    /** What is measured, each on a server just started. */
    enum Part {
        FAN_OUT("fan-out", ""),
        HOT("hot", "-Dparley.http.limits.posts-per-second=100000 -Dparley.http.limits.posts-burst=100000"),
        STORM("storm", "-Dparley.http.limits.of-tenants.sockets.address=1000000");

        private final String title;
        /** Raises limits of the node, because all load comes from one customer, or one address. */
        private final String limits;

        Part(String title, String limits) {
            this.title = title;
            this.limits = limits;
        }

        @Override
        public String toString() {
            return title;
        }
    }

    @Mixin
    private Target.Options target = new Target.Options();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--parts",
            paramLabel = "fan-out|hot|storm",
            split = ",",
            description = "each on a server just started; only the last on one that runs already (all)")
    private List<Part> parts = List.of(Part.values());

    @Option(
            names = "--consoles",
            defaultValue = "200",
            description = "the number of agents' consoles that follow one conversation (${DEFAULT-VALUE})")
    private int consoles;

    @Option(
            names = "--rate",
            defaultValue = "100",
            description = "messages a second in the hot conversation (${DEFAULT-VALUE})")
    private double rate;

    @Option(
            names = "--sockets",
            defaultValue = "10000",
            description =
                    "lost at the same time; this program and the node open as many files, and one address has some 28,000 ports"
                            + " (${DEFAULT-VALUE})")
    private int sockets;

    @Option(
            names = "--customers",
            defaultValue = "40",
            description = "who keep conversing, " + CONVERSING + " turns/s together (${DEFAULT-VALUE})")
    private int customers;

    @Option(
            names = "--warm",
            defaultValue = "30",
            description = "seconds of load before anything is measured (${DEFAULT-VALUE})")
    private double warm;

    @Option(
            names = "--seconds",
            defaultValue = "30",
            description = "measured of each run, and before and after each storm (${DEFAULT-VALUE})")
    private double seconds;

    @Option(names = "--runs", defaultValue = "3", description = "of each part (${DEFAULT-VALUE})")
    private int runs;

    @Option(names = "--results", paramLabel = "DIR", description = "where results go (docker/load/results)")
    private @Nullable Path results;

    /** One stretch of speaking in one conversation. */
    private record Spoken(OneConversation.Measured measured, Cpu cpu) {}

    /** One storm, and how those who conversed were answered before, during and after it. */
    private record Storm(
            Returned returned, Cpu cpu, double seconds, Histogram before, Histogram during, Histogram after) {}

    @Override
    public Integer call() {
        PrintWriter err = spec == null
                ? new PrintWriter(System.err, true)
                : spec.commandLine().getErr();
        if (parts.contains(Part.STORM)) {
            requireFiles();
        }
        Results report = new Results(
                "storm",
                "many at once",
                "Open loop: latency counts from the moment a message was due, and a message that had not arrived in the end counts with"
                        + " the time it had waited. The generator shares the processors with everything else and needs time of its own to"
                        + " read what it is shown: its CPU is reported. Medians of the runs, with the smallest and the largest. Each part"
                        + " has a freshly started server. *Fan-out*: an agent holds a conversation whose customer sends two messages per"
                        + " second, and all the consoles, each of another agent, follow it; before that, the same with only the console of"
                        + " the agent who holds it. *Hot*: the same conversation without further consoles, in which the customer says far"
                        + " more than anybody can, without waiting for anything; it is shown on a second page of the customer and on the"
                        + " agent's console. A refused message is sent again under its id, after the time that the server asks for, until"
                        + " it is stored. *Storm*: customers who have said one thing and been answered keep their sockets open; the client"
                        + " cuts all of them at the same time, and each customer comes back as the widget does: after half a second to a"
                        + " second, then with longer and longer pauses, with a request and a socket on separate connections, from their"
                        + " last watermark. The request's connection is then closed, whereas a browser would keep it for a while. One in "
                        + ONE_SAYS_OF
                        + " says something at the moment of the cut. Others converse throughout, in texts that are repeated; their turns"
                        + " count as during the storm if they were due in its first ten seconds, or before all were back if that took"
                        + " longer.");
        boolean kept = true;
        for (Part part : parts) {
            try (Target server = target.start(TurnBench.AT_ONCE + " " + part.limits)) {
                kept &= switch (part) {
                    case FAN_OUT -> fanOut(server, report, err);
                    case HOT -> hot(server, report, err);
                    case STORM -> storm(server, report, err);
                };
                server.describe(report);
            }
            if (!part.limits.isEmpty()) {
                report.setting("limits raised for " + part.title, part.limits);
            }
        }
        report.setting("runs", "%d of %s s after %s s".formatted(runs, Results.number(seconds), Results.number(warm)));
        report.print(err);
        report.write(results == null ? Results.directory() : results);
        return kept ? 0 : 1;
    }

    private void requireFiles() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                && system.getMaxFileDescriptorCount() < sockets + OTHER_FILES
                && spec != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "This process may open %,d files, too few for %,d sockets. Raise it (ulimit -n), or lower --sockets."
                            .formatted(system.getMaxFileDescriptorCount(), sockets));
        }
    }

    // ---- one event, many consoles ----

    private boolean fanOut(Target server, Results report, PrintWriter err) {
        String prefix = Part.FAN_OUT + ": ";
        List<Desk.SignIn> watching = server.hire(consoles - 1);
        try (OneConversation conversation = held(server)) {
            Spoken alone = speak(conversation, server, SLOWLY, warm, err);
            err.println(consoles + " consoles");
            conversation.watch(watching).join();
            settle();
            List<Spoken> all = new ArrayList<>();
            for (int i = 0; i < runs; i++) {
                all.add(speak(conversation, server, SLOWLY, i == 0 ? warm : 0, err));
            }
            report.row(prefix + "consoles", Integer.toString(consoles));
            percentiles(report, prefix + "until the only console has it", List.of(alone), one -> one.measured()
                    .onFirst());
            percentiles(report, prefix + "until the first console has it", all, one -> one.measured()
                    .onFirst());
            percentiles(report, prefix + "until half of them have it", all, one -> one.measured()
                    .onMedian());
            percentiles(report, prefix + "until the last one has it", all, one -> one.measured()
                    .onLast());
            percentiles(report, prefix + "until it is acknowledged", all, one -> one.measured()
                    .toAcknowledgement());
            report.row(
                    prefix + "frames",
                    over(all, one -> one.measured().frames() / one.measured().seconds())
                            .in("/s"));
            for (String process : alone.cpu().used().keySet()) {
                report.row(
                        prefix + "CPU a frame, " + process,
                        over(all, one -> one.cpu()
                                        .millisEach(process, one.measured().frames()))
                                .in("ms"));
                report.row(
                        prefix + "CPU a message with one console, " + process,
                        Results.number(alone.cpu()
                                        .millisEach(process, alone.measured().offered())) + " ms");
            }
            return accounts(prefix, conversation, report);
        }
    }

    private OneConversation held(Target server) {
        OneConversation conversation = new OneConversation(server.http(), server.secret(), Texts.of(null));
        try {
            conversation
                    .begin(server.agents())
                    .orTimeout(BEGIN_SECONDS, TimeUnit.SECONDS)
                    .join();
            return conversation;
        } catch (RuntimeException failed) {
            conversation.close();
            throw failed;
        }
    }

    private Spoken speak(OneConversation conversation, Target server, double messages, double before, PrintWriter err) {
        Cpu cpu = new Cpu(server.pids());
        OneConversation.Measured measured = conversation
                .speak(messages, before, seconds, GRACE_SECONDS, cpu)
                .join();
        err.printf(
                "%.0f/s offered, %.1f/s acknowledged, p50 %s, p99 %s, on the last console p50 %s, p99 %s%n",
                messages,
                measured.throughput(),
                millis(measured.toAcknowledgement(), 50),
                millis(measured.toAcknowledgement(), 99),
                millis(measured.onLast(), 50),
                millis(measured.onLast(), 99));
        return new Spoken(measured, cpu);
    }

    /** Reports what became of every message; returns whether every promise was kept. */
    private static boolean accounts(String prefix, OneConversation conversation, Results report) {
        Tally console = conversation.onConsoles().join();
        Tally page = conversation.onSecondPage().join();
        Tally stored = conversation.stored().join();
        int misplaced = conversation.misplaced().join();
        TurnBench.promises(report, prefix + "on consoles: ", console);
        TurnBench.promises(report, prefix + "on the customer's other page: ", page);
        TurnBench.promise(report, prefix + "acknowledged and not stored", stored.lost());
        TurnBench.promise(report, prefix + "stored before one that was acknowledged earlier", misplaced);
        report.row(
                prefix + "consoles closed by the server",
                Long.toString(conversation.closedConsoles().join()));
        triedAgain(prefix, conversation.failures().join(), report);
        return Stream.of(console, page, stored, conversation.onFirstPage().join())
                        .allMatch(Tally::kept)
                && misplaced == 0;
    }

    // ---- much in one conversation ----

    private boolean hot(Target server, Results report, PrintWriter err) {
        String prefix = Part.HOT + ": ";
        try (OneConversation conversation = held(server)) {
            List<Spoken> all = new ArrayList<>();
            for (int i = 0; i < runs; i++) {
                all.add(speak(conversation, server, rate, i == 0 ? warm : 0, err));
            }
            Runs acknowledged = over(all, one -> one.measured().throughput());
            if (rate >= BAR_RATE) {
                report.row(
                        prefix + "acknowledged",
                        acknowledged.in("messages/s"),
                        "100 messages/s",
                        acknowledged.median() >= MIN_ACHIEVED * BAR_RATE);
            } else {
                report.row(prefix + "acknowledged", acknowledged.in("messages/s"));
            }
            percentiles(report, prefix + "until it is acknowledged", all, one -> one.measured()
                    .toAcknowledgement());
            percentiles(report, prefix + "until the agent's console has it", all, one -> one.measured()
                    .onLast());
            percentiles(report, prefix + "until the customer's other page has it", all, one -> one.measured()
                    .onPage());
            for (String process : all.get(0).cpu().used().keySet()) {
                report.row(
                        prefix + "CPU a message, " + process,
                        over(all, one -> one.cpu()
                                        .millisEach(process, one.measured().offered()))
                                .in("ms"));
            }
            return accounts(prefix, conversation, report);
        }
    }

    // ---- many who come back ----

    private boolean storm(Target server, Results report, PrintWriter err) {
        String prefix = Part.STORM + ": ";
        Texts texts = Texts.of(null);
        try (Crowd idle = Crowd.inBrowsers(List.of(server.http()), server.secret(), texts);
                Crowd conversing = new Crowd(List.of(server.http()), server.secret(), texts)) {
            err.printf("%,d customers join and say one thing%n", sockets);
            idle.join(sockets, true).join();
            idle.everybodySays().join();
            conversing.join(customers, true).join();
            conversing.renew().join();
            conversing
                    .speak(CONVERSING, 0, warm, GRACE_SECONDS, Crowd.Window.NONE)
                    .join();
            awaitAnswers(idle);
            Long node = server.pids().get("node");
            String heapBefore = node == null ? "?" : megabytes(Heap.of(node));
            List<Storm> all = new ArrayList<>();
            for (int i = 0; i < runs; i++) {
                all.add(once(idle, conversing, server, err));
                settle();
            }
            report.row(prefix + "sockets", "%,d".formatted(sockets));
            Runs until = over(all, one -> one.returned().seconds());
            if (sockets >= BAR_SOCKETS) {
                report.row(prefix + "until all are back", until.in("s"), "at most 10 s", until.median() <= BAR_SECONDS);
            } else {
                report.row(prefix + "until all are back", until.in("s"));
            }
            TurnBench.promise(
                    report,
                    prefix + "not back within %.0f s".formatted(LONGEST_SECONDS),
                    all.stream()
                            .mapToInt(
                                    one -> one.returned().cut() - one.returned().back())
                            .sum());
            percentiles(report, prefix + "back after the cut", all, one -> one.returned()
                    .afterCut());
            percentiles(report, prefix + "one return, from when it was due", all, one -> one.returned()
                    .oneReturn());
            percentiles(report, prefix + "turns of those who converse, before", all, Storm::before);
            percentiles(report, prefix + "turns of those who converse, during", all, Storm::during);
            percentiles(report, prefix + "turns of those who converse, after", all, Storm::after);
            report.row(
                    prefix + "said at the cut: stored before its customer was back, answered in the end",
                    "%d, %d of %d"
                            .formatted(
                                    sum(all, Returned::storedMeanwhile),
                                    sum(all, Returned::answered),
                                    sum(all, Returned::said)));
            percentiles(report, prefix + "said at the cut: answer shown, after the cut", all, one -> one.returned()
                    .toAnswer());
            for (String process : all.get(0).cpu().used().keySet()) {
                report.row(
                        prefix + "CPU a return, " + process,
                        over(all, one -> one.cpu().millisEach(process, sockets)).in("ms"));
                report.row(
                        prefix + "processors busy until all are back and answered, " + process,
                        over(all, one -> one.cpu().millisEach(process, one.seconds()) / 1e3)
                                .in(""));
            }
            if (node != null) {
                report.row(
                        prefix + "live heap of the node with all sockets: before, after all storms",
                        heapBefore + ", " + megabytes(Heap.of(node)));
                report.row(prefix + "resident size of the node", Results.number(Usage.residentMegabytes(node)) + " MB");
            }
            Tally cut = idle.tally().join();
            Tally others = conversing.tally().join();
            TurnBench.promises(report, prefix + "of those cut: ", cut);
            TurnBench.promises(report, prefix + "of those who converse: ", others);
            triedAgain(prefix + "by those cut: ", idle.failures().join(), report);
            triedAgain(prefix + "by those who converse: ", conversing.failures().join(), report);
            report.setting("customers who converse", "%d, %s turns/s".formatted(customers, Results.number(CONVERSING)));
            return cut.kept() && others.kept();
        }
    }

    private Storm once(Crowd idle, Crowd conversing, Target server, PrintWriter err) {
        Histogram before = converse(conversing).join();
        CompletableFuture<Crowd.Measured> talk =
                conversing.speak(CONVERSING, 0, 3_600, GRACE_SECONDS, Crowd.Window.NONE);
        Cpu cpu = new Cpu(server.pids());
        cpu.opens();
        long began = System.nanoTime();
        Returned returned = idle.cut(sockets / ONE_SAYS_OF, LONGEST_SECONDS).join();
        double took = (System.nanoTime() - began) / 1e9;
        cpu.closes();
        LockSupport.parkNanos((long) (Math.max(0, BAR_SECONDS - took) * 1e9));
        conversing.hush().join();
        Histogram during = talk.join().toAnswer();
        Histogram after = converse(conversing).join();
        err.printf(
                "%,d of %,d back after %.1f s, one return p50 %s, p99 %s; turns p99 before %s, during %s, after %s%n",
                returned.back(),
                returned.cut(),
                returned.seconds(),
                millis(returned.oneReturn(), 50),
                millis(returned.oneReturn(), 99),
                millis(before, 99),
                millis(during, 99),
                millis(after, 99));
        return new Storm(returned, cpu, took, before, during, after);
    }

    private CompletableFuture<Histogram> converse(Crowd conversing) {
        return conversing
                .speak(CONVERSING, 0, seconds, GRACE_SECONDS, Crowd.Window.NONE)
                .thenApply(Crowd.Measured::toAnswer);
    }

    /** Those who are cut must have nothing under way except what they say at that moment. */
    private static void awaitAnswers(Crowd crowd) {
        long limit = System.nanoTime() + (long) (LONGEST_SECONDS * 1e9);
        while (crowd.tally().join().unanswered() > 0 && System.nanoTime() - limit < 0) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        }
    }

    // ---- figures ----

    private static void settle() {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(SETTLE_SECONDS));
    }

    private static int sum(List<Storm> all, Function<Returned, Integer> count) {
        return all.stream().mapToInt(one -> count.apply(one.returned())).sum();
    }

    private static void triedAgain(String prefix, Map<String, Integer> failures, Results report) {
        failures.forEach((kind, count) -> report.row(prefix + "retried: " + kind, Integer.toString(count)));
    }

    /** Adds rows for p50 and p99, and every run for programs. */
    private static <T> void percentiles(Results report, String measure, List<T> all, Function<T, Histogram> figure) {
        for (int percentile : new int[] {50, 99}) {
            Runs over = over(all, one -> figure.apply(one).getValueAtPercentile(percentile) / 1e3);
            report.row(measure + ", p" + percentile, over.in("ms"));
        }
        ObjectNode details = report.details().putObject(measure);
        for (int i = 0; i < all.size(); i++) {
            Histogram latencies = figure.apply(all.get(i));
            details.putObject("run " + (i + 1))
                    .put("count", latencies.getTotalCount())
                    .put("p50Millis", latencies.getValueAtPercentile(50) / 1e3)
                    .put("p99Millis", latencies.getValueAtPercentile(99) / 1e3)
                    .put("maxMillis", latencies.getMaxValue() / 1e3);
        }
    }

    private static <T> Runs over(List<T> all, ToDoubleFunction<T> figure) {
        return Runs.of(all.stream().mapToDouble(figure).toArray());
    }

    private static String millis(Histogram latencies, double percentile) {
        return String.format(Locale.ROOT, "%.1f ms", latencies.getValueAtPercentile(percentile) / 1e3);
    }

    private static String megabytes(Heap heap) {
        return Results.number(heap.liveBytes() / 1048576.0) + " MB";
    }
}
