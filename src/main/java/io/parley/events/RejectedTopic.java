package io.parley.events;

import akka.Done;
import akka.kafka.javadsl.SendProducer;
import io.parley.Refused;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Sends records to the rejected topic. After some failures a producer refuses all further records; a failed rejection ends a run of the
 * inbound stream, so each run begins with a new producer.
 */
final class RejectedTopic {

    private final RejectedRecords records;
    private final Supplier<SendProducer<String, byte[]>> connect;
    private volatile @Nullable SendProducer<String, byte[]> producer;

    RejectedTopic(String topic, Supplier<SendProducer<String, byte[]>> connect) {
        this.records = new RejectedRecords(topic);
        this.connect = connect;
    }

    /** Must be called at the beginning of each run. Rejections still pending from the previous run are sent by the new producer, too. */
    void connect() {
        SendProducer<String, byte[]> before = producer;
        producer = connect.get();
        if (before != null) {
            before.close();
        }
    }

    CompletionStage<Done> send(ConsumerRecord<String, byte[]> record, Refused why) {
        SendProducer<String, byte[]> current = producer;
        return current == null
                ? CompletableFuture.failedFuture(new IllegalStateException("not connected"))
                : current.send(records.of(record, why)).thenApply(sent -> Done.getInstance());
    }

    CompletionStage<Done> close() {
        SendProducer<String, byte[]> last = producer;
        return last == null ? CompletableFuture.completedFuture(Done.getInstance()) : last.close();
    }
}
