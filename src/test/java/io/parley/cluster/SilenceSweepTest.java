package io.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.parley.AgentId;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.EntityKey;
import io.parley.LocalizedText;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.conversation.Conversation;
import io.parley.conversation.Silence;
import io.parley.directory.DirectoryContent;
import io.parley.directory.DirectoryContent.Document;
import io.parley.directory.FakeDirectory;
import io.parley.edge.FakeConversationLists;
import io.parley.language.Language;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SilenceSweepTest {

    private static final TenantId TENANT = new TenantId("demo");
    private static final LocalizedText NAME = LocalizedText.of("专席", "Desk");
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final Silence STANDARD =
            new Silence(Duration.ofMinutes(30), Duration.ofHours(24), Duration.ofHours(72), Duration.ofHours(1));

    private final FakeDirectory directory = new FakeDirectory();
    private final FakeConversationLists lists = new FakeConversationLists();
    private final List<String> asked = new ArrayList<>();
    private final List<Conversation.Command> commands = new ArrayList<>();
    private final SilenceSweep sweep = new SilenceSweep(
            directory,
            lists,
            (key, command) -> {
                asked.add(EntityKey.of(key.tenant(), new ConversationId(key.id())));
                commands.add(command);
            },
            STANDARD,
            Clock.fixed(NOW, ZoneOffset.UTC));

    @BeforeEach
    void aTenant() {
        directory.add(TENANT, DirectoryContent.EMPTY.with(List.of(document("{}"))));
    }

    @Test
    void asksThoseToEndThatHaveBeenSilentForLong() {
        put("long", Conversation.Owner.BOT, Duration.ofMinutes(31), 5);
        put("short", Conversation.Owner.BOT, Duration.ofMinutes(29), 5);
        put("queued", Conversation.Owner.QUEUE, Duration.ofHours(5), 5);
        run();
        assertThat(asked).containsExactly("demo|long");
        assertThat(commands)
                .containsExactly(new Conversation.EndIfSilent(
                        Duration.ofMinutes(30), Duration.ofHours(24), Duration.ofHours(72), Duration.ofHours(1)));
    }

    @Test
    void asksThoseWhoHaveWaitedSilentlyInTheQueueForDays() {
        put("gone", Conversation.Owner.QUEUE, Duration.ofHours(73), 5);
        put("waiting", Conversation.Owner.QUEUE, Duration.ofHours(71), 5);
        put("held", Conversation.Owner.agent(new AgentId("a1"), NAME), Duration.ofHours(99), 5);
        run();
        assertThat(asked).containsExactly("demo|gone");
        // A command that is lost on its way is made up for.
        run();
        assertThat(asked).containsExactly("demo|gone", "demo|gone");
    }

    @Test
    void doesNotWakeOneAgainThatDidNotEndUntilItsFormIsDue() {
        put("in-form", Conversation.Owner.BOT, Duration.ofMinutes(31), 5);
        run();
        run();
        assertThat(asked).hasSize(1);
        put("due", Conversation.Owner.BOT, Duration.ofHours(25), 5);
        run();
        run();
        assertThat(asked).containsExactly("demo|in-form", "demo|due", "demo|due");
    }

    @Test
    void asksAllOfThemPageByPage() {
        for (int i = 0; i < 450; i++) {
            put("c" + i, Conversation.Owner.BOT, Duration.ofHours(1), 5);
        }
        run();
        assertThat(asked).hasSize(450);
    }

    @Test
    void waitsAsLongAsTheTenantSays() {
        directory.add(TENANT, DirectoryContent.EMPTY.with(List.of(document("{\"after\":\"PT10M\"}"))));
        put("c1", Conversation.Owner.BOT, Duration.ofMinutes(11), 5);
        run();
        assertThat(commands)
                .containsExactly(new Conversation.EndIfSilent(
                        Duration.ofMinutes(10), Duration.ofHours(24), Duration.ofHours(72), Duration.ofHours(1)));
    }

    @Test
    void refusesWhatCannotBeMeant() {
        var config = ConfigFactory.defaultReference();
        SilenceSweep.check(document("{\"after\":\"PT10M\",\"inForm\":\"PT1H\",\"reopenWithin\":\"PT0S\"}"), config);
        assertThatThrownBy(() -> SilenceSweep.check(document("{\"afer\":\"PT10M\"}"), config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("silence")
                .hasMessageContaining("afer");
        assertThatThrownBy(() -> SilenceSweep.check(document("{\"after\":\"soon\"}"), config))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SilenceSweep.check(document("{\"after\":\"PT48H\"}"), config))
                .hasMessageContaining("inForm");
        SilenceSweep.check(document("{\"inQueue\":\"PT30M\"}"), config);
        SilenceSweep.check(document("{\"after\":\"PT96H\",\"inForm\":\"PT96H\"}"), config);
        assertThatThrownBy(() -> SilenceSweep.check(document("{\"inQueue\":\"PT29M\"}"), config))
                .hasMessageContaining("inQueue");
    }

    private void run() {
        sweep.run().toCompletableFuture().join();
    }

    private static Document document(String json) {
        return new Document(Document.SILENCE, Document.IMPORTED, json);
    }

    private void put(String id, Conversation.Owner owner, Duration ago, long sequence) {
        lists.put(
                TENANT,
                new Conversation.Summary(
                        new ConversationId(id),
                        Conversation.Status.OPEN,
                        owner,
                        new CustomerId("k1"),
                        1,
                        null,
                        new ChannelAddress("webchat", "webchat-demo", "dl_1"),
                        Language.EN,
                        NOW.minus(ago),
                        NOW.minus(ago),
                        null,
                        new Conversation.LastMessage("bot", "hi", NOW.minus(ago)),
                        sequence,
                        null,
                        null,
                        false));
    }
}
