package io.parley.edge.directline;

import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
import io.parley.conversation.ConversationEntity;
import io.parley.customer.Customer;
import io.parley.edge.kit.Backend;
import io.parley.inbox.Transcripts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads a thread across its conversations, from the journals. */
final class History {

    /** The most events in one answer to a poll; the watermark leads to the rest. */
    private static final int MAX_COUNT = 200;

    /** @param position after the events read, whether the customer sees them or not */
    record Page(List<Activity> activities, Watermark position) {}

    private final Backend backend;
    private final Transcripts transcripts;

    History(Backend backend) {
        this.backend = backend;
        this.transcripts = backend.transcripts();
    }

    /** @param parts the customer's conversations, oldest first */
    CompletionStage<Page> read(
            TenantId tenant, List<Customer.ConversationRef> parts, Watermark after, Activities view) {
        return read(tenant, parts, 0, new Page(List.of(), after), MAX_COUNT, view)
                .thenCompose(page -> page.position().equals(after)
                        ? existing(tenant, parts, after).thenApply(position -> new Page(List.of(), position))
                        : CompletableFuture.completedStage(page));
    }

    /** Returns the given watermark, or the newest that exists when it lies beyond that. */
    private CompletionStage<Watermark> existing(
            TenantId tenant, List<Customer.ConversationRef> parts, Watermark after) {
        Watermark claimed = after.within(parts);
        if (claimed.sequence() == 0) {
            return CompletableFuture.completedStage(claimed);
        }
        Customer.ConversationRef part = parts.stream()
                .filter(one -> one.ordinal() == claimed.ordinal())
                .findFirst()
                .orElse(null);
        if (part == null) {
            return CompletableFuture.completedStage(claimed);
        }
        // Its own event is nearly always there; only a missing one costs a query to the conversation.
        return transcripts
                .read(tenant, part.conversation(), claimed.sequence() - 1, 1)
                .thenCompose(found -> found.isEmpty()
                        ? newest(tenant, part).thenApply(claimed::upTo)
                        : CompletableFuture.completedStage(claimed));
    }

    private CompletionStage<Long> newest(TenantId tenant, Customer.ConversationRef part) {
        return ConversationEntity.of(backend.entities(), tenant, part.conversation())
                .askWithStatus(
                        (ActorRef<StatusReply<Conversation.Summary>> replyTo) -> new Conversation.GetSummary(replyTo),
                        backend.askTimeout())
                .thenApply(Conversation.Summary::sequence);
    }

    private CompletionStage<Page> read(
            TenantId tenant, List<Customer.ConversationRef> parts, int index, Page soFar, int left, Activities view) {
        Watermark position = soFar.position();
        if (left <= 0 || index >= parts.size()) {
            return CompletableFuture.completedStage(soFar);
        }
        Customer.ConversationRef part = parts.get(index);
        if (part.ordinal() < position.ordinal()) {
            return read(tenant, parts, index + 1, soFar, left, view);
        }
        long sequence = part.ordinal() == position.ordinal() ? position.sequence() : 0;
        return transcripts.read(tenant, part.conversation(), sequence, left).thenCompose(recorded -> {
            List<Activity> more = new ArrayList<>(soFar.activities());
            recorded.forEach(one -> more.addAll(view.of(part.ordinal(), one)));
            Watermark next = recorded.isEmpty()
                    ? position
                    : new Watermark(
                            part.ordinal(), recorded.get(recorded.size() - 1).sequence());
            return read(tenant, parts, index + 1, new Page(more, next), left - recorded.size(), view);
        });
    }
}
