package io.parley.edge.kit;

import akka.Done;
import akka.NotUsed;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.ws.BinaryMessage;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.TextMessage;
import akka.pattern.Patterns;
import akka.stream.FlowShape;
import akka.stream.Graph;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import akka.stream.StreamLimitReachedException;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The behaviour all sockets share: they end when the node does, and read no more than they may. */
public final class Sockets {

    /**
     * Fails the outgoing side of a socket whose client does not read: pending messages are dropped. Recovered from within that side,
     * because it is not an error of ours.
     */
    public static final class SlowReader extends RuntimeException {
        public SlowReader() {
            super("the client does not read", null, false, false);
        }
    }

    private static final int TOO_MUCH = -1;

    private static final int GROUPS = 40;
    private static final Duration BETWEEN_GROUPS = Duration.ofMillis(50);

    private final List<SharedKillSwitch> groups = IntStream.range(0, GROUPS)
            .mapToObj(group -> KillSwitches.shared("sockets-" + group))
            .toList();
    private final AtomicInteger opened = new AtomicInteger();

    /**
     * Ends every socket once this node begins to shut down, so that clients reconnect to another node immediately; one group after the
     * other within two seconds, so that the other nodes are not flooded. Until then, they still receive what happens.
     */
    public Sockets(ActorSystem<?> system) {
        CoordinatedShutdown.get(system)
                .addTask(CoordinatedShutdown.PhaseServiceUnbind(), "close-sockets", () -> close(0, system));
    }

    private CompletionStage<Done> close(int group, ActorSystem<?> system) {
        if (group == GROUPS) {
            return CompletableFuture.completedStage(Done.getInstance());
        }
        groups.get(group).shutdown();
        return Patterns.after(BETWEEN_GROUPS, system.classicSystem(), () -> close(group + 1, system));
    }

    /** Must be part of the outgoing side. */
    public <T> Graph<FlowShape<T, T>, SharedKillSwitch> untilShutdown() {
        return groups.get(Math.floorMod(opened.getAndIncrement(), GROUPS)).flow();
    }

    /** The incoming side of a socket whose client has nothing to say: reads keep-alives, ends at a frame over the limit. */
    public Sink<Message, NotUsed> ignoring(int mostBytes) {
        return Flow.<Message>create()
                .flatMapConcat(message -> sizes(message)
                        .limitWeighted(mostBytes, Integer::longValue)
                        .recoverWithRetries(1, StreamLimitReachedException.class, () -> Source.single(TOO_MUCH)))
                .takeWhile(size -> size != TOO_MUCH)
                .to(Sink.ignore());
    }

    private static Source<Integer, ?> sizes(Message message) {
        if (message.isText()) {
            TextMessage text = message.asTextMessage();
            return text.isStrict()
                    ? Source.single(text.getStrictText().length())
                    : text.getStreamedText().map(String::length);
        }
        BinaryMessage binary = message.asBinaryMessage();
        return binary.isStrict()
                ? Source.single(binary.getStrictData().size())
                : binary.getStreamedData().map(data -> data.size());
    }
}
