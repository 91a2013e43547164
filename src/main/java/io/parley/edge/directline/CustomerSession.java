package io.parley.edge.directline;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.stream.BoundedSourceQueue;
import akka.stream.QueueOfferResult;
import io.parley.CustomerId;
import io.parley.NodeLost;
import io.parley.ParleyMetrics;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
import io.parley.conversation.ConversationEntity;
import io.parley.customer.Customer;
import io.parley.customer.CustomerEntity;
import io.parley.edge.kit.Backend;
import io.parley.edge.kit.Json;
import io.parley.edge.kit.Sockets;
import io.parley.inbox.Transcripts;
import io.parley.routing.RouterEntity;
import io.parley.routing.Routing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One customer's socket: sends each activity of the thread once and in order, from a watermark on.
 *
 * <p>Keeps one position in the thread and moves it only forward. A live update is either the very next event, which is sent, or only shows
 * how far there is to read; everything else is read from the journal. So nothing it misses (a restart, a rebalance, a lost message, a
 * conversation started by another tab) can make it skip or repeat an event: it follows again and reads those in between.
 */
final class CustomerSession extends AbstractBehavior<CustomerSession.Message> {

    /** Frames that wait for the client. Events that do not fit are read from the journal once there is room. */
    static final int BUFFER = 16;

    private static final int BATCH = 200;
    /** Fewer than {@link #BUFFER}: the rest is for activities that are not stored. */
    private static final int PACE_ABOVE = 8;

    private static final Duration PACE = Duration.ofMillis(100);
    /** A client that reads nothing for this long is cut off; it reconnects with its watermark. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration CUSTOMER_RENEWAL = Duration.ofSeconds(20);
    private static final Duration CONVERSATION_RENEWAL = Duration.ofSeconds(10);
    private static final Duration POSITION_INTERVAL = Duration.ofSeconds(3);

    private static final Duration LONGEST_POSITION_INTERVAL = Duration.ofSeconds(30);

    /** Up to this place in line, the position is requested every {@link #POSITION_INTERVAL}; further back, less often in proportion. */
    private static final int SOON = 20;

    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LAST_RETRY = Duration.ofSeconds(2);
    private static final Duration AFTER_LOSS = Duration.ofMillis(500);

    /** Changes of the expected wait within a step of this size are reported only with the next change of position. */
    private static final long WAIT_STEP_SECONDS = 30;

    sealed interface Message {}

    private record FromCustomer(Customer.Update update) implements Message {}

    private record FromConversation(Conversation.Update update) implements Message {}

    private record PositionReported(Routing.Position position) implements Message {}

    /** @param events null when the journal could not be read */
    private record JournalRead(Customer.ConversationRef part, boolean last, @Nullable List<Transcripts.Recorded> events)
            implements Message {}

    private enum Tick implements Message {
        FOLLOW_CUSTOMER,
        FOLLOW_CONVERSATION,
        FOLLOW_AGAIN,
        ASK_POSITION,
        READ
    }

    /** The socket is gone. */
    enum Closed implements Message {
        INSTANCE
    }

    /** The credentials with which the socket was opened have expired or been revoked. */
    enum CredentialsEnded implements Message {
        INSTANCE
    }

    private final TimerScheduler<Message> timers;
    private final Backend backend;
    private final TenantId tenant;
    private final CustomerId customer;
    /** Whether the thread's customer has a proven account. */
    private final boolean proven;

    private final Activities view;
    private final BoundedSourceQueue<String> out;
    private final ActorRef<Customer.Update> fromCustomer;
    private final ActorRef<Conversation.Update> fromConversation;

    /** The customer's conversations from the position on, by ordinal. */
    private final TreeMap<Integer, Customer.ConversationRef> parts = new TreeMap<>();

    private Watermark position;
    /** Whether the position is only claimed by the client, and may lie beyond the last event. */
    private boolean claimed;

    private boolean reading;
    /** Whether the socket is gone, or is being closed. */
    private boolean ended;

    private @Nullable Instant stuckSince;

    /** The last known event of the conversation at the position. */
    private long known;

    private Duration retryCustomer = FIRST_RETRY;
    private Duration retryConversation = FIRST_RETRY;
    private Duration retryRead = FIRST_RETRY;
    private Customer.@Nullable ConversationRef followed;

    private @Nullable ActorRef<Routing.Position> fromRouter;
    private Routing.@Nullable Position lastPosition;
    private Duration askEvery = POSITION_INTERVAL;
    private int unstored;

    static Behavior<Message> create(
            Backend backend, Tokens.Ticket ticket, Activities view, BoundedSourceQueue<String> out) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new CustomerSession(context, timers, backend, ticket, view, out)));
    }

    private CustomerSession(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            Backend backend,
            Tokens.Ticket ticket,
            Activities view,
            BoundedSourceQueue<String> out) {
        super(context);
        this.timers = timers;
        this.backend = backend;
        this.tenant = ticket.tenant();
        this.customer = ticket.thread();
        this.proven = ticket.proven();
        this.position = ticket.watermark();
        this.claimed = !position.equals(Watermark.START);
        this.view = view;
        this.out = out;
        this.fromCustomer = context.messageAdapter(Customer.Update.class, FromCustomer::new);
        this.fromConversation = context.messageAdapter(Conversation.Update.class, FromConversation::new);
        ParleyMetrics.socketOpened(ParleyMetrics.SocketKind.CUSTOMER);
        context.getSystem()
                .eventStream()
                .tell(new EventStream.Subscribe<>(
                        NodeLost.class, context.messageAdapter(NodeLost.class, lost -> Tick.FOLLOW_AGAIN)));
        Duration left = Duration.between(backend.clock().instant(), ticket.ends());
        timers.startSingleTimer(
                CredentialsEnded.INSTANCE, CredentialsEnded.INSTANCE, left.isNegative() ? Duration.ZERO : left);
        followCustomer();
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(FromCustomer.class, message -> customerSays(message.update()))
                .onMessage(FromConversation.class, message -> conversationSays(message.update()))
                .onMessage(JournalRead.class, this::journalRead)
                .onMessage(PositionReported.class, message -> positionReported(message.position()))
                .onMessage(Tick.class, this::tick)
                .onMessage(CredentialsEnded.class, message -> Behaviors.stopped())
                .onMessage(Closed.class, message -> {
                    ended = true;
                    return Behaviors.stopped();
                })
                .onSignal(PostStop.class, signal -> {
                    ParleyMetrics.socketClosed(ParleyMetrics.SocketKind.CUSTOMER);
                    leave();
                    return this;
                })
                .build();
    }

    private Behavior<Message> tick(Tick tick) {
        switch (tick) {
            case FOLLOW_CUSTOMER -> followCustomer();
            case FOLLOW_CONVERSATION -> followConversation();
            case FOLLOW_AGAIN -> followAgain();
            case ASK_POSITION -> askPosition();
            case READ -> read();
        }
        return this;
    }

    // ---- followed entities ----

    private void followCustomer() {
        CustomerEntity.of(backend.entities(), tenant, customer).tell(new Customer.Follow(fromCustomer));
        timers.startSingleTimer(Tick.FOLLOW_CUSTOMER, retryCustomer);
        retryCustomer = longer(retryCustomer);
    }

    /** Follows again after a node was lost: the entities it held no longer send updates. */
    private void followAgain() {
        retryCustomer = FIRST_RETRY;
        retryConversation = FIRST_RETRY;
        timers.startSingleTimer(Tick.FOLLOW_CUSTOMER, jittered(AFTER_LOSS));
        timers.startSingleTimer(Tick.FOLLOW_CONVERSATION, jittered(AFTER_LOSS));
    }

    private Behavior<Message> customerSays(Customer.Update update) {
        boolean hasAccount =
                update instanceof Customer.SignedIn || (update instanceof Customer.Thread so && so.proven());
        if (hasAccount && !proven) {
            // A thread begun by a stranger now belongs to an account: it continues only for clients that prove it.
            return Behaviors.stopped();
        }
        if (update instanceof Customer.Thread so) {
            timers.startSingleTimer(Tick.FOLLOW_CUSTOMER, jittered(CUSTOMER_RENEWAL));
            retryCustomer = FIRST_RETRY;
            if (claimed) {
                position = position.within(so.parts());
            }
            so.parts().forEach(this::learn);
            moveOn();
        } else if (update instanceof Customer.Started started) {
            learn(started.part());
            moveOn();
        } else if (update instanceof Customer.Moved) {
            retryCustomer = FIRST_RETRY;
            timers.startSingleTimer(Tick.FOLLOW_CUSTOMER, jittered(FIRST_RETRY));
        }
        return this;
    }

    private void learn(Customer.ConversationRef part) {
        if (part.ordinal() >= position.ordinal()) {
            parts.put(part.ordinal(), part);
        }
    }

    private void moveOn() {
        if (parts.isEmpty()) {
            return;
        }
        Customer.ConversationRef current = parts.lastEntry().getValue();
        if (!current.equals(followed)) {
            unfollow();
            followed = current;
            retryConversation = FIRST_RETRY;
            followConversation();
            read();
        }
    }

    private void followConversation() {
        if (followed == null) {
            return;
        }
        ConversationEntity.of(backend.entities(), tenant, followed.conversation())
                .tell(new Conversation.Follow(fromConversation, false));
        // A conversation that was only just started answers once its first message is stored.
        timers.startSingleTimer(Tick.FOLLOW_CONVERSATION, retryConversation);
        retryConversation = longer(retryConversation);
    }

    private void unfollow() {
        if (followed != null) {
            ConversationEntity.of(backend.entities(), tenant, followed.conversation())
                    .tell(new Conversation.Unfollow(fromConversation));
        }
    }

    private void leave() {
        unfollow();
        CustomerEntity.of(backend.entities(), tenant, customer).tell(new Customer.Unfollow(fromCustomer));
        // Not when the socket itself has ended.
        if (!ended) {
            out.complete();
        }
    }

    private Behavior<Message> conversationSays(Conversation.Update update) {
        if (followed == null || !followed.conversation().equals(update.conversation())) {
            return this;
        }
        if (update instanceof Conversation.Following following) {
            timers.startSingleTimer(Tick.FOLLOW_CONVERSATION, jittered(CONVERSATION_RENEWAL));
            retryConversation = FIRST_RETRY;
            learnOwner(following.summary().owner());
            check(following.summary().sequence());
            return there(following.summary().sequence());
        }
        if (update instanceof Conversation.EventStored happened) {
            learnOwner(happened.summary().owner());
            check(happened.sequence() - 1);
            if (isLive() && hasRoom() && happened.sequence() == position.sequence() + 1) {
                if (happened.event() instanceof Conversation.BotAnswered answered) {
                    ParleyMetrics.turn(
                            ParleyMetrics.Phase.SHOWN,
                            Duration.between(answered.at(), backend.clock().instant()));
                }
                return send(new Transcripts.Recorded(happened.sequence(), happened.event()));
            }
            return there(happened.sequence());
        }
        if (update instanceof Conversation.Typing typing) {
            return showTyping(typing);
        }
        retryConversation = FIRST_RETRY;
        timers.startSingleTimer(Tick.FOLLOW_CONVERSATION, jittered(FIRST_RETRY));
        return this;
    }

    // ---- what is sent ----

    /** Whether the position is in the conversation that is followed, with nothing being read. */
    private boolean isLive() {
        return !reading && !claimed && followed != null && followed.ordinal() == position.ordinal();
    }

    /**
     * Checks a claimed position against the newest event of the followed conversation: a client that claims to have seen more continues
     * from there.
     */
    private void check(long newest) {
        if (claimed && followed != null && followed.ordinal() == position.ordinal()) {
            position = position.upTo(newest);
        }
        claimed = false;
    }

    /** Notes that the followed conversation has at least this event, and reads what is missing. */
    private Behavior<Message> there(long sequence) {
        if (followed != null && followed.ordinal() == position.ordinal()) {
            known = Math.max(known, sequence);
            if (known > position.sequence()) {
                read();
            }
        } else {
            read();
        }
        return this;
    }

    private void read() {
        if (reading || ended || parts.isEmpty()) {
            return;
        }
        if (!hasRoom()) {
            waitForRoom();
            return;
        }
        stuckSince = null;
        Customer.ConversationRef part = parts.firstEntry().getValue();
        if (part.ordinal() != position.ordinal()) {
            position = new Watermark(part.ordinal(), 0);
            known = 0;
        }
        // Whether a later one is known is checked before reading, so that the end of this one is certain to be read.
        boolean last = parts.size() == 1;
        reading = true;
        getContext()
                .pipeToSelf(
                        backend.transcripts().read(tenant, part.conversation(), position.sequence(), BATCH),
                        (events, failure) -> new JournalRead(part, last, failure == null ? events : null));
    }

    private boolean hasRoom() {
        return out.size() <= PACE_ABOVE;
    }

    private void waitForRoom() {
        Instant now = backend.clock().instant();
        if (stuckSince == null) {
            stuckSince = now;
        }
        if (now.isAfter(stuckSince.plus(PATIENCE))) {
            cutOff();
        } else {
            timers.startSingleTimer(Tick.READ, PACE);
        }
    }

    /** Fails the stream, whose end stops this actor. */
    private void cutOff() {
        if (!ended) {
            ended = true;
            out.fail(new Sockets.SlowReader());
        }
    }

    private Behavior<Message> journalRead(JournalRead read) {
        reading = false;
        List<Transcripts.Recorded> events = read.events();
        if (events == null) {
            timers.startSingleTimer(Tick.READ, jittered(retryRead));
            retryRead = longer(retryRead);
            return this;
        }
        claimed &= events.isEmpty();
        List<Activity> activities = new ArrayList<>();
        for (Transcripts.Recorded event : events) {
            position = new Watermark(position.ordinal(), event.sequence());
            activities.addAll(view.of(position.ordinal(), event));
        }
        push(activities);
        if (events.size() == BATCH) {
            read();
        } else if (!read.last()) {
            parts.remove(read.part().ordinal());
            read();
        } else if (parts.size() > 1) {
            read();
        } else if (known > position.sequence()) {
            // Acknowledged, so stored; a replica may need another moment.
            timers.startSingleTimer(Tick.READ, jittered(retryRead));
            retryRead = longer(retryRead);
            return this;
        }
        retryRead = FIRST_RETRY;
        return this;
    }

    private Behavior<Message> send(Transcripts.Recorded event) {
        position = new Watermark(position.ordinal(), event.sequence());
        known = Math.max(known, event.sequence());
        push(view.of(position.ordinal(), event));
        return this;
    }

    private Behavior<Message> showTyping(Conversation.Typing typing) {
        boolean ours = !typing.author().kind().equals(Conversation.Author.CUSTOMER.kind());
        if (typing.typing() && ours && isLive() && hasRoom()) {
            push(List.of(view.typing(
                    position, ++unstored, typing.author(), backend.clock().instant())));
        }
        return this;
    }

    private void push(List<Activity> activities) {
        if (activities.isEmpty() || ended) {
            return;
        }
        QueueOfferResult result = out.offer(Json.write(new Activity.Set(activities, position.toString())));
        if (result instanceof QueueOfferResult.QueueClosed$) {
            // The socket has just ended; the notification is on its way here.
            ended = true;
        } else if (!result.isEnqueued()) {
            cutOff();
        }
    }

    // ---- the place in line ----

    private void learnOwner(Conversation.Owner owner) {
        boolean waits = owner.kind() == Conversation.OwnerKind.QUEUE;
        if (!waits) {
            timers.cancel(Tick.ASK_POSITION);
            lastPosition = null;
        } else if (!timers.isTimerActive(Tick.ASK_POSITION)) {
            askEvery = POSITION_INTERVAL;
            timers.startTimerWithFixedDelay(Tick.ASK_POSITION, Tick.ASK_POSITION, Duration.ofMillis(200), askEvery);
        }
    }

    private void askPosition() {
        if (followed == null) {
            return;
        }
        if (fromRouter == null) {
            fromRouter = getContext().messageAdapter(Routing.Position.class, PositionReported::new);
        }
        RouterEntity.of(backend.entities(), tenant).tell(new Routing.AskPosition(followed.conversation(), fromRouter));
    }

    private Behavior<Message> positionReported(Routing.Position now) {
        boolean waits = timers.isTimerActive(Tick.ASK_POSITION) && now.position() > 0;
        boolean ours = followed != null && followed.conversation().equals(now.conversation());
        Duration every = positionInterval(now.position());
        if (waits && ours && !every.equals(askEvery)) {
            askEvery = every;
            timers.startTimerWithFixedDelay(Tick.ASK_POSITION, Tick.ASK_POSITION, every);
        }
        if (waits && ours && isLive() && !same(lastPosition, now)) {
            lastPosition = now;
            push(List.of(
                    view.position(position, ++unstored, now, backend.clock().instant())));
        }
        return this;
    }

    /** All who wait ask the same router: with thousands in line, it must not have to answer thousands per second. */
    static Duration positionInterval(int place) {
        Duration every = POSITION_INTERVAL.multipliedBy(Math.max(SOON, place)).dividedBy(SOON);
        return every.compareTo(LONGEST_POSITION_INTERVAL) > 0 ? LONGEST_POSITION_INTERVAL : every;
    }

    private static boolean same(Routing.@Nullable Position before, Routing.Position now) {
        return before != null
                && before.position() == now.position()
                && step(before.expectedWaitSeconds()) == step(now.expectedWaitSeconds());
    }

    private static long step(@Nullable Long seconds) {
        return seconds == null ? -1 : seconds / WAIT_STEP_SECONDS;
    }

    private static Duration longer(Duration delay) {
        Duration next = delay.multipliedBy(2);
        return next.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : next;
    }

    /** Spreads the sockets that were cut off together, so that they do not all return at the same instant. */
    private static Duration jittered(Duration delay) {
        return Duration.ofMillis(
                (long) (delay.toMillis() * (0.75 + ThreadLocalRandom.current().nextDouble() / 2)));
    }
}
