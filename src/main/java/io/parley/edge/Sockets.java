package io.parley.edge;

import akka.Done;
import akka.NotUsed;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.ws.BinaryMessage;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.TextMessage;
import akka.stream.FlowShape;
import akka.stream.Graph;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import akka.stream.StreamLimitReachedException;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import java.util.concurrent.CompletableFuture;

/** What all sockets have in common: they end when the node does, and read no more than they may. */
public final class Sockets {

    /**
     * Fails the outgoing side of a socket whose client does not read: what waits for it is dropped. Recovered from within that side, as
     * it is no error of ours.
     */
    public static final class SlowReader extends RuntimeException {
        public SlowReader() {
            super("the client does not read", null, false, false);
        }
    }

    private static final int TOO_MUCH = -1;

    private final SharedKillSwitch killSwitch = KillSwitches.shared("sockets");

    /** Ends every socket once this node begins to shut down, so that clients come back on another node at once. */
    public Sockets(ActorSystem<?> system) {
        CoordinatedShutdown.get(system).addTask(CoordinatedShutdown.PhaseServiceUnbind(), "close-sockets", () -> {
            killSwitch.shutdown();
            return CompletableFuture.completedStage(Done.getInstance());
        });
    }

    /** Put into the outgoing side. */
    public <T> Graph<FlowShape<T, T>, SharedKillSwitch> untilShutdown() {
        return killSwitch.flow();
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
