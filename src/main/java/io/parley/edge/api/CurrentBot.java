package io.parley.edge.api;

import io.parley.TenantId;
import io.parley.dialogue.Dialogue;
import io.parley.dialogue.turn.BotKnowledge;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * The bot of today.
 *
 * @param dialogue how it decides
 * @param known what a tenant's bot knows
 * @param models where it searches for articles, which takes a model: never on the threads that serve HTTP
 */
public record CurrentBot(Dialogue dialogue, Function<TenantId, BotKnowledge> known, Executor models) {}
