package io.parley.cluster;

import akka.actor.Address;
import akka.actor.AddressFromURIString;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.ClusterEvent.MemberRemoved;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.UniqueAddress;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** Runs this node's rounds of {@link Epochs}: at regular intervals, and whenever the cluster changes. */
final class EpochRounds implements Epochs.View {

    private static final Duration CONNECT_LIMIT = Duration.ofMillis(500);

    /** The states of members that may hold entities; a node that is still joining holds none. */
    private static final Set<MemberStatus> SETTLED =
            Set.of(MemberStatus.up(), MemberStatus.leaving(), MemberStatus.exiting());

    private final ActorSystem<?> system;
    private final Cluster cluster;
    private final Set<String> left = ConcurrentHashMap.newKeySet();

    private EpochRounds(ActorSystem<?> system) {
        this.system = system;
        this.cluster = Cluster.get(system);
    }

    static CompletionStage<Epochs> start(ActorSystem<?> system) {
        return CassandraEpochs.connect(system.settings().config()).thenApply(session -> {
            system.getWhenTerminated().whenComplete((done, failure) -> session.closeAsync());
            EpochRounds rounds = new EpochRounds(system);
            Epochs.Settings settings =
                    Epochs.Settings.from(system.settings().config().getConfig("parley.cluster.epoch"));
            Epochs epochs = new Epochs(
                    rounds,
                    new CassandraEpochs(session, Clock.systemUTC()),
                    Fence.get(Adapter.toClassic(system)),
                    settings,
                    rounds::areEnded,
                    Fence::end);
            system.systemActorOf(rounds.behavior(epochs, settings.every()), "epochs", Props.empty());
            return epochs;
        });
    }

    private enum Round implements MemberEventOrRound {
        NOW
    }

    private interface MemberEventOrRound {}

    private record Changed(MemberEvent event) implements MemberEventOrRound {}

    private Behavior<MemberEventOrRound> behavior(Epochs epochs, Duration every) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            cluster.subscriptions()
                    .tell(Subscribe.create(context.messageAdapter(MemberEvent.class, Changed::new), MemberEvent.class));
            timers.startTimerWithFixedDelay(Round.NOW, Duration.ZERO, every);
            return Behaviors.receiveMessage(message -> {
                if (message instanceof Changed changed
                        && changed.event() instanceof MemberRemoved removed
                        && removed.previousStatus() == MemberStatus.exiting()) {
                    left.add(name(removed.member().uniqueAddress()));
                }
                epochs.round();
                return Behaviors.same();
            });
        }));
    }

    // ---- the cluster as this node sees it ----

    private static String name(UniqueAddress address) {
        return address.address() + "#" + address.longUid();
    }

    @Override
    public String self() {
        return name(cluster.selfMember().uniqueAddress());
    }

    @Override
    public Set<String> present() {
        Set<String> present = new HashSet<>();
        for (Member member : cluster.state().getMembers()) {
            if (member.status() != MemberStatus.down() && member.status() != MemberStatus.removed()) {
                present.add(name(member.uniqueAddress()));
            }
        }
        return present;
    }

    @Override
    public Set<String> left() {
        return left;
    }

    @Override
    public boolean isKeeper() {
        Member self = cluster.selfMember();
        boolean oldest = self.hasRole("core") && SETTLED.contains(self.status());
        for (Member other : cluster.state().getMembers()) {
            oldest &= !other.hasRole("core") || !SETTLED.contains(other.status()) || !other.isOlderThan(self);
        }
        return oldest;
    }

    @Override
    public boolean isLeaving() {
        return CoordinatedShutdown.get(system).getShutdownReason().isPresent();
    }

    // ---- who has ended ----

    /** Always false where a firewall may answer for others, i.e. where {@link CrashWatch} is switched off. */
    private CompletionStage<Boolean> areEnded(Set<String> members) {
        if (!system.settings().config().getBoolean("parley.cluster.crash-watch.enabled")) {
            return CompletableFuture.completedStage(false);
        }
        Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
        return CompletableFuture.supplyAsync(() -> members.stream().allMatch(this::hasEnded), blocking);
    }

    private boolean hasEnded(String member) {
        Address address = AddressFromURIString.parse(member.substring(0, member.lastIndexOf('#')));
        // This process now listens at that address, so its predecessor has ended.
        return address.equals(cluster.selfMember().address()) || Ports.refuses(address, CONNECT_LIMIT);
    }
}
