package io.parley.cluster;

import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.UniqueAddress;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Removes a member from the cluster as soon as its process has certainly ended, without the delay that a pause or a network partition
 * requires.
 *
 * <p>A member that does not answer may be dead, paused or cut off, and the split-brain resolver waits long enough for the latter two. But
 * only the port of an ended process is closed: its machine then refuses every connection, while that of a paused process still accepts them
 * and a broken network does not answer. Where the network answers in place of a machine (a firewall that rejects instead of dropping), two
 * halves could take each other for dead; so only a majority acts, and this can be switched off.
 */
final class CrashWatch extends AbstractBehavior<CrashWatch.Command> {

    /**
     * @param every the interval between probes of a silent member's port
     * @param refusals how many refusals in a row prove that the process has ended
     */
    record Settings(boolean enabled, Duration every, int refusals) {
        static Settings from(Config config) {
            return new Settings(config.getBoolean("enabled"), config.getDuration("every"), config.getInt("refusals"));
        }
    }

    sealed interface Command {}

    private enum Tick implements Command {
        NOW
    }

    private record Probed(UniqueAddress member, boolean refused) implements Command {}

    private final Cluster cluster;
    private final Settings settings;
    private final Executor blocking;
    private final Map<UniqueAddress, Integer> refusals = new HashMap<>();
    private final Set<UniqueAddress> trying = new HashSet<>();

    static Behavior<Command> create(Settings settings) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new CrashWatch(context, timers, settings)));
    }

    private CrashWatch(ActorContext<Command> context, TimerScheduler<Command> timers, Settings settings) {
        super(context);
        this.cluster = Cluster.get(context.getSystem());
        this.settings = settings;
        this.blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
        timers.startTimerWithFixedDelay(Tick.NOW, settings.every());
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessageEquals(Tick.NOW, this::look)
                .onMessage(Probed.class, this::tried)
                .build();
    }

    private Behavior<Command> look() {
        Set<UniqueAddress> silent = new HashSet<>();
        for (Member member : cluster.state().getUnreachable()) {
            if (member.status() != MemberStatus.down()) {
                silent.add(member.uniqueAddress());
            }
        }
        refusals.keySet().retainAll(silent);
        silent.removeAll(trying);
        for (UniqueAddress member : silent) {
            trying.add(member);
            getContext()
                    .pipeToSelf(
                            CompletableFuture.supplyAsync(
                                    () -> Ports.refuses(member.address(), settings.every()), blocking),
                            (refused, failure) -> new Probed(member, refused != null && refused));
        }
        return this;
    }

    private Behavior<Command> tried(Probed tried) {
        trying.remove(tried.member());
        if (!tried.refused()) {
            refusals.remove(tried.member());
            return this;
        }
        int inRow = refusals.merge(tried.member(), 1, Integer::sum);
        if (inRow >= settings.refusals() && isMajority(cluster.state())) {
            getContext()
                    .getLog()
                    .warn(
                            "{} refused {} connections in a row: its process has ended",
                            tried.member().address(),
                            inRow);
            cluster.manager().tell(new Down(tried.member().address()));
            refusals.remove(tried.member());
        }
        return this;
    }

    /** Counts the nodes that hold conversations, as the split-brain resolver does; exactly half is not enough. */
    private static boolean isMajority(CurrentClusterState state) {
        Set<Member> unreachable = state.getUnreachable();
        int all = 0;
        int reachable = 0;
        for (Member member : state.getMembers()) {
            if (member.hasRole("core") && isSettled(member.status())) {
                all++;
                if (!unreachable.contains(member)) {
                    reachable++;
                }
            }
        }
        return reachable * 2 > all;
    }

    private static boolean isSettled(MemberStatus status) {
        return status == MemberStatus.up() || status == MemberStatus.leaving();
    }
}
