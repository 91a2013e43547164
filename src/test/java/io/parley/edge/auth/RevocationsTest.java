package io.parley.edge.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.parley.ErrorCode;
import io.parley.MovableClock;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.edge.auth.Revocations.RetentionTimes;
import io.parley.edge.auth.Revocations.Subject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RevocationsTest {

    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final TenantId DEMO = new TenantId("demo");
    private static final Duration LIFETIME = Duration.ofDays(1);

    private static final ActorTestKit KIT = ActorTestKit.create();

    private final FakeRevocations store = new FakeRevocations();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private Revocations nodeAt(Instant now) {
        return new Revocations(
                KIT.system(),
                store,
                Duration.ofMinutes(1),
                new RetentionTimes(LIFETIME, Duration.ofDays(365)),
                Clock.fixed(now, ZoneOffset.UTC));
    }

    private static boolean isRevoked(Revocations node, Instant begun, Instant madeAt) {
        return node.isRevoked(Subject.CUSTOMER, DEMO, "c1", begun, madeAt);
    }

    private static boolean lookUp(Revocations node, String id, Instant madeAt) {
        return node.lookUp(Subject.CUSTOMER, DEMO, id, madeAt)
                .toCompletableFuture()
                .join();
    }

    @Test
    void looksUpWhatItDoesNotRememberAnyMore() {
        nodeAt(NOW).revoke(Subject.CUSTOMER, DEMO, "c1").toCompletableFuture().join();

        Revocations later = nodeAt(NOW.plus(Duration.ofDays(200)));
        assertThat(lookUp(later, "c1", NOW.minusSeconds(1))).isTrue();
        assertThat(lookUp(later, "c1", NOW.plusSeconds(1))).isFalse();
        assertThat(lookUp(later, "c2", NOW.minusSeconds(1))).isFalse();
    }

    @Test
    void takesNoTokenOfATimeItDoesNotRemember() {
        Revocations node = nodeAt(NOW);
        Instant oldest = NOW.minus(LIFETIME);

        assertThat(isRevoked(node, oldest, oldest)).isFalse();
        assertThat(isRevoked(node, oldest.minusMillis(1), oldest.minusMillis(1)))
                .isTrue();
        assertThat(isRevoked(node, oldest.minus(LIFETIME), oldest)).isFalse();
    }

    @Test
    void takesNoTokenOnceItHasNotReadForAWhileWhatWasRevoked() {
        MovableClock clock = new MovableClock(NOW);
        Revocations node = new Revocations(
                KIT.system(), store, Duration.ofMinutes(1), new RetentionTimes(LIFETIME, Duration.ofDays(365)), clock);

        clock.passes(Duration.ofMinutes(3));
        assertThat(isRevoked(node, NOW, NOW)).isFalse();
        clock.passes(Duration.ofMillis(1));
        assertThatThrownBy(() -> isRevoked(node, NOW, NOW))
                .isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.TEMPORARILY_UNAVAILABLE));
        // A socket that is open goes on.
        assertThat(node.wasRevoked(Subject.CUSTOMER, DEMO, "c1", NOW, NOW)).isFalse();
    }

    @Test
    void tellsANodeThatStartsLaterWhatWasRevokedAsLongAsTokensLast() {
        nodeAt(NOW).revoke(Subject.CUSTOMER, DEMO, "c1").toCompletableFuture().join();

        Revocations later = nodeAt(NOW.plus(LIFETIME).minusSeconds(2));
        assertThat(isRevoked(later, NOW.minusSeconds(1), NOW.minusSeconds(1))).isTrue();
    }

    @Test
    void takesNothingThatComesFromATokenOfBeforeHoweverYoungItIs() {
        Revocations node = nodeAt(NOW);
        node.revoke(Subject.CUSTOMER, DEMO, "c1").toCompletableFuture().join();

        assertThat(isRevoked(node, NOW.minusSeconds(1), NOW.plusSeconds(1))).isTrue();
        assertThat(isRevoked(node, NOW, NOW.plusSeconds(1))).isFalse();
    }
}
