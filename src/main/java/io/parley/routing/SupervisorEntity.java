package io.parley.routing;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.pattern.StatusReply;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import io.parley.ClusterMessage;
import io.parley.Decided;
import io.parley.EntityKey;
import io.parley.Followers;
import io.parley.Refused;
import io.parley.Restarts;
import io.parley.TenantId;
import io.parley.links.Entities;
import io.parley.routing.Supervision.Alarm;
import io.parley.routing.Supervision.Command;
import io.parley.routing.Supervision.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.ObjLongConsumer;

/**
 * The only writer of a tenant's alarms. Polls the line instead of being notified, so that no lost or late message can make it miss a wait.
 */
public final class SupervisorEntity extends EventSourcedBehavior<Command, Event, SupervisorState> {

    public static final EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "supervisor");

    /** Returns a reference to a tenant's supervisor. */
    public static EntityRef<Command> of(Entities entities, TenantId tenant) {
        return entities.of(TYPE, EntityKey.of(tenant));
    }

    /** @param waitingTooLong how long a wait must have lasted to raise an alarm; @param checkInterval how often the line is checked */
    public record Settings(Duration waitingTooLong, Duration checkInterval) {
        public static Settings from(com.typesafe.config.Config config) {
            return new Settings(config.getDuration("waiting-too-long"), config.getDuration("check-interval"));
        }
    }

    /**
     * @param router sends a command to the tenant's router; fire-and-forget
     * @param caseKnown notifies a conversation that its case, opened by its event with that number, has been recorded
     */
    public record Dependencies(
            BiConsumer<TenantId, Routing.Command> router,
            ObjLongConsumer<EntityKey> caseKnown,
            Clock clock,
            Settings settings) {}

    private final TimerScheduler<Command> timers;
    private final TenantId tenant;
    private final Dependencies dependencies;
    private final Followers<Supervision.Update> followers;
    private final ActorRef<Routing.Line> line;

    public static Behavior<Command> create(EntityKey key, Dependencies dependencies) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new SupervisorEntity(context, timers, key.tenant(), dependencies)));
    }

    private SupervisorEntity(
            ActorContext<Command> context, TimerScheduler<Command> timers, TenantId tenant, Dependencies dependencies) {
        super(EntityKey.persistenceId(TYPE.name(), EntityKey.of(tenant)), Restarts.WITH_BACKOFF);
        this.timers = timers;
        this.tenant = tenant;
        this.dependencies = dependencies;
        this.followers = new Followers<>(context);
        this.line = context.messageAdapter(Routing.Line.class, Supervision.LineSeen::new);
    }

    @Override
    public SupervisorState emptyState() {
        return SupervisorState.EMPTY;
    }

    @Override
    public EventHandler<SupervisorState, Event> eventHandler() {
        return (state, event) -> event.applyTo(state);
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(100, 2);
    }

    @Override
    public CommandHandler<Command, Event, SupervisorState> commandHandler() {
        return this::handle;
    }

    private Effect<Event, SupervisorState> handle(SupervisorState state, Command command) {
        if (command instanceof Supervision.Tick) {
            dependencies.router().accept(tenant, new Routing.AskLine(line));
            return Effect().none();
        } else if (command instanceof Supervision.Follow follow) {
            followers.add(follow.follower());
            follow.follower().tell(Supervision.Alarms.of(state.alarms()));
            return Effect().none();
        } else if (command instanceof Supervision.Unfollow unfollow) {
            followers.remove(unfollow.follower());
            return Effect().none();
        }
        Decided<Event, ClusterMessage> decided = SupervisorDecider.decide(
                state,
                command,
                dependencies.clock().instant(),
                dependencies.settings().waitingTooLong());
        return Effect().persist(decided.events()).thenRun(after -> {
            decided.events().forEach(event -> notifyFollowers(state, event));
            answer(command, decided);
        });
    }

    @Override
    public SignalHandler<SupervisorState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(
                        RecoveryCompleted.instance(),
                        state -> timers.startTimerWithFixedDelay(
                                Supervision.Tick.LOOK, dependencies.settings().checkInterval()))
                .onSignal(Terminated.class, (state, ended) -> followers.ended(ended.getRef()))
                .build();
    }

    private void notifyFollowers(SupervisorState before, Event event) {
        if (event instanceof Supervision.AlarmRaised raised) {
            followers.tell(new Supervision.AlarmChanged(raised.alarm(), null));
        } else if (event instanceof Supervision.AlarmCleared cleared) {
            ended(before, cleared.alarm(), event.at());
        } else if (event instanceof Supervision.AlarmAcknowledged acknowledged) {
            ended(before, acknowledged.alarm(), event.at());
        }
    }

    private void ended(SupervisorState before, String id, Instant at) {
        Alarm alarm = before.byId().get(id);
        if (alarm != null) {
            followers.tell(new Supervision.AlarmChanged(alarm, at));
        }
    }

    private void answer(Command command, Decided<Event, ClusterMessage> decided) {
        if (command instanceof Supervision.ReportCase report) {
            dependencies
                    .caseKnown()
                    .accept(new EntityKey(tenant, report.conversation().value()), report.openedAs());
        } else if (command instanceof Supervision.Acknowledge acknowledge) {
            Refused refusal = decided.refusal();
            if (refusal != null) {
                acknowledge.replyTo().tell(StatusReply.error(refusal.text()));
            } else if (decided.reply() instanceof Supervision.Alarms alarms) {
                acknowledge.replyTo().tell(StatusReply.success(alarms));
            }
        }
    }
}
