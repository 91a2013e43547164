package io.parley.events;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TemporarilyRefused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class InboundParkingTest {

    private static final InboundSettings SETTINGS = settings(Duration.ofSeconds(10));

    private static InboundSettings settings(Duration giveUpAfter) {
        return new InboundSettings(
                4_000,
                1_000,
                List.of(),
                Duration.ofDays(7),
                8,
                Duration.ofSeconds(1),
                Duration.ofSeconds(4),
                giveUpAfter);
    }

    /** What goes on after a pause, by the second in which that is over. */
    private final TreeMap<Long, List<CompletableFuture<Done>>> pauses = new TreeMap<>();

    private long now;
    private final InboundWindows windows = new InboundWindows(SETTINGS.window());
    private final InboundParking parking = new InboundParking(SETTINGS, this::pause, windows::areHeldUpBy);

    private final List<String> tried = new ArrayList<>();
    private final List<String> stored = new ArrayList<>();
    private final List<String> rejected = new ArrayList<>();
    private final Set<String> cannot = new HashSet<>();
    private final Set<String> tooMuch = new HashSet<>();

    private CompletableFuture<Done> take(String customer, String message) {
        return take(parking, customer, message);
    }

    private CompletableFuture<Done> take(InboundParking where, String customer, String message) {
        return where.take(customer, () -> store(customer, message), why -> {
                    rejected.add(message + " " + why.code().code());
                    return CompletableFuture.completedFuture(Done.getInstance());
                })
                .toCompletableFuture();
    }

    private CompletionStage<?> store(String customer, String message) {
        tried.add(message);
        if (cannot.contains(customer)) {
            return CompletableFuture.failedFuture(new Refused(ErrorCode.TEMPORARILY_UNAVAILABLE, "Not now."));
        }
        if (tooMuch.contains(customer)) {
            return CompletableFuture.failedFuture(
                    new TemporarilyRefused(ErrorCode.OVERLOADED, "Later.", Duration.ofSeconds(7)));
        }
        stored.add(message);
        return CompletableFuture.completedFuture(message);
    }

    private CompletionStage<Done> pause(Duration time) {
        CompletableFuture<Done> over = new CompletableFuture<>();
        pauses.computeIfAbsent(now + time.toSeconds(), any -> new ArrayList<>()).add(over);
        return over;
    }

    private void passes(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now++;
            List<CompletableFuture<Done>> over = pauses.remove(now);
            if (over != null) {
                over.forEach(each -> each.complete(Done.getInstance()));
            }
        }
    }

    @Test
    void othersGoOnWhileACustomersMessagesWaitInTheirOrder() {
        cannot.add("a");
        CompletableFuture<Done> first = take("a", "a1");
        CompletableFuture<Done> second = take("a", "a2");
        assertThat(take("b", "b1")).isCompleted();
        assertThat(tried).containsExactly("a1", "b1");
        assertThat(first).isNotDone();

        cannot.clear();
        passes(1);

        assertThat(second).isCompleted();
        assertThat(first).isCompleted();
        assertThat(stored).containsExactly("b1", "a1", "a2");
        assertThat(rejected).isEmpty();
    }

    @Test
    void triesAtGrowingPauses() {
        cannot.add("a");
        take("a", "a1");
        List<Integer> after = new ArrayList<>();
        for (int second = 1; second <= 11; second++) {
            int before = tried.size();
            passes(1);
            if (tried.size() > before) {
                after.add(second);
            }
        }
        assertThat(after).containsExactly(1, 3, 7, 11);
        assertThat(tried).hasSize(5);
    }

    @Test
    void givesUpWhatFailsForLongWhileOthersGetThrough() {
        cannot.add("a");
        CompletableFuture<Done> first = take("a", "a1");
        CompletableFuture<Done> second = take("a", "a2");
        take("b", "b1");

        for (int i = 0; i < 40 && !first.isDone(); i++) {
            passes(1);
        }
        assertThat(first).isCompleted();
        assertThat(rejected).containsExactly("a1 temporarily-unavailable");

        // The next one of the same conversation is given up sooner.
        take("b", "b2");
        passes(2);
        assertThat(second).isCompleted();
        assertThat(rejected).containsExactly("a1 temporarily-unavailable", "a2 temporarily-unavailable");

        // Once messages can be stored again, the normal limit applies.
        cannot.clear();
        assertThat(take("a", "a3")).isCompleted();
        cannot.add("a");
        take("a", "a4");
        take("b", "b3");
        passes(5);
        assertThat(rejected).hasSize(2);
    }

    @Test
    void givesUpNothingInAnOutageAlthoughOthersGotThroughWhenItBegan() {
        cannot.add("a");
        CompletableFuture<Done> first = take("a", "a1");
        assertThat(take("b", "b1")).isCompleted();
        cannot.add("b");
        CompletableFuture<Done> other = take("b", "b2");
        passes(60);
        assertThat(rejected).isEmpty();

        cannot.clear();
        passes(4);
        assertThat(first).isCompleted();
        assertThat(other).isCompleted();
        assertThat(stored).containsExactlyInAnyOrder("b1", "a1", "b2");
        assertThat(rejected).isEmpty();
    }

    @Test
    void givesUpNothingWhileNobodyGetsThrough() {
        InboundWindows.Window window = windows.open();
        window.entered("a");
        for (int i = 1; i < SETTINGS.window(); i++) {
            window.entered("b");
        }
        cannot.addAll(Set.of("a", "b"));
        CompletableFuture<Done> first = take("a", "a1");
        CompletableFuture<Done> other = take("b", "b1");
        passes(60);
        assertThat(rejected).isEmpty();

        cannot.clear();
        passes(4);
        assertThat(first).isCompleted();
        assertThat(other).isCompleted();
        assertThat(stored).containsExactlyInAnyOrder("a1", "b1");
    }

    @Test
    void givesUpInTheEndWhatLetsNobodyElseOfItsPartitionBeTried() {
        InboundParking hasty = new InboundParking(settings(Duration.ofSeconds(1)), this::pause, windows::areHeldUpBy);
        InboundWindows.Window window = windows.open();
        cannot.add("a");
        List<CompletableFuture<Done>> all = new ArrayList<>();
        for (int i = 1; i <= SETTINGS.window(); i++) {
            window.entered("a");
            all.add(take(hasty, "a", "a" + i));
        }
        passes(20);
        assertThat(rejected).isEmpty();

        CompletableFuture<Done> first = all.get(0);
        for (int i = 0; i < 40 && !first.isDone(); i++) {
            passes(1);
        }
        assertThat(first).isCompleted();
        assertThat(rejected).containsExactly("a1 temporarily-unavailable");

        // Now another customer's message is tried and stored, so there is no outage.
        window.left();
        window.entered("b");
        assertThat(take(hasty, "b", "b1")).isCompleted();
        CompletableFuture<Done> second = all.get(1);
        for (int i = 0; i < 10 && !second.isDone(); i++) {
            passes(1);
        }
        assertThat(second).isCompleted();
        assertThat(rejected).startsWith("a1 temporarily-unavailable", "a2 temporarily-unavailable");
    }

    @Test
    void letsTheNextOneWaitJustAsLongWhereNobodyElseGetsThroughEither() {
        InboundParking hasty = new InboundParking(settings(Duration.ofSeconds(1)), this::pause, windows::areHeldUpBy);
        InboundWindows.Window window = windows.open();
        cannot.add("a");
        List<CompletableFuture<Done>> all = new ArrayList<>();
        for (int i = 1; i <= SETTINGS.window() + 1; i++) {
            window.entered("a");
            all.add(take(hasty, "a", "a" + i));
        }
        for (int i = 0; i < 60 && !all.get(0).isDone(); i++) {
            passes(1);
        }
        assertThat(all.get(0)).isCompleted();

        window.left();
        passes(20);
        assertThat(rejected).containsExactly("a1 temporarily-unavailable");
    }

    @Test
    void givesUpNothingHoweverLongNobodyGetsThroughWhileItHoldsUpNobody() {
        InboundParking hasty = new InboundParking(settings(Duration.ofSeconds(1)), this::pause, windows::areHeldUpBy);
        InboundWindows.Window window = windows.open();
        window.entered("a");
        window.entered("b");
        cannot.addAll(Set.of("a", "b"));
        CompletableFuture<Done> first = take(hasty, "a", "a1");
        CompletableFuture<Done> other = take(hasty, "b", "b1");
        passes(40);
        assertThat(rejected).isEmpty();

        cannot.clear();
        passes(4);
        assertThat(first).isCompleted();
        assertThat(other).isCompleted();
        assertThat(stored).containsExactlyInAnyOrder("a1", "b1");
    }

    @Test
    void givesUpNothingBecauseTheBotIsOverloadedHoweverManyOthersGetThrough() {
        tooMuch.add("a");
        CompletableFuture<Done> first = take("a", "a1");
        CompletableFuture<Done> second = take("a", "a2");
        for (int i = 0; i < 60; i++) {
            take("b", "b" + i);
            passes(1);
        }
        assertThat(tried).contains("a1").doesNotContain("a2");
        assertThat(rejected).isEmpty();

        // Nor does that time count if their conversation fails afterwards.
        cannot.add("a");
        take("b", "another");
        passes(5);
        assertThat(rejected).isEmpty();

        cannot.clear();
        tooMuch.clear();
        passes(4);
        assertThat(second).isCompleted();
        assertThat(first).isCompleted();
        assertThat(stored).endsWith("a1", "a2");
    }

    @Test
    void parksAlsoWhatCannotEvenBeTried() {
        CompletableFuture<Done> done = parking.take(
                        "a",
                        () -> {
                            if (tried.isEmpty()) {
                                tried.add("a1");
                                throw new IllegalStateException("not yet");
                            }
                            return store("a", "a1");
                        },
                        why -> CompletableFuture.failedFuture(why))
                .toCompletableFuture();
        assertThat(done).isNotDone();
        passes(1);
        assertThat(done).isCompleted();
        assertThat(stored).containsExactly("a1");
    }

    @Test
    void rejectsAtOnceWhatWillNeverBeStored() {
        CompletableFuture<Done> conflict = parking.take(
                        "a",
                        () -> CompletableFuture.failedFuture(new Refused(ErrorCode.MESSAGE_CONFLICT, "Another.")),
                        why -> {
                            rejected.add(why.code().code());
                            return CompletableFuture.completedFuture(Done.getInstance());
                        })
                .toCompletableFuture();
        assertThat(conflict).isCompleted();
        assertThat(rejected).containsExactly("message-conflict");
    }

    @Test
    void whatCannotEvenBeRejectedStopsTheMessagesBehindIt() {
        CompletableFuture<Done> rejection = new CompletableFuture<>();
        CompletableFuture<Done> first = parking.take(
                        "a",
                        () -> CompletableFuture.failedFuture(new Refused(ErrorCode.MESSAGE_CONFLICT, "Another.")),
                        why -> rejection)
                .toCompletableFuture();
        CompletableFuture<Done> second = take("a", "a2");

        rejection.completeExceptionally(new IllegalStateException("Kafka is away"));

        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompletedExceptionally();
        assertThat(tried).isEmpty();
        // Read again, in order.
        assertThat(take("a", "a1")).isCompleted();
    }
}
