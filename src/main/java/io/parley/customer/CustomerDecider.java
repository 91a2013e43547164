package io.parley.customer;

import akka.Done;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.Decided;
import io.parley.ErrorCode;
import io.parley.channel.spi.ChannelAddress;
import io.parley.conversation.Conversation;
import io.parley.conversation.Receipts;
import io.parley.customer.Customer.Command;
import io.parley.customer.Customer.Event;
import io.parley.dialogue.bot.Memory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides what each command leads to. Static and pure: the same state, command and time always give the same decision. */
public final class CustomerDecider {

    private CustomerDecider() {}

    /**
     * Decides a command. A {@link Customer.Receive} has no answer: once its events are stored, it is passed on to the current conversation,
     * which answers. Commands that only concern an entity in memory, such as {@link Customer.Follow}, lead to nothing.
     *
     * @param id of the customer whose state this is
     * @param fresh the id for a conversation that the command may start
     * @param keepUnfinished for how long after the end of a conversation the next one continues what the bot had not finished
     */
    public static Decided<Event, Object> decide(
            CustomerState state,
            Command command,
            Instant now,
            CustomerId id,
            ConversationId fresh,
            Duration keepUnfinished) {
        if (command instanceof Customer.Receive receive) {
            return Decided.events(receive(state, receive, now, fresh, keepUnfinished));
        } else if (command instanceof Customer.Introduce introduce) {
            return introduced(state, introduce, now);
        } else if (command instanceof Customer.SignIn signIn) {
            return signedIn(state, signIn, now);
        } else if (command instanceof Customer.GetProfile) {
            return Decided.reply(state.profile(id));
        }
        return Decided.nothing();
    }

    private static Decided<Event, Object> signedIn(CustomerState state, Customer.SignIn command, Instant now) {
        // Once the customer is erased, it is no longer known whose account it was, so nobody can sign in to it later.
        if (state.proven() && !command.account().equals(state.account())) {
            return Decided.refused(
                    ErrorCode.NOT_ALLOWED,
                    "This conversation belongs to another account. Generate a token for this one.");
        }
        List<Event> events = new ArrayList<>(2);
        if (state.firstSeenAt() == null) {
            events.add(new Customer.CustomerFirstSeen(command.from(), command.name(), now));
        }
        addVerified(events, state, command.from(), command.account(), now);
        return Decided.events(events, Done.getInstance());
    }

    private static Decided<Event, Object> introduced(CustomerState state, Customer.Introduce command, Instant now) {
        List<Event> events = new ArrayList<>(2);
        if (command.name() != null && !command.name().equals(state.name())) {
            events.add(new Customer.CustomerNamed(command.name(), now));
        }
        addVerified(events, state, command.from(), command.account(), now);
        return Decided.events(events, Done.getInstance());
    }

    private static void addVerified(
            List<Event> events, CustomerState state, ChannelAddress from, @Nullable String account, Instant now) {
        if (account != null && !state.verified().contains(from)) {
            events.add(new Customer.AddressVerified(from, account, now));
        }
    }

    private static List<Event> receive(
            CustomerState state, Customer.Receive command, Instant now, ConversationId fresh, Duration keepUnfinished) {
        List<Event> events = new ArrayList<>(3);
        if (state.firstSeenAt() == null) {
            events.add(new Customer.CustomerFirstSeen(command.from(), command.name(), now));
            addVerified(events, state, command.from(), command.account(), now);
        }
        Customer.ConversationRef current = state.current();
        boolean over = current != null && current.conversation().equals(command.startAfter());
        if (current == null || over) {
            int ordinal = current == null ? 1 : current.ordinal() + 1;
            events.add(new Customer.ConversationStarted(
                    new Customer.ConversationRef(fresh, ordinal, now),
                    over ? command.carried() : Receipts.NONE,
                    over ? carriedOver(command.unfinished(), now, keepUnfinished) : null,
                    now));
        }
        return events;
    }

    private static @Nullable Memory carriedOver(
            Conversation.@Nullable Unfinished unfinished, Instant now, Duration keepUnfinished) {
        return unfinished != null && now.isBefore(unfinished.at().plus(keepUnfinished)) ? unfinished.memory() : null;
    }
}
