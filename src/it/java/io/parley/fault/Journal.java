package io.parley.fault;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is stored, read past the server. */
final class Journal {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PREFIX = "conversation|" + RealNode.TENANT + "|";

    record Stored(long sequence, JsonNode event) {
        String type() {
            return event.path("type").asText();
        }
    }

    private final CqlSession session;

    Journal(CqlSession session) {
        this.session = session;
    }

    List<Stored> events(String conversation) {
        return session
                .execute(
                        "SELECT sequence_nr, event FROM parley.messages WHERE persistence_id = ? AND partition_nr = 0",
                        PREFIX + conversation)
                .all()
                .stream()
                .map(row -> new Stored(row.getLong("sequence_nr"), json(row)))
                .toList();
    }

    /** Of every conversation that has ever been, the last sequence number. */
    Map<String, Long> conversations() {
        Map<String, Long> last = new TreeMap<>();
        for (Row row : session.execute("SELECT persistence_id, sequence_nr FROM parley.messages")) {
            String id = Objects.requireNonNull(row.getString("persistence_id"));
            if (id.startsWith(PREFIX)) {
                last.merge(id.substring(PREFIX.length()), row.getLong("sequence_nr"), Math::max);
            }
        }
        return last;
    }

    /** Up to which event the newest snapshot reaches; null without one. */
    @Nullable Long snapshot(String conversation) {
        Row newest = session.execute(
                        "SELECT sequence_nr FROM parley.snapshots WHERE persistence_id = ? LIMIT 1",
                        PREFIX + conversation)
                .one();
        return newest == null ? null : newest.getLong("sequence_nr");
    }

    /** The newest snapshot as it is stored; empty without one. */
    byte[] snapshotData(String conversation) {
        Row newest = session.execute(
                        "SELECT snapshot_data FROM parley.snapshots WHERE persistence_id = ? LIMIT 1",
                        PREFIX + conversation)
                .one();
        return newest == null ? new byte[0] : bytes(newest, "snapshot_data");
    }

    /** Also says where a recovery begins to look for events that miss in the tag view, which the server itself does now and then. */
    void deleteBelow(String conversation, long sequence) {
        session.execute(
                "INSERT INTO parley.tag_scanning (persistence_id, sequence_nr) VALUES (?, ?)",
                PREFIX + conversation,
                sequence);
        session.execute(
                "DELETE FROM parley.messages WHERE persistence_id = ? AND partition_nr = 0 AND sequence_nr < ?",
                PREFIX + conversation,
                sequence);
    }

    /** Makes one stored event unreadable, in the journal only: not in what projections read. */
    void damage(String conversation, long sequence) {
        Row row = Objects.requireNonNull(session.execute(
                        "SELECT timestamp FROM parley.messages WHERE persistence_id = ? AND partition_nr = 0 AND sequence_nr = ?",
                        PREFIX + conversation,
                        sequence)
                .one());
        session.execute(
                "UPDATE parley.messages SET event = ? WHERE persistence_id = ? AND partition_nr = 0 AND sequence_nr = ? AND timestamp = ?",
                ByteBuffer.wrap("{\"type\":".getBytes(StandardCharsets.UTF_8)),
                PREFIX + conversation,
                sequence,
                row.getUuid("timestamp"));
    }

    /** Whether a shard would start it by itself. It is remembered when it starts and forgotten when it leaves memory, in turns. */
    boolean isRemembered(String conversation) {
        String entity = RealNode.TENANT + "|" + conversation;
        String shard = "/sharding/conversationShard/" + Math.abs(entity.hashCode() % shards());
        long mentioned = session
                .execute("SELECT event FROM parley.messages WHERE persistence_id = ? AND partition_nr = 0", shard)
                .all()
                .stream()
                .filter(row -> new String(bytes(row, "event"), StandardCharsets.ISO_8859_1).contains(entity))
                .count();
        if (mentioned == 0) {
            throw new AssertionError("The shard " + shard + " has never heard of " + entity);
        }
        return mentioned % 2 == 1;
    }

    private int shards() {
        Row shards = session.execute(
                        "SELECT value FROM parley.installation WHERE name = 'akka.cluster.sharding.number-of-shards'")
                .one();
        if (shards == null) {
            throw new AssertionError("no node has written down how many shards there are");
        }
        return Integer.parseInt(String.valueOf(shards.getString("value")));
    }

    private static JsonNode json(Row row) {
        try {
            return JSON.readTree(bytes(row, "event"));
        } catch (IOException damaged) {
            return JSON.missingNode();
        }
    }

    private static byte[] bytes(Row row, String column) {
        ByteBuffer stored = Objects.requireNonNull(row.getByteBuffer(column));
        byte[] bytes = new byte[stored.remaining()];
        stored.get(bytes);
        return bytes;
    }
}
