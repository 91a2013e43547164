package io.parley.events;

import io.parley.Refused;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * The form in which a record goes to the rejected topic: unchanged, with the reason and its place of origin in headers. A record too large
 * to be sent again goes without its key, value and headers, which can be read at that place.
 */
final class RejectedRecords {

    static final String REASON = "parley-reason";
    static final String ORIGIN = "parley-origin";

    /** The size of key, value and headers together; well below the default limit of Kafka's producer and brokers, which is 1 MiB. */
    static final int MAX_BYTES = 512 * 1024;

    private final String topic;

    RejectedRecords(String topic) {
        this.topic = topic;
    }

    ProducerRecord<String, byte[]> of(ConsumerRecord<String, byte[]> record, Refused why) {
        boolean fits = bytes(record) <= MAX_BYTES;
        ProducerRecord<String, byte[]> copy =
                new ProducerRecord<>(topic, fits ? record.key() : null, fits ? record.value() : null);
        if (fits) {
            record.headers().forEach(copy.headers()::add);
        }
        add(copy, REASON, why.code().code() + ": " + why.detail());
        add(copy, ORIGIN, record.topic() + "/" + record.partition() + "/" + record.offset());
        return copy;
    }

    private static void add(ProducerRecord<String, byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static long bytes(ConsumerRecord<String, byte[]> record) {
        long bytes = record.value() == null ? 0 : record.value().length;
        bytes += record.key() == null ? 0 : record.key().getBytes(StandardCharsets.UTF_8).length;
        for (Header header : record.headers()) {
            bytes += header.key().length() * 3L + (header.value() == null ? 0 : header.value().length);
        }
        return bytes;
    }
}
