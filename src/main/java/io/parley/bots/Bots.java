package io.parley.bots;

import io.parley.TenantId;
import io.parley.dialogue.Bot;
import io.parley.dialogue.Dialogue;
import io.parley.dialogue.actions.Actions;
import io.parley.dialogue.turn.BotKnowledge;
import io.parley.language.LanguageEngine;
import io.parley.language.annotation.Annotators;

/** The bots of this node's tenants, with their actions and knowledge. */
public interface Bots {

    /** On nodes that hold no conversations, one that always fails. */
    Bot bot();

    /** On nodes that hold no conversations, actions that always fail. */
    Actions actions();

    /** The current decision logic. */
    Dialogue dialogue();

    /**
     * The current knowledge of a tenant's bot. Quick.
     *
     * @throws IllegalStateException on nodes that neither hold conversations nor accept connections; the following likewise
     */
    BotKnowledge known(TenantId tenant);

    LanguageEngine engine();

    Annotators annotators();
}
