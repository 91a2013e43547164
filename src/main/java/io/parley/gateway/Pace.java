package io.parley.gateway;

import io.parley.gateway.ChannelGatewayErrand.AttemptDelivery;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Limits how fast one channel account's replies are delivered, in parallel and per second; the others wait in order of arrival. */
final class Pace {

    private final int parallel;
    private final int perSecond;
    private final Set<AttemptDelivery> waiting = new LinkedHashSet<>();
    private final Set<AttemptDelivery> underWay = new HashSet<>();
    private Instant second = Instant.EPOCH;
    private int begun;

    /**
     * @param parallel how many may be in progress at the same time
     * @param perSecond how many may begin per second
     */
    Pace(int parallel, int perSecond) {
        this.parallel = parallel;
        this.perSecond = perSecond;
    }

    void join(AttemptDelivery attempt) {
        waiting.add(attempt);
    }

    /** Removes an errand that ended or is no longer wanted. */
    void leave(AttemptDelivery attempt) {
        waiting.remove(attempt);
        underWay.remove(attempt);
    }

    /**
     * Begins all that may begin now.
     *
     * @return the time until more may begin even if none ends; empty if only the end of one allows more
     */
    Optional<Duration> begin(Instant now, Consumer<AttemptDelivery> start) {
        if (Duration.between(second, now).abs().compareTo(Duration.ofSeconds(1)) >= 0) {
            second = now;
            begun = 0;
        }
        Iterator<AttemptDelivery> next = waiting.iterator();
        while (next.hasNext() && underWay.size() < parallel && begun < perSecond) {
            AttemptDelivery attempt = next.next();
            next.remove();
            underWay.add(attempt);
            begun++;
            start.accept(attempt);
        }
        return next.hasNext() && underWay.size() < parallel
                ? Optional.of(Duration.between(now, second.plusSeconds(1)))
                : Optional.empty();
    }
}
