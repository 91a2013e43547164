package io.parley.events;

import io.parley.AgentId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation;
import io.parley.conversation.Delivery;
import io.parley.dialogue.bot.Source;
import io.parley.events.published.PublishedContent;
import io.parley.events.published.PublishedEvent;
import io.parley.events.published.PublishedPersonal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Maps the journal's events to the published ones; the only place where this is decided. The bot's memory, basis and trace, digests, the
 * names of agents, and the arguments and returned data of actions are not published.
 */
final class Publication {

    private final Disclosure personal;

    Publication(Disclosure personal) {
        this.personal = personal;
    }

    /** Returns the event as published; empty for one that only records a confirmation among our own entities. */
    Optional<PublishedEvent> of(Conversation.Event event) {
        if (event instanceof Conversation.ConversationOpened e) {
            Conversation.Opening opening = e.opening();
            return Optional.of(new PublishedEvent.ConversationOpened(
                    opening.customer().value(),
                    opening.ordinal(),
                    name(opening.customerName()),
                    address(e.from()),
                    e.language().code(),
                    e.at()));
        } else if (event instanceof Conversation.MessageReceived e) {
            return Optional.of(new PublishedEvent.MessageReceived(
                    e.clientMessageId(), address(e.from()), contents(e.contents()), e.locale(), e.at()));
        } else if (event instanceof Conversation.BotAnswered e) {
            List<String> articles = e.sources().stream().map(Source::article).toList();
            return Optional.of(new PublishedEvent.BotAnswered(e.turn(), contents(e.contents()), articles, e.at()));
        } else if (event instanceof Conversation.PatienceAsked e) {
            return Optional.of(new PublishedEvent.PatienceAsked(e.turn(), contents(e.contents()), e.at()));
        } else if (event instanceof Conversation.ActionBegun e) {
            return Optional.of(new PublishedEvent.ActionBegun(e.turn(), e.call().action(), e.at()));
        } else if (event instanceof Conversation.ActionDone e) {
            return Optional.of(new PublishedEvent.ActionDone(
                    e.begun(), e.result().call().action(), e.result().outcome(), e.at()));
        } else if (event instanceof Conversation.HandedOff e) {
            return Optional.of(
                    new PublishedEvent.HandedOff(e.reason().code(), personal.words(e.summary()), e.skills(), e.at()));
        } else if (event instanceof Conversation.ConversationQueued e) {
            return Optional.of(new PublishedEvent.ConversationQueued(e.at()));
        } else if (event instanceof Conversation.AgentAssigned e) {
            return Optional.of(new PublishedEvent.AgentAssigned(e.agent().value(), e.at()));
        } else if (event instanceof Conversation.MessagePosted e) {
            return Optional.of(new PublishedEvent.MessagePosted(
                    e.author().value(), e.clientMessageId(), e.visibility().code(), contents(e.contents()), e.at()));
        } else if (event instanceof Conversation.ReturnedToQueue e) {
            return Optional.of(new PublishedEvent.ReturnedToQueue(e.from().value(), e.at()));
        } else if (event instanceof Conversation.ReturnedToBot e) {
            return Optional.of(new PublishedEvent.ReturnedToBot(e.by().value(), e.at()));
        } else if (event instanceof Conversation.ConversationEnded e) {
            AgentId by = e.by();
            return Optional.of(new PublishedEvent.ConversationEnded(
                    e.ending().code(), e.cause().code(), by == null ? null : by.value(), e.at()));
        } else if (event instanceof Conversation.ConversationReopened e) {
            return Optional.of(new PublishedEvent.ConversationReopened(e.at()));
        } else if (event instanceof Conversation.ConversationRated e) {
            return Optional.of(new PublishedEvent.ConversationRated(e.stars(), e.at()));
        } else if (event instanceof Conversation.CaseOpened e) {
            return Optional.of(new PublishedEvent.CaseOpened(personal.words(e.summary()), e.at()));
        } else if (event instanceof Conversation.DeliveryChanged e) {
            Delivery.Failure reason = e.reason();
            return Optional.of(new PublishedEvent.DeliveryChanged(
                    e.reply(), e.state().code(), reason == null ? null : reason.code(), e.at()));
        } else if (event instanceof Conversation.RoutingEnded || event instanceof Conversation.CaseReported) {
            return Optional.empty();
        }
        throw new IllegalStateException(
                "whether " + event.getClass().getSimpleName() + " is published has not been decided");
    }

    private @Nullable PublishedPersonal name(@Nullable String name) {
        return name == null ? null : personal.whole(name, "[name]");
    }

    private PublishedEvent.Address address(ChannelAddress address) {
        return new PublishedEvent.Address(
                address.channel(), address.account(), personal.whole(address.user(), "[address]"));
    }

    private List<PublishedContent> contents(List<Content> contents) {
        return contents.stream().map(this::content).toList();
    }

    private PublishedContent content(Content content) {
        if (content instanceof Content.Text text) {
            return new PublishedContent.Text(personal.words(text.text()));
        } else if (content instanceof Content.Media media) {
            return new PublishedContent.Media(
                    personal.whole(media.url(), "[url]"),
                    media.mime(),
                    personal.whole(media.name(), "[file]"),
                    media.bytes());
        } else if (content instanceof Content.Choice choice) {
            String prompt = choice.prompt();
            return new PublishedContent.Choice(
                    prompt == null ? null : personal.words(prompt),
                    choice.options().stream()
                            .map(option -> new PublishedContent.Option(
                                    personal.words(option.label()), personal.words(option.value())))
                            .toList());
        }
        throw new IllegalStateException(
                "how " + content.getClass().getSimpleName() + " is published has not been decided");
    }
}
