package io.parley.load;

import io.parley.load.lab.Metrics;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How often the bot handed customers over to a human, by reason, as one node counts it.
 *
 * @param byReason since the node started
 */
record Handoffs(Map<String, Integer> byReason) {

    Handoffs {
        byReason = Map.copyOf(byReason);
    }

    /** Empty if the node does not publish its figures. */
    static Optional<Handoffs> of(URI node) {
        return Metrics.of(node).map(metrics -> {
            Map<String, Integer> counts = new TreeMap<>();
            metrics.by("parley_handoffs_total", "reason")
                    .forEach((reason, count) -> counts.put(reason, count.intValue()));
            return new Handoffs(counts);
        });
    }

    Handoffs since(Handoffs before) {
        Map<String, Integer> more = new TreeMap<>(byReason);
        before.byReason.forEach((reason, count) -> more.merge(reason, -count, Integer::sum));
        return new Handoffs(more);
    }

    int count(String reason) {
        return byReason.getOrDefault(reason, 0);
    }

    /** Those that lack of time may have caused: the bot, or an action in a company's system, failed or was too late. */
    int failed() {
        return count("bot-failed") + count("action-failed");
    }

    /** For display, with the reasons in alphabetical order. */
    String text() {
        String text = new TreeMap<>(byReason)
                .entrySet().stream()
                        .filter(reason -> reason.getValue() != 0)
                        .map(reason -> reason.getKey() + " " + reason.getValue())
                        .collect(Collectors.joining(", "));
        return text.isEmpty() ? "none" : text;
    }
}
