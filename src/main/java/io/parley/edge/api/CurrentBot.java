package io.parley.edge.api;

import io.parley.TenantId;
import io.parley.dialogue.Dialogue;
import io.parley.dialogue.turn.BotKnowledge;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * The current bot.
 *
 * @param dialogue its decision logic
 * @param known returns the knowledge of a tenant's bot
 * @param models where it searches for articles, which takes a model: never on the threads that serve HTTP
 */
public record CurrentBot(Dialogue dialogue, Function<TenantId, BotKnowledge> known, Executor models) {}
