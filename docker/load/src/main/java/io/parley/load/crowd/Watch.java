package io.parley.load.crowd;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/**
 * Observes how customers are served from one moment on, such as the death of a node. Of a message that was on its way then,
 * only the time since counts. Written on the loop; read it when {@link #everybody()} is completed or the crowd has stopped.
 */
public final class Watch {

    private final long from;
    private final Set<Customer> missing = new HashSet<>();
    private final CompletableFuture<Double> everybody = new CompletableFuture<>();
    private final Histogram latencies = new Histogram(3);
    private volatile double firstAnswer = Double.NaN;

    Watch(long from) {
        this.from = from;
    }

    void expect(Customer customer) {
        missing.add(customer);
    }

    void answered(Customer customer, Turn turn) {
        if (turn.answeredAt() - from < 0) {
            // Acknowledged only afterwards: shows nothing about what can be answered since.
            return;
        }
        latencies.recordValue((turn.answeredAt() - since(turn)) / 1_000);
        double seconds = (turn.answeredAt() - from) / 1e9;
        if (Double.isNaN(firstAnswer)) {
            firstAnswer = seconds;
        }
        arrived(customer, seconds);
    }

    /** An answer to this one can no longer be expected. */
    void forget(Customer customer) {
        arrived(customer, (System.nanoTime() - from) / 1e9);
    }

    /** How many of the seconds since the moment a customer has been waiting for an answer. */
    double waited(Customer customer, long now) {
        Turn turn = customer.waitsFor();
        return turn == null ? 0 : (now - since(turn)) / 1e9;
    }

    private long since(Turn turn) {
        return turn.intended() - from < 0 ? from : turn.intended();
    }

    private void arrived(Customer customer, double seconds) {
        if (missing.remove(customer) && missing.isEmpty()) {
            everybody.complete(seconds);
        }
    }

    /** Seconds until any customer was answered; NaN when none has been yet. */
    public double firstAnswer() {
        return firstAnswer;
    }

    /** Completed when all customers have been answered, with the seconds it took. */
    public CompletableFuture<Double> everybody() {
        return everybody;
    }

    /** From the moment each message was due, or from this watch's moment if it was due before, to its answer; in microseconds. */
    public Histogram latencies() {
        return latencies;
    }
}
