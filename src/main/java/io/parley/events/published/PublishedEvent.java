package io.parley.events.published;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An event of a conversation, as the data of a CloudEvent. Codes are strings, because programs that read them should tolerate new ones.
 * Personal data is a {@link PublishedPersonal}; customers' ids are pseudonyms, agents' ids are the tenant's own.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(name = "conversation-opened", value = PublishedEvent.ConversationOpened.class),
    @JsonSubTypes.Type(name = "message-received", value = PublishedEvent.MessageReceived.class),
    @JsonSubTypes.Type(name = "bot-answered", value = PublishedEvent.BotAnswered.class),
    @JsonSubTypes.Type(name = "patience-asked", value = PublishedEvent.PatienceAsked.class),
    @JsonSubTypes.Type(name = "action-begun", value = PublishedEvent.ActionBegun.class),
    @JsonSubTypes.Type(name = "action-done", value = PublishedEvent.ActionDone.class),
    @JsonSubTypes.Type(name = "handed-off", value = PublishedEvent.HandedOff.class),
    @JsonSubTypes.Type(name = "conversation-queued", value = PublishedEvent.ConversationQueued.class),
    @JsonSubTypes.Type(name = "agent-assigned", value = PublishedEvent.AgentAssigned.class),
    @JsonSubTypes.Type(name = "message-posted", value = PublishedEvent.MessagePosted.class),
    @JsonSubTypes.Type(name = "returned-to-queue", value = PublishedEvent.ReturnedToQueue.class),
    @JsonSubTypes.Type(name = "returned-to-bot", value = PublishedEvent.ReturnedToBot.class),
    @JsonSubTypes.Type(name = "conversation-ended", value = PublishedEvent.ConversationEnded.class),
    @JsonSubTypes.Type(name = "conversation-reopened", value = PublishedEvent.ConversationReopened.class),
    @JsonSubTypes.Type(name = "conversation-rated", value = PublishedEvent.ConversationRated.class),
    @JsonSubTypes.Type(name = "case-opened", value = PublishedEvent.CaseOpened.class),
    @JsonSubTypes.Type(name = "delivery-changed", value = PublishedEvent.DeliveryChanged.class),
    @JsonSubTypes.Type(name = "event-too-large", value = PublishedEvent.EventTooLarge.class)
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface PublishedEvent {

    Instant at();

    /** The {@code type} of its CloudEvent, e.g. {@code io.parley.conversation.message-received.v1}. */
    default String cloudEventType() {
        return Names.PREFIX + Names.OF.get(getClass()) + Names.VERSION;
    }

    /** @param ordinal the number of this conversation among the customer's, from 1 */
    record ConversationOpened(
            String customer,
            int ordinal,
            @Nullable PublishedPersonal customerName,
            Address from,
            String language,
            Instant at)
            implements PublishedEvent {}

    /** @param messageId the id given by the sender's side, unique within the conversation */
    record MessageReceived(
            String messageId, Address from, List<PublishedContent> contents, @Nullable String locale, Instant at)
            implements PublishedEvent {}

    /**
     * @param turn the sequence number of the last message it answers
     * @param articles the ids of the articles it was taken from
     */
    record BotAnswered(long turn, List<PublishedContent> contents, List<String> articles, Instant at)
            implements PublishedEvent {}

    /**
     * The bot is busy and asked the customer for patience; the answer is still to come.
     *
     * @param turn the sequence number of the last message it is to answer
     */
    record PatienceAsked(long turn, List<PublishedContent> contents, Instant at) implements PublishedEvent {}

    /**
     * The bot begins to change something in a company's system.
     *
     * @param turn the sequence number of the last message of the turn
     * @param action its name in the tenant's actions
     */
    record ActionBegun(long turn, String action, Instant at) implements PublishedEvent {}

    /**
     * @param begun the sequence number of its {@link ActionBegun}
     * @param outcome as named in the tenant's description of the action; {@code failed}, or {@code outcome-unknown} when it cannot be
     *     determined
     */
    record ActionDone(long begun, String action, String outcome, Instant at) implements PublishedEvent {}

    /** @param skills the skills an agent needs besides the language */
    record HandedOff(String reason, PublishedPersonal summary, List<String> skills, Instant at)
            implements PublishedEvent {}

    record ConversationQueued(Instant at) implements PublishedEvent {}

    record AgentAssigned(String agent, Instant at) implements PublishedEvent {}

    /** @param visibility {@code customer}, or {@code internal} for what only colleagues see */
    record MessagePosted(String agent, String messageId, String visibility, List<PublishedContent> contents, Instant at)
            implements PublishedEvent {}

    record ReturnedToQueue(String agent, Instant at) implements PublishedEvent {}

    record ReturnedToBot(String agent, Instant at) implements PublishedEvent {}

    /** @param ending how it ended; @param cause what ended it; @param agent who ended it, present when the cause is {@code agent} */
    record ConversationEnded(String ending, String cause, @Nullable String agent, Instant at)
            implements PublishedEvent {}

    record ConversationReopened(Instant at) implements PublishedEvent {}

    /** @param stars 1 to 5; the last rating counts */
    record ConversationRated(int stars, Instant at) implements PublishedEvent {}

    record CaseOpened(PublishedPersonal summary, Instant at) implements PublishedEvent {}

    /** @param reply the sequence number of the reply; @param reason present when it failed */
    record DeliveryChanged(long reply, String state, @Nullable String reason, Instant at) implements PublishedEvent {}

    /**
     * Replaces an event that is larger than the topic accepts.
     *
     * @param event the type that its CloudEvent would have had
     * @param bytes of its data
     */
    record EventTooLarge(String tenant, String conversation, long sequence, String event, long bytes, Instant at)
            implements PublishedEvent {}

    /** @param channel the kind, e.g. {@code webchat}; @param account ours; @param user the customer's address */
    record Address(String channel, String account, PublishedPersonal user) {}

    /** The names of the types, read from their declarations. */
    final class Names {
        private static final String PREFIX = "io.parley.conversation.";
        private static final String VERSION = ".v1";
        private static final Map<Class<?>, String> OF = Arrays.stream(
                        PublishedEvent.class.getAnnotation(JsonSubTypes.class).value())
                .collect(Collectors.toUnmodifiableMap(JsonSubTypes.Type::value, JsonSubTypes.Type::name));

        private Names() {}
    }
}
