package io.parley;

import akka.actor.typed.BackoffSupervisorStrategy;
import akka.actor.typed.SupervisorStrategy;
import java.time.Duration;

/** How entities restart after a journal failure. A single shared instance, or each entity would hold its own in memory. */
public final class Restarts {

    public static final BackoffSupervisorStrategy WITH_BACKOFF =
            SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(5), 0.2);

    private Restarts() {}
}
