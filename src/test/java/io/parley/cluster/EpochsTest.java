package io.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EpochsTest {

    private static final long SECOND = 1_000_000_000;

    private final AtomicLong time = new AtomicLong();
    private final FakeStore store = new FakeStore();
    private final Set<String> endedProcesses = new HashSet<>();

    /** An epoch store with conditional writes and the failures of a database. */
    private static final class FakeStore implements Epoch.Store {
        private Epoch stored = Epoch.NONE;
        private boolean away;
        /** The next replacement is stored, but reported as failed. */
        private boolean losesTheAnswer;

        @Override
        public CompletionStage<Epoch> read() {
            return away ? failed() : CompletableFuture.completedStage(stored);
        }

        @Override
        public CompletionStage<Boolean> replace(Epoch known, Epoch next, String by) {
            if (away) {
                return failed();
            }
            boolean is = stored.equals(known);
            stored = is ? next : stored;
            if (losesTheAnswer) {
                losesTheAnswer = false;
                return failed();
            }
            return CompletableFuture.completedStage(is);
        }

        private static <T> CompletionStage<T> failed() {
            return CompletableFuture.failedStage(
                    new CompletionException(new IllegalStateException("no answer in time")));
        }
    }

    private final class Node implements Epochs.View {
        private final String name;
        private final Set<String> members = new HashSet<>();
        private final Set<String> left = new HashSet<>();
        private final List<String> ends = new ArrayList<>();
        private boolean keeper;
        private boolean leaving;
        private final Fence fence = new Fence(Duration.ofSeconds(5), time::get, time::get);
        private final Epochs epochs = new Epochs(
                this,
                store,
                fence,
                new Epochs.Settings(
                        Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(8), Duration.ofSeconds(2)),
                gone -> CompletableFuture.completedStage(endedProcesses.containsAll(gone)),
                ends::add);

        Node(String name, String... others) {
            this.name = name;
            members.add(name);
            members.addAll(List.of(others));
        }

        Node keeper() {
            keeper = true;
            return this;
        }

        boolean mayTake() {
            return epochs.settled().toCompletableFuture().isDone();
        }

        boolean mayWrite() {
            return epochs.confirmed().toCompletableFuture().isDone() && fence.permits(() -> {});
        }

        @Override
        public String self() {
            return name;
        }

        @Override
        public Set<String> present() {
            return Set.copyOf(members);
        }

        @Override
        public Set<String> left() {
            return left;
        }

        @Override
        public boolean isKeeper() {
            return keeper;
        }

        @Override
        public boolean isLeaving() {
            return leaving;
        }
    }

    private void rounds(int seconds, Node... nodes) {
        for (int i = 0; i < seconds; i++) {
            time.addAndGet(SECOND);
            for (Node node : nodes) {
                node.epochs.round();
            }
        }
    }

    private Node running(String name, String... others) {
        Node node = new Node(name, others).keeper();
        rounds(2, node);
        assertThat(node.mayWrite()).isTrue();
        return node;
    }

    @Test
    void theFirstClusterOfAnInstallationTakesItsShardsAtOnce() {
        Node a = running("a");

        assertThat(store.stored.number()).isEqualTo(1);
        assertThat(a.mayTake()).isTrue();
    }

    @Test
    void aNodeThatJoinsMayWriteOnceTheKeeperHasAdmittedIt() {
        Node a = running("a");
        Node b = new Node("b", "a");
        rounds(3, b);
        assertThat(b.epochs.confirmed().toCompletableFuture()).isNotDone();

        a.members.add("b");
        rounds(2, a, b);

        assertThat(b.mayWrite()).isTrue();
        assertThat(store.stored.members()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void ofTwoClustersThatFormAtOnceOneWritesAndTheOtherSaysWhyItDoesNot() {
        Node a = new Node("a").keeper();
        Node b = new Node("b").keeper();
        rounds(20, a, b);

        assertThat(a.mayWrite()).isTrue();
        assertThat(a.ends).isEmpty();
        assertThat(b.epochs.confirmed().toCompletableFuture()).isNotDone();
        assertThat(b.ends.get(0))
                .contains("another cluster of this installation is running")
                .contains("[a]");
    }

    @Test
    void afterACrashOfEverybodyTheNextClusterNeedNotWait() {
        running("a");
        endedProcesses.add("a");
        Node b = new Node("b").keeper();
        rounds(2, b);

        assertThat(b.mayWrite()).isTrue();
        assertThat(b.mayTake()).isTrue();
    }

    @Test
    void aClusterInThePlaceOfASilentOneWaitsForItsLeases() {
        Node a = running("a");
        // Paused and cut off at the same time: it is silent, and it is unknown whether it will resume.
        Node b = new Node("b").keeper();
        rounds(8, b);
        assertThat(b.epochs.confirmed().toCompletableFuture()).isNotDone();
        rounds(3, b);
        assertThat(b.mayWrite()).isTrue();
        assertThat(b.mayTake()).isFalse();
        rounds(7, b);
        assertThat(b.mayTake()).isTrue();

        assertThat(a.mayWrite()).isFalse();
        a.epochs.round();
        assertThat(a.ends.get(0)).contains("removed from the cluster");
        assertThat(a.mayWrite()).isFalse();
    }

    @Test
    void whatAMemberHeldThatWasPutOutIsTakenWhenItsLeaseHasEnded() {
        Node a = running("a", "b");
        Node b = new Node("b", "a");
        rounds(1, b);
        assertThat(b.mayWrite()).isTrue();

        a.members.remove("b");
        assertThat(a.mayTake()).isFalse();
        rounds(7, a);
        assertThat(a.mayTake()).isFalse();
        assertThat(b.mayWrite()).isFalse();
        rounds(2, a);
        assertThat(a.mayTake()).isTrue();
    }

    @Test
    void whatAnEndedProcessHeldIsTakenAtOnce() {
        Node a = running("a", "b");
        endedProcesses.add("b");
        a.members.remove("b");
        rounds(1, a);

        assertThat(a.mayTake()).isTrue();
    }

    @Test
    void whatAMemberHeldThatLeftIsTakenAtOnce() {
        Node a = running("a", "b");
        a.members.remove("b");
        a.left.add("b");
        rounds(1, a);

        assertThat(a.mayTake()).isTrue();
    }

    @Test
    void ofTwoHalvesThatPutEachOtherOutOneEnds() {
        Node a = running("a", "b");
        Node b = new Node("b", "a");
        rounds(1, a, b);

        a.members.remove("b");
        b.members.remove("a");
        b.keeper();
        rounds(10, b, a);

        assertThat(b.mayWrite()).isTrue();
        assertThat(a.ends).isNotEmpty();
        assertThat(a.mayWrite()).isFalse();
        assertThat(b.ends).isEmpty();
    }

    @Test
    void aWriteWhoseAnswerIsLostStillHasItsWait() {
        Node a = running("a", "b");
        a.members.remove("b");
        store.losesTheAnswer = true;
        rounds(1, a);
        assertThat(store.stored.members()).containsExactly("a");

        rounds(7, a);
        assertThat(a.mayTake()).isFalse();
        rounds(2, a);
        assertThat(a.mayTake()).isTrue();
    }

    @Test
    void aDatabaseThatIsAwayEndsNobody() {
        Node a = running("a");
        store.away = true;
        rounds(30, a);
        assertThat(a.mayWrite()).isFalse();
        assertThat(a.ends).isEmpty();

        store.away = false;
        rounds(1, a);
        assertThat(a.mayWrite()).isTrue();
    }

    @Test
    void aNodeThatLeavesIsNotEndedForIt() {
        Node a = running("a", "b");
        Node b = new Node("b", "a");
        rounds(1, a, b);
        b.leaving = true;
        a.members.remove("b");
        a.left.add("b");
        rounds(1, a, b);

        assertThat(b.ends).isEmpty();
        assertThat(b.mayWrite()).isFalse();
    }

    @Test
    void aNodeThatLeavesHasEndedItsWritingBeforeOthersTakeWhatItHeld() {
        Node a = running("a", "b");
        Node b = new Node("b", "a");
        rounds(1, a, b);
        b.leaving = true;
        assertThat(b.mayWrite()).isTrue();

        assertThat(b.epochs.leave()).isEqualTo(Duration.ofSeconds(2));
        // Still a member, so its lease is renewed once more.
        rounds(1, a, b);
        assertThat(b.mayWrite()).isFalse();

        a.members.remove("b");
        a.left.add("b");
        rounds(1, b, a);
        assertThat(a.mayTake()).isTrue();
        assertThat(b.mayWrite()).isFalse();
    }
}
