package io.parley.intake;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.pattern.StatusReply;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Asks an entity and resends the command until it is answered, because messages in flight to a node that stops or crashes are lost. For
 * idempotent commands only: those that have the same effect and the same answer when they arrive twice.
 */
public final class RepeatedAsk {

    /** Delay before an unanswered command is first resent; it doubles with each resend. */
    private static final Duration FIRST_RESEND = Duration.ofMillis(250);

    private RepeatedAsk() {}

    /** @param timeout how long to wait for the answer */
    public static <C, R> CompletionStage<R> ask(
            ActorSystem<?> system,
            EntityRef<C> entity,
            Function<ActorRef<StatusReply<R>>, C> command,
            Duration timeout) {
        AtomicReference<C> sent = new AtomicReference<>();
        CompletableFuture<R> answer = entity.askWithStatus(
                        (ActorRef<StatusReply<R>> replyTo) -> {
                            C first = command.apply(replyTo);
                            sent.set(first);
                            return first;
                        },
                        timeout)
                .toCompletableFuture();
        sendAgain(system, entity, sent, answer, FIRST_RESEND);
        return answer;
    }

    private static <C> void sendAgain(
            ActorSystem<?> system,
            EntityRef<C> entity,
            AtomicReference<C> sent,
            CompletableFuture<?> answer,
            Duration after) {
        system.scheduler()
                .scheduleOnce(
                        after,
                        () -> {
                            if (!answer.isDone()) {
                                entity.tell(sent.get());
                                sendAgain(system, entity, sent, answer, after.multipliedBy(2));
                            }
                        },
                        system.executionContext());
    }
}
