package io.parley.edge.api.agents;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.LocalizedText;
import io.parley.directory.Directory.Queue;
import io.parley.routing.Routing;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The length of a queue.
 *
 * @param oldestSince null when the queue is empty
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record QueueLength(String id, LocalizedText name, int waiting, @Nullable Instant oldestSince) {

    /** Counts every demand in the queue whose skills fit it best; one that fits none, in the queue that requires no skills. */
    static List<QueueLength> of(List<Queue> queues, List<Routing.Demand> demands) {
        Map<String, QueueLength> lengths = new HashMap<>();
        for (Routing.Demand demand : demands) {
            queues.stream()
                    .filter(queue -> demand.skills().containsAll(queue.skills()))
                    .max(Comparator.comparingInt((Queue queue) -> queue.skills().size())
                            .thenComparing(Queue::id, Comparator.reverseOrder()))
                    .ifPresent(queue -> lengths.merge(
                            queue.id(),
                            new QueueLength(queue.id(), queue.name(), demand.waiting(), demand.oldestSince()),
                            QueueLength::sum));
        }
        return queues.stream()
                .map(queue -> lengths.getOrDefault(queue.id(), new QueueLength(queue.id(), queue.name(), 0, null)))
                .toList();
    }

    private static QueueLength sum(QueueLength one, QueueLength other) {
        Instant a = one.oldestSince();
        Instant b = other.oldestSince();
        return new QueueLength(
                one.id(),
                one.name(),
                one.waiting() + other.waiting(),
                a == null || (b != null && b.isBefore(a)) ? b : a);
    }
}
