package io.parley.edge.api.conversations;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.AgentId;
import io.parley.ConversationId;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation;
import io.parley.conversation.Conversation.Author;
import io.parley.conversation.Conversation.Visibility;
import io.parley.dialogue.bot.Source;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a conversation's record: a message or another event. Every event of the journal is one, so that sequence numbers have no
 * gaps.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EntryView(
        String conversation,
        long sequence,
        String type,
        Instant at,
        @Nullable Author author,
        Visibility visibility,
        @Nullable List<Content> contents,
        @Nullable String clientMessageId,
        @Nullable Via via,
        @Nullable List<Source> sources,
        @Nullable Map<String, Object> data) {

    /** The channel through which a message came. */
    public record Via(String channel, String account) {}

    private static final Author SYSTEM = new Author("system", null, null);

    public static EntryView of(ConversationId conversation, long sequence, Conversation.Event event) {
        Draft entry = new Draft(conversation.value(), sequence, event.at());
        if (event instanceof Conversation.MessageReceived e) {
            return entry.message(
                    Author.CUSTOMER,
                    Visibility.CUSTOMER,
                    e.contents(),
                    e.clientMessageId(),
                    new Via(e.from().channel(), e.from().account()),
                    null);
        } else if (event instanceof Conversation.BotAnswered e) {
            return entry.message(
                    Author.BOT,
                    Visibility.CUSTOMER,
                    e.contents(),
                    null,
                    null,
                    e.sources().isEmpty() ? null : e.sources());
        } else if (event instanceof Conversation.PatienceAsked e) {
            return entry.message(Author.BOT, Visibility.CUSTOMER, e.contents(), null, null, null);
        } else if (event instanceof Conversation.MessagePosted e) {
            return entry.message(
                    Author.agent(e.author(), e.authorName()),
                    e.visibility(),
                    e.contents(),
                    e.clientMessageId(),
                    null,
                    null);
        } else if (event instanceof Conversation.ConversationOpened) {
            return entry.happened("opened", SYSTEM, Map.of());
        } else if (event instanceof Conversation.HandedOff e) {
            return entry.happened(
                    "handed-off", Author.BOT, Map.of("reason", e.reason().code(), "summary", e.summary()));
        } else if (event instanceof Conversation.ActionBegun e) {
            return entry.happened(
                    "action-begun", Author.BOT, Map.of("action", e.call().action()));
        } else if (event instanceof Conversation.ActionDone e) {
            return entry.happened(
                    "action-done",
                    SYSTEM,
                    Map.of(
                            "action",
                            e.result().call().action(),
                            "outcome",
                            e.result().outcome()));
        } else if (event instanceof Conversation.CaseOpened e) {
            return entry.happened("case-opened", Author.BOT, Map.of("summary", e.summary()));
        } else if (event instanceof Conversation.CaseReported) {
            return entry.happened("case-reported", SYSTEM, Map.of());
        } else if (event instanceof Conversation.ConversationQueued) {
            return entry.happened("queued", SYSTEM, Map.of());
        } else if (event instanceof Conversation.AgentAssigned e) {
            return entry.happened(
                    "assigned",
                    SYSTEM,
                    Map.of("agent", new ConversationView.NamedAgent(e.agent().value(), e.name())));
        } else if (event instanceof Conversation.ReturnedToQueue e) {
            return entry.happened(
                    "returned-to-queue", SYSTEM, Map.of("from", e.from().value()));
        } else if (event instanceof Conversation.ReturnedToBot e) {
            return entry.happened("returned-to-bot", new Author("agent", e.by().value(), null), Map.of());
        } else if (event instanceof Conversation.ConversationEnded e) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("ending", e.ending().code());
            data.put("cause", e.cause().code());
            if (e.disposition() != null) {
                data.put("disposition", e.disposition().code());
            }
            return entry.happened("ended", endedBy(e), data);
        } else if (event instanceof Conversation.ConversationReopened) {
            return entry.happened("reopened", Author.CUSTOMER, Map.of());
        } else if (event instanceof Conversation.ConversationRated e) {
            return entry.happened("rated", Author.CUSTOMER, Map.of("stars", e.stars()));
        } else if (event instanceof Conversation.DeliveryChanged e) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("message", e.reply());
            data.put("state", e.state().code());
            if (e.reason() != null) {
                data.put("reason", e.reason().code());
            }
            return entry.happened("delivery", SYSTEM, data);
        } else if (event instanceof Conversation.RoutingEnded) {
            return entry.happened("routing-ended", SYSTEM, Map.of());
        }
        throw new IllegalArgumentException("no entry for " + event.getClass().getSimpleName());
    }

    private static Author endedBy(Conversation.ConversationEnded event) {
        AgentId agent = event.by();
        if (agent != null) {
            return new Author("agent", agent.value(), null);
        }
        return event.cause() == Conversation.Cause.SILENCE ? SYSTEM : Author.CUSTOMER;
    }

    private record Draft(String conversation, long sequence, Instant at) {
        EntryView message(
                Author author,
                Visibility visibility,
                List<Content> contents,
                @Nullable String clientMessageId,
                @Nullable Via via,
                @Nullable List<Source> sources) {
            return new EntryView(
                    conversation,
                    sequence,
                    "message",
                    at,
                    author,
                    visibility,
                    contents,
                    clientMessageId,
                    via,
                    sources,
                    null);
        }

        EntryView happened(String type, Author author, Map<String, Object> data) {
            return new EntryView(
                    conversation,
                    sequence,
                    type,
                    at,
                    author,
                    Visibility.INTERNAL,
                    null,
                    null,
                    null,
                    null,
                    data.isEmpty() ? null : data);
        }
    }
}
