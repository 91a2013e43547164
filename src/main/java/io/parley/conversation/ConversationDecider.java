package io.parley.conversation;

import io.parley.AgentId;
import io.parley.ClusterMessage;
import io.parley.ConversationId;
import io.parley.Cut;
import io.parley.Decided;
import io.parley.ErrorCode;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation.Command;
import io.parley.conversation.Conversation.Event;
import io.parley.conversation.Conversation.OwnerKind;
import io.parley.conversation.Conversation.Status;
import io.parley.conversation.Conversation.Stored;
import io.parley.conversation.Conversation.Visibility;
import io.parley.dialogue.Fallback;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.BeginAction;
import io.parley.dialogue.bot.Complaint;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.Handoff;
import io.parley.language.Language;
import io.parley.language.Languages;
import io.parley.routing.Routing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides what each command leads to. Static and pure: the same state, command and time always give the same decision. */
public final class ConversationDecider {

    private ConversationDecider() {}

    /**
     * Decides a command. The answer has the type the command asks for; to a notice from the router it is a {@link Routing.Command}, to one
     * from a gateway a {@link Delivery.Request}. Commands that only concern an entity in memory, such as {@link Conversation.Follow}, lead
     * to nothing.
     *
     * @param id of the conversation whose state this is
     */
    public static Decided<Event, ClusterMessage> decide(
            ConversationState state, Command command, Instant now, ConversationId id) {
        return new Deciding(state, now, id).of(command);
    }

    private record Deciding(ConversationState state, Instant now, ConversationId id) {

        Decided<Event, ClusterMessage> of(Command command) {
            if (command instanceof Conversation.Receive receive) {
                return receive(receive);
            } else if (command instanceof Conversation.BotDecided decided) {
                return botDecided(decided);
            } else if (command instanceof Conversation.AskForPatience ask) {
                return askForPatience(ask);
            } else if (command instanceof Conversation.ActionEnded ended) {
                return actionEnded(ended);
            } else if (command instanceof Conversation.RouterReported says) {
                return routerReported(says.notice());
            } else if (command instanceof Conversation.CaseReportConfirmed knows) {
                return caseReportConfirmed(knows);
            } else if (command instanceof Conversation.GatewayReported says) {
                return gatewayReported(says.notice());
            } else if (command instanceof Conversation.PostMessage post) {
                return post(post);
            } else if (command instanceof Conversation.Resolve resolve) {
                return byHolder(
                        resolve.by(), Conversation.ConversationEnded.byAgent(resolve.by(), resolve.disposition(), now));
            } else if (command instanceof Conversation.ReturnToBot returned) {
                return byHolder(returned.by(), new Conversation.ReturnedToBot(returned.by(), now));
            } else if (command instanceof Conversation.Leave leave) {
                return leave(leave);
            } else if (command instanceof Conversation.EndIfSilent silence) {
                return endIfSilent(silence);
            } else if (command instanceof Conversation.Rate rate) {
                return rate(rate);
            } else if (command instanceof Conversation.GetSummary) {
                return state.identity() == null ? noSuchConversation() : Decided.reply(state.summary(id));
            }
            return Decided.nothing();
        }

        // ---- the customer ----

        private Decided<Event, ClusterMessage> receive(Conversation.Receive command) {
            Conversation.Opening opening = command.opening();
            boolean opens = state.identity() == null;
            Receipts known = opens && opening != null ? opening.carried() : state.receipts();
            Receipts.Mark mark = known.find(command.clientMessageId());
            if (mark != null) {
                return isSame(mark, command.digest())
                        ? Decided.reply(new Conversation.Repeated(stored(mark)))
                        : conflict();
            }
            if (opens && opening == null) {
                return noSuchConversation();
            }
            ConversationState.Ended ended = state.ended();
            boolean reopens = ended != null && ended.reopenUntil() != null && now.isBefore(ended.reopenUntil());
            if (ended != null && !reopens) {
                return Decided.reply(
                        new Conversation.AlreadyOver(id, state.receipts().carried(id), state.unfinished()));
            }
            List<Event> events = new ArrayList<>(2);
            if (reopens) {
                events.add(new Conversation.ConversationReopened(now));
            }
            if (opens) {
                Language language = Languages.guess(Content.plainText(command.contents()), command.locale());
                events.add(new Conversation.ConversationOpened(
                        Objects.requireNonNull(opening), command.from(), language, now));
            }
            events.add(new Conversation.MessageReceived(
                    command.clientMessageId(),
                    command.digest(),
                    command.asker(),
                    command.contents(),
                    command.locale(),
                    now));
            return stored(events);
        }

        private static boolean isSame(Receipts.Mark mark, long digest) {
            return MessageDigests.mayBeSame(mark.digest(), digest);
        }

        private Stored stored(Receipts.Mark mark) {
            return new Stored(mark.in() == null ? id : mark.in(), mark.ordinal(), mark.sequence(), mark.at());
        }

        private static Decided<Event, ClusterMessage> conflict() {
            return Decided.refused(
                    ErrorCode.MESSAGE_CONFLICT,
                    "This message id was used for another message. Give every new message its own id.");
        }

        private Decided<Event, ClusterMessage> leave(Conversation.Leave command) {
            String messageId = command.clientMessageId();
            Receipts.Mark mark = messageId == null ? null : state.receipts().find(messageId);
            if (mark != null) {
                return mark.digest() == MessageDigests.of(command.cause())
                        ? Decided.reply(new Conversation.LeaveResult(stored(mark)))
                        : conflict();
            }
            Conversation.Ending ending = endingNow();
            boolean elsewhere = command.cause() == Conversation.Cause.PAGE_CLOSED
                    && !command.asker().from().equals(state.lastFrom());
            if (ending == null || elsewhere) {
                return Decided.reply(new Conversation.LeaveResult(null));
            }
            List<Event> events = List.of(Conversation.ConversationEnded.reopenable(
                    ending, command.cause(), messageId, command.reopenWithin(), now));
            return Decided.events(events, new Conversation.LeaveResult(place(events)));
        }

        private Decided<Event, ClusterMessage> endIfSilent(Conversation.EndIfSilent silence) {
            Conversation.LastMessage last = state.lastMessage();
            Conversation.Ending ending = endingNow();
            if (ending == null || last == null) {
                return Decided.reply(new Conversation.Expiry(null));
            }
            Instant at = state.notBeforeReturn(last.at()).plus(enough(silence, ending));
            if (now.isBefore(at)) {
                return Decided.reply(new Conversation.Expiry(at));
            }
            return Decided.events(
                    List.of(Conversation.ConversationEnded.reopenable(
                            ending, Conversation.Cause.SILENCE, null, silence.reopenWithin(), now)),
                    new Conversation.Expiry(null));
        }

        private Duration enough(Conversation.EndIfSilent silence, Conversation.Ending ending) {
            if (ending == Conversation.Ending.LEFT_IN_QUEUE) {
                return silence.inQueue();
            }
            return state.memory().form() != null ? silence.inForm() : silence.after();
        }

        /**
         * Returns how the conversation ends if the customer writes nothing more; null while something is under way, while an agent decides,
         * and after the end. An agent must also find out an action's unknown outcome, whether the customer waits for it or not.
         */
        private Conversation.@Nullable Ending endingNow() {
            if (state.status() != Status.OPEN
                    || state.turn() != 0
                    || state.pinned() != null
                    || !state.unsettled().isEmpty()) {
                return null;
            }
            return switch (state.owner().kind()) {
                case BOT ->
                    state.memory().form() == null && state.memory().notUnderstood() == 0
                            ? Conversation.Ending.ANSWERED
                            : Conversation.Ending.ABANDONED_IN_BOT;
                case QUEUE -> Conversation.Ending.LEFT_IN_QUEUE;
                case AGENT, NOBODY -> null;
            };
        }

        private Decided<Event, ClusterMessage> rate(Conversation.Rate command) {
            if (state.identity() == null) {
                return noSuchConversation();
            }
            if (command.stars() < 1 || command.stars() > 5) {
                return Decided.refused(ErrorCode.BAD_REQUEST, "A rating must have 1 to 5 stars.");
            }
            return stored(List.of(new Conversation.ConversationRated(command.stars(), now)));
        }

        // ---- the bot ----

        private Decided<Event, ClusterMessage> botDecided(Conversation.BotDecided decided) {
            // Stale: the customer has written more, or the bot no longer holds the turn. Its reply must not be sent.
            if (decided.asked() == 0 || decided.asked() != state.asking()) {
                return Decided.nothing();
            }
            if (decided.move() instanceof BeginAction begin) {
                return Decided.events(List.of(new Conversation.ActionBegun(
                        state.turn(), begin.turnBegunAt(), begin.understood(), begin.call(), begin.results(), now)));
            }
            return Decided.events(answered(state, state.turn(), (Decision) decided.move(), now));
        }

        private Decided<Event, ClusterMessage> askForPatience(Conversation.AskForPatience ask) {
            ConversationState.Patience patience = state.patience();
            if (state.asking() == 0
                    || now.isBefore(state.turnBeganAt().plus(ask.after()))
                    || (patience != null && !patience.isUsedUp(now))) {
                return Decided.nothing();
            }
            return Decided.events(
                    List.of(new Conversation.PatienceAsked(state.turn(), Fallback.botBusy(language(state)), now)));
        }

        private Decided<Event, ClusterMessage> actionEnded(Conversation.ActionEnded ended) {
            ConversationState.Pinned pinned = state.pinned();
            ConversationState.BegunAction open = pinned == null ? null : pinned.open();
            return open != null && open.sequence() == ended.begun()
                    ? Decided.events(List.of(new Conversation.ActionDone(ended.begun(), ended.result(), now)))
                    : Decided.nothing();
        }

        // ---- the supervisor, the router, the gateways ----

        private Decided<Event, ClusterMessage> caseReportConfirmed(Conversation.CaseReportConfirmed knows) {
            ConversationState.UnreportedCase open = state.unreported();
            return open != null && open.sequence() == knows.openedAs()
                    ? Decided.events(List.of(new Conversation.CaseReported(now)))
                    : Decided.nothing();
        }

        private Decided<Event, ClusterMessage> routerReported(Routing.Notice notice) {
            Conversation.HandoffNote handoff = state.handoff();
            boolean current = handoff != null && handoff.sequence() == notice.handoff();
            boolean needsAgent = current
                    && (state.owner().kind() == OwnerKind.QUEUE || state.owner().kind() == OwnerKind.AGENT);
            if (notice instanceof Routing.Queued) {
                if (!needsAgent) {
                    // A late Enqueue, stored after the Release: the router must not offer the conversation.
                    return Decided.reply(new Routing.Release(id, notice.handoff()));
                }
                return awaits(ConversationState.Work.Kind.ENQUEUE)
                        ? Decided.events(List.of(new Conversation.ConversationQueued(now)))
                        : Decided.nothing();
            }
            if (notice instanceof Routing.Released && current && awaits(ConversationState.Work.Kind.RELEASE)) {
                return Decided.events(List.of(new Conversation.RoutingEnded(now)));
            }
            if (notice instanceof Routing.Assigned assigned) {
                boolean repeated = current && state.owner().is(assigned.agent());
                // Only the router assigns: it may also take the turn from an agent who vanished.
                return Decided.events(
                        needsAgent && !repeated
                                ? List.of(new Conversation.AgentAssigned(assigned.agent(), assigned.name(), now))
                                : List.of(),
                        new Routing.AssignmentAnswered(id, notice.handoff(), needsAgent));
            }
            if (notice instanceof Routing.Returned returned) {
                boolean held = current && state.owner().is(returned.agent());
                return Decided.events(
                        held ? List.of(new Conversation.ReturnedToQueue(returned.agent(), now)) : List.of(),
                        new Routing.ReturnAnswered(id, notice.handoff(), returned.agent()));
            }
            return Decided.nothing();
        }

        private boolean awaits(ConversationState.Work.Kind kind) {
            ConversationState.Work work = state.work();
            return work != null && work.kind() == kind;
        }

        private Decided<Event, ClusterMessage> gatewayReported(Delivery.Notice notice) {
            if (!(notice instanceof Delivery.Settled settled)) {
                return Decided.nothing();
            }
            boolean awaited = state.outbox().stream().anyMatch(reply -> reply.sequence() == settled.reply());
            return Decided.events(
                    awaited
                            ? List.of(new Conversation.DeliveryChanged(
                                    settled.reply(), settled.state(), settled.reason(), now))
                            : List.of(),
                    new Delivery.Noted(id, settled.reply()));
        }

        // ---- agents ----

        private Decided<Event, ClusterMessage> post(Conversation.PostMessage command) {
            if (state.identity() == null) {
                return noSuchConversation();
            }
            Receipts.Mark mark =
                    state.posted().find(ConversationState.postedBy(command.author(), command.clientMessageId()));
            if (mark != null) {
                return isSame(mark, command.digest()) ? Decided.reply(stored(mark)) : conflict();
            }
            if (command.visibility() == Visibility.CUSTOMER && !state.owner().is(command.author())) {
                return Decided.refused(
                        ErrorCode.NOT_YOUR_TURN,
                        "Only the agent who holds this conversation can write to the customer. Write a note, or take it over.");
            }
            return stored(List.of(new Conversation.MessagePosted(
                    command.author(),
                    command.authorName(),
                    command.clientMessageId(),
                    command.digest(),
                    command.visibility(),
                    command.contents(),
                    now)));
        }

        private Decided<Event, ClusterMessage> byHolder(AgentId by, Event event) {
            if (state.identity() == null) {
                return noSuchConversation();
            }
            if (!state.owner().is(by)) {
                return state.status() == Status.RESOLVED
                        ? Decided.refused(ErrorCode.NOT_POSSIBLE_NOW, "This conversation has already been resolved.")
                        : Decided.refused(ErrorCode.NOT_YOUR_TURN, "Another participant holds this conversation.");
            }
            return Decided.events(List.of(event), event.applyTo(state).summary(id));
        }

        // ---- helpers of the above ----

        /** Stores the events; the answer is the place of the last one. */
        private Decided<Event, ClusterMessage> stored(List<Event> events) {
            return Decided.events(events, place(events));
        }

        /** Returns where the last of these events is stored. */
        private Stored place(List<Event> events) {
            ConversationState after = after(state, events);
            return new Stored(id, Objects.requireNonNull(after.identity()).ordinal(), after.sequence(), now);
        }

        private static Decided<Event, ClusterMessage> noSuchConversation() {
            return Decided.refused(ErrorCode.NOT_FOUND, "There is no such conversation.");
        }
    }

    static ConversationState after(ConversationState state, List<Event> events) {
        ConversationState after = state;
        for (Event event : events) {
            after = event.applyTo(after);
        }
        return after;
    }

    /** Returns the events that the bot's decision for a turn leads to. */
    static List<Event> answered(ConversationState state, long turn, Decision decision, Instant now) {
        List<Event> events = new ArrayList<>(3);
        events.add(new Conversation.BotAnswered(
                turn, decision.say(), decision.memory(), decision.sources(), decision.trace(), decision.basis(), now));
        Complaint opens = decision.opens();
        if (opens != null) {
            events.add(new Conversation.CaseOpened(opens.summary(), now));
        }
        Handoff handoff = decision.handoff();
        if (handoff != null) {
            events.add(new Conversation.HandedOff(
                    handoff.reason(), summary(state, handoff, decision), handoff.skills(), now));
        }
        return events;
    }

    /**
     * Lists the actions whose outcome is unknown and, if the bot failed before reporting them, those that were done: the human who takes
     * over must know. They come first, because a summary that is too long is cut at its end.
     */
    private static String summary(ConversationState state, Handoff handoff, Decision decision) {
        List<String> lines = new ArrayList<>();
        boolean chinese = language(state) != Language.EN;
        ConversationState.Pinned pinned = state.pinned();
        if (pinned != null && decision.basis() == null) {
            for (ActionResult result : pinned.results()) {
                if (!result.unknown()) {
                    lines.add((chinese ? "本轮已执行：" : "Done in this turn: ")
                            + named(result.call().action(), Map.of()) + " -> " + result.outcome());
                }
            }
        }
        for (ConversationState.BegunAction begun : state.unsettled()) {
            lines.add((chinese ? "已发起但无法确认是否完成，请先核实：" : "Begun, not known to have ended; please check first: ")
                    + named(begun.call().action(), begun.call().arguments()));
        }
        lines.add(handoff.summary());
        return Cut.to(Handoff.MAX_SUMMARY, String.join("\n", lines));
    }

    private static String named(String action, Map<String, String> arguments) {
        return arguments.isEmpty()
                ? action
                : action + " ("
                        + arguments.entrySet().stream()
                                .map(argument -> argument.getKey() + " " + argument.getValue())
                                .collect(Collectors.joining(", "))
                        + ")";
    }

    private static Language language(ConversationState state) {
        Language spoken = state.memory().language();
        return spoken != null
                ? spoken
                : Objects.requireNonNull(state.identity()).language();
    }
}
