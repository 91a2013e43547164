package io.parley.edge.desk;

import akka.actor.typed.ActorSystem;
import akka.event.Logging;
import akka.http.impl.engine.ws.FrameEvent;
import akka.http.impl.engine.ws.FrameEvent$;
import akka.http.impl.engine.ws.FrameStart;
import akka.http.impl.engine.ws.UpgradeToWebSocketLowLevel;
import akka.http.impl.engine.ws.WebSocket$;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.WebSocketUpgrade;
import akka.http.javadsl.settings.ServerSettings;
import akka.http.scaladsl.settings.WebSocketSettings;
import akka.stream.javadsl.BidiFlow;
import akka.stream.javadsl.Flow;
import io.parley.desk.CloseCode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.jdk.javaapi.DurationConverters;

/**
 * A WebSocket whose server end gives a reason when it closes. Akka HTTP has no public way to choose the close code, so this joins the same
 * stages as {@code handleMessagesWith} does and replaces the code on its way out: the only use of its internals, for the pinned version.
 */
final class ClosableSocket {

    /** The opcode of RFC 6455. */
    private static final byte CLOSE = 8;

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(3);

    private ClosableSocket() {}

    /**
     * @param why the code with which to close when {@code flow} ends; Akka's own while it holds nothing
     * @param keepAlive the idle time after which a ping is sent
     */
    static HttpResponse answer(
            ActorSystem<?> system,
            WebSocketUpgrade upgrade,
            Flow<Message, Message, ?> flow,
            AtomicReference<@Nullable CloseCode> why,
            Duration keepAlive) {
        if (!(upgrade instanceof UpgradeToWebSocketLowLevel lowLevel)) {
            throw new IllegalStateException("Akka HTTP hands out another kind of upgrade than the pinned version does");
        }
        // Every javadsl setting is a scaladsl one.
        WebSocketSettings settings = (WebSocketSettings) ServerSettings.create(system.classicSystem())
                .getWebsocketSettings()
                .withPeriodicKeepAliveMaxIdle(DurationConverters.toScala(keepAlive));
        Flow<Object, akka.http.scaladsl.model.ws.Message, ?> messages =
                Flow.create().map(message -> (Message) message).via(flow).map(message -> message.asScala());
        var frames = WebSocket$.MODULE$
                .stack(
                        true,
                        settings,
                        DurationConverters.toScala(CLOSE_WITHIN),
                        Logging.getLogger(system.classicSystem(), "io.parley.edge.desk.ClosableSocket"))
                .asJava();
        @SuppressWarnings({"unchecked", "rawtypes"}) // Scala's messages appear as Object on their way in
        Flow<FrameEvent, FrameEvent, Object> joined = ((BidiFlow) frames).join((Flow) messages);
        return (HttpResponse) lowLevel.handleFrames(joined.map(frame -> coded(frame, why.get())), Option.empty());
    }

    private static FrameEvent coded(FrameEvent frame, @Nullable CloseCode code) {
        boolean closes =
                frame instanceof FrameStart start && start.header().opcode().code() == CLOSE;
        return closes && code != null
                ? FrameEvent$.MODULE$.closeFrame(code.number(), code.reason(), Option.empty())
                : frame;
    }
}
