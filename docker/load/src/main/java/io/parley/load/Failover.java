package io.parley.load;

import io.parley.load.crowd.Crowd;
import io.parley.load.crowd.Tally;
import io.parley.load.crowd.Texts;
import io.parley.load.crowd.Watch;
import io.parley.load.lab.Lab;
import io.parley.load.lab.NodeProcess;
import io.parley.persistence.embedded.Progress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Nodes that are killed and stopped under load. Used by the benchmark and by the test of the same name.
 *
 * @param lab whose nodes are all running; one of them is stopped at the end
 * @param customers spread evenly over all nodes
 * @param rate messages per second of all customers together
 * @param seconds of load before each event; the wait after it is at most as long, or 60 s if that is longer
 */
record Failover(Lab lab, int customers, double rate, Victim victim, int seconds, Progress progress) {

    /** The node that is killed. */
    enum Victim {
        /** The node that runs the shard coordinator. */
        OLDEST,
        /** The node that holds most conversations. */
        BUSIEST,
        /** The member that joined last. */
        NEWEST
    }

    /**
     * The effect of one event. Seconds are counted from the event; of a message that was on its way then, only the time since counts.
     *
     * @param node its number
     * @param conversations how many it held in memory
     * @param connected how many customers talked to it
     * @param firstAnswer until any customer was answered
     * @param everybody until each customer had been answered
     * @param longestTurn the longest that any message waited for its answer
     */
    record Effect(
            int node, long conversations, int connected, double firstAnswer, double everybody, double longestTurn) {}

    /**
     * @param killed the effect of kill -9
     * @param restart seconds until the killed node served again
     * @param stopped the effect of SIGTERM on another node
     * @param stopping seconds until that one had ended
     * @param shown the accounts of what the customers saw
     * @param stored the accounts of what is stored
     */
    record Outcome(
            Effect killed,
            double restart,
            Effect stopped,
            double stopping,
            Tally shown,
            Tally stored,
            int gone,
            Map<String, Integer> failures) {

        /** Whether every promise was kept. */
        boolean kept() {
            return shown.kept() && stored.lost() == 0 && stored.storedTwice() == 0 && stored.shownTwice() == 0;
        }
    }

    Outcome run() {
        try (Crowd crowd = new Crowd(lab.servers(), lab.secret(), Texts.of(null))) {
            progress.at(customers + " customers join");
            crowd.join(customers, true).join();
            // Longer than everything below can take; ended early once that is over.
            CompletableFuture<Crowd.Measured> speaking = crowd.speak(rate, 0, 3_600, 30, Crowd.Window.NONE);
            pause(seconds);

            NodeProcess victim = chosen();
            progress.at("Killing node " + victim.number());
            Effect killed = effect(crowd, victim, victim::kill);
            progress.at("Node " + victim.number() + " was missed for " + killed.everybody() + " s; starting it again");
            long restarting = System.nanoTime();
            victim.start();
            victim.awaitReady();
            double restart = (System.nanoTime() - restarting) / 1e9;
            pause(seconds);

            NodeProcess other = lab.nodes().stream()
                    .filter(node -> node != victim)
                    .findFirst()
                    .orElseThrow();
            progress.at("Stopping node " + other.number());
            long stopping = System.nanoTime();
            CompletableFuture<Double> ended = new CompletableFuture<>();
            Effect stopped = effect(crowd, other, () -> {
                other.terminate();
                ended.completeAsync(() -> {
                    other.await();
                    return (System.nanoTime() - stopping) / 1e9;
                });
            });
            double took = ended.join();
            pause(2);
            crowd.hush().join();
            speaking.join();
            progress.at("Comparing with what is stored");
            return new Outcome(
                    killed,
                    restart,
                    stopped,
                    took,
                    crowd.tally().join(),
                    crowd.readBack().join(),
                    crowd.gone().join(),
                    crowd.failures().join());
        }
    }

    private NodeProcess chosen() {
        return switch (victim) {
            case OLDEST -> lab.oldest();
            case BUSIEST -> lab.busiest();
            case NEWEST -> lab.nodes().get(lab.nodes().size() - 1);
        };
    }

    private Effect effect(Crowd crowd, NodeProcess node, Runnable event) {
        long conversations = Lab.conversations(node);
        int connected = crowd.byServer().join().getOrDefault(node.http().toString(), 0);
        Watch watch = crowd.watch().join();
        event.run();
        double everybody = watch.everybody()
                .completeOnTimeout(Double.POSITIVE_INFINITY, Math.max(60, seconds), TimeUnit.SECONDS)
                .join();
        // Customers who were answered may ask again and wait: the longest turn may come after all first ones.
        pause(5);
        return new Effect(
                node.number(),
                conversations,
                connected,
                watch.firstAnswer(),
                everybody,
                crowd.longest(watch).join());
    }

    private static void pause(int seconds) {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
    }
}
