package io.parley.bell;

import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import io.parley.EntityKey;
import io.parley.Restarts;
import java.time.Clock;
import java.util.Set;

final class BellEntity extends EventSourcedBehavior<Bell.Command, Bell.Event, Bell.State> {

    private final EntityKey key;
    private final Clock clock;

    BellEntity(EntityKey key, Clock clock) {
        super(EntityKey.persistenceId(Bell.TYPE.name(), key.toString()), Restarts.WITH_BACKOFF);
        this.key = key;
        this.clock = clock;
    }

    @Override
    public Bell.State emptyState() {
        return new Bell.State(0);
    }

    @Override
    public CommandHandler<Bell.Command, Bell.Event, Bell.State> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Bell.Ring.class, ring -> Effect()
                        .persist(new Bell.Rung(clock.instant()))
                        .thenReply(ring.replyTo(), after -> after))
                .build();
    }

    @Override
    public EventHandler<Bell.State, Bell.Event> eventHandler() {
        return (before, event) -> new Bell.State(before.rung() + 1);
    }

    @Override
    public Set<String> tagsFor(Bell.Event event) {
        return Set.of(Bell.SLICES.tag(key.toString()));
    }
}
