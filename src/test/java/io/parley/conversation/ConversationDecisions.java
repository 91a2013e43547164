package io.parley.conversation;

import io.parley.AgentId;
import io.parley.ClusterMessage;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.Decided;
import io.parley.LocalizedText;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation.Command;
import io.parley.conversation.Conversation.Event;
import io.parley.dialogue.Fallback;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.Asker;
import io.parley.dialogue.bot.BeginAction;
import io.parley.dialogue.bot.Complaint;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.Handoff;
import io.parley.dialogue.bot.HandoffReason;
import io.parley.dialogue.bot.Memory;
import io.parley.dialogue.bot.Move;
import io.parley.dialogue.bot.Understood;
import io.parley.language.Emotion;
import io.parley.language.Language;
import io.parley.routing.Routing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sequences of commands, decided without an entity. */
abstract class ConversationDecisions {

    static final ConversationId ID = new ConversationId("c1");
    static final ChannelAddress WEB = new ChannelAddress("webchat", "webchat-demo", "dl_1");
    static final ChannelAddress PHONE = new ChannelAddress("generic", "generic-demo", "+86 100");
    static final LocalizedText NAME = LocalizedText.of("专席", "Desk");

    /** A random walk through a conversation; each step also depends on the state, so that most steps have an effect. */
    record Step(int what, int which, int seconds) {}

    static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    static final Understood UNDERSTOOD =
            new Understood(Language.ZH, List.of(), true, Emotion.NEUTRAL, 0, List.of(), "");

    static final Duration REOPEN_WITHIN = Duration.ofHours(2);
    static final AgentId HOLDER = new AgentId("a1");

    static final Conversation.EndIfSilent SILENCE = new Conversation.EndIfSilent(
            Duration.ofMinutes(30), Duration.ofHours(24), Duration.ofHours(72), REOPEN_WITHIN, null);

    static Conversation.PostMessage post(Conversation.Visibility visibility) {
        List<Content> contents = List.of(new Content.Text("from the desk"));
        return new Conversation.PostMessage(HOLDER, NAME, "p1", contents.hashCode(), visibility, contents, null);
    }

    static ConversationState next(ConversationState state, Command command, Instant at) {
        return ConversationDecider.after(
                state, ConversationDecider.decide(state, command, at, ID).events());
    }

    static final Duration PATIENCE_AFTER = Duration.ofSeconds(8);

    static List<Event> patience(ConversationState state, Instant at) {
        return ConversationDecider.decide(state, new Conversation.AskForPatience(PATIENCE_AFTER), at, ID)
                .events();
    }

    static String words(Language language) {
        return Content.plainText(Fallback.botBusy(language));
    }

    static Conversation.@Nullable Ending ending(Conversation.Cause cause, Command... before) {
        List<Event> events = decide(after(before), leave(cause)).events();
        return events.isEmpty() ? null : ((Conversation.ConversationEnded) events.get(0)).ending();
    }

    static Conversation.Leave leave(Conversation.Cause cause) {
        return new Conversation.Leave(Asker.unproven(WEB), "end", cause, REOPEN_WITHIN, null);
    }

    static Decided<Event, ClusterMessage> decide(ConversationState state, Command command) {
        return ConversationDecider.decide(state, command, NOW, ID);
    }

    static ConversationState after(Command... commands) {
        ConversationState state = ConversationState.EMPTY;
        for (Command command : commands) {
            state = ConversationDecider.after(state, decide(state, command).events());
        }
        return state;
    }

    /** The bot's answer to the first message. */
    static Conversation.BotDecided says(Memory memory, Handoff handoff) {
        List<Content> words = List.of(new Content.Text("so it is"));
        return new Conversation.BotDecided(2, new Decision(words, handoff, memory, List.of(), List.of()));
    }

    /** The command that completes an errand. */
    static Command done(ConversationErrand errand) {
        if (errand instanceof ConversationErrand.AskBot ask) {
            return new Conversation.BotDecided(ask.from(), decision(null, null));
        } else if (errand instanceof ConversationErrand.Act act) {
            return new Conversation.ActionEnded(act.from(), new ActionResult(act.call(), "done", Map.of()));
        } else if (errand instanceof ConversationErrand.Enqueue enqueue) {
            return new Conversation.RouterReported(
                    new Routing.Queued(enqueue.handoff().sequence()));
        } else if (errand instanceof ConversationErrand.Release release) {
            return new Conversation.RouterReported(new Routing.Released(release.handoff()));
        } else if (errand instanceof ConversationErrand.ReportCase report) {
            return new Conversation.CaseReportConfirmed(report.from());
        }
        ConversationErrand.Deliver deliver = (ConversationErrand.Deliver) errand;
        return new Conversation.GatewayReported(new Delivery.Settled(
                deliver.account(), deliver.replies().get(0).sequence(), Delivery.State.SENT, null));
    }

    static Command command(ConversationState state, Step step, Instant now) {
        long handoff = state.handoff() == null ? 3 : state.handoff().sequence();
        AgentId agent = new AgentId("a" + step.which() % 2);
        Conversation.Owner owner = state.owner();
        AgentId holder = owner.agent() == null ? agent : owner.agent();
        switch (step.what()) {
            case 0, 1, 2, 3, 4:
                return receive(step);
            case 5, 6:
                return new Conversation.BotDecided(state.asking(), decision(null, null));
            case 7:
                return new Conversation.BotDecided(step.which(), decision(null, null));
            case 8, 9: {
                List<ActionResult> before =
                        state.pinned() == null ? List.of() : state.pinned().results();
                Move begin = new BeginAction(
                        new ActionCall("cancel", Map.of(), "k" + before.size()), UNDERSTOOD, before, now);
                return new Conversation.BotDecided(state.asking(), begin);
            }
            case 10, 11: {
                ConversationState.Pinned pinned = state.pinned();
                long begun = pinned == null || pinned.open() == null
                        ? step.which()
                        : pinned.open().sequence();
                return new Conversation.ActionEnded(
                        begun,
                        new ActionResult(
                                new ActionCall("cancel", Map.of(), "k"),
                                step.which() == 0 ? ActionResult.UNKNOWN : "done",
                                Map.of()));
            }
            case 12:
                return new Conversation.BotDecided(
                        state.asking(),
                        decision(
                                new Handoff(HandoffReason.REQUESTED, "a human", List.of()),
                                step.which() > 3 ? new Complaint("unhappy") : null));
            case 13:
                return new Conversation.RouterReported(
                        step.which() > 1 ? new Routing.Queued(handoff) : new Routing.Released(handoff));
            case 14, 15:
                return new Conversation.RouterReported(new Routing.Assigned(handoff, agent, NAME));
            case 16:
                return new Conversation.RouterReported(new Routing.Returned(handoff, holder));
            case 17: {
                List<Content> contents = List.of(new Content.Text("from the desk " + step.which()));
                return new Conversation.PostMessage(
                        step.which() == 0 ? agent : holder,
                        NAME,
                        "m" + step.which(),
                        contents.hashCode(),
                        step.which() > 3 ? Conversation.Visibility.INTERNAL : Conversation.Visibility.CUSTOMER,
                        contents,
                        null);
            }
            case 18:
                return step.which() > 2
                        ? new Conversation.ReturnToBot(holder, null)
                        : new Conversation.Resolve(holder, Conversation.Disposition.SOLVED, null);
            case 19:
                return new Conversation.Leave(
                        Asker.unproven(step.which() % 2 == 0 ? WEB : PHONE),
                        step.which() > 3 ? null : "e" + step.which(),
                        step.seconds() > 0 ? Conversation.Cause.CONFIRMED : Conversation.Cause.PAGE_CLOSED,
                        Duration.ofHours(2),
                        null);
            case 20, 21:
                return new Conversation.AskForPatience(Duration.ofSeconds(step.which()));
            default: {
                List<ConversationErrand> errands = state.errands();
                if (step.which() == 5) {
                    return new Conversation.EndIfSilent(
                            Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(2), Duration.ofHours(2), null);
                }
                return errands.isEmpty()
                        ? new Conversation.Rate(step.which(), null)
                        : done(errands.get(step.which() % errands.size()));
            }
        }
    }

    static Conversation.Receive receive(Step step) {
        List<Content> contents = List.of(new Content.Text("message " + step.which()));
        return new Conversation.Receive(
                Asker.unproven(step.what() > 2 ? PHONE : WEB),
                "m" + step.which() + (step.what() > 1 ? "-" + step.seconds() : ""),
                contents.hashCode(),
                contents,
                null,
                new Conversation.Opening(new CustomerId("k1"), 1, null, Receipts.NONE, null),
                null);
    }

    static Decision decision(Handoff handoff, Complaint opens) {
        return new Decision(
                List.of(new Content.Text("so it is")),
                handoff,
                opens,
                Memory.EMPTY,
                List.of(),
                new ArrayList<>(),
                false,
                null);
    }
}
