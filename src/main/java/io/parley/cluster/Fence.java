package io.parley.cluster;

import akka.actor.AbstractExtensionId;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;
import akka.cluster.Cluster;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Keeps a process that slept too long (stopped, swapped out, in a long garbage collection) from writing once more: meanwhile the others
 * may have put it out of the cluster and written in its place. Whatever is sent to the database asks first, and a thread looks by itself; either ends the
 * process at once. Being removed from the cluster only becomes known to the process after it woke up, which is too late.
 *
 * <p>Time is that of {@link System#nanoTime()}, so a change of the clock is no pause, and nor is a computer that sleeps.
 */
final class Fence implements Extension {

    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    /** EX_SOFTWARE of sysexits.h. */
    private static final int EXIT_CODE = 70;

    private final long longestPause;
    private final LongSupplier nanos;
    private final BooleanSupplier alone;
    private final Runnable end;

    private volatile long lastLook;
    /** As it was before the pause: whoever wakes up does not know what the others did meanwhile. */
    private volatile boolean wasAlone = true;

    /**
     * @param longestPause must be shorter than the soonest that another node can take over; see cluster-config/common.conf
     * @param alone whether there is no other node that could take over
     */
    Fence(Duration longestPause, LongSupplier nanos, BooleanSupplier alone, Runnable end) {
        this.longestPause = longestPause.toNanos();
        this.nanos = nanos;
        this.alone = alone;
        this.end = end;
        this.lastLook = nanos.getAsLong();
    }

    static Fence get(akka.actor.ActorSystem system) {
        return Id.INSTANCE.get(system);
    }

    /** Before a write. Returns only when this process has been awake. */
    void check() {
        if (!wasAlone && nanos.getAsLong() - lastLook > longestPause) {
            end.run();
        }
    }

    void look() {
        check();
        wasAlone = alone.getAsBoolean();
        lastLook = nanos.getAsLong();
    }

    /** @throws ConfigException.BadValue when others could take over while a paused process still believes it may write */
    static Duration longestPause(Config config) {
        String key = "parley.cluster.longest-pause";
        Duration longestPause = config.getDuration(key);
        Duration soonestTakeover = config.getDuration("akka.cluster.failure-detector.acceptable-heartbeat-pause")
                .plus(config.getDuration("akka.cluster.split-brain-resolver.stable-after"))
                .plus(config.getDuration("akka.cluster.down-removal-margin"));
        if (longestPause.compareTo(soonestTakeover) >= 0) {
            throw new ConfigException.BadValue(
                    key,
                    longestPause + " is not less than " + soonestTakeover + ", the soonest that others can take over:"
                            + " akka.cluster's failure-detector.acceptable-heartbeat-pause, split-brain-resolver.stable-after and"
                            + " down-removal-margin together. Shorten the one or lengthen the others.");
        }
        return longestPause;
    }

    /** Ends the process without any orderly shutdown, for that would write. */
    static void end(String why) {
        System.err.println("This node ends at once: " + why);
        Runtime.getRuntime().halt(EXIT_CODE);
    }

    private static final class Id extends AbstractExtensionId<Fence> {
        static final Id INSTANCE = new Id();

        @Override
        public Fence createExtension(ExtendedActorSystem system) {
            Duration longestPause = longestPause(system.settings().config());
            Fence fence = new Fence(
                    longestPause,
                    System::nanoTime,
                    () -> Cluster.get(system).state().members().size() < 2,
                    () -> end("it was paused for more than " + longestPause.toMillis()
                            + " ms, and others may have taken its place. Start it again."));
            Thread watch = new Thread(() -> watch(fence, system), "fence");
            watch.setDaemon(true);
            watch.setPriority(Thread.MAX_PRIORITY);
            watch.start();
            return fence;
        }

        private static void watch(Fence fence, ExtendedActorSystem system) {
            while (!system.whenTerminated().isCompleted()) {
                fence.look();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY.toMillis()));
            }
        }
    }
}
