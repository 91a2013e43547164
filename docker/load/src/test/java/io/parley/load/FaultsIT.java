package io.parley.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.load.crowd.Crowd;
import io.parley.load.crowd.Tally;
import io.parley.load.crowd.Texts;
import io.parley.load.crowd.Watch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/** Conversations while Cassandra or Kafka is unavailable. */
class FaultsIT extends WholeCluster {

    private static final int CUSTOMERS = 40;
    private static final double RATE = 10;
    private static final String TOPIC = "conversation.events.v1";

    @Test
    void refusesInTimeAndLosesNothingWhileCassandraIsFrozen() {
        try (Crowd crowd = new Crowd(lab.servers(), lab.secret(), Texts.of(null))) {
            crowd.join(CUSTOMERS, true).join();
            CompletableFuture<Crowd.Measured> speaking = crowd.speak(RATE, 0, 600, 60, Crowd.Window.NONE);
            pause(5);
            lab.cassandra().suspend();
            pause(30);
            Map<String, Integer> failures = crowd.failures().join();
            lab.cassandra().resume();
            Watch after = crowd.watch().join();
            double back = after.everybody().orTimeout(90, TimeUnit.SECONDS).join();
            System.err.println("Everybody was answered again after " + back + " s");
            crowd.hush().join();
            speaking.join();

            Tally shown = crowd.tally().join();
            acknowledged(shown.acknowledged());
            // The server itself refuses; no client runs into its own time-out.
            assertThat(failures).containsKey("status 503").doesNotContainKey("TimeoutException");
            assertThat(back).isLessThan(30);
            assertThat(shown.kept()).describedAs("%s", shown).isTrue();
            assertThat(shown.posted()).describedAs("%s", shown).isEqualTo(shown.acknowledged());
            assertThat(crowd.readBack().join().lost()).isZero();
        }
    }

    @Test
    void goesOnWithoutKafkaAndTellsEveryEventInOrderOnceItIsBack() {
        try (Crowd crowd = new Crowd(lab.servers(), lab.secret(), Texts.of(null))) {
            crowd.join(CUSTOMERS, true).join();
            CompletableFuture<Crowd.Measured> speaking = crowd.speak(RATE, 0, 600, 60, Crowd.Window.NONE);
            pause(10);
            System.err.println("Kafka stops at " + Instant.now());
            lab.kafka().stop();
            Watch without = crowd.watch().join();
            pause(60);
            double slowest = crowd.longest(without).join();
            boolean everybody = without.everybody().isDone();
            Map<String, Integer> failures = crowd.failures().join();
            System.err.println("Kafka starts at " + Instant.now());
            lab.kafka().start(System.err::println);
            pause(5);
            crowd.hush().join();
            speaking.join();

            Tally shown = crowd.tally().join();
            acknowledged(shown.acknowledged());
            assertThat(everybody).isTrue();
            assertThat(failures).isEmpty();
            assertThat(slowest).isLessThan(5);
            assertThat(shown.kept()).describedAs("%s", shown).isTrue();
            assertThat(shown.unanswered()).isZero();
        }
        Topic topic = new Topic();
        topic.readUntil(acknowledged(), Duration.ofSeconds(120));
        assertThat(topic.missing())
                .describedAs("%d of %d messages", topic.received, acknowledged())
                .isEmpty();
        assertThat(topic.outOfOrder).isEmpty();
        assertThat(topic.received).isGreaterThanOrEqualTo(acknowledged());
    }

    /** The topic's events, read by a subscriber that ignores repeats. */
    private static final class Topic {
        private final Map<String, TreeSet<Long>> seen = new TreeMap<>();
        private int received;
        private final List<String> outOfOrder = new ArrayList<>();

        void readUntil(int messages, Duration limit) {
            Properties settings = new Properties();
            settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, lab.kafka().bootstrapServers());
            settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
            try (KafkaConsumer<String, byte[]> consumer =
                    new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
                List<PartitionInfo> partitions = consumer.partitionsFor(TOPIC);
                consumer.assign(partitions.stream()
                        .map(partition -> new TopicPartition(TOPIC, partition.partition()))
                        .toList());
                long end = System.nanoTime() + limit.toNanos();
                while (received < messages && System.nanoTime() - end < 0) {
                    consumer.poll(Duration.ofMillis(500)).forEach(this::read);
                }
            }
        }

        private void read(ConsumerRecord<String, byte[]> record) {
            String id = header(record, "ce_id");
            String conversation = id.substring(0, id.lastIndexOf('-'));
            long sequence = Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
            TreeSet<Long> before = seen.computeIfAbsent(conversation, first -> new TreeSet<>());
            long last = before.isEmpty() ? 0 : before.last();
            if (!before.add(sequence)) {
                return;
            }
            if (sequence < last) {
                outOfOrder.add("%s after %d, partition %d, offset %d, sent %s"
                        .formatted(
                                id,
                                last,
                                record.partition(),
                                record.offset(),
                                Instant.ofEpochMilli(record.timestamp())));
            }
            if (header(record, "ce_type").equals("io.parley.conversation.message-received.v1")) {
                received++;
            }
        }

        /** The conversations with missing events, and which events those are. */
        Map<String, List<Long>> missing() {
            Map<String, List<Long>> missing = new TreeMap<>();
            seen.forEach((conversation, sequences) -> {
                List<Long> gaps = LongStream.rangeClosed(1, sequences.last())
                        .filter(sequence -> !sequences.contains(sequence))
                        .boxed()
                        .toList();
                if (!gaps.isEmpty()) {
                    missing.put(conversation, gaps);
                }
            });
            return missing;
        }

        private static String header(ConsumerRecord<String, byte[]> record, String name) {
            return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
        }
    }
}
