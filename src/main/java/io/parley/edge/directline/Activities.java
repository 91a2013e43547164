package io.parley.edge.directline;

import io.parley.CustomerId;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation;
import io.parley.inbox.Transcripts;
import io.parley.routing.Routing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The customer's view of events: the only place where events become activities, and where internal ones are held back.
 *
 * @param thread the Direct Line conversation
 * @param base the address of this server, for the addresses of attachments; no slash at the end
 */
record Activities(CustomerId thread, String base) {

    /** The Bot Framework's codes of an {@code endOfConversation}: the customer has finished, has left, or was silent for long. */
    static final String COMPLETED = "completedSuccessfully";

    static final String CANCELLED = "userCancelled";
    private static final String TIMED_OUT = "botTimedOut";

    private static final Activity.From BOT = new Activity.From("bot", null, "bot");
    private static final Activity.Author BY_BOT = new Activity.Author("bot", null);

    /** Returns the activities of an event, in order; usually one, none for an event that does not concern the customer. */
    List<Activity> of(int ordinal, Transcripts.Recorded recorded) {
        Draft draft = new Draft(ordinal, recorded.sequence(), recorded.event().at());
        Conversation.Event event = recorded.event();
        if (event instanceof Conversation.MessageReceived received) {
            return List.of(draft.received(received));
        }
        if (event instanceof Conversation.BotAnswered answered) {
            return answered.contents().isEmpty() ? List.of() : List.of(draft.answered(answered));
        }
        if (event instanceof Conversation.PatienceAsked asked) {
            return List.of(draft.asked(asked));
        }
        if (event instanceof Conversation.MessagePosted posted) {
            return posted.visibility() == Conversation.Visibility.CUSTOMER ? List.of(draft.posted(posted)) : List.of();
        }
        if (event instanceof Conversation.HandedOff || event instanceof Conversation.ReturnedToQueue) {
            return List.of(draft.status(new Activity.HandoffStatus("queued", null, null, null)));
        }
        if (event instanceof Conversation.AgentAssigned assigned) {
            return List.of(draft.status(new Activity.HandoffStatus(
                    "assigned", null, null, new Activity.HandoffStatus.Agent(assigned.name()))));
        }
        if (event instanceof Conversation.ReturnedToBot) {
            return List.of(draft.status(new Activity.HandoffStatus("returned", null, null, null)));
        }
        if (event instanceof Conversation.ConversationEnded ended) {
            return ended(draft, ended);
        }
        // Opened, reopened, an action (the answer reports it), queued (the handoff said so), routing ended, rated:
        // nothing to show.
        return List.of();
    }

    /**
     * Silence while the bot is in charge shows nothing, because the customer can simply write on; a customer who waited for a person must
     * be informed that they no longer do.
     */
    private static List<Activity> ended(Draft draft, Conversation.ConversationEnded event) {
        return switch (event.cause()) {
            case AGENT ->
                List.of(
                        draft.withSuffix(".s").status(new Activity.HandoffStatus("ended", null, null, null)),
                        draft.ended(null, null));
            case CONFIRMED -> List.of(draft.ended(COMPLETED, event.clientMessageId()));
            case PAGE_CLOSED -> List.of(draft.ended(CANCELLED, event.clientMessageId()));
            case SILENCE ->
                event.ending() == Conversation.Ending.LEFT_IN_QUEUE ? List.of(draft.ended(TIMED_OUT, null)) : List.of();
        };
    }

    /** Returns the customer's current place in line; not stored, so it has an id but no place in the thread. */
    Activity position(Watermark after, int counter, Routing.Position position, Instant now) {
        return new Draft(after.ordinal(), after.sequence(), now)
                .withSuffix(".p" + counter)
                .live()
                .status(new Activity.HandoffStatus(
                        "queued", position.position(), position.expectedWaitSeconds(), null));
    }

    Activity typing(Watermark after, int counter, Conversation.Author author, Instant now) {
        boolean bot = author.kind().equals(Conversation.Author.BOT.kind());
        return new Draft(after.ordinal(), after.sequence(), now)
                .withSuffix(".t" + counter)
                .live()
                .typing(bot ? BOT : agent(author), new Activity.Author(author.kind(), author.name()));
    }

    static String id(CustomerId thread, int ordinal, long sequence) {
        return thread + "|" + ordinal + "-" + sequence;
    }

    private static Activity.From agent(Conversation.Author author) {
        return new Activity.From(
                "agent", author.name() == null ? null : author.name().in("en"), "bot");
    }

    private final class Draft {
        private final int ordinal;
        private final long sequence;
        private final Instant at;
        private String suffix = "";
        private @Nullable Long place;

        Draft(int ordinal, long sequence, Instant at) {
            this.ordinal = ordinal;
            this.sequence = sequence;
            this.at = at;
            this.place = sequence;
        }

        Draft withSuffix(String text) {
            Draft other = new Draft(ordinal, sequence, at);
            other.suffix = text;
            return other;
        }

        Draft live() {
            place = null;
            return this;
        }

        Activity received(Conversation.MessageReceived event) {
            return message(
                    new Activity.From(event.from().user(), null, "user"),
                    event.contents(),
                    event.locale(),
                    null,
                    new Activity.ChannelData(
                            event.clientMessageId(), place, new Activity.Author("customer", null), null));
        }

        Activity answered(Conversation.BotAnswered event) {
            return message(
                    BOT,
                    event.contents(),
                    null,
                    id(thread, ordinal, event.turn()),
                    new Activity.ChannelData(
                            null, place, BY_BOT, event.sources().isEmpty() ? null : event.sources()));
        }

        /** Without {@code replyToId}, so that a client waiting for the answer keeps waiting. */
        Activity asked(Conversation.PatienceAsked event) {
            return message(BOT, event.contents(), null, null, new Activity.ChannelData(null, place, BY_BOT, null));
        }

        Activity posted(Conversation.MessagePosted event) {
            return message(
                    new Activity.From("agent", event.authorName().in("en"), "bot"),
                    event.contents(),
                    null,
                    null,
                    new Activity.ChannelData(null, place, new Activity.Author("agent", event.authorName()), null));
        }

        private Activity message(
                Activity.From from,
                List<Content> contents,
                @Nullable String locale,
                @Nullable String replyTo,
                Activity.ChannelData data) {
            List<String> texts = new ArrayList<>();
            List<Activity.Attachment> attachments = new ArrayList<>();
            List<Activity.CardAction> actions = new ArrayList<>();
            for (Content content : contents) {
                if (content instanceof Content.Media media) {
                    attachments.add(new Activity.Attachment(media.mime(), absolute(media.url()), media.name()));
                } else if (content instanceof Content.Choice choice) {
                    if (choice.prompt() != null) {
                        texts.add(choice.prompt());
                    }
                    choice.options()
                            .forEach(option ->
                                    actions.add(new Activity.CardAction("imBack", option.label(), option.value())));
                } else {
                    texts.add(content.plainText());
                }
            }
            return activity(
                    "message",
                    from,
                    texts.isEmpty() ? null : String.join("\n", texts),
                    attachments.isEmpty() ? null : attachments,
                    actions.isEmpty() ? null : new Activity.SuggestedActions(actions),
                    locale,
                    null,
                    null,
                    replyTo,
                    null,
                    data);
        }

        Activity status(Activity.HandoffStatus status) {
            return activity(
                    "event",
                    BOT,
                    null,
                    null,
                    null,
                    null,
                    "handoff.status",
                    status,
                    null,
                    null,
                    data(new Activity.Author("system", null)));
        }

        Activity ended(@Nullable String code, @Nullable String clientMessageId) {
            return activity(
                    "endOfConversation",
                    BOT,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    code,
                    new Activity.ChannelData(clientMessageId, place, new Activity.Author("system", null), null));
        }

        Activity typing(Activity.From from, Activity.Author author) {
            return activity("typing", from, null, null, null, null, null, null, null, null, data(author));
        }

        private Activity.ChannelData data(Activity.Author author) {
            return new Activity.ChannelData(null, place, author, null);
        }

        private Activity activity(
                String type,
                Activity.From from,
                @Nullable String text,
                @Nullable List<Activity.Attachment> attachments,
                Activity.@Nullable SuggestedActions suggested,
                @Nullable String locale,
                @Nullable String name,
                @Nullable Object value,
                @Nullable String replyTo,
                @Nullable String code,
                Activity.ChannelData data) {
            return new Activity(
                    type,
                    id(thread, ordinal, sequence) + suffix,
                    at,
                    "directline",
                    Map.of("id", thread.value()),
                    from,
                    text,
                    attachments,
                    suggested,
                    locale,
                    name,
                    value,
                    replyTo,
                    code,
                    data);
        }

        private String absolute(String url) {
            return url.startsWith("/") ? base + url : url;
        }
    }
}
