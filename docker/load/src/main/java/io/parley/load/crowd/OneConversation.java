package io.parley.load.crowd;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.util.concurrent.ScheduledFuture;
import io.parley.load.client.Desk;
import io.parley.load.client.DirectLine;
import io.parley.load.client.DirectLine.Activity;
import io.parley.load.client.Wire;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One conversation and all its followers: its customer on two pages, the agent who holds it, so that the bot says nothing, and consoles
 * that watch. The customer writes on the first page at a given rate, without waiting for anything. Thread-safe.
 */
public final class OneConversation implements AutoCloseable {

    private static final String FOR_A_PERSON = "转人工";
    /** A password takes the server long to check. */
    private static final int SIGN_INS_AT_ONCE = 2;
    /** In an activity's id: the message's sequence number in its conversation. */
    private static final Pattern PLACE = Pattern.compile("\\|\\d+-(\\d+)");

    private final Wire wire = new Wire();
    private final Loop loop = new Loop(wire.loop());
    private final URI server;
    private final String secret;
    private final String user =
            "load-" + Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36);
    private final Customer first;
    private final Customer second;
    private final Ledger secondPage = new Ledger();
    private final List<Desk> desks = new ArrayList<>();
    /** The accounts of each console that follows the conversation. */
    private final List<Ledger> consoles = new ArrayList<>();

    private final Map<String, Saying> sayings = new HashMap<>();
    private final Map<String, Integer> failures = new TreeMap<>();
    private final CompletableFuture<String> held = new CompletableFuture<>();
    private long placeAcknowledged;
    private int misplaced;
    private long frames;
    private @Nullable Running running;

    /** One message on its way to all followers. */
    private static final class Saying {
        final long intended;

        @Nullable Long acknowledged;

        @Nullable Long onPage;

        final long[] onConsoles;
        int arrived;

        Saying(long intended, int consoles) {
            this.intended = intended;
            this.onConsoles = new long[consoles];
        }

        boolean isOver() {
            return acknowledged != null && onPage != null && arrived == onConsoles.length;
        }
    }

    /**
     * The result of speaking at a pace. Latencies are in microseconds from the moment a message was due; what had not arrived at the end
     * counts with the time it had waited.
     *
     * @param rate messages per second that were to be sent
     * @param offered messages due while measuring
     * @param acknowledged those of them that were acknowledged within a second after measuring
     * @param seconds the length of the measurement
     * @param frames that showed a message on a console while measuring
     * @param onPage until the customer's second page showed it
     * @param onFirst until the first console did
     * @param onMedian until half of the consoles did
     * @param onLast until all of them did
     */
    public record Measured(
            double rate,
            int offered,
            int acknowledged,
            double seconds,
            long frames,
            Histogram toAcknowledgement,
            Histogram onPage,
            Histogram onFirst,
            Histogram onMedian,
            Histogram onLast) {

        /** Acknowledged messages per second. */
        public double throughput() {
            return acknowledged / seconds;
        }
    }

    /**
     * @param texts what the customer says
     */
    public OneConversation(URI server, String secret, Texts texts) {
        this.server = server;
        this.secret = secret;
        DirectLine line = new DirectLine(wire);
        first = page(line, 0, texts);
        second = page(line, 1, texts);
    }

    private Customer page(DirectLine line, int number, Texts texts) {
        return new Customer(wire, line, List.of(server), number, texts, true, Backoff.WIDGET, audience);
    }

    /** The customer asks for a person, and one of these agents accepts; completed when the agent has the conversation. */
    public CompletableFuture<Void> begin(List<Desk.SignIn> agents) {
        return loop.call(() -> Loop.fewAtOnce(SIGN_INS_AT_ONCE, agents, this::serve)
                .thenCompose(serving -> first.join(secret, user, null, true))
                .thenCompose(joined -> second.join(secret, user, null, true))
                .thenCompose(
                        listening -> first.post(FOR_A_PERSON, System.nanoTime()).stored())
                .thenCompose(asked -> held)
                .thenAccept(conversation -> {}));
    }

    private CompletableFuture<Void> serve(Desk.SignIn agent) {
        CompletableFuture<Desk> open = new CompletableFuture<>();
        return Desk.open(wire, server, agent, frame -> served(open, frame)).thenCompose(desk -> {
            desks.add(desk);
            open.complete(desk);
            return desk.ask("set-presence", Map.of("status", "available")).thenAccept(available -> {});
        });
    }

    /** The first of them to be offered the conversation takes it, and is the first console. */
    private void served(CompletableFuture<Desk> desk, JsonNode frame) {
        String type = frame.path("type").asText();
        if (type.equals("reservation-offered")) {
            String reservation = frame.path("reservation").path("id").asText();
            desk.thenAccept(open -> open.ask("accept", Map.of("reservation", reservation)));
        } else if (type.equals("assigned") && !held.isDone()) {
            consoles.add(new Ledger());
            held.complete(frame.path("conversation").path("id").asText());
        } else {
            shown(0, frame);
        }
    }

    /** Further people open a console each and watch the conversation. */
    public CompletableFuture<Void> watch(List<Desk.SignIn> people) {
        return loop.call(() -> Loop.fewAtOnce(SIGN_INS_AT_ONCE, people, this::watch));
    }

    private CompletableFuture<Void> watch(Desk.SignIn person) {
        int console = consoles.size();
        consoles.add(new Ledger());
        return Desk.open(wire, server, person, frame -> shown(console, frame)).thenCompose(desk -> {
            desks.add(desk);
            return desk.ask("watch", Map.of("conversation", held.join())).thenAccept(watching -> {});
        });
    }

    /**
     * Speaks at a constant rate.
     *
     * @param rate messages per second
     * @param warmSeconds how long before measuring
     * @param seconds how long to measure
     * @param graceSeconds how long to wait afterwards for what is on its way
     */
    public CompletableFuture<Measured> speak(
            double rate, double warmSeconds, double seconds, double graceSeconds, Crowd.Window window) {
        return loop.call(() -> {
            if (running != null) {
                throw new IllegalStateException("the customer is already speaking");
            }
            Running begun = new Running(rate, warmSeconds, seconds, graceSeconds, window);
            running = begun;
            return begun.result;
        });
    }

    private void say(long intended) {
        Saying saying = new Saying(intended, consoles.size());
        long before = placeAcknowledged;
        Turn turn = first.tell(intended);
        String clientId = turn.clientId();
        sayings.put(clientId, saying);
        secondPage.posted(clientId);
        consoles.forEach(console -> console.posted(clientId));
        turn.stored().thenAccept(stored -> {
            saying.acknowledged = turn.acknowledgedAt();
            long place = place(turn.activity());
            if (place <= before) {
                misplaced++;
            }
            placeAcknowledged = Math.max(placeAcknowledged, place);
            secondPage.acknowledged(clientId, turn.activity());
            consoles.forEach(console -> console.acknowledged(clientId, entry(place)));
        });
    }

    private static long place(String activity) {
        Matcher place = PLACE.matcher(activity);
        if (!place.find()) {
            throw new IllegalStateException("an activity without a place: " + activity);
        }
        return Long.parseLong(place.group(1));
    }

    /** Consoles know a conversation's own id and the places in it; the accounts are kept by activity. */
    private static String entry(long place) {
        return "|1-" + place;
    }

    private void shown(int console, JsonNode frame) {
        JsonNode entry = frame.path("entry");
        if (!frame.path("type").asText().equals("message")
                || !entry.path("conversation").asText().equals(held.getNow(""))) {
            return;
        }
        long now = System.nanoTime();
        long place = entry.path("sequence").asLong();
        String clientId = entry.path("clientMessageId").asText(null);
        consoles.get(console)
                .shown(new Activity(entry(place), entry.path("type").asText(), "", clientId, null, place, null));
        Saying saying = sayings.get(clientId);
        if (saying != null && saying.arrived < saying.onConsoles.length) {
            saying.onConsoles[saying.arrived++] = now;
            frames++;
        }
    }

    private final Customer.Audience audience = new Customer.Audience() {
        @Override
        public void shown(Customer customer, Activity activity) {
            if (customer != second) {
                return;
            }
            secondPage.shown(activity);
            Saying saying = sayings.get(activity.clientId());
            if (saying != null && saying.onPage == null) {
                saying.onPage = System.nanoTime();
            }
        }

        @Override
        public void answered(Customer customer, Turn turn) {
            // The customer says nothing that waits for the bot.
        }

        @Override
        public void held(Customer customer, boolean asked) {
            // The agent's console reports it.
        }

        @Override
        public void back(Customer customer) {
            failures.merge("given back to the bot", 1, Integer::sum);
        }

        @Override
        public void gone(Customer customer, String why) {
            failures.merge("gone: " + why, 1, Integer::sum);
        }

        @Override
        public void failed(Throwable cause) {
            failures.merge(Crowd.kind(cause), 1, Integer::sum);
        }
    };

    /** The accounts of the customer's first page, which speaks. */
    public CompletableFuture<Tally> onFirstPage() {
        return loop.tell(first::tally);
    }

    /** The accounts of the other one. */
    public CompletableFuture<Tally> onSecondPage() {
        return loop.tell(secondPage::tally);
    }

    /** The accounts of all consoles together: each message counts once for each of them. */
    public CompletableFuture<Tally> onConsoles() {
        return loop.tell(() -> consoles.stream().map(Ledger::tally).reduce(Tally.NOTHING, Tally::plus));
    }

    /** The accounts compared with what is stored. */
    public CompletableFuture<Tally> stored() {
        return loop.call(first::readBack);
    }

    /** Messages that were stored before one that had been acknowledged when they were sent. */
    public CompletableFuture<Integer> misplaced() {
        return loop.tell(() -> misplaced);
    }

    /** Consoles that the server has closed. */
    public CompletableFuture<Long> closedConsoles() {
        return loop.tell(() -> desks.stream().filter(desk -> !desk.isOpen()).count());
    }

    /** Requests that failed and were tried again, by kind. */
    public CompletableFuture<Map<String, Integer>> failures() {
        return loop.tell(() -> Map.copyOf(failures));
    }

    @Override
    public void close() {
        wire.loop()
                .submit(() -> {
                    first.leave();
                    second.leave();
                    desks.forEach(Desk::close);
                })
                .awaitUninterruptibly(5_000);
        wire.close();
    }

    /** One stretch of speaking. */
    private final class Running {
        private final double rate;
        private final Crowd.Window window;
        private final long from;
        private final long to;
        private final long grace;
        private final Pace pace;
        private final CompletableFuture<Measured> result = new CompletableFuture<>();
        private final ScheduledFuture<?> ticking;
        private boolean open;
        private boolean quiet;
        private long framesBefore;
        private long framesDuring;

        Running(double rate, double warmSeconds, double seconds, double graceSeconds, Crowd.Window window) {
            this.rate = rate;
            this.window = window;
            long start = System.nanoTime();
            this.pace = new Pace(start, rate);
            this.from = start + (long) (warmSeconds * 1e9);
            this.to = from + (long) (seconds * 1e9);
            this.grace = (long) (graceSeconds * 1e9);
            sayings.clear();
            this.ticking = loop.everyTick(this::tick);
        }

        private void tick() {
            long now = System.nanoTime();
            if (!open && now - from >= 0) {
                open = true;
                framesBefore = frames;
                window.opens();
            }
            long due = pace.due();
            while (to - due > 0 && pace.take(now)) {
                say(due);
                due = pace.due();
            }
            if (!quiet && now - to >= 0) {
                quiet = true;
                framesDuring = frames - framesBefore;
                window.closes();
            }
            if (quiet && (now - to > grace || sayings.values().stream().allMatch(Saying::isOver))) {
                ticking.cancel(false);
                running = null;
                result.complete(measured(now));
            }
        }

        private Measured measured(long now) {
            Measured measured = new Measured(
                    rate,
                    (int) measurable().count(),
                    (int) measurable()
                            .filter(saying ->
                                    saying.acknowledged != null && saying.acknowledged - to < Crowd.LATE_NANOS)
                            .count(),
                    (to - from) / 1e9,
                    framesDuring,
                    Loop.histogram(),
                    Loop.histogram(),
                    Loop.histogram(),
                    Loop.histogram(),
                    Loop.histogram());
            measurable().forEach(saying -> {
                long[] consoles = saying.onConsoles;
                Arrays.fill(consoles, saying.arrived, consoles.length, now);
                Loop.record(measured.toAcknowledgement(), orNow(saying.acknowledged, now) - saying.intended);
                Loop.record(measured.onPage(), orNow(saying.onPage, now) - saying.intended);
                Loop.record(measured.onFirst(), consoles[0] - saying.intended);
                Loop.record(measured.onMedian(), consoles[(consoles.length - 1) / 2] - saying.intended);
                Loop.record(measured.onLast(), consoles[consoles.length - 1] - saying.intended);
            });
            return measured;
        }

        private Stream<Saying> measurable() {
            return sayings.values().stream().filter(saying -> saying.intended - from >= 0);
        }

        private static long orNow(@Nullable Long arrived, long now) {
            return arrived == null ? now : arrived;
        }
    }
}
