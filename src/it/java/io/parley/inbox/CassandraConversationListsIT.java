package io.parley.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import io.parley.CustomerId;
import io.parley.MigratedCassandra;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
import io.parley.edge.kit.Json;
import io.parley.inbox.ConversationLists.Filter;
import io.parley.inbox.ConversationLists.Page;
import io.parley.privacy.CustomerKeys;
import io.parley.privacy.Keyring;
import io.parley.privacy.Stored;
import io.parley.privacy.TestKeys;
import io.parley.projection.JournalEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Lists over several partitions and months, page by page. */
class CassandraConversationListsIT {

    private static final Keyring keyring = TestKeys.keyring();

    private static final Instant OCTOBER = Instant.parse("2026-10-31T23:00:00Z");
    private static final int CONVERSATIONS = 2_300;

    private static CqlSession session;

    private final TenantId tenant =
            new TenantId("t" + UUID.randomUUID().toString().substring(0, 8));

    @BeforeAll
    static void connect() {
        session = MigratedCassandra.connect();
    }

    @AfterAll
    static void disconnect() {
        session.close();
    }

    /** One every two seconds, so that the last ones fall into November; a UUID of version 7. */
    private static String id(int number) {
        long millis = OCTOBER.plusSeconds(2L * number).toEpochMilli();
        return new UUID(millis << 16 | 0x7000, 0x8000_0000_0000_0000L | number).toString();
    }

    private static String name(int number) {
        return "Customer " + (number < 2 ? "wanted" : number);
    }

    private JournalEvent<Stored<Conversation.Event>> opened(int number) {
        Conversation.Event event = Json.read(
                """
                {"type":"conversation-opened",
                 "opening":{"customer":"customer-%d","ordinal":1,"customerName":"%s","carried":{"marks":[]}},
                 "from":{"channel":"webchat","account":"webchat-demo","user":"dl_%d"},
                 "language":"en","at":"%s"}
                """
                        .formatted(number, name(number), number, OCTOBER.plusSeconds(number)),
                Conversation.Event.class);
        CustomerKeys keys = keyring.toSeal(tenant, new CustomerId("customer-" + number))
                .toCompletableFuture()
                .join();
        return new JournalEvent<>(
                "conversation|" + tenant.value() + "|" + id(number),
                1,
                null,
                0,
                Stored.seal(Conversation.Event.class, event, keys));
    }

    private List<String> all(Filter filter, int limit) {
        CassandraConversationLists lists = new CassandraConversationLists(session, keyring);
        List<String> found = new ArrayList<>();
        String cursor = null;
        do {
            Page page = lists.list(tenant, filter, limit, cursor)
                    .toCompletableFuture()
                    .join();
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            page.items().forEach(summary -> found.add(summary.id().value()));
            cursor = page.next();
        } while (cursor != null);
        return found;
    }

    @Test
    void aCustomerWhoWasAskedForPatienceIsStillUnanswered() {
        InboxProjection inbox = new InboxProjection(session);
        JournalEvent<Stored<Conversation.Event>> opened = opened(7);
        List<String> events = List.of(
                """
                {"type":"message-received","clientMessageId":"m1","digest":1,
                 "asker":{"from":{"channel":"webchat","account":"webchat-demo","user":"dl_7"},"proof":"none"},
                 "contents":[{"type":"text","text":"hello"}],"at":"2026-11-21T08:00:00Z"}
                """,
                """
                {"type":"patience-asked","turn":2,"contents":[{"type":"text","text":"one moment"}],
                 "at":"2026-11-21T08:00:08Z"}
                """,
                """
                {"type":"bot-answered","turn":2,"contents":[{"type":"text","text":"hi"}],"memory":{},"sources":[],
                 "trace":[],"at":"2026-11-21T08:00:09Z"}
                """);
        CustomerKeys keys = keyring.toSeal(tenant, new CustomerId("customer-7"))
                .toCompletableFuture()
                .join();
        inbox.handle(List.of(opened)).toCompletableFuture().join();
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            Conversation.Event event = Json.read(events.get(i), Conversation.Event.class);
            Stored<Conversation.Event> sealed = Stored.seal(Conversation.Event.class, event, keys);
            inbox.handle(List.of(new JournalEvent<>(opened.persistenceId(), 2 + i, null, 0, sealed)))
                    .toCompletableFuture()
                    .join();
            Conversation.Summary summary = new CassandraConversationLists(session, keyring)
                    .list(tenant, Filter.NONE, 10, null)
                    .toCompletableFuture()
                    .join()
                    .items()
                    .get(0);
            seen.add(summary.lastMessage().from() + ": " + summary.lastMessage().text() + ", " + summary.unanswered());
        }

        assertThat(seen).containsExactly("customer: hello, true", "bot: one moment, true", "bot: hi, false");
    }

    @Test
    void everyConversationIsListedOnceTheNewestFirst() {
        InboxProjection inbox = new InboxProjection(session);
        List<String> ids = new ArrayList<>();
        for (int from = 0; from < CONVERSATIONS; from += 100) {
            List<JournalEvent<Stored<Conversation.Event>>> events =
                    IntStream.range(from, from + 100).mapToObj(this::opened).toList();
            inbox.handle(events).toCompletableFuture().join();
            IntStream.range(from, from + 100).forEach(number -> ids.add(id(number)));
        }
        ids.sort(Comparator.reverseOrder());

        assertThat(all(Filter.NONE, 200)).isEqualTo(ids);
        assertThat(all(Filter.NONE, 7).subList(0, 50)).isEqualTo(ids.subList(0, 50));
        // Far beyond the rows that a single page searches.
        assertThat(all(new Filter(null, null, null, null, "WANTED"), 10)).containsExactly(id(1), id(0));
        assertThat(
                        session
                                .execute("SELECT DISTINCT tenant, month, bucket FROM parley.inbox_conversation")
                                .all()
                                .stream()
                                .filter(row -> tenant.value().equals(row.getString("tenant")))
                                .count())
                .as("partitions, of two months")
                .isEqualTo(2L * Partition.BUCKETS);
    }
}
