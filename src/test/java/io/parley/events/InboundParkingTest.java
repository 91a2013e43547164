package io.parley.events;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import com.typesafe.config.ConfigFactory;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TemporarilyRefused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
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

    private final ActorTestKit kit = ActorTestKit.create(
            ConfigFactory.parseString("akka.actor.provider = local").withFallback(ManualTime.config()));
    private final ManualTime time = ManualTime.get(kit.system());
    private final InboundWindows windows = new InboundWindows(SETTINGS.window());
    private final InboundParking parking = new InboundParking(kit.system(), SETTINGS, windows::areHeldUpBy);

    private final List<String> tried = Collections.synchronizedList(new ArrayList<>());
    private final List<String> stored = Collections.synchronizedList(new ArrayList<>());
    private final List<String> rejected = Collections.synchronizedList(new ArrayList<>());
    private final Set<String> cannot = Collections.synchronizedSet(new HashSet<>());
    private final Set<String> tooMuch = Collections.synchronizedSet(new HashSet<>());

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

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

    private void passes(int seconds) {
        for (int i = 0; i < seconds; i++) {
            int before = tried.size();
            time.timePasses(Duration.ofSeconds(1));
            // Scheduled tasks run on another thread.
            settle(before);
        }
    }

    private void settle(int before) {
        CompletableFuture<Void> behind = new CompletableFuture<>();
        kit.system().executionContext().execute(() -> behind.complete(null));
        try {
            behind.get(5, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("after " + before, e);
        }
    }

    private static void eventually(BooleanSupplier condition) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(until);
            Thread.onSpinWait();
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
        time.timePasses(Duration.ofSeconds(1));

        eventually(second::isDone);
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
            time.timePasses(Duration.ofSeconds(1));
            int now = second;
            if (Set.of(1, 3, 7, 11).contains(second)) {
                eventually(() -> tried.size() > before);
                after.add(now);
                // The next attempt is scheduled by the thread of the previous one.
                eventually(() -> idle());
            }
        }
        assertThat(after).containsExactly(1, 3, 7, 11);
        assertThat(tried).hasSize(5);
    }

    /** Whether nothing is left to run on the dispatcher. */
    private boolean idle() {
        settle(0);
        settle(0);
        return true;
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
        eventually(first::isDone);
        assertThat(rejected).containsExactly("a1 temporarily-unavailable");

        // The next one of the same conversation is given up sooner.
        take("b", "b2");
        passes(2);
        eventually(second::isDone);
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
        eventually(() -> first.isDone() && other.isDone());
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
        eventually(() -> first.isDone() && other.isDone());
        assertThat(stored).containsExactlyInAnyOrder("a1", "b1");
    }

    @Test
    void givesUpInTheEndWhatLetsNobodyElseOfItsPartitionBeTried() {
        InboundParking hasty = new InboundParking(kit.system(), settings(Duration.ofSeconds(1)), windows::areHeldUpBy);
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
        eventually(first::isDone);
        assertThat(rejected).containsExactly("a1 temporarily-unavailable");

        // Now another customer's message is tried and stored, so there is no outage.
        window.left();
        window.entered("b");
        assertThat(take(hasty, "b", "b1")).isCompleted();
        CompletableFuture<Done> second = all.get(1);
        for (int i = 0; i < 10 && !second.isDone(); i++) {
            passes(1);
        }
        eventually(second::isDone);
        assertThat(rejected).startsWith("a1 temporarily-unavailable", "a2 temporarily-unavailable");
    }

    @Test
    void letsTheNextOneWaitJustAsLongWhereNobodyElseGetsThroughEither() {
        InboundParking hasty = new InboundParking(kit.system(), settings(Duration.ofSeconds(1)), windows::areHeldUpBy);
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
        eventually(() -> all.get(0).isDone());

        window.left();
        passes(20);
        assertThat(rejected).containsExactly("a1 temporarily-unavailable");
    }

    @Test
    void givesUpNothingHoweverLongNobodyGetsThroughWhileItHoldsUpNobody() {
        InboundParking hasty = new InboundParking(kit.system(), settings(Duration.ofSeconds(1)), windows::areHeldUpBy);
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
        eventually(() -> first.isDone() && other.isDone());
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
        eventually(second::isDone);
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
        time.timePasses(Duration.ofSeconds(1));
        eventually(done::isDone);
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
