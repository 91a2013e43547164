package io.parley.load;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.parley.load.crowd.Crowd;
import io.parley.load.crowd.Texts;
import io.parley.load.lab.Heap;
import io.parley.load.lab.Usage;
import io.parley.load.report.Results;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The heap that a conversation and a socket take in a node. */
@Command(
        name = "memory",
        description =
                "Live heap of a node for each conversation in memory, for each that has left it, and for each idle socket.")
final class MemoryBench implements Callable<Integer> {

    private static final String CONVERSATION = "io.parley.conversation.ConversationEntity";
    private static final String CUSTOMER = "io.parley.customer.CustomerEntity";
    private static final double BAR_RESIDENT = 6;
    private static final double BAR_PASSIVATED = 0.1;
    private static final double BAR_SOCKET = 25;
    private static final int WARM = 500;
    private static final int SETTLE_SECONDS = 8;
    private static final long POLL_SECONDS = 5;

    @Mixin
    private Target.Options target = new Target.Options();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--conversations",
            defaultValue = "20000",
            description = "opened by HTTP, with one turn each (${DEFAULT-VALUE})")
    private int conversations;

    @Option(names = "--sockets", defaultValue = "2000", description = "idle ones (${DEFAULT-VALUE})")
    private int sockets;

    @Option(
            names = "--passivate-after",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "set on a node that this starts; must be longer than opening takes (${DEFAULT-VALUE})")
    private int passivateAfter;

    @Option(names = "--results", paramLabel = "DIR", description = "where results go (docker/load/results)")
    private @Nullable Path results;

    @Override
    public Integer call() {
        PrintWriter err = spec == null
                ? new PrintWriter(System.err, true)
                : spec.commandLine().getErr();
        // Customers leave earlier, so that conversations can be distinguished from them.
        String options = "-Dparley.conversation.passivate-after=%ds -Dparley.customer.passivate-after=%ds"
                .formatted(passivateAfter, passivateAfter / 2);
        try (Target server = target.start(options);
                Crowd first = crowd(server);
                Crowd many = crowd(server)) {
            long pid = server.node();
            // Classes, caches and pools created for the first conversations are not part of them.
            first.join(WARM, false).join();
            first.everybodySays().join();
            err.println(sockets + " customers with a socket each, and no conversation");
            settle();
            Heap quiet = Heap.of(pid);
            Heap listening;
            try (Crowd listeners = crowd(server)) {
                listeners.join(sockets, true).join();
                settle();
                listening = Heap.of(pid);
            }
            double socket = (listening.liveBytes() - quiet.liveBytes()) / 1024.0 / sockets;
            settle();

            Heap before = Heap.of(pid);
            err.println(conversations + " conversations");
            long began = System.nanoTime();
            many.join(conversations, false).join();
            many.everybodySays().join();
            double opening = (System.nanoTime() - began) / 1e9;
            settle();
            Heap resident = Heap.of(pid);
            long conversationsIn = resident.instances(CONVERSATION) - before.instances(CONVERSATION);
            double withCustomer = (resident.liveBytes() - before.liveBytes()) / 1024.0 / conversations;
            double residentMegabytes = Usage.residentMegabytes(pid);
            err.printf(
                    "%.0f s to open them, %d in memory, %.2f kB each with the customer%n",
                    opening, conversationsIn, withCustomer);
            err.println("Waiting until the customers have left memory");
            Heap alone = without(pid, CUSTOMER);
            long conversationsAlone = alone.instances(CONVERSATION) - before.instances(CONVERSATION);
            double kilobytes = (alone.liveBytes() - before.liveBytes()) / 1024.0 / conversations;
            err.println("Waiting until the conversations have");
            Heap passivated = without(pid, CONVERSATION);

            Results report = new Results(
                    "memory",
                    "heap",
                    "Live bytes in the node's heap after a full collection (`jcmd GC.run`, `GC.class_histogram`), as differences: before"
                            + " and after opening conversations by HTTP with one answered turn each; when the customers' actors have"
                            + " left memory by themselves, and when the conversations have; before and after opening idle sockets of customers without a"
                            + " conversation (with the customer's actor).");
            report.row(
                    "heap of a conversation in memory",
                    Results.number(kilobytes) + " kB",
                    "at most 6 kB",
                    kilobytes <= BAR_RESIDENT && conversationsAlone >= conversations);
            report.row("with its customer's actor", Results.number(withCustomer) + " kB");
            double left = (passivated.liveBytes() - before.liveBytes()) / 1024.0 / conversations;
            report.row(
                    "heap of one that has left memory",
                    Results.number(Math.max(0, left)) + " kB",
                    "0",
                    left <= BAR_PASSIVATED && passivated.instances(CONVERSATION) == 0);
            report.row("heap of an idle socket", Results.number(socket) + " kB", "at most 25 kB", socket <= BAR_SOCKET);
            report.row("conversations in memory", "%,d of %,d".formatted(conversationsIn, conversations));
            report.row(
                    "actors left after passivation",
                    "%d conversations, %d customers"
                            .formatted(passivated.instances(CONVERSATION), passivated.instances(CUSTOMER)));
            report.row("sockets", "%,d".formatted(sockets));
            report.row(
                    "opened", Results.number(conversations / opening) + " conversations/s, each with its first turn");
            report.row("resident size of the node with them", Results.number(residentMegabytes) + " MB");
            describe(report, "grownByConversations", alone, before);
            describe(report, "grownBySockets", listening, quiet);
            describe(report, "leftAfterPassivation", passivated, before);
            server.describe(report);
            report.setting("passivate-after", passivateAfter + " s");
            report.print(err);
            report.write(results == null ? Results.directory() : results);
            return 0;
        }
    }

    private static Crowd crowd(Target server) {
        return new Crowd(List.of(server.http()), server.secret(), Texts.of(null));
    }

    /** The bot's answers are still being stored when the last message is acknowledged; rate limits forget within seconds. */
    private static void settle() {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(SETTLE_SECONDS));
    }

    private Heap without(long pid, String actor) {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(2L * passivateAfter + 60);
        Heap now = Heap.of(pid);
        while (now.instances(actor) > 0 && System.nanoTime() - limit < 0) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(POLL_SECONDS));
            now = Heap.of(pid);
        }
        return now;
    }

    private static void describe(Results report, String name, Heap now, Heap before) {
        ArrayNode classes = report.details().putArray(name);
        now.grownSince(before, 15).forEach(entry -> classes.addObject()
                .put("class", entry.name())
                .put("instances", entry.instances())
                .put("bytes", entry.bytes()));
    }
}
