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
 * Publishes the events of every conversation, read from the journal, so none is missed and an outage of Kafka only causes delay. Ordered
 * within a conversation, by its key and a single idempotent producer. Delivered at least once: a consumer detects duplicates by the id
 * {@code conversation-sequence}. Sequence numbers are those of the journal, with gaps for events that are not published.
 */
public final class ConversationPublisher implements Consumer<Stored<Conversation.Event>> {

    private final Supplier<Producer<String, byte[]>> connect;
    private final Keyring keyring;
    private final Executor sending;
    private final ConversationRecords records;
    /** Changed by the sending thread only; null until first needed, and after it has become unusable. */
    private volatile @Nullable Producer<String, byte[]> producer;

    /**
     * @param connect makes a producer, one for all slices; fails while Kafka's address is unknown
     * @param keyring opens what is published masked or in the clear
     * @param sending has one thread, because a producer blocks its caller while Kafka is unavailable
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

    /** Completes once Kafka has acknowledged all of them. */
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
                    if (isUnusable(failure)) {
                        sending.execute(() -> abandon(kafka));
                    }
                }
            });
            if (sent.isCompletedExceptionally()) {
                break; // Each further one would wait just as long.
            }
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).thenApply(done -> Done.getInstance());
    }

    /** After some failures an idempotent producer refuses all further records; after a failed authorization it remains usable. */
    private static boolean isUnusable(Throwable failure) {
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

    /** Closes the producer at the end, when the sending thread accepts no more work. */
    public void close(Duration within) {
        Producer<String, byte[]> last = producer;
        if (last != null) {
            last.close(within);
        }
    }
}
