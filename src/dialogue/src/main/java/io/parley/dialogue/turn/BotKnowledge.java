package io.parley.dialogue.turn;

import io.parley.dialogue.forms.Forms;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.dialogue.products.ProductGraph;

/**
 * What a tenant's bot knows and can do, in one version.
 *
 * @param policies by which it decides
 */
public record BotKnowledge(KnowledgeIndex index, Forms forms, ProductGraph products, Policies policies) {

    /** Creates one that decides by all policies. */
    public BotKnowledge(KnowledgeIndex index, Forms forms, ProductGraph products) {
        this(index, forms, products, Policies.ALL);
    }

    /** Creates one without products. */
    public BotKnowledge(KnowledgeIndex index, Forms forms) {
        this(index, forms, ProductGraph.EMPTY);
    }

    /** Returns the same knowledge with other policies. */
    public BotKnowledge with(Policies other) {
        return new BotKnowledge(index, forms, products, other);
    }

    /** Identifies these articles and products. */
    public String version() {
        return products.isEmpty() ? index.version() : index.version() + "-" + products.version();
    }
}
