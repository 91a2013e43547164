package io.parley.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import io.parley.CustomerId;
import io.parley.Personal;
import io.parley.Personal.Closed;
import io.parley.Personal.Kind;
import io.parley.TenantId;
import io.parley.channel.spi.Content;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyringTest {

    private static final TenantId TENANT = new TenantId("demo");
    private static final CustomerId LI = new CustomerId("c-li");
    private static final CustomerId WANG = new CustomerId("c-wang");

    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new ParameterNamesModule()).build();
    private static final ObjectMapper BETWEEN_NODES = CBORMapper.builder()
            .addModule(new ParameterNamesModule())
            .addModule(new OpenPersonalModule())
            .build();

    record Said(Personal<List<Content>> contents, @Nullable Personal<String> name, long at, List<Note> notes) {}

    record Note(Personal<String> text, Map<String, Personal<String>> slots) {}

    private static final Said SAID = new Said(
            Personal.of(Kind.TEXT, List.of(new Content.Text("我的订单 A-17 在哪里？"))),
            Personal.of(Kind.NAME, "李雷"),
            7,
            List.of(new Note(
                    Personal.of(Kind.TEXT, "sounds tired"), Map.of("phone", Personal.of(Kind.SLOT, "13800001234")))));

    @TempDir
    private Path directory;

    private final KeysInMemory rows = new KeysInMemory();
    private final AtomicLong nanos = new AtomicLong();
    private Keyring keyring;
    private CustomerKeys li;

    @BeforeEach
    void start() {
        keyring = node(true);
        li = now(keyring.toSeal(TENANT, LI));
    }

    private Keyring node(boolean sealing) {
        return new Keyring(
                rows,
                new FileKms(directory.resolve("kms")),
                new PrivacySettings(sealing, 100, Duration.ofSeconds(60), 500, directory),
                Runnable::run,
                Clock.systemUTC(),
                nanos::get);
    }

    private static <T> T now(CompletionStage<T> done) {
        CompletableFuture<T> future = done.toCompletableFuture();
        assertThat(future).isCompleted();
        return future.join();
    }

    @Test
    void whatIsSealedIsReadByWhoeverHasTheKeyAndByNobodyElse() throws Exception {
        String stored = JSON.writeValueAsString(li.seal(SAID));
        assertThat(stored).doesNotContain("李雷", "A-17", "tired", "13800001234").contains("{\"~\":\"c-li:1.");

        Said read = JSON.readValue(stored, Said.class);
        assertThat(read.contents().isOpen()).isFalse();
        assertThat(read.contents().closed()).isEqualTo(Closed.SEALED);
        assertThat(read.at()).isEqualTo(7);
        assertThat(now(keyring.toSeal(TENANT, WANG)).open(read).name()).isEqualTo(read.name());
        assertThat(li.open(read)).isEqualTo(SAID);
        // Another node, with nothing but the stored data.
        assertThat(now(node(true).open(TENANT, read))).isEqualTo(SAID);
    }

    @Test
    void theSameWordsAreSealedDifferentlyEachTime() {
        assertThat(li.seal(SAID).name()).isNotEqualTo(li.seal(SAID).name());
    }

    @Test
    void whatIsNotSealedIsNotWritten() {
        assertThatThrownBy(() -> JSON.writeValueAsString(SAID))
                .hasMessageContaining("not sealed")
                .hasMessageNotContaining("李雷");
    }

    @Test
    void betweenTheMemoriesOfTwoNodesOpenValuesStayOpenAndSealedOnesSealed() throws Exception {
        Said open = BETWEEN_NODES.readValue(BETWEEN_NODES.writeValueAsBytes(SAID), Said.class);
        assertThat(open).isEqualTo(SAID);
        assertThatThrownBy(() -> JSON.writeValueAsString(open)).hasMessageContaining("not sealed");

        Said sealed = li.seal(SAID);
        assertThat(BETWEEN_NODES.readValue(BETWEEN_NODES.writeValueAsBytes(sealed), Said.class))
                .isEqualTo(sealed);
    }

    @Test
    void whatWasOpenedKeepsItsCiphertext() {
        Said sealed = li.seal(SAID);
        assertThat(li.seal(li.open(sealed))).isEqualTo(sealed);
    }

    @Test
    void withoutAKeyNothingIsStoredInTheClear() {
        CustomerKeys none = now(keyring.of(TENANT, WANG));
        assertThat(none.canSeal()).isFalse();
        assertThatThrownBy(() -> none.seal(SAID)).hasMessageContaining("no key");
        rows.away = true;
        assertThat(keyring.toSeal(TENANT, WANG).toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void whatIsSealedForSomebodyElseIsNotStored() {
        Said wangs = now(keyring.toSeal(TENANT, WANG)).seal(SAID);
        assertThatThrownBy(() -> li.seal(wangs)).hasMessageContaining("another customer");
    }

    @Test
    void aChangedFieldIsDamagedAndTheOthersAreRead() throws Exception {
        Said sealed = li.seal(SAID);
        String token = sealed.name().token();
        char last = token.charAt(token.length() - 3);
        String changed = token.substring(0, token.length() - 3)
                + (last == 'A' ? 'B' : 'A')
                + token.substring(token.length() - 2);
        Said read = li.open(JSON.readValue(JSON.writeValueAsString(sealed).replace(token, changed), Said.class));
        assertThat(read.name().closed()).isEqualTo(Closed.DAMAGED);
        assertThat(read.name().orElse("?")).isEqualTo("?");
        assertThat(read.contents()).isEqualTo(SAID.contents());
        assertThat(li.open(new Note(Personal.sealed("c-li:1.x"), Map.of()))
                        .text()
                        .closed())
                .isEqualTo(Closed.DAMAGED);
    }

    @Test
    void ciphertextIsBoundToItsKindCustomerAndTenant() {
        Personal<String> name = li.seal(SAID).name();
        String token = name.token();
        // The first letter of the Base64 depends on the kind.
        byte[] bytes = java.util.Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
        bytes[0] = (byte) Kind.TEXT.letter();
        String other = name.kid() + "."
                + java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        assertThat(li.open(new Note(Personal.sealed(other), Map.of())).text().closed())
                .isEqualTo(Closed.DAMAGED);

        TenantId another = new TenantId("another");
        now(keyring.toSeal(another, LI));
        assertThat(now(keyring.open(another, new Note(Personal.sealed(token), Map.of())))
                        .text()
                        .closed())
                .isEqualTo(Closed.DAMAGED);
    }

    @Test
    void aDestroyedKeyOpensNothingAnyMoreAndOthersAreReadable() {
        Said lis = li.seal(SAID);
        Said wangs = now(keyring.toSeal(TENANT, WANG)).seal(SAID);
        assertThat(now(keyring.destroy(TENANT, LI))).isTrue();
        assertThat(now(keyring.destroy(TENANT, LI))).isFalse();

        assertThat(li.open(lis).name().closed())
                .as("through what was held before")
                .isEqualTo(Closed.ERASED);
        assertThat(li.canSeal()).isFalse();
        assertThat(now(keyring.open(TENANT, lis)).name().closed()).isEqualTo(Closed.ERASED);
        assertThat(now(keyring.open(TENANT, wangs))).isEqualTo(SAID);
        assertThat(rows.customers.get(new KeysInMemory.Place(TENANT, LI, 1)).wrapped())
                .isNull();
    }

    @Test
    void aNodeThatIsToldHoldsADestroyedKeyNoLongerThoughNobodyAsksForIt() {
        Keyring other = node(true);
        CustomerKeys there = now(other.of(TENANT, LI));
        Said lis = li.seal(SAID);
        now(keyring.destroy(TENANT, LI));
        assertThat(there.open(lis)).as("before it is told").isEqualTo(SAID);

        other.forget(TENANT, LI);

        assertThat(there.open(lis).name().closed()).isEqualTo(Closed.ERASED);
        assertThat(there.canSeal()).isFalse();
    }

    @Test
    void aNoticeThatArrivesLateLeavesTheNextKeyAsItIs() {
        now(keyring.destroy(TENANT, LI));
        CustomerKeys again = now(keyring.toSeal(TENANT, LI));
        Said after = again.seal(SAID);

        keyring.forget(TENANT, LI);

        assertThat(again.open(after)).isEqualTo(SAID);
        assertThat(again.canSeal()).isTrue();
    }

    @Test
    void keysThatNobodyUsesLeaveMemoryThoughAnEntityThatHasStoppedStillHasThem() {
        // As an entity that has stopped and has not been collected yet.
        Runnable look = () -> keyring.of(TENANT, LI);
        li.onDoubt(look);
        nanos.addAndGet(Keyring.KEPT.toNanos() - 1);
        assertThat(keyring.size()).isEqualTo(1);
        assertThat(li.fresh()).isFalse();

        nanos.incrementAndGet();

        assertThat(keyring.size()).isZero();
        assertThat(now(keyring.of(TENANT, LI))).isNotSameAs(li);
        // The listener is held only weakly.
        Reference.reachabilityFence(look);
    }

    @Test
    void aNodeThatIsNotToldFindsOutWithinAMinute() {
        Keyring other = node(true);
        Said lis = li.seal(SAID);
        assertThat(now(other.open(TENANT, lis))).isEqualTo(SAID);
        now(keyring.destroy(TENANT, LI));
        nanos.addAndGet(Duration.ofSeconds(60).toNanos());
        assertThat(now(other.open(TENANT, lis)).name().closed()).isEqualTo(Closed.ERASED);
    }

    @Test
    void withinTheMinuteNobodyReadsTheKeyAgain() {
        int reads = rows.reads;
        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        now(keyring.of(TENANT, LI));
        assertThat(rows.reads).isEqualTo(reads);
        rows.away = true;
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(keyring.of(TENANT, LI).toCompletableFuture()).isCompletedExceptionally();
        rows.away = false;
        assertThat(now(keyring.of(TENANT, LI)).canSeal()).isTrue();
    }

    @Test
    void whoWritesAgainAfterwardsGetsANewKeyAndWhatWasBeforeStaysClosed() {
        Said before = li.seal(SAID);
        now(keyring.destroy(TENANT, LI));
        CustomerKeys again = now(keyring.toSeal(TENANT, LI));
        Said after = again.seal(SAID);
        assertThat(after.name().kid()).isEqualTo("c-li:2");
        assertThat(now(node(true).open(TENANT, after))).isEqualTo(SAID);
        assertThat(again.open(before).name().closed()).isEqualTo(Closed.ERASED);
        assertThat(again.destroyed()).isEqualTo(1);
    }

    @Test
    void twoNodesThatMakeAKeyAtOnceUseTheSameOne() {
        Keyring other = node(true);
        CustomerKeys there = now(other.of(TENANT, WANG));
        CustomerKeys here = now(keyring.toSeal(TENANT, WANG));
        assertThat(there.canSeal()).isFalse();
        Said sealed = now(other.toSeal(TENANT, WANG)).seal(SAID);
        assertThat(here.open(sealed)).isEqualTo(SAID);
    }

    @Test
    void withSealingOffEverythingIsStoredAsItIs() throws Exception {
        CustomerKeys off = now(node(false).toSeal(TENANT, LI));
        String stored = JSON.writeValueAsString(off.seal(SAID));
        assertThat(stored).contains("李雷");
        Said read = JSON.readValue(stored, Said.class);
        assertThat(read).isEqualTo(SAID);
        assertThat(JSON.writeValueAsString(read)).isEqualTo(stored);
    }

    @Test
    void neitherValuesNorKeysArePrinted() {
        assertThat(SAID.toString()).doesNotContain("李雷").contains("***");
        assertThat(li.toString()).isEqualTo("keys of demo/c-li");
    }

    @Test
    void whoHasWrappedKeysButNotTheRootKeyReadsNothing() {
        new FileKms(directory.resolve("kms")).destroy(TENANT, 1);
        assertThat(node(true).of(TENANT, LI).toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void digestsNeedTheKey() {
        byte[] message = "hello".getBytes(StandardCharsets.UTF_8);
        assertThat(li.digest(message)).isEqualTo(li.digest(message));
        assertThat(now(keyring.toSeal(TENANT, WANG)).digest(message)).isNotEqualTo(li.digest(message));
    }

    @Test
    void thePepperIsTheSameOnEveryNodeAndAnotherForEveryTenant() {
        assertThat(keyring.pepper(TENANT)).isEqualTo(node(true).pepper(TENANT));
        assertThat(keyring.pepper(TENANT)).isNotEqualTo(keyring.pepper(new TenantId("another")));
    }
}
