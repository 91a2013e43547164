package io.parley.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.load.crowd.Crowd;
import io.parley.load.crowd.Tally;
import io.parley.load.crowd.Texts;
import io.parley.load.crowd.Watch;
import io.parley.load.lab.Lab;
import io.parley.load.lab.NodeProcess;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Three nodes, one of which is suspended for a while and then continues. */
class PausedNodeIT extends WholeCluster {

    private static final int CUSTOMERS = 45;
    private static final double RATE = 15;

    @Test
    void aNodePausedForTenSecondsStaysInTheClusterAndGoesOn() {
        try (Crowd crowd = new Crowd(lab.servers(), lab.secret(), Texts.of(null))) {
            CompletableFuture<Crowd.Measured> speaking = speak(crowd);
            NodeProcess oldest = lab.oldest();
            NodeProcess other = otherThan(oldest);

            oldest.suspend();
            pause(10);
            assertThat(Lab.members(other)).contains("unreachable");
            oldest.resume();
            Watch after = crowd.watch().join();
            after.everybody().orTimeout(60, TimeUnit.SECONDS).join();

            assertThat(oldest.isAlive()).isTrue();
            assertThat(lab.oldest()).isSameAs(oldest);
            assertThat(Lab.members(other)).isEqualTo(List.of("Up", "Up", "Up"));
            assertNothingLostOrTwice(crowd, speaking);
        }
    }

    @Test
    void aNodePausedForAMinuteIsReplacedAndEndsBeforeItWritesAgain() {
        try (Crowd crowd = new Crowd(lab.servers(), lab.secret(), Texts.of(null))) {
            CompletableFuture<Crowd.Measured> speaking = speak(crowd);
            NodeProcess oldest = lab.oldest();
            NodeProcess other = otherThan(oldest);

            oldest.suspend();
            pause(60);
            assertThat(Lab.members(other)).isEqualTo(List.of("Up", "Up"));
            oldest.resume();
            assertThat(oldest.exitCode()).isEqualTo(70);
            Watch after = crowd.watch().join();
            after.everybody().orTimeout(60, TimeUnit.SECONDS).join();

            assertNothingLostOrTwice(crowd, speaking);
            oldest.start();
            oldest.awaitReady();
        }
    }

    private static CompletableFuture<Crowd.Measured> speak(Crowd crowd) {
        crowd.join(CUSTOMERS, true).join();
        CompletableFuture<Crowd.Measured> speaking = crowd.speak(RATE, 0, 600, 60, Crowd.Window.NONE);
        pause(5);
        return speaking;
    }

    private static void assertNothingLostOrTwice(Crowd crowd, CompletableFuture<Crowd.Measured> speaking) {
        crowd.hush().join();
        speaking.join();
        Tally shown = crowd.tally().join();
        Tally stored = crowd.readBack().join();
        acknowledged(shown.acknowledged());
        assertThat(shown.kept()).describedAs("%s", shown).isTrue();
        assertThat(shown.posted()).describedAs("%s", shown).isEqualTo(shown.acknowledged());
        assertThat(stored.lost()).describedAs("%s", stored).isZero();
        assertThat(stored.storedTwice()).describedAs("%s", stored).isZero();
    }
}
