package io.parley.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.parley.EntityKey;
import io.parley.MovableClock;
import io.parley.Slices;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
import io.parley.conversation.Silence;
import io.parley.directory.DirectoryContent;
import io.parley.directory.DirectoryContent.Document;
import io.parley.directory.FakeDirectory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SilenceSweepTest {

    private static final TenantId TENANT = new TenantId("demo");
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final Silence STANDARD =
            new Silence(Duration.ofMinutes(30), Duration.ofHours(24), Duration.ofHours(72), Duration.ofHours(1));

    private final FakeDirectory directory = new FakeDirectory();
    private final Map<EntityKey, OpenConversations.Open> list = new LinkedHashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final List<Silence> limits = new ArrayList<>();
    private int unread = -1;
    private final MovableClock clock = new MovableClock(NOW);

    /** The conversations' answers; one without an entry never answers. */
    private final Map<String, Conversation.Expiry> answers = new HashMap<>();

    private final SilenceSweep sweep = new SilenceSweep(
            directory,
            this::scan,
            (key, silence) -> {
                asked.add(key.tenant() + "|" + key.id());
                limits.add(silence);
                Conversation.Expiry answer = answers.get(key.id());
                return answer == null
                        ? CompletableFuture.failedStage(new TimeoutException("lost"))
                        : CompletableFuture.completedStage(answer);
            },
            new Silences(directory, STANDARD),
            clock);

    private CompletionStage<Void> scan(int part, Function<List<OpenConversations.Open>, CompletionStage<Void>> each) {
        if (part == unread) {
            return CompletableFuture.failedStage(new IllegalStateException("not read"));
        }
        List<OpenConversations.Open> page = list.values().stream()
                .filter(open -> Slices.bucket(open.conversation().id(), OpenConversations.PARTS) == part)
                .toList();
        return each.apply(page);
    }

    @BeforeEach
    void aTenant() {
        directory.add(TENANT, DirectoryContent.EMPTY.with(List.of(document("{}"))));
    }

    @Test
    void asksThoseToEndThatHaveBeenSilentForLong() {
        put("long", Conversation.OwnerKind.BOT, Duration.ofMinutes(31), 5);
        put("short", Conversation.OwnerKind.BOT, Duration.ofMinutes(29), 5);
        put("queued", Conversation.OwnerKind.QUEUE, Duration.ofHours(5), 5);
        run();
        assertThat(asked).containsExactly("demo|long");
        assertThat(limits).containsExactly(STANDARD);
    }

    @Test
    void asksThoseWhoHaveWaitedSilentlyInTheQueueForDays() {
        put("gone", Conversation.OwnerKind.QUEUE, Duration.ofHours(73), 5);
        put("waiting", Conversation.OwnerKind.QUEUE, Duration.ofHours(71), 5);
        put("held", Conversation.OwnerKind.AGENT, Duration.ofHours(99), 5);
        run();
        assertThat(asked).containsExactly("demo|gone");
    }

    @Test
    void asksAgainTheNextTimeWhenTheQuestionOrItsAnswerWasLost() {
        put("held", Conversation.OwnerKind.BOT, Duration.ofMinutes(31), 5);
        put("queued", Conversation.OwnerKind.QUEUE, Duration.ofHours(73), 5);
        run();
        run();
        assertThat(asked).containsExactlyInAnyOrder("demo|held", "demo|queued", "demo|held", "demo|queued");
        // They have ended; the list is still behind.
        answers.put("held", new Conversation.Expiry(null));
        answers.put("queued", new Conversation.Expiry(null));
        run();
        run();
        assertThat(asked).hasSize(6);
    }

    @Test
    void asksAgainAtOnceWhenTheClockOfTheConversationWasBehind() {
        put("c1", Conversation.OwnerKind.BOT, Duration.ofMinutes(30), 5);
        answers.put("c1", new Conversation.Expiry(NOW));
        run();
        run();
        assertThat(asked).hasSize(2);
    }

    @Test
    void doesNotWakeOneWithAnOpenFormAgainUntilItSaidThatItEnds() {
        put("in-form", Conversation.OwnerKind.BOT, Duration.ofMinutes(31), 5);
        Instant end = NOW.minus(Duration.ofMinutes(31)).plus(STANDARD.inForm());
        answers.put("in-form", new Conversation.Expiry(end));
        run();
        run();
        clock.set(end.minusSeconds(1));
        run();
        assertThat(asked).hasSize(1);
        clock.set(end);
        run();
        assertThat(asked).hasSize(2);
    }

    @Test
    void asksAgainWhenSomethingHasHappenedInItOrTheTenantSaysOtherwise() {
        put("c1", Conversation.OwnerKind.BOT, Duration.ofMinutes(31), 5);
        answers.put("c1", new Conversation.Expiry(NOW.plus(STANDARD.inForm())));
        run();
        put("c1", Conversation.OwnerKind.BOT, Duration.ofMinutes(31), 6);
        run();
        assertThat(asked).hasSize(2);
        directory.add(TENANT, DirectoryContent.EMPTY.with(List.of(document("{\"inForm\":\"PT1H\"}"))));
        run();
        assertThat(asked).hasSize(3);
    }

    @Test
    void asksOneThatSilenceCannotEndYetAgainAfterAWhile() {
        put("under-way", Conversation.OwnerKind.BOT, Duration.ofMinutes(31), 5);
        answers.put("under-way", new Conversation.Expiry(null));
        run();
        clock.set(NOW.plus(STANDARD.after()).minusSeconds(1));
        run();
        assertThat(asked).hasSize(1);
        clock.set(NOW.plus(STANDARD.after()));
        run();
        assertThat(asked).hasSize(2);
    }

    @Test
    void aPartThatCannotBeReadHoldsUpNoOther() {
        for (int i = 0; i < 450; i++) {
            put("c" + i, Conversation.OwnerKind.BOT, Duration.ofHours(1), 5);
            answers.put("c" + i, new Conversation.Expiry(null));
        }
        unread = 7;
        run();
        int readable = asked.size();
        assertThat(readable).isBetween(400, 449);
        unread = -1;
        run();
        assertThat(asked).hasSize(450).doesNotHaveDuplicates();
        unread = 8;
        run();
        unread = -1;
        run();
        assertThat(asked).as("what they answered is still known").hasSize(450);
    }

    @Test
    void waitsAsLongAsTheTenantSays() {
        directory.add(TENANT, DirectoryContent.EMPTY.with(List.of(document("{\"after\":\"PT10M\"}"))));
        put("c1", Conversation.OwnerKind.BOT, Duration.ofMinutes(11), 5);
        run();
        assertThat(limits)
                .containsExactly(new Silence(
                        Duration.ofMinutes(10), Duration.ofHours(24), Duration.ofHours(72), Duration.ofHours(1)));
    }

    @Test
    void refusesWhatCannotBeMeant() {
        var config = ConfigFactory.defaultReference();
        Silences.check(document("{\"after\":\"PT10M\",\"inForm\":\"PT1H\",\"reopenWithin\":\"PT0S\"}"), config);
        assertThatThrownBy(() -> Silences.check(document("{\"afer\":\"PT10M\"}"), config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("silence")
                .hasMessageContaining("afer");
        assertThatThrownBy(() -> Silences.check(document("{\"after\":\"soon\"}"), config))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Silences.check(document("{\"after\":\"PT48H\"}"), config))
                .hasMessageContaining("inForm");
        Silences.check(document("{\"inQueue\":\"PT30M\"}"), config);
        Silences.check(document("{\"after\":\"PT96H\",\"inForm\":\"PT96H\"}"), config);
        assertThatThrownBy(() -> Silences.check(document("{\"inQueue\":\"PT29M\"}"), config))
                .hasMessageContaining("inQueue");
    }

    private void run() {
        sweep.run().toCompletableFuture().join();
    }

    private static Document document(String json) {
        return new Document(Document.SILENCE, Document.IMPORTED, json);
    }

    private void put(String id, Conversation.OwnerKind owner, Duration ago, long sequence) {
        EntityKey key = new EntityKey(TENANT, id);
        list.put(key, new OpenConversations.Open(key, owner, NOW.minus(ago), sequence));
    }
}
