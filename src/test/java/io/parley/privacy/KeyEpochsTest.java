package io.parley.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.CustomerId;
import io.parley.ErrorCode;
import io.parley.MovableClock;
import io.parley.Personal;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.privacy.KeyEpoch.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyEpochsTest {

    private static final TenantId TENANT = new TenantId("demo");
    private static final TenantId ANOTHER = new TenantId("another");
    private static final CustomerId LI = new CustomerId("c-li");
    private static final CustomerId WANG = new CustomerId("c-wang");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    record Note(Personal<String> text) {}

    private static final Note NOTE = new Note(Personal.of(Personal.Kind.TEXT, "sounds tired"));

    @TempDir
    private Path directory;

    private final KeysInMemory rows = new KeysInMemory();
    private final MovableClock time = new MovableClock(Instant.parse("2026-11-21T08:00:00Z"));
    private final List<Duration> pauses = new ArrayList<>();
    private FileKms kms;
    private Keyring keyring;

    @BeforeEach
    void start() {
        kms = new FileKms(directory.resolve("kms"));
        keyring = node();
        now(keyring.toSeal(TENANT, LI));
    }

    private Keyring node() {
        return node(Runnable::run);
    }

    private Keyring node(Executor blocking) {
        return new Keyring(
                rows,
                kms,
                new PrivacySettings(true, 100, Duration.ofSeconds(60), 500, directory),
                blocking,
                time,
                // Both clocks of a machine go together.
                () -> TimeUnit.MILLISECONDS.toNanos(time.millis()));
    }

    private static <T> T now(CompletionStage<T> done) {
        CompletableFuture<T> future = done.toCompletableFuture();
        assertThat(future).isDone();
        return future.join();
    }

    private static void refuses(ErrorCode code, String why, CompletionStage<?> act) {
        assertThat(act.toCompletableFuture()).isDone();
        assertThatThrownBy(() -> act.toCompletableFuture().join())
                .cause()
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(code))
                .hasMessageContaining(why);
    }

    private boolean moves() {
        return now(keyring.epochs().move(TENANT, pause -> {
            pauses.add(pause);
            return CompletableFuture.completedStage(null);
        }));
    }

    private int epochOf(CustomerId customer) {
        return rows.customers.get(new KeysInMemory.Place(TENANT, customer, 1)).epoch();
    }

    private List<State> states() {
        return now(keyring.epochs().list(TENANT)).stream().map(KeyEpoch::state).toList();
    }

    /** Begins the next epoch, re-wraps everything, and waits until the previous one can be destroyed. */
    private void takesOver() {
        now(keyring.epochs().begin(TENANT, "ada"));
        time.passes(MINUTE.multipliedBy(3));
        assertThat(moves()).isTrue();
        time.passes(MINUTE.multipliedBy(3));
    }

    @Test
    void newKeysAreWrappedByTheNewEpochAndOldOnesStayReadable() {
        Note before = now(keyring.of(TENANT, LI)).seal(NOTE);
        KeyEpoch begun = now(keyring.epochs().begin(TENANT, "ada"));
        assertThat(begun.number()).isEqualTo(2);
        assertThat(begun.begunBy()).isEqualTo("ada");

        now(keyring.toSeal(TENANT, WANG));
        assertThat(epochOf(WANG)).isEqualTo(2);
        assertThat(epochOf(LI)).isEqualTo(1);
        assertThat(now(keyring.open(TENANT, before))).isEqualTo(NOTE);
        assertThat(now(node().open(TENANT, before))).isEqualTo(NOTE);
        assertThat(states()).containsExactly(State.CURRENT, State.OUTGOING);
    }

    @Test
    void anotherNodeUsesTheNewEpochWithinAMinuteAndReadsItsKeysAtOnce() {
        Keyring other = node();
        now(other.of(TENANT, LI));
        Keyring late = node();
        now(late.of(TENANT, LI));
        now(keyring.epochs().begin(TENANT, "ada"));
        Note wangs = now(keyring.toSeal(TENANT, WANG)).seal(NOTE);

        assertThat(now(other.open(TENANT, wangs))).isEqualTo(NOTE);

        time.passes(MINUTE);
        CustomerId zhao = new CustomerId("c-zhao");
        now(late.toSeal(TENANT, zhao));
        assertThat(epochOf(zhao)).isEqualTo(2);
    }

    @Test
    void allKeysAreWrappedAnewAtThePaceThatWasSetAndSealTheSame() {
        List<CustomerId> all = IntStream.range(0, 1_000)
                .mapToObj(i -> new CustomerId("c-" + i))
                .toList();
        all.forEach(customer -> now(keyring.toSeal(TENANT, customer)));
        now(keyring.toSeal(ANOTHER, LI));
        now(keyring.toSeal(TENANT, WANG));
        now(keyring.destroy(TENANT, WANG));
        Note before = now(keyring.of(TENANT, LI)).seal(NOTE);
        now(keyring.epochs().begin(TENANT, "ada"));

        assertThat(moves()).describedAs("before every node knows").isFalse();
        time.passes(MINUTE.multipliedBy(3));
        assertThat(moves()).isTrue();

        assertThat(all).allSatisfy(customer -> assertThat(epochOf(customer)).isEqualTo(2));
        assertThat(rows.customers.get(new KeysInMemory.Place(ANOTHER, LI, 1)).epoch())
                .isEqualTo(1);
        assertThat(now(node().open(TENANT, before))).isEqualTo(NOTE);
        assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus)).isEqualTo(Duration.ofMillis(2 * 1_001));
        assertThat(pauses).allSatisfy(pause -> assertThat(pause).isLessThanOrEqualTo(Duration.ofMillis(20)));
        assertThat(states()).containsExactly(State.CURRENT, State.EMPTY);
        assertThat(moves()).isFalse();
    }

    @Test
    void anInterruptedMoveGoesOnWhereItWasAndSaysHowFarThatIs() {
        IntStream.range(0, 1_000).forEach(i -> now(keyring.toSeal(TENANT, new CustomerId("c-" + i))));
        now(keyring.epochs().begin(TENANT, "ada"));
        time.passes(MINUTE.multipliedBy(3));
        int[] scanned = new int[1];
        rows.beforeScan = () -> rows.away = ++scanned[0] > 50;
        assertThat(keyring.epochs()
                        .move(TENANT, pause -> CompletableFuture.completedStage(null))
                        .toCompletableFuture())
                .isCompletedExceptionally();
        rows.away = false;
        rows.beforeScan = () -> {};

        assertThat(now(keyring.epochs().list(TENANT)).get(0).rewrapped()).isEqualTo(50);
        assertThat(states()).containsExactly(State.CURRENT, State.OUTGOING);
        refuses(ErrorCode.NOT_POSSIBLE_NOW, "50 %", keyring.epochs().destroy(TENANT, 1, "ada"));

        rows.beforeScan = () -> scanned[0]++;
        scanned[0] = 0;
        assertThat(moves()).isTrue();
        assertThat(scanned[0]).isEqualTo(50);
        assertThat(rows.customers.values())
                .allSatisfy(row -> assertThat(row.epoch()).isEqualTo(2));
    }

    @Test
    void ofTwoOperatorsAtOnceOneBeginsAnEpochAndTheOtherIsTold() {
        List<Runnable> waiting = new ArrayList<>();
        Keyring one = node(waiting::add);
        Keyring two = node(waiting::add);
        List<CompletableFuture<KeyEpoch>> both = List.of(
                one.epochs().begin(TENANT, "ada").toCompletableFuture(),
                two.epochs().begin(TENANT, "bob").toCompletableFuture());
        while (!waiting.isEmpty()) {
            waiting.remove(0).run();
        }
        assertThat(both.get(0).join().begunBy()).isEqualTo("ada");
        refuses(ErrorCode.CHANGED_MEANWHILE, "by somebody else", both.get(1));
        refuses(ErrorCode.NOT_POSSIBLE_NOW, "begun by ada", two.epochs().begin(TENANT, "bob"));
        assertThat(now(keyring.epochs().list(TENANT))).hasSize(2);
    }

    @Test
    void anEpochIsDestroyedOnlyWhenNothingDependsOnIt() {
        KeyEpochs epochs = keyring.epochs();
        refuses(ErrorCode.NOT_POSSIBLE_NOW, "is in use", epochs.destroy(TENANT, 1, "ada"));
        refuses(ErrorCode.NOT_FOUND, "no epoch 9", epochs.destroy(TENANT, 9, "ada"));
        refuses(ErrorCode.NOT_FOUND, "There is no tenant", epochs.destroy(new TenantId("nobody"), 1, "ada"));
        now(epochs.begin(TENANT, "ada"));
        refuses(ErrorCode.NOT_POSSIBLE_NOW, "still wraps", epochs.destroy(TENANT, 1, "ada"));
        time.passes(MINUTE.multipliedBy(3));
        moves();
        refuses(ErrorCode.NOT_POSSIBLE_NOW, "Try again after", epochs.destroy(TENANT, 1, "ada"));
        time.passes(MINUTE.multipliedBy(3));

        Note before = now(keyring.of(TENANT, LI)).seal(NOTE);
        now(epochs.destroy(TENANT, 1, "ada"));
        assertThat(states()).containsExactly(State.CURRENT, State.DESTROYED);
        assertThat(rows.tenants
                        .get(new KeysInMemory.TenantPlace(TENANT, "customers", 1))
                        .wrapped())
                .isNull();
        assertThat(now(node().open(TENANT, before))).isEqualTo(NOTE);
        refuses(ErrorCode.NOT_POSSIBLE_NOW, "was destroyed", epochs.destroy(TENANT, 1, "ada"));
    }

    @Test
    void aKeyThatWasWrittenLateKeepsItsEpochFromBeingDestroyedUntilItIsWrappedAnew() {
        now(keyring.epochs().begin(TENANT, "ada"));
        KeyRows.CustomerRow written = rows.customers.get(new KeysInMemory.Place(TENANT, LI, 1));
        time.passes(MINUTE.multipliedBy(3));
        moves();
        // As of a node that was paused between deciding and writing.
        rows.customers.put(new KeysInMemory.Place(TENANT, LI, 1), written);
        time.passes(MINUTE.multipliedBy(3));

        refuses(ErrorCode.NOT_POSSIBLE_NOW, "still wraps 1 of", keyring.epochs().destroy(TENANT, 1, "bob"));
        assertThat(states()).containsExactly(State.CURRENT, State.OUTGOING);
        assertThat(moves()).isTrue();
        time.passes(MINUTE.multipliedBy(3));
        now(keyring.epochs().destroy(TENANT, 1, "bob"));
        assertThat(epochOf(LI)).isEqualTo(2);
    }

    @Test
    void whoeverComesUponAKeyOfAnEmptyEpochWrapsItAnewBeforeUsingIt() {
        KeyRows.CustomerRow written = rows.customers.get(new KeysInMemory.Place(TENANT, LI, 1));
        Note before = now(keyring.of(TENANT, LI)).seal(NOTE);
        takesOver();
        rows.customers.put(new KeysInMemory.Place(TENANT, LI, 1), written);

        assertThat(now(node().open(TENANT, before))).isEqualTo(NOTE);
        assertThat(epochOf(LI)).isEqualTo(2);
        now(keyring.epochs().destroy(TENANT, 1, "ada"));
    }

    @Test
    void aKeyThatTurnsUpInADestroyedEpochWasNeverUsedAndTheNextOneIsMade() {
        KeyRows.CustomerRow lis = rows.customers.get(new KeysInMemory.Place(TENANT, LI, 1));
        takesOver();
        now(keyring.epochs().destroy(TENANT, 1, "ada"));
        rows.customers.put(new KeysInMemory.Place(TENANT, WANG, 1), lis);

        Keyring other = node();
        CustomerKeys keys = now(other.toSeal(TENANT, WANG));
        assertThat(keys.seal(NOTE).text().kid()).isEqualTo("c-wang:2");
        assertThat(now(other.of(TENANT, LI)).canSeal()).isTrue();
    }

    @Test
    void aDamagedKeyIsNamedAndKeepsItsEpochUntilItIsDestroyed() {
        rows.customers.put(new KeysInMemory.Place(TENANT, WANG, 1), new KeyRows.CustomerRow(1, 1, new byte[60]));
        now(keyring.epochs().begin(TENANT, "ada"));
        time.passes(MINUTE.multipliedBy(3));
        assertThat(moves()).isFalse();
        assertThat(epochOf(LI)).isEqualTo(2);
        assertThat(states()).containsExactly(State.CURRENT, State.OUTGOING);

        now(keyring.destroy(TENANT, WANG));
        assertThat(moves()).isTrue();
    }

    @Test
    void aNewRootKeyWrapsTheNextEpochAndTheOldOneIsRetiredWhenItWrapsNothing() {
        byte[] pepper = keyring.pepper(TENANT);
        Note before = now(keyring.of(TENANT, LI)).seal(NOTE);
        KeyEpochs epochs = keyring.epochs();
        refuses(ErrorCode.NOT_POSSIBLE_NOW, "is the newest", epochs.retireRoot(TENANT, 1, "ada"));
        assertThat(now(epochs.newRoot(TENANT, "ada"))).isEqualTo(2);
        assertThat(now(node().open(TENANT, before))).isEqualTo(NOTE);
        refuses(
                ErrorCode.NOT_POSSIBLE_NOW,
                "epoch 1, the key that ids are derived with",
                epochs.retireRoot(TENANT, 1, "ada"));
        refuses(ErrorCode.NOT_FOUND, "no root key 3", epochs.retireRoot(TENANT, 3, "ada"));

        takesOver();
        assertThat(now(epochs.list(TENANT))).extracting(KeyEpoch::rootKey).containsExactly(2, 1);
        refuses(ErrorCode.NOT_POSSIBLE_NOW, "still wraps epoch 1.", epochs.retireRoot(TENANT, 1, "ada"));
        now(epochs.destroy(TENANT, 1, "ada"));
        now(epochs.retireRoot(TENANT, 1, "ada"));

        assertThatThrownBy(() -> kms.wrap(TENANT, 1, new byte[32])).isInstanceOf(Kms.Lost.class);
        assertThat(now(node().open(TENANT, before))).isEqualTo(NOTE);
        assertThat(node().pepper(TENANT)).isEqualTo(pepper);
    }

    @Test
    void aNodeForgetsTheKeyOfADestroyedEpochWithinAMinute() {
        Keyring other = node();
        now(other.of(TENANT, LI));
        KeyRows.CustomerRow lis = rows.customers.get(new KeysInMemory.Place(TENANT, LI, 1));
        takesOver();
        now(keyring.epochs().destroy(TENANT, 1, "ada"));
        rows.customers.put(new KeysInMemory.Place(TENANT, LI, 1), lis);
        time.passes(MINUTE);
        assertThat(now(other.of(TENANT, LI)).canSeal()).isFalse();
    }

    @Test
    void anOlderEpochIsWaitedForWhileTheKmsIsAway() throws Exception {
        now(keyring.epochs().begin(TENANT, "ada"));
        Keyring restarted = node();
        Path mounted = directory.resolve("kms");
        Path elsewhere = Files.move(mounted, directory.resolve("elsewhere"));
        assertThatThrownBy(() -> now(restarted.of(TENANT, LI))).hasCauseInstanceOf(Kms.Unavailable.class);

        Files.createDirectory(mounted);
        assertThatThrownBy(() -> now(restarted.of(TENANT, LI))).hasCauseInstanceOf(Kms.Unavailable.class);

        Files.delete(mounted);
        Files.move(elsewhere, mounted);
        assertThat(now(restarted.of(TENANT, LI)).canSeal()).isTrue();
    }

    @Test
    void noRootKeyIsMadeAnewWhereThoseOfATenantAreNotMounted() throws Exception {
        keyring.pepper(TENANT);
        Path mounted = directory.resolve("kms");
        Path elsewhere = Files.move(mounted, directory.resolve("elsewhere"));
        Files.createDirectory(mounted);
        KeyEpochs epochs = keyring.epochs();
        assertThatThrownBy(() -> now(epochs.begin(TENANT, "ada"))).hasCauseInstanceOf(Kms.Unavailable.class);
        assertThatThrownBy(() -> now(epochs.newRoot(TENANT, "ada"))).hasCauseInstanceOf(Kms.Unavailable.class);
        assertThatThrownBy(() -> now(epochs.retireRoot(TENANT, 1, "ada"))).hasCauseInstanceOf(Kms.Unavailable.class);
        // Nor for a tenant that so far only has the key for its ids.
        rows.tenants.keySet().removeIf(place -> place.use().equals(TenantKeys.CUSTOMERS));
        Keyring restarted = node();
        assertThatThrownBy(() -> now(restarted.toSeal(TENANT, WANG))).hasCauseInstanceOf(Kms.Unavailable.class);
        assertThat(mounted).isEmptyDirectory();

        Files.delete(mounted);
        Files.move(elsewhere, mounted);
        assertThat(now(restarted.toSeal(TENANT, WANG)).canSeal()).isTrue();
        assertThat(now(restarted.epochs().list(TENANT)))
                .extracting(KeyEpoch::rootKey)
                .containsExactly(1);
    }

    @Test
    void aNodeThatHasStartedReadsOlderEpochsWithoutTheKms() throws Exception {
        Note sealed = now(keyring.of(TENANT, LI)).seal(NOTE);
        now(keyring.epochs().begin(TENANT, "ada"));
        Keyring restarted = node();
        now(restarted.ready(TENANT));
        Files.move(directory.resolve("kms"), directory.resolve("elsewhere"));
        assertThat(now(restarted.open(TENANT, sealed))).isEqualTo(NOTE);
    }

    @Test
    void aLostEpochIsNotWaitedForAndKeepsNoNodeFromStarting() throws Exception {
        now(keyring.epochs().newRoot(TENANT, "ada"));
        now(keyring.epochs().begin(TENANT, "ada"));
        Files.delete(directory.resolve("kms").resolve("demo.1.root"));
        // On a node that has never read the first root key; ids are not derived again.
        rows.tenants.keySet().removeIf(place -> place.use().equals(TenantKeys.IDS));
        Keyring restarted = node();
        now(restarted.ready(TENANT));
        assertThatThrownBy(() -> now(restarted.of(TENANT, LI))).hasCauseInstanceOf(Kms.Lost.class);
        assertThat(now(restarted.toSeal(TENANT, WANG)).canSeal()).isTrue();
    }

    @Test
    void nothingIsRotatedWhereNothingIsSealed() {
        Keyring open = new Keyring(
                rows,
                kms,
                new PrivacySettings(false, 100, Duration.ofSeconds(60), 500, directory),
                Runnable::run,
                time,
                // Both clocks of a machine go together.
                () -> TimeUnit.MILLISECONDS.toNanos(time.millis()));
        assertThatThrownBy(() -> open.epochs().begin(TENANT, "ada")).hasMessageContaining("sealing = off");
    }
}
