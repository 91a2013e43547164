package io.parley.bots;

import io.parley.ParleyMetrics;
import io.parley.dialogue.Bot;
import io.parley.dialogue.BotThreads;
import io.parley.dialogue.bot.Move;
import io.parley.dialogue.bot.Turn;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/**
 * This node's bot, timed; its backlog is that of the threads on which it decides.
 *
 * @param bot decides a turn and calls the {@link Runnable} when work on it begins
 */
record MeasuredBot(BiFunction<Turn, Runnable, CompletionStage<Move>> bot, BotThreads threads) implements Bot {

    @Override
    public CompletionStage<Move> decide(Turn turn) {
        CompletableFuture<Long> began = new CompletableFuture<>();
        CompletionStage<Move> decision = bot.apply(turn, () -> began.complete(System.nanoTime()));
        // The original stage is returned, because a caller that gives up completes it.
        decision.whenComplete((decided, failure) ->
                began.thenAccept(since -> ParleyMetrics.turn(ParleyMetrics.Phase.DECIDED, since)));
        return decision;
    }

    @Override
    public Duration closedFor() {
        return threads.closedFor();
    }
}
