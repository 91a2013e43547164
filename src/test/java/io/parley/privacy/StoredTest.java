package io.parley.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.parley.CustomerId;
import io.parley.Personal.Kind;
import io.parley.Sealed;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredTest {

    private static final TenantId TENANT = new TenantId("demo");
    private static final CustomerId LI = new CustomerId("c-li");
    private static final Instant AT = Instant.parse("2026-11-29T08:00:00Z");

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({@JsonSubTypes.Type(name = "said", value = Said.class)})
    sealed interface Happened {}

    record Said(
            ChannelAddress from,
            @Sealed(Kind.TEXT) List<Content> contents,
            @Sealed(Kind.NAME) @Nullable String name,
            @Sealed(Kind.TEXT) String summary,
            @Sealed(Kind.SLOT) Remembered memory,
            @Sealed(Kind.SLOT) @Nullable Remembered carriedOver,
            Set<ChannelAddress> verified,
            Nested nested,
            Instant at)
            implements Happened {}

    record Remembered(@Nullable Map<String, String> slots) {}

    record Nested(List<Reply> replies) {}

    record Reply(long sequence, @Sealed(Kind.TEXT) List<Content> contents) {}

    private static final ChannelAddress PHONE = new ChannelAddress("sms", "sms-demo", "+8613800001234");
    private static final List<Content> CONTENTS = List.of(
            new Content.Text("MARKER text"), new Content.Choice("MARKER?", List.of(new Content.Option("MARKER", "m"))));
    private static final Happened SAID = new Said(
            PHONE,
            CONTENTS,
            "MARKER name",
            "MARKER summary",
            new Remembered(Map.of("order", "MARKER slot")),
            null,
            Set.of(PHONE),
            new Nested(List.of(new Reply(3, CONTENTS))),
            AT);

    @TempDir
    private Path directory;

    private final KeysInMemory rows = new KeysInMemory();
    private Keyring keyring;
    private CustomerKeys keys;

    @BeforeEach
    void start() {
        keyring = new Keyring(
                rows,
                new FileKms(directory),
                new PrivacySettings(true, 100, Duration.ofSeconds(60), 500, directory),
                Runnable::run,
                Clock.systemUTC(),
                System::nanoTime);
        keys = keyring.toSeal(TENANT, LI).toCompletableFuture().join();
    }

    private static String text(Stored<?> stored) {
        return new String(stored.json(), StandardCharsets.UTF_8);
    }

    @Test
    void whatIsMarkedIsCiphertextAndEverythingElseIsReadable() {
        Stored<Happened> stored = Stored.seal(Happened.class, SAID, keys);
        assertThat(text(stored))
                .doesNotContain("MARKER", "13800001234")
                .contains(
                        "\"type\":\"said\"", "\"channel\":\"sms\"", "\"account\":\"sms-demo\"", "2026-11-29T08:00:00Z")
                .contains("\"contents\":{\"~\":\"c-li:1.");
        assertThat(stored.owner()).isEqualTo(LI);
        assertThat(stored.open(keys)).isEqualTo(SAID);
        assertThat(keyring.open(TENANT, stored).toCompletableFuture().join()).isEqualTo(SAID);
    }

    @Test
    void whoHasNoKeySeesWhatIsNotPersonal() {
        Said closed = (Said) Stored.seal(Happened.class, SAID, keys).closed();
        assertThat(closed.contents()).isEmpty();
        assertThat(closed.name()).isNull();
        assertThat(closed.summary()).isEqualTo("erased");
        assertThat(closed.memory()).isEqualTo(new Remembered(null));
        assertThat(closed.carriedOver()).isNull();
        assertThat(closed.from()).isEqualTo(new ChannelAddress("sms", "sms-demo", "erased"));
        assertThat(closed.nested().replies().get(0).sequence()).isEqualTo(3);
        assertThat(closed.at()).isEqualTo(AT);
    }

    @Test
    void afterTheKeyIsDestroyedItReadsAsThat() {
        Stored<Happened> stored = Stored.seal(Happened.class, SAID, keys);
        keyring.destroy(TENANT, LI).toCompletableFuture().join();
        assertThat(keyring.open(TENANT, stored).toCompletableFuture().join()).isEqualTo(stored.closed());
    }

    @Test
    void aDamagedFieldIsAbsentAndTheOthersAreRead() {
        Stored<Happened> stored = Stored.seal(Happened.class, SAID, keys);
        String json = text(stored);
        int at = json.indexOf("\"name\":{\"~\":\"c-li:1.") + 30;
        String damaged = json.substring(0, at) + (json.charAt(at) == 'A' ? 'B' : 'A') + json.substring(at + 1);
        Said read = (Said) new Stored<>(Happened.class, LI, damaged.getBytes(StandardCharsets.UTF_8)).open(keys);
        assertThat(read.name()).isEqualTo("damaged");
        assertThat(read.contents()).isEqualTo(CONTENTS);
    }

    @Test
    void withoutAKeyNothingIsStored() {
        CustomerKeys none = keyring.of(TENANT, new CustomerId("c-new"))
                .toCompletableFuture()
                .join();
        assertThatThrownBy(() -> Stored.seal(Happened.class, SAID, none))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no key")
                .hasMessageNotContaining("MARKER");
    }

    @Test
    void withSealingOffItIsPlainJson() {
        CustomerKeys off = CustomerKeys.off(TENANT, LI);
        Stored<Happened> stored = Stored.seal(Happened.class, SAID, off);
        assertThat(text(stored)).contains("\"name\":\"MARKER name\"");
        assertThat(stored.open(off)).isEqualTo(SAID);
        assertThat(stored.closed()).isEqualTo(SAID);
    }
}
