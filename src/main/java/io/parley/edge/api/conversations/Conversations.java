package io.parley.edge.api.conversations;

import akka.actor.typed.javadsl.AskPattern;
import io.parley.ConversationId;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
import io.parley.conversation.ConversationEntity;
import io.parley.edge.kit.Backend;
import java.util.concurrent.CompletionStage;

/** Looks up conversations by the id given in a request. */
public record Conversations(Backend backend) {

    /** @throws Refused {@code NOT_FOUND} for an invalid id */
    public static ConversationId id(String given) {
        try {
            return new ConversationId(given);
        } catch (IllegalArgumentException e) {
            throw notFound();
        }
    }

    public static Refused notFound() {
        return new Refused(ErrorCode.NOT_FOUND, "There is no such conversation.");
    }

    /** Fails with {@code NOT_FOUND} for a conversation that the tenant does not have. */
    public CompletionStage<Conversation.Summary> summary(TenantId tenant, ConversationId id) {
        return AskPattern.askWithStatus(
                ConversationEntity.of(backend.entities(), tenant, id),
                Conversation.GetSummary::new,
                backend.askTimeout(),
                backend.system().scheduler());
    }
}
