package io.parley.cluster;

import akka.actor.AbstractExtensionId;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Blocks all statements to the database unless {@link Epochs} has recently confirmed that this node may write. A process that was paused,
 * or cut off from the others or from the database, cannot detect that others have taken its place; so its lease simply expires. Statements
 * then wait until the lease is renewed, or are lost with the process.
 *
 * <p>A lease counts from when the confirming check was <em>sent</em>, by {@link System#nanoTime()} or by the wall clock, whichever has
 * advanced further: the former may stand still while the whole machine is suspended.
 */
final class Fence implements Extension {

    /** EX_SOFTWARE of sysexits.h. */
    private static final int EXIT_CODE = 70;

    /** A moment by both clocks, in nanoseconds. */
    record Moment(long monotonic, long wall) {}

    private final long lease;
    private final LongSupplier monotonic;
    private final LongSupplier wall;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    /** Null until the first confirmation; statements pass until then, because a node that has not joined cannot affect others. */
    private volatile @Nullable Moment confirmed;

    private volatile boolean closed;

    Fence(Duration lease, LongSupplier monotonic, LongSupplier wall) {
        this.lease = lease.toNanos();
        this.monotonic = monotonic;
        this.wall = wall;
    }

    static Fence get(akka.actor.ActorSystem system) {
        return Id.INSTANCE.get(system);
    }

    Moment now() {
        return new Moment(monotonic.getAsLong(), wall.getAsLong());
    }

    /**
     * Returns whether anything may be sent to the database now.
     *
     * @param later if not, run once when the lease is renewed
     */
    boolean permits(Runnable later) {
        if (isOpen()) {
            return true;
        }
        waiting.add(later);
        if (isOpen()) {
            release();
        }
        return false;
    }

    private boolean isOpen() {
        // In this order: if the process is paused after reading the clock, it can only see a newer lease afterwards.
        Moment now = now();
        Moment began = confirmed;
        return !closed
                && (began == null
                        || (now.monotonic() - began.monotonic() <= lease && now.wall() - began.wall() <= lease));
    }

    /** Returns when the lease ended; null while it lasts. */
    @Nullable Moment over() {
        Moment began = confirmed;
        return began == null || !hasPassed(began, Duration.ofNanos(lease))
                ? null
                : new Moment(began.monotonic() + lease, began.wall() + lease);
    }

    /** Whether more than this time has passed since then, by either clock. */
    boolean hasPassed(Moment since, Duration time) {
        Moment now = now();
        long nanos = time.toNanos();
        return now.monotonic() - since.monotonic() > nanos || now.wall() - since.wall() > nanos;
    }

    /**
     * Confirms that this node may write.
     *
     * @param asked when the check was sent
     */
    void confirm(Moment asked) {
        confirmed = asked;
        if (isOpen()) {
            release();
        }
    }

    /** Closes the fence for good; later confirmations have no effect. */
    void close() {
        closed = true;
    }

    private void release() {
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
            next.run();
        }
    }

    /** Ends the process without an orderly shutdown, because that would write. */
    static void end(String why) {
        System.err.println("This node stops immediately: " + why);
        Runtime.getRuntime().halt(EXIT_CODE);
    }

    private static final class Id extends AbstractExtensionId<Fence> {
        static final Id INSTANCE = new Id();

        @Override
        public Fence createExtension(ExtendedActorSystem system) {
            Config config = system.settings().config();
            return new Fence(
                    Epochs.Settings.from(config.getConfig("parley.cluster.epoch"))
                            .lease(),
                    System::nanoTime,
                    () -> System.currentTimeMillis() * 1_000_000);
        }
    }
}
