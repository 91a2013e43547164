package io.parley.dialogue;

import io.parley.dialogue.actions.Actions;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.BeginAction;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.Move;
import io.parley.dialogue.bot.Turn;
import java.util.ArrayList;
import java.util.List;

/** Runs a turn as a conversation does: performs the actions that the bot requests, and asks it again. */
public final class Turns {

    private Turns() {}

    public static Decision through(Bot bot, Actions actions, Turn turn) {
        Turn next = turn;
        while (true) {
            Move move = bot.decide(next).toCompletableFuture().join();
            if (move instanceof Decision decision) {
                return decision;
            }
            BeginAction begin = (BeginAction) move;
            List<ActionResult> results = new ArrayList<>(begin.results());
            results.add(actions.run(turn.tenant(), begin.call())
                    .toCompletableFuture()
                    .join());
            next = turn.with(begin.understood(), results);
        }
    }
}
