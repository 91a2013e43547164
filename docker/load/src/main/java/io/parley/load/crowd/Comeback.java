package io.parley.load.crowd;

import io.parley.load.crowd.Crowd.Returned;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/** Counts the customers that are back, and those that were answered, after all sockets were cut at one moment. Lives on the loop. */
final class Comeback {

    private final long from;
    private final Set<Customer> away = new HashSet<>();
    private final Set<Customer> unanswered = new HashSet<>();
    /** When each customer was back. */
    private final Map<Customer, Long> backAt = new HashMap<>();

    private final Histogram afterCut = Loop.histogram();
    private final Histogram oneReturn = Loop.histogram();
    private final Histogram toAnswer = Loop.histogram();
    private final CompletableFuture<Returned> result = new CompletableFuture<>();
    private int cut;
    private int back;
    private int said;
    private int answered;
    private int storedMeanwhile;
    private long last;

    /** @param from when the sockets are cut, in {@link System#nanoTime()} */
    Comeback(long from) {
        this.from = from;
        this.last = from;
    }

    void expect(Customer customer) {
        cut++;
        away.add(customer);
    }

    void expectAnswer(Customer customer) {
        said++;
        unanswered.add(customer);
    }

    /** @param due when the first attempt was to be made */
    void back(Customer customer, long due, long now) {
        if (!away.remove(customer)) {
            return;
        }
        back++;
        last = now;
        Loop.record(afterCut, now - from);
        Loop.record(oneReturn, now - due);
        backAt.put(customer, now);
        endIfAllAreBack();
    }

    /** The answer was shown, which requires a socket. */
    void answered(Customer customer, Turn turn) {
        if (turn.intended() - from < 0 || !unanswered.remove(customer)) {
            return;
        }
        answered++;
        Long open = backAt.get(customer);
        if (open != null && turn.acknowledgedAt() - open < 0) {
            storedMeanwhile++;
        }
        Loop.record(toAnswer, turn.answeredAt() - from);
        endIfAllAreBack();
    }

    /** This customer will not be answered. */
    void forget(Customer customer) {
        unanswered.remove(customer);
        endIfAllAreBack();
    }

    private void endIfAllAreBack() {
        if (away.isEmpty() && unanswered.isEmpty()) {
            end();
        }
    }

    void end() {
        if (result.isDone()) {
            return;
        }
        long now = System.nanoTime();
        away.forEach(customer -> {
            Loop.record(afterCut, now - from);
            Loop.record(oneReturn, now - from);
        });
        unanswered.forEach(customer -> Loop.record(toAnswer, now - from));
        result.complete(new Returned(
                cut,
                back,
                away.isEmpty() ? (last - from) / 1e9 : Double.POSITIVE_INFINITY,
                afterCut,
                oneReturn,
                said,
                storedMeanwhile,
                answered,
                toAnswer));
    }

    CompletableFuture<Returned> result() {
        return result;
    }
}
