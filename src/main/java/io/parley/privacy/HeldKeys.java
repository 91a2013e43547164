package io.parley.privacy;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.EventAdapter;
import akka.persistence.typed.EventSeq;
import akka.persistence.typed.SnapshotAdapter;
import io.parley.CustomerId;
import io.parley.ParleyMetrics;
import io.parley.TenantId;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys that an entity holds while in memory: fetched before it recovers, checked again after a minute at most, and dropped when they
 * are destroyed. They seal what the entity stores and open what it recovers from.
 *
 * @param <C> the entity's commands
 */
public final class HeldKeys<C> {

    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int STASHED = 1_000;
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(10);
    /** Until when failures are not logged again, in nanoseconds. */
    private static final AtomicLong NOT_TOLD_UNTIL = new AtomicLong(System.nanoTime());

    private final Keyring keyring;
    private final TenantId tenant;
    private final C arrived;
    private final AtomicBoolean fetching = new AtomicBoolean();
    private volatile @Nullable CustomerKeys keys;
    private volatile int destroyed;
    private volatile boolean nobodys;
    /** Held here because {@link CustomerKeys} holds it only weakly; null before there is an entity. */
    private volatile @Nullable Runnable lookAgain;

    /** @param arrived the entity's message to itself when keys have arrived, or should be fetched again */
    public HeldKeys(Keyring keyring, TenantId tenant, C arrived) {
        this.keyring = keyring;
        this.tenant = tenant;
        this.arrived = arrived;
    }

    /**
     * Starts the entity once its keys are available, and stashes its messages until then. Retries until it succeeds.
     *
     * @param held creates the keys for one start, so that an earlier start's knowledge of destroyed keys is forgotten
     * @param owner looks up the customer; empty while there is none yet
     * @param stop the message that ends the entity
     */
    public static <C> Behavior<C> before(
            Supplier<HeldKeys<C>> held,
            Supplier<CompletionStage<Optional<CustomerId>>> owner,
            C stop,
            Function<HeldKeys<C>, Behavior<C>> entity) {
        return Behaviors.setup(context -> held.get().before(context, owner, stop, entity));
    }

    private Behavior<C> before(
            ActorContext<C> context,
            Supplier<CompletionStage<Optional<CustomerId>>> owner,
            C stop,
            Function<HeldKeys<C>, Behavior<C>> entity) {
        ActorRef<C> self = context.getSelf();
        lookAgain = () -> lookAgain(self);
        CompletableFuture<Void> looked = look(owner);
        if (looked.isDone() && !looked.isCompletedExceptionally()) {
            return entity.apply(this);
        }
        notifyAfter(looked, context.getSystem(), self);
        return Behaviors.withStash(
                STASHED,
                stash -> Behaviors.receiveMessage(command -> {
                    if (command == arrived && keys == null && !nobodys) {
                        notifyAfter(look(owner), context.getSystem(), self);
                    } else if (command == arrived) {
                        return stash.unstashAll(entity.apply(this));
                    } else if (command == stop) {
                        return Behaviors.stopped();
                    } else if (!stash.isFull()) {
                        // Senders without an answer ask again.
                        stash.stash(command);
                    } else {
                        ParleyMetrics.lost(ParleyMetrics.Loss.STASH_FULL);
                    }
                    return Behaviors.same();
                }));
    }

    private CompletableFuture<Void> look(Supplier<CompletionStage<Optional<CustomerId>>> owner) {
        return CompletableFuture.completedFuture(owner)
                .thenCompose(Supplier::get)
                .thenCompose(found -> {
                    if (found.isEmpty()) {
                        nobodys = true;
                        return CompletableFuture.<Void>completedStage(null);
                    }
                    return keyring.of(tenant, found.get()).thenAccept(this::take);
                });
    }

    /** Drops a customer's data from memory as soon as their key is destroyed, even if the entity receives no more messages. */
    private void lookAgain(ActorRef<C> self) {
        CustomerKeys held = keys;
        if (held != null) {
            keyring.of(tenant, held.customer()).thenAccept(found -> {
                take(found);
                if (outlived()) {
                    self.tell(arrived);
                }
            });
        }
    }

    /** Each entity in memory retries every second; only one failure per {@link #LOG_INTERVAL} is logged. */
    private static boolean mayLogAgain() {
        long now = System.nanoTime();
        long next = NOT_TOLD_UNTIL.get();
        return now - next >= 0 && NOT_TOLD_UNTIL.compareAndSet(next, now + LOG_INTERVAL.toNanos());
    }

    /** Notifies the entity in any case: immediately or, if no keys are available, after a while. */
    private void notifyAfter(CompletableFuture<?> fetched, ActorSystem<?> system, ActorRef<C> self) {
        fetched.whenComplete((done, failure) -> {
            if (failure == null) {
                self.tell(arrived);
            } else {
                Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                if (mayLogAgain()) {
                    system.log()
                            .warn(
                                    "keys are currently not available: {}",
                                    cause.getClass().getSimpleName());
                }
                system.scheduler().scheduleOnce(AGAIN, () -> self.tell(arrived), system.executionContext());
            }
        });
    }

    /**
     * Whether a command can be handled: the keys are fresh and, if it may store something, there is one to seal with. If not, the command
     * must be stashed until {@code arrived} is received.
     *
     * @param stores whether the command may store something: a key is then created if there is none, which reading does not do
     */
    public boolean ready(CustomerId owner, boolean stores, ActorSystem<?> system, ActorRef<C> self) {
        if (usable(stores)) {
            return true;
        }
        if (outlived()) {
            self.tell(arrived);
        } else if (!fetching.getAndSet(true)) {
            CompletionStage<CustomerKeys> wanted = stores ? keyring.toSeal(tenant, owner) : keyring.of(tenant, owner);
            CompletableFuture<Void> fetched = wanted.thenAccept(this::take)
                    .whenComplete((done, failure) -> fetching.set(false))
                    .toCompletableFuture();
            if (fetched.isDone() && usable(stores)) {
                return true;
            }
            notifyAfter(fetched, system, self);
        }
        return false;
    }

    private boolean usable(boolean stores) {
        CustomerKeys held = keys;
        return held != null && held.fresh() && (held.canSeal() || !stores) && !outlived();
    }

    /** Whether the entity still remembers data whose key was destroyed meanwhile: it must then leave memory and restart without it. */
    public boolean outlived() {
        CustomerKeys held = keys;
        return held != null && held.destroyed() != destroyed;
    }

    private void take(CustomerKeys found) {
        if (keys == null) {
            destroyed = found.destroyed();
        }
        if (keys != found) {
            keys = found;
            found.onDoubt(Objects.requireNonNull(lookAgain));
        }
    }

    /** @throws IllegalStateException if there are none: nothing may then be stored */
    public CustomerKeys keys() {
        CustomerKeys held = keys;
        if (held == null) {
            throw new IllegalStateException("there are no keys; nothing is stored");
        }
        return held;
    }

    /** Seals an entity's events for the journal and opens them when they are read. */
    public <E> EventAdapter<E, Stored<E>> events(Class<E> type) {
        return new EventAdapter<>() {
            @Override
            public Stored<E> toJournal(E event) {
                return Stored.seal(type, event, keys());
            }

            @Override
            public String manifest(E event) {
                return "";
            }

            @Override
            public EventSeq<E> fromJournal(Stored<E> stored, String manifest) {
                return EventSeq.single(stored.open(keys));
            }
        };
    }

    /** Seals an entity's state for snapshots and opens it when it is read. */
    public <S> SnapshotAdapter<S> states(Class<S> type) {
        return new SnapshotAdapter<>() {
            @Override
            public Object toJournal(S state) {
                return Stored.seal(type, state, keys());
            }

            @Override
            @SuppressWarnings("unchecked") // a snapshot of this entity holds its state
            public S fromJournal(Object stored) {
                return ((Stored<S>) stored).open(keys);
            }
        };
    }
}
