package io.parley.edge.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.AgentId;
import io.parley.ErrorCode;
import io.parley.LocalizedText;
import io.parley.Refused;
import io.parley.TemporarilyRefused;
import io.parley.TenantId;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Directory.Role;
import io.parley.directory.DirectoryContent;
import io.parley.directory.FakeDirectory;
import io.parley.directory.Passwords;
import io.parley.signing.SigningKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SignInsTest {

    private static final String PASSWORD = "correct horse battery staple";
    private static final String HASH = Passwords.hash(PASSWORD);

    private Instant now = Instant.parse("2026-11-21T08:00:00Z");
    private final FakeDirectory directory = new FakeDirectory();
    private final SignIns signIns = new SignIns(
            new AuthSettings(
                    new SigningKeys("0123456789abcdef0123456789abcdef", List.of()),
                    Duration.ofHours(12),
                    5,
                    10,
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(1)),
            directory,
            new FakeKnownPlaces(),
            new Clock() {
                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return now;
                }
            });

    @AfterEach
    void close() {
        signIns.close();
    }

    private String colleague(String name) {
        Agent agent = new Agent(
                new TenantId("demo"),
                new AgentId(name),
                LocalizedText.of(name, name),
                name + "@demo.example",
                Role.AGENT,
                Map.of(),
                3,
                HASH);
        directory.add(agent.tenant(), new DirectoryContent(List.of(agent), List.of(), List.of(), List.of()));
        return agent.email();
    }

    /** Null when somebody is signed in. */
    private Refused tries(String email, String password, String address) {
        try {
            signIns.check(email, password, address).toCompletableFuture().join();
            return null;
        } catch (CompletionException e) {
            return (Refused) e.getCause();
        }
    }

    @Test
    void slowsDownWhoeverGuessesMoreAndMoreAndNeverLocks() {
        String email = colleague("orders");
        for (int i = 0; i < 5; i++) {
            assertThat(tries(email, "wrong", "1.1.1.1").code()).isEqualTo(ErrorCode.SIGN_IN_REFUSED);
        }
        for (long wait : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            assertThat(tries(email, "wrong", "1.1.1.1"))
                    .isInstanceOfSatisfying(TemporarilyRefused.class, refused -> assertThat(refused.retryAfterSeconds())
                            .isEqualTo(wait));
            now = now.plusSeconds(wait);
            assertThat(tries(email, "wrong", "1.1.1.1").code()).isEqualTo(ErrorCode.SIGN_IN_REFUSED);
        }
        now = now.plusSeconds(60);
        assertThat(tries(email, PASSWORD, "1.1.1.1")).isNull();
        assertThat(tries(email, "wrong", "1.1.1.1").code())
                .as("a right one begins afresh")
                .isEqualTo(ErrorCode.SIGN_IN_REFUSED);
    }

    @Test
    void doesNotSlowAColleagueElsewhereForFiveWrongPasswordsOfSomebodyElse() {
        String email = colleague("orders");
        for (int i = 0; i < 6; i++) {
            tries(email, "wrong", "6.6.6.6");
        }
        assertThat(tries(email, PASSWORD, "1.1.1.1")).isNull();
    }

    @Test
    void letsOthersSignInFromWhereManyWrongPasswordsCame() {
        for (int i = 0; i < 20; i++) {
            tries("somebody" + i + "@demo.example", "wrong", "10.0.0.1");
        }
        now = now.plusSeconds(1);
        assertThat(tries(colleague("billing"), PASSWORD, "10.0.0.1")).isNull();
    }

    @Test
    void letsAKnownColleagueInAtOnceWhileTheirAddressAndTheirEMailAreUnderAttack() {
        String email = colleague("orders");
        assertThat(tries(email, PASSWORD, "1.1.1.1")).isNull();
        for (int i = 0; i < 15; i++) {
            tries(email, "wrong", "6.6.6." + i);
            tries("somebody" + i + "@demo.example", "wrong", "1.1.1.1");
        }
        assertThat(tries(colleague("billing"), PASSWORD, "1.1.1.1"))
                .as("whoever is new there waits a moment")
                .isInstanceOf(TemporarilyRefused.class);
        assertThat(tries(email, PASSWORD, "1.1.1.1")).isNull();
    }

    @Test
    void slowsGuessingFromAKnownPlaceToo() {
        String email = colleague("orders");
        assertThat(tries(email, PASSWORD, "1.1.1.1")).isNull();
        int checked = 0;
        for (int i = 0; i < 100; i++) {
            checked += tries(email, "wrong", "1.1.1.1").code() == ErrorCode.SIGN_IN_REFUSED ? 1 : 0;
        }
        assertThat(checked).isEqualTo(25);
    }
}
