package io.parley.bell;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.parley.ClusterMessage;
import io.parley.Slices;
import java.time.Instant;

/** A tenant's bell: it can be rung, and counts. */
public interface Bell {

    EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "bell");

    /** The slices of its events. */
    Slices SLICES = new Slices("bell", 4);

    sealed interface Command extends ClusterMessage {}

    record Ring(ActorRef<State> replyTo) implements Command {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes(@JsonSubTypes.Type(name = "rung", value = Rung.class))
    sealed interface Event {}

    record Rung(Instant at) implements Event {}

    record State(long rung) implements ClusterMessage {}
}
