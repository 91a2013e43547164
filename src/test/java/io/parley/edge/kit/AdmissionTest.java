package io.parley.edge.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TemporarilyRefused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Admission admission = new Admission(new Admission.Settings(40, Duration.ofSeconds(1)), nanos::get);
    private final List<CompletableFuture<String>> underWay = new ArrayList<>();

    /** Until one is refused. */
    private int fill() {
        while (true) {
            CompletableFuture<String> storing = new CompletableFuture<>();
            try {
                admission.admit(() -> storing);
            } catch (TemporarilyRefused full) {
                return underWay.size();
            }
            underWay.add(storing);
        }
    }

    private void after(Duration time) {
        nanos.addAndGet(time.toNanos());
        List<CompletableFuture<String>> all = List.copyOf(underWay);
        underWay.clear();
        all.forEach(storing -> storing.complete("stored"));
    }

    @Test
    void oneMoreThanCanBeStoredAtOnceIsRefusedBeforeAnythingIsDoneForIt() {
        fill();
        AtomicInteger begun = new AtomicInteger();
        assertThatThrownBy(() -> admission.admit(() -> {
                    begun.incrementAndGet();
                    return CompletableFuture.completedFuture("stored");
                }))
                .isInstanceOfSatisfying(TemporarilyRefused.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED);
                    assertThat(refused.retryAfterSeconds()).isBetween(2L, 5L);
                });
        assertThat(begun).hasValue(0);
        after(Duration.ofMillis(5));
        assertThat(fill()).isPositive();
    }

    @Test
    void slowMessagesLetFewerInAndFastOnesMoreUpToTheMost() {
        int first = fill();
        after(Duration.ofSeconds(2));
        int whenSlow = fill();
        for (int i = 0; i < 10; i++) {
            after(Duration.ofMillis(5));
            fill();
        }
        assertThat(whenSlow).isEqualTo(16).isLessThan(first);
        assertThat(underWay).hasSize(40);
    }

    @Test
    void whatCouldNotBeStoredLetsFewerInAndWhatWasRefusedForWhatItIsDoesNot() {
        int first = fill();
        List<CompletableFuture<String>> all = List.copyOf(underWay);
        underWay.clear();
        all.forEach(storing ->
                storing.completeExceptionally(new Refused(ErrorCode.MESSAGE_CONFLICT, "another one has this id")));
        int afterConflicts = fill();
        List<CompletableFuture<String>> more = List.copyOf(underWay);
        underWay.clear();
        more.forEach(storing ->
                storing.completeExceptionally(new Refused(ErrorCode.TEMPORARILY_UNAVAILABLE, "the database is away")));
        assertThat(afterConflicts).isEqualTo(first);
        assertThat(fill()).isEqualTo(16);
    }

    @Test
    void whatFailsBeforeItBeginsGivesItsPlaceBack() {
        int first = fill();
        after(Duration.ofMillis(5));
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> admission.admit(() -> {
                        throw new Refused(ErrorCode.BAD_REQUEST, "nothing to say");
                    }))
                    .isInstanceOf(Refused.class);
        }
        assertThat(fill()).isGreaterThanOrEqualTo(first);
    }
}
