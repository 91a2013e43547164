package io.parley.edge.api.conversations;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.AgentId;
import io.parley.LocalizedText;
import io.parley.conversation.Conversation;
import io.parley.dialogue.bot.HandoffReason;
import io.parley.language.Language;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A conversation at a glance. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConversationView(
        String id,
        Conversation.Status status,
        OwnerView owner,
        CustomerView customer,
        Language language,
        Instant openedAt,
        Instant changedAt,
        @Nullable Instant waitingSince,
        Conversation.@Nullable LastMessage lastMessage,
        long sequence,
        @Nullable HandoffView handoff,
        Conversation.@Nullable Disposition disposition,
        boolean unanswered) {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record OwnerView(Conversation.OwnerKind kind, @Nullable NamedAgent agent) {
        static OwnerView of(Conversation.Owner owner) {
            AgentId agent = owner.agent();
            LocalizedText name = owner.name();
            return new OwnerView(
                    owner.kind(), agent == null || name == null ? null : new NamedAgent(agent.value(), name));
        }
    }

    public record NamedAgent(String id, LocalizedText name) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CustomerView(String id, @Nullable String name, String channel, String account, String address) {}

    public record HandoffView(HandoffReason reason, String summary, Instant at) {}

    public static ConversationView of(Conversation.Summary summary) {
        Conversation.HandoffNote handoff = summary.handoff();
        return new ConversationView(
                summary.id().value(),
                summary.status(),
                OwnerView.of(summary.owner()),
                new CustomerView(
                        summary.customer().value(),
                        summary.customerName(),
                        summary.address().channel(),
                        summary.address().account(),
                        ShownAddress.of(summary.address())),
                summary.language(),
                summary.openedAt(),
                summary.changedAt(),
                summary.waitingSince(),
                summary.lastMessage(),
                summary.sequence(),
                handoff == null ? null : new HandoffView(handoff.reason(), handoff.summary(), handoff.at()),
                summary.disposition(),
                summary.unanswered());
    }
}
