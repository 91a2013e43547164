package io.parley.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import io.parley.CustomerId;
import io.parley.EntityKey;
import io.parley.MigratedCassandra;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
import io.parley.edge.kit.Json;
import io.parley.inbox.OpenConversations.Open;
import io.parley.privacy.CustomerKeys;
import io.parley.privacy.Keyring;
import io.parley.privacy.Stored;
import io.parley.privacy.TestKeys;
import io.parley.projection.JournalEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Open conversations among others, across tenants and months, without a keyring. */
class CassandraOpenConversationsIT {

    private static final Instant OCTOBER = Instant.parse("2026-10-20T08:00:00Z");
    private static final CustomerId CUSTOMER = new CustomerId("k1");
    private static final Keyring keyring = TestKeys.keyring();

    private static CqlSession session;

    private final TenantId tenant = tenant();
    private final TenantId other = tenant();

    private static TenantId tenant() {
        return new TenantId("t" + UUID.randomUUID().toString().substring(0, 8));
    }

    @BeforeAll
    static void connect() {
        session = MigratedCassandra.connect();
    }

    @AfterAll
    static void disconnect() {
        session.close();
    }

    /** One per hour, so that they span several months; a UUID of version 7. */
    private static String id(int number) {
        long millis = OCTOBER.plus(Duration.ofHours(number)).toEpochMilli();
        return new UUID(millis << 16 | 0x7000, 0x8000_0000_0000_0000L | number).toString();
    }

    private CompletionStage<?> happened(TenantId whose, int number, String... events) {
        CustomerKeys keys =
                keyring.toSeal(whose, CUSTOMER).toCompletableFuture().join();
        List<JournalEvent<Stored<Conversation.Event>>> journal = new ArrayList<>();
        for (String event : events) {
            journal.add(new JournalEvent<>(
                    "conversation|" + whose.value() + "|" + id(number),
                    journal.size() + 1,
                    null,
                    0,
                    Stored.seal(Conversation.Event.class, Json.read(event, Conversation.Event.class), keys)));
        }
        return new InboxProjection(session).handle(journal);
    }

    private static final String OPENED =
            """
            {"type":"conversation-opened",
             "opening":{"customer":"k1","ordinal":1,"customerName":"Li","carried":{"marks":[]}},
             "from":{"channel":"webchat","account":"webchat-demo","user":"dl_1"},
             "language":"en","at":"2026-10-20T08:00:00Z"}
            """;
    private static final String ASKED =
            """
            {"type":"message-received","clientMessageId":"m1","digest":1,
             "asker":{"from":{"channel":"webchat","account":"webchat-demo","user":"dl_1"},"proof":"none"},
             "contents":[{"type":"text","text":"hello"}],"at":"2026-10-20T08:00:01Z"}
            """;
    private static final String ANSWERED =
            """
            {"type":"bot-answered","turn":2,"contents":[{"type":"text","text":"hi"}],"memory":{},"sources":[],
             "trace":[],"at":"2026-10-20T08:00:02Z"}
            """;
    private static final String HANDED_OFF =
            """
            {"type":"handed-off","reason":"requested","summary":"wants a human","skills":[],"at":"2026-10-20T08:00:03Z"}
            """;
    private static final String ENDED =
            """
            {"type":"conversation-ended","ending":"answered","cause":"silence","at":"2026-10-20T08:00:04Z"}
            """;

    private List<Open> open(TenantId whose) {
        List<Open> found = new ArrayList<>();
        OpenConversations conversations = new CassandraOpenConversations(session);
        for (int part = 0; part < OpenConversations.PARTS; part++) {
            conversations
                    .scan(part, page -> {
                        page.stream()
                                .filter(open -> open.conversation().tenant().equals(whose))
                                .forEach(found::add);
                        return CompletableFuture.completedStage(null);
                    })
                    .toCompletableFuture()
                    .join();
        }
        return found;
    }

    @Test
    void findsEachOpenConversationOfEachTenantAndMonthOnceAndWhoHoldsIt() {
        List<CompletableFuture<?>> writes = new ArrayList<>();
        for (int number = 0; number < 900; number++) {
            writes.add((number % 3 == 0
                            ? happened(tenant, number, OPENED, ASKED, ANSWERED, ENDED)
                            : happened(tenant, number, OPENED, ASKED, ANSWERED))
                    .toCompletableFuture());
        }
        writes.add(happened(other, 1, OPENED, ASKED, ANSWERED, HANDED_OFF).toCompletableFuture());
        writes.add(happened(other, 2, OPENED).toCompletableFuture());
        CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)).join();

        assertThat(open(tenant))
                .hasSize(600)
                .doesNotHaveDuplicates()
                .allSatisfy(open -> assertThat(open.owner()).isEqualTo(Conversation.OwnerKind.BOT))
                .contains(new Open(
                        new EntityKey(tenant, id(1)),
                        Conversation.OwnerKind.BOT,
                        Instant.parse("2026-10-20T08:00:02Z"),
                        3));
        assertThat(open(other))
                .as("one that nobody has written in is not open yet")
                .containsExactly(new Open(
                        new EntityKey(other, id(1)),
                        Conversation.OwnerKind.QUEUE,
                        Instant.parse("2026-10-20T08:00:02Z"),
                        4));
    }

    @Test
    void leavesOutWhatEndedAndTakesInWhatGoesOn() {
        happened(tenant, 1, OPENED, ASKED, ANSWERED, ENDED)
                .toCompletableFuture()
                .join();
        assertThat(open(tenant)).isEmpty();
        happened(
                        tenant,
                        1,
                        OPENED,
                        ASKED,
                        ANSWERED,
                        ENDED,
                        """
                {"type":"conversation-reopened","at":"2026-10-20T09:00:00Z"}
                """)
                .toCompletableFuture()
                .join();
        assertThat(open(tenant)).extracting(Open::sequence).containsExactly(5L);
    }
}
