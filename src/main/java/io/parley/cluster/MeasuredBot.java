package io.parley.cluster;

import io.parley.Figures;
import io.parley.dialogue.Bot;
import io.parley.dialogue.BotThreads;
import io.parley.dialogue.bot.Move;
import io.parley.dialogue.bot.Turn;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** This node's bot, timed; its backlog is that of the threads on which it decides. */
record MeasuredBot(Bot bot, BotThreads threads) implements Bot {

    @Override
    public CompletionStage<? extends Move> decide(Turn turn) {
        long began = System.nanoTime();
        CompletionStage<? extends Move> decision = bot.decide(turn);
        // The original stage is returned, because a caller that gives up completes it.
        decision.whenComplete((decided, failure) -> Figures.turn(Figures.Phase.DECIDED, began));
        return decision;
    }

    @Override
    public Duration closedFor() {
        return threads.closedFor();
    }
}
