package io.parley;

import akka.actor.typed.BackoffSupervisorStrategy;
import akka.actor.typed.SupervisorStrategy;
import java.time.Duration;

/** How entities begin again when the journal failed them. One for all: each entity would hold its own in memory. */
public final class Restarts {

    public static final BackoffSupervisorStrategy WITH_BACKOFF =
            SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(5), 0.2);

    private Restarts() {}
}
