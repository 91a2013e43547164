package io.parley.desk;

import akka.actor.typed.ActorRef;
import io.parley.desk.Desk.ConsoleMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The consoles of one desk: which may attach, and the frames that all of them are shown, under the same numbers. */
final class Consoles {

    private static final int MAX_TICKETS = 20;

    private final Clock clock;
    private final Duration ticketLifetime;
    private final int most;
    private final Frames frames;

    private final Map<String, Instant> tickets = new LinkedHashMap<>();
    private final Set<ActorRef<ConsoleMessage>> consoles = new LinkedHashSet<>();
    /** Attached, but still without their initial reset. */
    private final Set<ActorRef<ConsoleMessage>> newcomers = new LinkedHashSet<>();

    Consoles(Clock clock, DeskSettings settings, FrameWriter writer) {
        this.clock = clock;
        this.ticketLifetime = settings.ticketLifetime();
        this.most = settings.mostConsoles();
        this.frames = new Frames(writer, clock.instant(), settings.keptFrames(), settings.keptCharacters());
    }

    /** Returns null when too many are unused. */
    Desk.@Nullable Ticket issueTicket() {
        Instant now = clock.instant();
        tickets.values().removeIf(expiresAt -> !now.isBefore(expiresAt));
        if (tickets.size() >= MAX_TICKETS) {
            return null;
        }
        Desk.Ticket ticket = new Desk.Ticket(UUID.randomUUID().toString(), now.plus(ticketLifetime));
        tickets.put(ticket.id(), ticket.expiresAt());
        return ticket;
    }

    /** Uses the ticket up, and returns whether one more console may attach with it. */
    boolean admit(String ticket) {
        Instant expiresAt = tickets.remove(ticket);
        return expiresAt != null && clock.instant().isBefore(expiresAt) && consoles.size() + newcomers.size() < most;
    }

    /**
     * Shows the console the frames after {@code after}.
     *
     * @return false when those are no longer known: it then waits for its reset
     */
    boolean resume(ActorRef<ConsoleMessage> console, @Nullable Long after) {
        List<String> missed = after == null ? null : frames.after(after);
        if (missed == null) {
            newcomers.add(console);
            return false;
        }
        missed.forEach(text -> Desk.Frame.of(text).forEach(console::tell));
        consoles.add(console);
        return true;
    }

    boolean knows(ActorRef<ConsoleMessage> console) {
        return consoles.contains(console) || newcomers.contains(console);
    }

    /** Returns whether it was the last one. */
    boolean remove(ActorRef<ConsoleMessage> console) {
        boolean known = consoles.remove(console);
        known |= newcomers.remove(console);
        return known && isEmpty();
    }

    boolean isEmpty() {
        return consoles.isEmpty() && newcomers.isEmpty();
    }

    /** Whether a console waits for its reset. */
    boolean awaitsReset() {
        return !newcomers.isEmpty();
    }

    /** Gives the whole state to those that wait for it; from now on they are shown the frames that follow. */
    void reset(ServerFrame.State state) {
        List<ConsoleMessage> reset = Desk.Frame.of(frames.reset(clock.instant(), state));
        newcomers.forEach(console -> reset.forEach(console::tell));
        consoles.addAll(newcomers);
        newcomers.clear();
    }

    /** Shows the next frame to all that have had their reset. */
    void show(ServerFrame shown) {
        List<ConsoleMessage> frame = Desk.Frame.of(frames.next(clock.instant(), shown));
        consoles.forEach(console -> frame.forEach(console::tell));
    }

    /** Notifies all consoles that the desk ends. */
    void sendAway() {
        consoles.forEach(console -> console.tell(new Desk.ReconnectRequired()));
        newcomers.forEach(console -> console.tell(new Desk.ReconnectRequired()));
    }
}
