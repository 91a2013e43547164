package io.parley.cluster;

import akka.Done;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's part in agreeing with all others, through the database, on which nodes may write. The database holds the members of the
 * cluster; only conditional writes change them, so of two halves, or of two clusters that form at the same time, one succeeds and the other
 * detects that it has failed. Each node checks every second whether it is still a member, which renews its lease at the {@link Fence}.
 *
 * <p>The oldest node that holds conversations keeps the members in step with the cluster. The entities of a node that did not leave
 * voluntarily are not given to others until its lease or its process has certainly ended; see {@link #settled()}. A node that leaves
 * voluntarily ends its writing first, see {@link #leave()}.
 *
 * <p>Called once a second and when the cluster changes, from any thread; one round at a time.
 */
final class Epochs {

    private static final Logger LOG = LoggerFactory.getLogger(Epochs.class);

    /**
     * @param every interval between two checks
     * @param lease how long a node may write, counted from when it sent the check that confirmed it
     * @param silence how long a cluster must have been silent before another may be formed
     * @param margin for statements that a node sent before its lease ended and that are still in transit
     */
    record Settings(Duration every, Duration lease, Duration silence, Duration margin) {
        static Settings from(Config config) {
            return new Settings(
                    config.getDuration("every"),
                    config.getDuration("lease"),
                    config.getDuration("silence"),
                    config.getDuration("margin"));
        }

        Settings {
            if (every.multipliedBy(3).compareTo(lease) > 0 || lease.compareTo(silence) > 0) {
                throw new ConfigException.BadValue(
                        "parley.cluster.epoch",
                        "lease must be at least three times every, and silence at least lease, or a short delay makes nodes lose it");
            }
        }
    }

    /** The cluster as this node sees it. Members are named as in {@link Epoch}. */
    interface View {
        String self();

        /** All that have not been removed, including those that are joining or leaving. */
        Set<String> present();

        /** Those that have left voluntarily, and so ended their writing before, see {@link Epochs#leave()}. */
        Set<String> left();

        /** Whether this is the oldest node that holds conversations. */
        boolean isKeeper();

        /** Whether this node is shutting down. */
        boolean isLeaving();
    }

    private final View view;
    private final Epoch.Store store;
    private final Fence fence;
    private final Settings settings;
    private final Function<Set<String>, CompletionStage<Boolean>> ended;
    private final Consumer<String> end;

    private final CompletableFuture<Done> confirmed = new CompletableFuture<>();
    private List<CompletableFuture<Done>> waiters = new ArrayList<>();
    /** The members whose processes are known to have ended. */
    private final Set<String> dead = new HashSet<>();

    private boolean busy;
    private boolean over;
    private @Nullable Epoch known;
    /**
     * When members were last found to be removed. Their entities must not be started elsewhere until a lease and the margin have passed
     * since.
     */
    private Fence.@Nullable Moment heldFrom;

    /** The epoch of another cluster that is watched for signs of life, and since when. */
    private @Nullable Epoch watched;

    private Fence.@Nullable Moment watchedSince;

    /**
     * @param ended whether the processes of all these members have certainly ended
     * @param end ends this process with a reason
     */
    Epochs(
            View view,
            Epoch.Store store,
            Fence fence,
            Settings settings,
            Function<Set<String>, CompletionStage<Boolean>> ended,
            Consumer<String> end) {
        this.view = view;
        this.store = store;
        this.fence = fence;
        this.settings = settings;
        this.ended = ended;
        this.end = end;
    }

    /** Completes when this node has first been found among the members. It must not hold any entities before. */
    CompletionStage<Done> confirmed() {
        return confirmed;
    }

    /** Completes when no removed member can write any more, so that their entities may be started elsewhere. */
    synchronized CompletionStage<Done> settled() {
        if (isSettled()) {
            return CompletableFuture.completedStage(Done.getInstance());
        }
        CompletableFuture<Done> waiter = new CompletableFuture<>();
        waiters.add(waiter);
        return waiter;
    }

    private boolean isSettled() {
        Epoch stored = known;
        Fence.Moment from = heldFrom;
        return stored != null
                && stored.members().contains(view.self())
                && view.present().containsAll(stored.members())
                && (from == null
                        || fence.now().monotonic() - from.monotonic()
                                > settings.lease().plus(settings.margin()).toNanos());
    }

    /**
     * Ends this node's writing for good. Called before it leaves the cluster, because the others do not wait for the lease of a member that
     * left voluntarily.
     *
     * @return how long statements sent before may still be in transit
     */
    Duration leave() {
        fence.close();
        return settings.margin();
    }

    /** Never fails. */
    CompletionStage<Done> round() {
        synchronized (this) {
            if (busy || over) {
                return CompletableFuture.completedStage(Done.getInstance());
            }
            busy = true;
        }
        Fence.Moment asked = fence.now();
        return store.read().thenCompose(stored -> read(asked, stored)).handle((done, failure) -> {
            if (failure != null) {
                LOG.warn("could not read the epoch; will retry: {}", failure.toString());
            }
            release();
            return Done.getInstance();
        });
    }

    private void release() {
        List<CompletableFuture<Done>> settled;
        synchronized (this) {
            busy = false;
            if (waiters.isEmpty() || !isSettled()) {
                return;
            }
            settled = waiters;
            waiters = new ArrayList<>();
        }
        settled.forEach(waiter -> waiter.complete(Done.getInstance()));
    }

    private CompletionStage<Done> read(Fence.Moment asked, Epoch stored) {
        boolean member = stored.members().contains(view.self());
        if (!member && confirmed.isDone()) {
            synchronized (this) {
                over = true;
            }
            fence.close();
            if (!view.isLeaving()) {
                end.accept("it was removed from the cluster. Restart it.");
            }
            return CompletableFuture.completedStage(Done.getInstance());
        }
        if (member) {
            observe(stored);
            fence.confirm(asked);
            confirmed.complete(Done.getInstance());
        }
        if (!view.isKeeper()) {
            return CompletableFuture.completedStage(Done.getInstance());
        }
        return member ? keep(stored) : found(asked, stored);
    }

    /** Records the members. Those that are missing now may still write until their leases end. */
    private synchronized void observe(Epoch stored) {
        Epoch before = known;
        if (before == null) {
            // A member may have been removed just now.
            heldFrom = fence.now();
        } else {
            Set<String> gone = new HashSet<>(before.members());
            gone.removeAll(stored.members());
            gone.removeAll(dead);
            gone.removeAll(view.left());
            heldFrom = gone.isEmpty() ? heldFrom : fence.now();
        }
        known = stored;
    }

    private CompletionStage<Done> keep(Epoch stored) {
        Set<String> present = view.present();
        if (present.equals(stored.members())) {
            return replace(stored, stored.alive());
        }
        Set<String> gone = new HashSet<>(stored.members());
        gone.removeAll(present);
        return areEnded(gone).thenCompose(all -> replace(stored, stored.with(present)));
    }

    /** Forms the epoch of this node's cluster, which has none yet. */
    private CompletionStage<Done> found(Fence.Moment asked, Epoch stored) {
        return areEnded(stored.members()).thenCompose(all -> {
            Epoch before = watched;
            Fence.Moment since = watchedSince;
            if (before == null || since == null) {
                watched = stored;
                watchedSince = fence.now();
                if (!all) {
                    LOG.info(
                            "waiting {} without a sign of life from {} before forming a cluster",
                            settings.silence(),
                            stored.members());
                }
            } else if (!before.equals(stored)) {
                end.accept("another cluster of this installation is running: " + stored.members()
                        + ". This node has formed its own cluster instead of joining it, and two clusters must not write to one"
                        + " database. Configure the nodes of that cluster as its seed nodes, or as the nodes it discovers, and"
                        + " restart it.");
                return CompletableFuture.completedStage(Done.getInstance());
            }
            boolean silent = since != null
                    && asked.monotonic() - since.monotonic()
                            > settings.silence().toNanos();
            if (!all && !silent) {
                return CompletableFuture.completedStage(Done.getInstance());
            }
            synchronized (this) {
                known = stored;
            }
            return replace(stored, stored.with(view.present()));
        });
    }

    private CompletionStage<Boolean> areEnded(Set<String> members) {
        return members.isEmpty()
                ? CompletableFuture.completedStage(true)
                : ended.apply(members).thenApply(all -> {
                    if (all) {
                        synchronized (this) {
                            dead.addAll(members);
                        }
                    }
                    return all;
                });
    }

    private CompletionStage<Done> replace(Epoch stored, Epoch next) {
        return store.replace(stored, next, view.self()).thenApply(replaced -> {
            if (replaced) {
                observe(next);
                if (next.number() != stored.number()) {
                    LOG.info("epoch {}: {} may write", next.number(), next.members());
                }
            }
            return Done.getInstance();
        });
    }
}
