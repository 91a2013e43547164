package io.parley.edge.directline;

import io.parley.TenantId;
import io.parley.customer.Customer;
import io.parley.inbox.Transcripts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads a thread across its conversations, from the journals. */
final class History {

    /** Events of one answer to a poll; the watermark leads to the rest. */
    private static final int MOST = 200;

    /** @param position after what was read, whether the customer sees it or not */
    record Page(List<Activity> activities, Watermark position) {}

    private final Transcripts transcripts;

    History(Transcripts transcripts) {
        this.transcripts = transcripts;
    }

    /** @param parts the customer's conversations, oldest first */
    CompletionStage<Page> read(TenantId tenant, List<Customer.Part> parts, Watermark after, Activities view) {
        return read(tenant, parts, 0, new Page(List.of(), after), MOST, view);
    }

    private CompletionStage<Page> read(
            TenantId tenant, List<Customer.Part> parts, int index, Page soFar, int left, Activities view) {
        Watermark position = soFar.position();
        if (left <= 0 || index >= parts.size()) {
            return CompletableFuture.completedStage(soFar);
        }
        Customer.Part part = parts.get(index);
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
