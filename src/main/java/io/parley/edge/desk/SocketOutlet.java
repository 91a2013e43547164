package io.parley.edge.desk;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.TextMessage;
import akka.japi.Pair;
import akka.stream.BoundedSourceQueue;
import akka.stream.QueueOfferResult;
import akka.stream.javadsl.Source;
import io.parley.desk.Answer;
import io.parley.desk.CloseCode;
import io.parley.desk.Outlet;
import io.parley.edge.kit.Sockets;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The outgoing side of one WebSocket. */
final class SocketOutlet implements Outlet {

    private final BoundedSourceQueue<Message> queue;
    private final Source<Message, NotUsed> messages;
    private final AtomicReference<@Nullable CloseCode> why;

    /**
     * @param most frames that may wait
     * @param why is set to the code with which the socket closes
     */
    SocketOutlet(ActorSystem<?> system, int most, AtomicReference<@Nullable CloseCode> why) {
        Pair<BoundedSourceQueue<Message>, Source<Message, NotUsed>> out = Source.<Message>queue(most)
                .recoverWithRetries(1, Sockets.SlowReader.class, Source::empty)
                .preMaterialize(system);
        this.queue = out.first();
        this.messages = out.second();
        this.why = why;
    }

    Source<Message, NotUsed> messages() {
        return messages;
    }

    @Override
    public Sent show(String frame) {
        QueueOfferResult result = queue.offer(TextMessage.create(frame));
        if (result.isEnqueued()) {
            return Sent.QUEUED;
        }
        return result == QueueOfferResult.dropped() ? Sent.FULL : Sent.ENDED;
    }

    @Override
    public Sent answer(Answer answer) {
        return show(FrameCodec.write(answer));
    }

    @Override
    public void close(CloseCode code) {
        why.compareAndSet(null, code);
        if (code == CloseCode.TOO_SLOW) {
            queue.fail(new Sockets.SlowReader());
        } else {
            queue.complete();
        }
    }
}
