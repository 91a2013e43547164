package io.parley.events;

import akka.Done;
import io.parley.conversation.Conversation;
import io.parley.privacy.Keyring;
import io.parley.privacy.Stored;
import io.parley.projection.Consumer;
import io.parley.projection.JournalEvent;
import io.parley.projection.Outages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the events of every conversation, read from the journal, so none is ever missed and an outage of Kafka costs nothing but time.
 * In order within a conversation: one key, and one idempotent producer that is handed the events one after the other. At least once: the
 * id {@code conversation-sequence} tells a consumer what it has seen. Sequence numbers are those of the journal; a number whose event does
 * not leave is missing.
 */
public final class ConversationPublisher implements Consumer<Stored<Conversation.Event>> {

    private final Supplier<Producer<String, byte[]>> connect;
    private final Keyring keyring;
    private final Executor sending;
    private final ConversationRecords records;
    /** Changed by the sending thread only; null until it is needed, and after it has become useless. */
    private volatile @Nullable Producer<String, byte[]> producer;

    /**
     * @param connect makes a producer, one for all slices; fails while Kafka's address is not known
     * @param keyring opens what leaves masked or in the clear
     * @param sending has one thread, because a producer blocks its caller while Kafka is away
     */
    public ConversationPublisher(
            Supplier<Producer<String, byte[]>> connect,
            Keyring keyring,
            Executor sending,
            ConversationRecords records) {
        this.keyring = keyring;
        this.connect = connect;
        this.sending = sending;
        this.records = records;
    }

    @Override
    public String name() {
        return "conversation-events";
    }

    /** Done once Kafka has them all. */
    @Override
    public CompletionStage<Done> handle(List<JournalEvent<Stored<Conversation.Event>>> events) {
        CompletionStage<List<JournalEvent<Conversation.Event>>> opened =
                CompletableFuture.completedStage(new ArrayList<>());
        for (JournalEvent<Stored<Conversation.Event>> event : events) {
            opened = opened.thenCombine(keyring.open(event.key().tenant(), event.event()), (before, open) -> {
                before.add(
                        new JournalEvent<>(event.persistenceId(), event.sequence(), event.offset(), event.at(), open));
                return before;
            });
        }
        return opened.thenCompose(
                all -> CompletableFuture.supplyAsync(() -> send(all), sending).thenCompose(Function.identity()));
    }

    private CompletionStage<Done> send(List<JournalEvent<Conversation.Event>> events) {
        Producer<String, byte[]> known = producer;
        Producer<String, byte[]> kafka = known == null ? connect.get() : known;
        producer = kafka;
        List<CompletableFuture<Done>> all = new ArrayList<>();
        for (JournalEvent<Conversation.Event> event : events) {
            Optional<ProducerRecord<String, byte[]>> record =
                    records.of(event.persistenceId(), event.sequence(), event.event());
            if (record.isEmpty()) {
                continue;
            }
            CompletableFuture<Done> sent = new CompletableFuture<>();
            all.add(sent);
            kafka.send(record.get(), (metadata, failure) -> {
                if (failure == null) {
                    sent.complete(Done.getInstance());
                } else {
                    sent.completeExceptionally(failure);
                    if (isUseless(failure)) {
                        sending.execute(() -> abandon(kafka));
                    }
                }
            });
            if (sent.isCompletedExceptionally()) {
                break; // Each further one would wait as long.
            }
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).thenApply(done -> Done.getInstance());
    }

    /** After some failures an idempotent producer refuses everything for ever; one that was not allowed to send tries again. */
    private static boolean isUseless(Throwable failure) {
        return Outages.is(failure)
                && !(failure instanceof RetriableException)
                && !(failure instanceof AuthorizationException);
    }

    private void abandon(Producer<String, byte[]> kafka) {
        if (producer == kafka) {
            producer = null;
            kafka.close(Duration.ZERO);
        }
    }

    /** At the end, when the sending thread takes nothing more. */
    public void close(Duration within) {
        Producer<String, byte[]> last = producer;
        if (last != null) {
            last.close(within);
        }
    }
}
