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
import io.parley.Figures;
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
 * The keys that an entity holds while it is in memory: fetched before it recovers, looked at again every minute, given up when they are
 * destroyed. What the entity stores is sealed with them, what it recovers from is opened.
 *
 * @param <C> the entity's commands
 */
public final class HeldKeys<C> {

    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int STASHED = 1_000;
    private static final Duration TELL_AGAIN = Duration.ofSeconds(10);
    /** In nanoseconds. */
    private static final AtomicLong NOT_TOLD_UNTIL = new AtomicLong(System.nanoTime());

    private final Keyring keyring;
    private final TenantId tenant;
    private final C arrived;
    private final AtomicBoolean fetching = new AtomicBoolean();
    private volatile @Nullable CustomerKeys keys;
    private volatile int destroyed;
    private volatile boolean nobodys;
    /** Held here, as {@link CustomerKeys} wants it; null before there is an entity. */
    private volatile @Nullable Runnable lookAgain;

    /** @param arrived what the entity tells itself when keys have arrived, or should be fetched once more */
    public HeldKeys(Keyring keyring, TenantId tenant, C arrived) {
        this.keyring = keyring;
        this.tenant = tenant;
        this.arrived = arrived;
    }

    /**
     * Starts the entity once its keys are at hand, and keeps what it is told until then. Tries until it works.
     *
     * @param held of this start, so that what an earlier one knew of destroyed keys is forgotten
     * @param owner whose keys they are; empty while it is about nobody yet
     * @param stop ends it
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
        tellAfter(looked, context.getSystem(), self);
        return Behaviors.withStash(
                STASHED,
                stash -> Behaviors.receiveMessage(command -> {
                    if (command == arrived && keys == null && !nobodys) {
                        tellAfter(look(owner), context.getSystem(), self);
                    } else if (command == arrived) {
                        return stash.unstashAll(entity.apply(this));
                    } else if (command == stop) {
                        return Behaviors.stopped();
                    } else if (!stash.isFull()) {
                        // Senders without an answer ask again.
                        stash.stash(command);
                    } else {
                        Figures.lost(Figures.Loss.STASH_FULL);
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

    /** So that what is remembered of somebody goes as soon as their key does, also when nobody says anything to the entity any more. */
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

    /** Each entity in memory tries every second; the log is told once in {@link #TELL_AGAIN}. */
    private static boolean isToldAgain() {
        long now = System.nanoTime();
        long next = NOT_TOLD_UNTIL.get();
        return now - next >= 0 && NOT_TOLD_UNTIL.compareAndSet(next, now + TELL_AGAIN.toNanos());
    }

    /** The entity hears of it in any case, at once or, when there are no keys to be had, after a while. */
    private void tellAfter(CompletableFuture<?> fetched, ActorSystem<?> system, ActorRef<C> self) {
        fetched.whenComplete((done, failure) -> {
            if (failure == null) {
                self.tell(arrived);
            } else {
                Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                if (isToldAgain()) {
                    system.log()
                            .warn(
                                    "keys are not to be had now: {}",
                                    cause.getClass().getSimpleName());
                }
                system.scheduler().scheduleOnce(AGAIN, () -> self.tell(arrived), system.executionContext());
            }
        });
    }

    /**
     * Whether a command can be worked on: the keys are fresh and, if it may store something, there is one to seal with. If not, the command is
     * to be stashed until {@code arrived} comes.
     *
     * @param stores a key is made where there is none; reading makes none
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
            tellAfter(fetched, system, self);
        }
        return false;
    }

    private boolean usable(boolean stores) {
        CustomerKeys held = keys;
        return held != null && held.fresh() && (held.canSeal() || !stores) && !outlived();
    }

    /** Whether what the entity remembers is of a customer whose key was destroyed meanwhile: it leaves memory and comes back without. */
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

    /** @throws IllegalStateException when there are none: nothing may be stored then */
    public CustomerKeys keys() {
        CustomerKeys held = keys;
        if (held == null) {
            throw new IllegalStateException("there are no keys; nothing is stored");
        }
        return held;
    }

    /** Between an entity's events and the journal. */
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

    /** Between an entity's state and its snapshots. */
    public <S> SnapshotAdapter<S> states(Class<S> type) {
        return new SnapshotAdapter<>() {
            @Override
            public Object toJournal(S state) {
                return Stored.seal(type, state, keys());
            }

            @Override
            @SuppressWarnings("unchecked") // a snapshot of this entity is of its state
            public S fromJournal(Object stored) {
                return ((Stored<S>) stored).open(keys);
            }
        };
    }
}
