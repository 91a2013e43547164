package io.parley.load.crowd;

import io.netty.util.concurrent.ScheduledFuture;
import io.parley.load.client.Desk;
import io.parley.load.client.DirectLine;
import io.parley.load.client.Wire;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Many customers who together send messages at a given rate. A message that is due goes to the customer who has been free longest; when no
 * customer is free it waits, and its latency counts from the moment it was due. Thread-safe.
 */
public final class Crowd implements AutoCloseable {

    /** The time that one slice of a measurement covers unless another is requested. */
    public static final int SLICE_SECONDS = 10;

    static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Wire wire;
    private final Loop loop;
    private final DirectLine line;
    private final List<URI> servers;
    private final List<String> secrets;
    private final Supplier<Texts> texts;
    private final @Nullable String account;
    private final boolean served;
    private final Backoff comingBack;

    private final List<Customer> customers = new ArrayList<>();
    private final ArrayDeque<Customer> free = new ArrayDeque<>();
    private final ArrayDeque<Long> overdue = new ArrayDeque<>();
    private final Map<String, Integer> failures = new TreeMap<>();
    private final List<Watch> watches = new ArrayList<>();
    private final List<Agent> agents = new ArrayList<>();
    private int handedOver;
    private int handedOverAsAsked;
    private int gone;
    private boolean renewed;
    private @Nullable Running running;
    private @Nullable Comeback comeback;

    /** Strangers who all draw on the same texts, and whom only the bot serves. */
    public Crowd(List<URI> servers, String secret, Texts texts) {
        this(servers, List.of(secret), () -> texts, null, false, true, Backoff.PROMPT);
    }

    /**
     * Customers who are also served by agents, see {@link #serve}.
     *
     * @param secrets of the channels, perhaps of several tenants, to which the customers come in turn
     * @param texts supplies what each customer says
     * @param account the prefix of the accounts of the customers, who are then signed in; null for strangers
     */
    public Crowd(List<URI> servers, List<String> secrets, Supplier<Texts> texts, @Nullable String account) {
        this(servers, secrets, texts, account, true, true, Backoff.PROMPT);
    }

    private Crowd(
            List<URI> servers,
            List<String> secrets,
            Supplier<Texts> texts,
            @Nullable String account,
            boolean served,
            boolean kept,
            Backoff comingBack) {
        this.wire = new Wire(kept);
        this.loop = new Loop(wire.loop());
        this.comingBack = comingBack;
        this.line = new DirectLine(wire);
        this.servers = List.copyOf(servers);
        this.secrets = List.copyOf(secrets);
        this.texts = texts;
        this.account = account;
        this.served = served;
    }

    /**
     * Strangers, each in their own browser: no connection serves two of them, and a lost socket is reopened when the widget would do so.
     */
    public static Crowd inBrowsers(List<URI> servers, String secret, Texts texts) {
        return new Crowd(servers, List.of(secret), () -> texts, null, false, false, Backoff.WIDGET);
    }

    /** Notified on the loop when measuring begins and ends, to read other clocks at the same moments. */
    public interface Window {
        /** Reads no other clock. */
        Window NONE = new Window() {
            @Override
            public void opens() {
                // Only latencies are wanted.
            }

            @Override
            public void closes() {
                // Only latencies are wanted.
            }
        };

        void opens();

        void closes();
    }

    /**
     * The result of speaking at a pace. Latencies are in microseconds from the moment a message was due.
     *
     * @param rate messages per second that were to be sent
     * @param offered messages due while measuring
     * @param answered those of them that were answered within a second after measuring
     * @param during answers while measuring, whenever their messages were due
     * @param toAnswer of every message offered, except those that a human took over; one that was not answered counts with the time it had
     *     waited at the end
     * @param seconds the length of the measurement
     * @param toAcknowledgement of every message offered, whether or not it was answered
     * @param slices {@code toAnswer} by when a message was due: one for each {@link #SLICE_SECONDS} unless others were requested
     */
    public record Measured(
            double rate,
            int offered,
            int answered,
            int during,
            double seconds,
            Histogram toAnswer,
            Histogram toAcknowledgement,
            List<Histogram> slices) {

        /** Answers per second. */
        public double throughput() {
            return during / seconds;
        }

        /** Answers as a share of the messages due. */
        public double achieved() {
            return offered == 0 ? 0 : (double) answered / offered;
        }
    }

    /**
     * The fate of sockets that were cut. Latencies are in microseconds; customers who were not back, or not answered, at the end count
     * with the time they had waited.
     *
     * @param cut how many there were
     * @param back how many were open again at the end
     * @param seconds from the cut until the last one was; infinite when one was not
     * @param afterCut from the cut until each was open again
     * @param oneReturn the same from when each was due to be opened again
     * @param said messages said at the cut
     * @param storedMeanwhile those of them that were acknowledged before their customer was back
     * @param answered those of them whose answers were shown at the end
     * @param toAnswer from the cut until these were
     */
    public record Returned(
            int cut,
            int back,
            double seconds,
            Histogram afterCut,
            Histogram oneReturn,
            int said,
            int storedMeanwhile,
            int answered,
            Histogram toAnswer) {}

    /**
     * Lets more customers join.
     *
     * @param listening whether each opens a socket
     */
    public CompletableFuture<Void> join(int count, boolean listening) {
        return loop.call(() -> {
            List<Customer> joining = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Customer customer =
                        new Customer(wire, line, servers, customers.size(), texts.get(), served, comingBack, audience);
                customers.add(customer);
                joining.add(customer);
            }
            String run = Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36);
            return Loop.fewAtOnce(joining, customer -> customer.join(
                            secrets.get(customer.number() % secrets.size()),
                            "load-" + run + "-" + customer.number(),
                            account == null ? null : account + "-" + run + customer.number(),
                            listening)
                    .thenRun(() -> free.add(customer)));
        });
    }

    /** Lets agents sign in, who serve the customers that the bot hands over. */
    public CompletableFuture<Void> serve(List<Desk.SignIn> signIns) {
        return loop.call(() -> Loop.fewAtOnce(
                signIns, signIn -> Agent.begin(wire, servers.get(0), signIn).thenAccept(agents::add)));
    }

    /** How many conversations they have resolved. */
    public CompletableFuture<Integer> resolved() {
        return loop.call(() -> CompletableFuture.completedFuture(
                agents.stream().mapToInt(Agent::resolved).sum()));
    }

    /** From now on, replaces each customer who stops speaking, so that the remaining ones do not speak more often. */
    public CompletableFuture<Void> renew() {
        return loop.call(() -> {
            renewed = true;
            return CompletableFuture.completedFuture(null);
        });
    }

    /** Opens a socket for each of the first customers, who joined without. */
    public CompletableFuture<Void> listen(int count) {
        return loop.call(() -> Loop.fewAtOnce(List.copyOf(customers.subList(0, count)), Customer::listen));
    }

    /** Every customer says one thing and does not wait for an answer; completed when all are stored. */
    public CompletableFuture<Void> everybodySays() {
        return loop.call(() -> Loop.fewAtOnce(List.copyOf(customers), customer -> {
            free.remove(customer);
            return customer.tell(System.nanoTime()).stored().thenAccept(stored -> {});
        }));
    }

    /**
     * Speaks at a constant rate.
     *
     * @param rate messages per second
     * @param warmSeconds how long before measuring
     * @param seconds how long to measure
     * @param graceSeconds how long to wait afterwards for answers that are on their way
     */
    public CompletableFuture<Measured> speak(
            double rate, double warmSeconds, double seconds, double graceSeconds, Window window) {
        return speak(rate, warmSeconds, seconds, graceSeconds, SLICE_SECONDS, window);
    }

    /**
     * As {@link #speak(double, double, double, double, Window)}.
     *
     * @param sliceSeconds the time that one slice covers; the last one may end earlier
     */
    public CompletableFuture<Measured> speak(
            double rate, double warmSeconds, double seconds, double graceSeconds, double sliceSeconds, Window window) {
        return loop.call(() -> {
            if (running != null) {
                throw new IllegalStateException("the crowd is already speaking");
            }
            Running begun = new Running(rate, warmSeconds, seconds, graceSeconds, sliceSeconds, window);
            running = begun;
            return begun.result;
        });
    }

    /**
     * What has been measured once measuring has gone on for a while; the result if speaking is over by then. May be called while the crowd
     * speaks, and does not stop it.
     *
     * @param seconds since measuring began
     * @return messages that are waiting at that moment count with the time they have waited
     */
    public CompletableFuture<Measured> soFar(double seconds) {
        return loop.call(() -> {
            Running now = running;
            if (now == null) {
                throw new IllegalStateException("the crowd does not speak");
            }
            return now.after(seconds);
        });
    }

    /** Stops speaking early; the result of the current call completes as usual. */
    public CompletableFuture<Void> hush() {
        return loop.call(() -> {
            Running now = running;
            if (now != null) {
                now.hush();
            }
            return CompletableFuture.completedFuture(null);
        });
    }

    /**
     * Breaks the connections of all sockets at the same moment; their customers come back.
     *
     * @param saying how many say something at that moment, whose answers arrive while they are away
     * @param limitSeconds how long to wait for all to be back and answered
     */
    public CompletableFuture<Returned> cut(int saying, double limitSeconds) {
        return loop.call(() -> {
            Comeback begun = new Comeback(System.nanoTime());
            comeback = begun;
            customers.forEach(begun::expect);
            customers.forEach(Customer::cut);
            customers.stream()
                    .filter(customer -> customer.speaks() && !customer.isWaiting())
                    .limit(saying)
                    .forEach(customer -> {
                        free.remove(customer);
                        begun.expectAnswer(customer);
                        customer.say(System.nanoTime());
                    });
            wire.loop().schedule(begun::end, (long) (limitSeconds * 1e3), TimeUnit.MILLISECONDS);
            return begun.result();
        });
    }

    /** Starts to observe how all customers are served from now on. */
    public CompletableFuture<Watch> watch() {
        return loop.call(() -> {
            Watch watch = new Watch(System.nanoTime());
            customers.stream().filter(Customer::speaks).forEach(watch::expect);
            watches.add(watch);
            return CompletableFuture.completedFuture(watch);
        });
    }

    /** The longest that any message seen by a watch has taken, including those still waiting for their answers; in seconds. */
    public CompletableFuture<Double> longest(Watch watch) {
        return loop.call(() -> {
            long now = System.nanoTime();
            double waiting = customers.stream()
                    .mapToDouble(customer -> watch.waited(customer, now))
                    .max()
                    .orElse(0);
            return CompletableFuture.completedFuture(
                    Math.max(waiting, watch.latencies().getMaxValue() / 1e6));
        });
    }

    /**
     * Requests that need no work, one after the other at a rate, for comparison.
     *
     * @return latencies in microseconds from the moment each was due
     */
    public CompletableFuture<Histogram> ping(double rate, double seconds) {
        return loop.call(() -> {
            CompletableFuture<Histogram> result = new CompletableFuture<>();
            Histogram latencies = Loop.histogram();
            long start = System.nanoTime();
            Pace pace = new Pace(start, rate);
            @Nullable ScheduledFuture<?>[] ticking = new ScheduledFuture<?>[1];
            ticking[0] = loop.everyTick(() -> {
                long due = pace.due();
                while (pace.take(System.nanoTime())) {
                    long intended = due;
                    line.ping(servers.get(0))
                            .thenAccept(answer -> Loop.record(latencies, System.nanoTime() - intended));
                    due = pace.due();
                }
                ScheduledFuture<?> self = ticking[0];
                if (self != null && System.nanoTime() - start > seconds * 1e9) {
                    self.cancel(false);
                    wire.loop().schedule(() -> result.complete(latencies), 200, TimeUnit.MILLISECONDS);
                }
            });
            return result;
        });
    }

    /** The accounts of all customers. */
    public CompletableFuture<Tally> tally() {
        return loop.call(() -> CompletableFuture.completedFuture(
                customers.stream().map(Customer::tally).reduce(Tally.NOTHING, Tally::plus)));
    }

    /** The accounts compared with what the server has stored, read page by page, instead of what it showed. */
    public CompletableFuture<Tally> readBack() {
        return loop.call(() -> {
            Tally[] sum = {Tally.NOTHING};
            return Loop.fewAtOnce(List.copyOf(customers), customer -> customer.readBack()
                            .thenAccept(tally -> sum[0] = sum[0].plus(tally)))
                    .thenApply(done -> sum[0]);
        });
    }

    /** How many wait for an answer. */
    public CompletableFuture<Long> waiting() {
        return loop.call(() -> CompletableFuture.completedFuture(
                customers.stream().filter(Customer::isWaiting).count()));
    }

    /** The number of customers per server, by its address. */
    public CompletableFuture<Map<String, Integer>> byServer() {
        return loop.call(() -> {
            Map<String, Integer> counts = new TreeMap<>();
            customers.forEach(customer -> counts.merge(customer.server().toString(), 1, Integer::sum));
            return CompletableFuture.completedFuture(counts);
        });
    }

    /** Requests that failed and were tried again, by kind. */
    public CompletableFuture<Map<String, Integer>> failures() {
        return loop.call(() -> CompletableFuture.completedFuture(Map.copyOf(failures)));
    }

    /**
     * How often the bot handed a customer over to a human, whether the customer then stopped speaking or was served.
     *
     * @param all how often in total
     * @param asked how often because the customer had asked for a person
     */
    public record HandOvers(int all, int asked) {}

    /** Counts the handoffs so far. */
    public CompletableFuture<HandOvers> handOvers() {
        return loop.tell(() -> new HandOvers(handedOver, handedOverAsAsked));
    }

    /** Counts the customers who stopped speaking: handed over when there are no agents, or refused by the server for good. */
    public CompletableFuture<Integer> gone() {
        return loop.call(() -> CompletableFuture.completedFuture(gone));
    }

    @Override
    public void close() {
        wire.loop()
                .submit(() -> {
                    customers.forEach(Customer::leave);
                    agents.forEach(Agent::end);
                })
                .awaitUninterruptibly(5_000);
        wire.close();
    }

    private final Customer.Audience audience = new Customer.Audience() {
        @Override
        public void listens(Customer customer, long due) {
            if (comeback != null) {
                comeback.back(customer, due, System.nanoTime());
            }
        }

        @Override
        public void acknowledged(Customer customer, Turn turn) {
            Running now = running;
            if (now != null) {
                now.acknowledged(turn);
            }
        }

        @Override
        public void answered(Customer customer, Turn turn) {
            if (comeback != null) {
                comeback.answered(customer, turn);
            }
            watches.forEach(watch -> watch.answered(customer, turn));
            Running now = running;
            if (now != null) {
                now.answered(turn);
            }
            if (!customer.speaks()) {
                return;
            }
            isFree(customer);
        }

        @Override
        public void held(Customer customer, boolean asked) {
            handedOver++;
            if (asked) {
                handedOverAsAsked++;
            }
            free.remove(customer);
        }

        @Override
        public void back(Customer customer) {
            if (customer.speaks()) {
                isFree(customer);
            }
        }

        private void isFree(Customer customer) {
            Long due = overdue.poll();
            if (due == null) {
                free.add(customer);
            } else {
                customer.say(due);
            }
        }

        @Override
        public void gone(Customer customer, String why) {
            free.remove(customer);
            watches.forEach(watch -> watch.forget(customer));
            if (comeback != null) {
                comeback.forget(customer);
            }
            gone++;
            failures.merge("gone: " + why, 1, Integer::sum);
            if (renewed) {
                join(1, true).exceptionally(failure -> {
                    failures.merge(kind(failure), 1, Integer::sum);
                    return null;
                });
            }
        }

        @Override
        public void failed(Throwable cause) {
            failures.merge(kind(cause), 1, Integer::sum);
        }
    };

    static String kind(Throwable cause) {
        return cause instanceof DirectLine.Refusal refusal
                ? "status " + refusal.status()
                : cause.getClass().getSimpleName();
    }

    /** Latencies in microseconds from the moment a message was due. */
    private record Latencies(Histogram toAnswer, Histogram toAcknowledgement, List<Histogram> slices) {

        Latencies() {
            this(Loop.histogram(), Loop.histogram(), new ArrayList<>());
        }

        Latencies copy() {
            List<Histogram> copies = new ArrayList<>();
            slices.forEach(slice -> copies.add(slice.copy()));
            return new Latencies(toAnswer.copy(), toAcknowledgement.copy(), copies);
        }

        void answered(int slice, long nanos) {
            Loop.record(toAnswer, nanos);
            fill(slice);
            Loop.record(slices.get(slice), nanos);
        }

        void acknowledged(long nanos) {
            Loop.record(toAcknowledgement, nanos);
        }

        /** Adds the slices up to this one that are missing. */
        void fill(int last) {
            while (slices.size() <= last) {
                slices.add(Loop.histogram());
            }
        }
    }

    /** One stretch of speaking. */
    private final class Running {
        private final double rate;
        private final Window window;
        private final long from;
        private final Pace pace;
        private final Latencies latencies = new Latencies();
        private final long slice;
        private final long grace;
        private final CompletableFuture<Measured> result = new CompletableFuture<>();
        private final ScheduledFuture<?> ticking;
        private long to;
        private boolean open;
        private boolean quiet;
        private int offered;
        private int answered;
        private int during;

        Running(
                double rate,
                double warmSeconds,
                double seconds,
                double graceSeconds,
                double sliceSeconds,
                Window window) {
            this.rate = rate;
            this.window = window;
            long start = System.nanoTime();
            this.pace = new Pace(start, rate);
            this.from = start + (long) (warmSeconds * 1e9);
            this.to = from + (long) (seconds * 1e9);
            this.slice = (long) (sliceSeconds * 1e9);
            this.grace = (long) (graceSeconds * 1e9);
            this.ticking = loop.everyTick(this::tick);
        }

        private void tick() {
            long now = System.nanoTime();
            if (!open && now - from >= 0) {
                open = true;
                window.opens();
            }
            if (!quiet) {
                sendWhatIsDue(now);
            }
            if (!quiet && now - to >= 0) {
                quiet = true;
                window.closes();
                overdue.forEach(due -> waits(latencies, due, false, now));
                overdue.clear();
            }
            if (quiet && (now - to > grace || customers.stream().noneMatch(Customer::isWaiting))) {
                ticking.cancel(false);
                running = null;
                result.complete(measured(latencies, now));
            }
        }

        /** The figures at this moment. Adds those who are waiting to the latencies. */
        private Measured measured(Latencies into, long now) {
            overdue.forEach(due -> waits(into, due, false, now));
            customers.stream()
                    .map(Customer::waitsFor)
                    .filter(Objects::nonNull)
                    .forEach(turn -> waits(into, turn.intended(), turn.isAcknowledged(), now));
            long until = now - to < 0 ? now : to;
            into.fill(slice(until - 1));
            return new Measured(
                    rate,
                    offered,
                    answered,
                    during,
                    (until - from) / 1e9,
                    into.toAnswer(),
                    into.toAcknowledgement(),
                    into.slices());
        }

        /** Counts the wait so far, which is a minimum: leaving it out would make the slowest the fastest. */
        private void waits(Latencies into, long intended, boolean acknowledged, long now) {
            if (isMeasured(intended)) {
                into.answered(slice(intended), now - intended);
                if (!acknowledged) {
                    into.acknowledged(now - intended);
                }
            }
        }

        CompletableFuture<Measured> after(double seconds) {
            CompletableFuture<Measured> soFar = new CompletableFuture<>();
            long now = System.nanoTime();
            wire.loop()
                    .schedule(
                            () -> {
                                if (result.isDone()) {
                                    result.thenAccept(soFar::complete);
                                } else {
                                    soFar.complete(measured(latencies.copy(), System.nanoTime()));
                                }
                            },
                            from + (long) (seconds * 1e9) - now,
                            TimeUnit.NANOSECONDS);
            return soFar;
        }

        private void sendWhatIsDue(long now) {
            long due = pace.due();
            while (to - due > 0 && pace.take(now)) {
                if (isMeasured(due)) {
                    offered++;
                }
                Customer next = free.poll();
                if (next == null) {
                    overdue.add(due);
                } else {
                    next.say(due);
                }
                due = pace.due();
            }
        }

        void acknowledged(Turn turn) {
            if (isMeasured(turn.intended())) {
                latencies.acknowledged(turn.acknowledgedAt() - turn.intended());
            }
        }

        void answered(Turn turn) {
            if (isMeasured(turn.intended())) {
                if (turn.answeredAt() - to < LATE_NANOS) {
                    answered++;
                }
                latencies.answered(slice(turn.intended()), turn.answeredAt() - turn.intended());
            }
            if (isMeasured(turn.answeredAt())) {
                during++;
            }
        }

        private int slice(long instant) {
            return (int) ((instant - from) / slice);
        }

        private boolean isMeasured(long instant) {
            return instant - from >= 0 && to - instant > 0;
        }

        void hush() {
            to = System.nanoTime();
        }
    }
}
