package io.parley.routing;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.pattern.StatusReply;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import io.parley.EntityKey;
import io.parley.ErrorCode;
import io.parley.Followers;
import io.parley.Refused;
import io.parley.Restarts;
import io.parley.TenantId;
import io.parley.routing.Supervision.Alarm;
import io.parley.routing.Supervision.Command;
import io.parley.routing.Supervision.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.ObjLongConsumer;

/**
 * The only writer of a tenant's alarms. Looks at the line again and again instead of being told, so nothing that is lost or late on the
 * way can make it miss a wait.
 */
public final class SupervisorEntity extends EventSourcedBehavior<Command, Event, SupervisorState> {

    public static final EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "supervisor");

    /** @param waitingTooLong from when on a wait raises an alarm; @param checkInterval how often the line is looked at */
    public record Settings(Duration waitingTooLong, Duration checkInterval) {
        public static Settings from(com.typesafe.config.Config config) {
            return new Settings(config.getDuration("waiting-too-long"), config.getDuration("check-interval"));
        }
    }

    /**
     * @param router gets a command to the tenant's router, without a promise
     * @param caseKnown tells a conversation that its case, opened as its event of that number, is known here
     */
    public record Surroundings(
            BiConsumer<TenantId, Routing.Command> router,
            ObjLongConsumer<EntityKey> caseKnown,
            Clock clock,
            Settings settings) {}

    private final TimerScheduler<Command> timers;
    private final TenantId tenant;
    private final Surroundings surroundings;
    private final Followers<Supervision.Update> followers;
    private final ActorRef<Routing.QueueView> line;

    public static Behavior<Command> create(EntityKey key, Surroundings surroundings) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new SupervisorEntity(context, timers, key.tenant(), surroundings)));
    }

    private SupervisorEntity(
            ActorContext<Command> context, TimerScheduler<Command> timers, TenantId tenant, Surroundings surroundings) {
        super(EntityKey.persistenceId(TYPE.name(), EntityKey.of(tenant)), Restarts.WITH_BACKOFF);
        this.timers = timers;
        this.tenant = tenant;
        this.surroundings = surroundings;
        this.followers = new Followers<>(context);
        this.line = context.messageAdapter(Routing.QueueView.class, Supervision.LineSeen::new);
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
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Supervision.Tick.class, () -> {
                    surroundings.router().accept(tenant, new Routing.AskQueue(line));
                    return Effect().none();
                })
                .onCommand(Supervision.LineSeen.class, this::lineSeen)
                .onCommand(Supervision.ReportCase.class, this::reportCase)
                .onCommand(Supervision.Acknowledge.class, this::acknowledge)
                .onCommand(Supervision.Follow.class, (state, command) -> {
                    followers.add(command.follower());
                    command.follower().tell(new Supervision.Alarms(state.alarms()));
                    return Effect().none();
                })
                .onCommand(Supervision.Unfollow.class, command -> {
                    followers.remove(command.follower());
                    return Effect().none();
                })
                .build();
    }

    @Override
    public SignalHandler<SupervisorState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(
                        RecoveryCompleted.instance(),
                        state -> timers.startTimerWithFixedDelay(
                                Supervision.Tick.LOOK, surroundings.settings().checkInterval()))
                .onSignal(Terminated.class, (state, ended) -> followers.ended(ended.getRef()))
                .build();
    }

    private Effect<Event, SupervisorState> reportCase(SupervisorState state, Supervision.ReportCase report) {
        String id = Alarm.idOf(report.conversation(), report.openedAs());
        EntityKey conversation = new EntityKey(tenant, report.conversation().value());
        if (state.byId().containsKey(id) || state.acknowledged().contains(id)) {
            return Effect().none().thenRun(() -> surroundings.caseKnown().accept(conversation, report.openedAs()));
        }
        Instant now = surroundings.clock().instant();
        Alarm alarm =
                new Alarm(id, Supervision.Kind.UNHAPPY_CUSTOMER, report.conversation(), report.since(), now, null);
        return Effect().persist(new Supervision.AlarmRaised(alarm, now)).thenRun(() -> {
            followers.tell(new Supervision.AlarmChanged(alarm));
            surroundings.caseKnown().accept(conversation, report.openedAs());
        });
    }

    private Effect<Event, SupervisorState> acknowledge(SupervisorState state, Supervision.Acknowledge command) {
        Alarm alarm = state.byId().get(command.alarm());
        if (alarm == null || alarm.kind() == Supervision.Kind.WAITING_TOO_LONG) {
            return Effect().none().thenRun(() -> command.replyTo()
                    .tell(
                            alarm == null
                                    ? Refused.reply(ErrorCode.NOT_FOUND, "There is no such alarm any more.")
                                    : Refused.reply(
                                            ErrorCode.NOT_POSSIBLE_NOW,
                                            "This alarm ends by itself when the customer need not wait any more.")));
        }
        Instant now = surroundings.clock().instant();
        return Effect()
                .persist(new Supervision.AlarmAcknowledged(alarm.id(), command.by(), now))
                .thenRun(after -> {
                    followers.tell(new Supervision.AlarmChanged(alarm.cleared(now)));
                    command.replyTo().tell(StatusReply.success(new Supervision.Alarms(after.alarms())));
                });
    }

    private Effect<Event, SupervisorState> lineSeen(SupervisorState state, Supervision.LineSeen seen) {
        Instant now = surroundings.clock().instant();
        Map<String, Alarm> lasting = new HashMap<>(state.byId());
        lasting.values().removeIf(alarm -> alarm.kind() != Supervision.Kind.WAITING_TOO_LONG);
        List<Event> events = new ArrayList<>();
        for (Routing.Waiting waiting : seen.line().waiting()) {
            Routing.Item item = waiting.item();
            String id = Alarm.idOf(item.conversation(), item.handoff());
            boolean tooLong =
                    now.isAfter(item.since().plus(surroundings.settings().waitingTooLong()));
            if (tooLong && lasting.remove(id) == null) {
                Alarm alarm =
                        new Alarm(id, Supervision.Kind.WAITING_TOO_LONG, item.conversation(), item.since(), now, null);
                events.add(new Supervision.AlarmRaised(alarm, now));
            }
        }
        // Beyond what the view shows nobody can be told apart from somebody who left, so nothing is cleared then.
        if (seen.line().count() <= Routing.QueueView.SHOWN) {
            lasting.keySet().stream().sorted().forEach(id -> events.add(new Supervision.AlarmCleared(id, now)));
        }
        if (events.isEmpty()) {
            return Effect().none();
        }
        return Effect().persist(events).thenRun(after -> {
            for (Event event : events) {
                if (event instanceof Supervision.AlarmRaised raised) {
                    followers.tell(new Supervision.AlarmChanged(raised.alarm()));
                } else if (event instanceof Supervision.AlarmCleared cleared) {
                    Alarm alarm = state.byId().get(cleared.alarm());
                    if (alarm != null) {
                        followers.tell(new Supervision.AlarmChanged(alarm.cleared(now)));
                    }
                }
            }
        });
    }
}
