package io.parley.edge.directline;

import io.parley.LocalizedText;
import io.parley.dialogue.bot.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Bot Framework's activity, as far as it is sent to customers.
 *
 * @param code why a conversation ended that continues when the customer writes; null after an end that an agent decided
 */
record Activity(
        String type,
        String id,
        Instant timestamp,
        String channelId,
        Map<String, String> conversation,
        From from,
        @Nullable String text,
        @Nullable List<Attachment> attachments,
        @Nullable SuggestedActions suggestedActions,
        @Nullable String locale,
        @Nullable String name,
        @Nullable Object value,
        @Nullable String replyToId,
        @Nullable String code,
        ChannelData channelData) {

    /** @param role {@code user}, or {@code bot} for our bot and agents: the Bot Framework has only these */
    record From(String id, @Nullable String name, String role) {}

    record Attachment(String contentType, String contentUrl, String name) {}

    record SuggestedActions(List<CardAction> actions) {}

    record CardAction(String type, String title, String value) {}

    /** Parley's additions. {@code sequence} is absent for activities that are not stored. */
    record ChannelData(
            @Nullable String clientActivityID,
            @Nullable Long sequence,
            Author author,
            @Nullable List<Source> sources) {}

    record Author(String kind, @Nullable LocalizedText name) {}

    /** The state of a handoff to a human, as shown to the customer. */
    record HandoffStatus(
            String state, @Nullable Integer position, @Nullable Long expectedWaitSeconds, @Nullable Agent agent) {

        /** The agent as customers know them. */
        record Agent(LocalizedText name) {}
    }

    /** A frame, or the answer to a poll. */
    record Set(List<Activity> activities, String watermark) {}
}
