package io.parley.desk;

import akka.actor.typed.javadsl.ActorContext;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
import io.parley.conversation.ConversationEntity;
import io.parley.directory.Directory.Agent;
import io.parley.routing.Routing;
import io.parley.site.Site;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The router's offers to the agent of one desk. An offer is shown once the summary of its conversation is known. */
final class Offers {

    /** @param conversation null until it has answered */
    private record Offer(Routing.Reservation reservation, Conversation.@Nullable Summary conversation) {}

    private final ActorContext<Desk.Command> context;
    private final TenantId tenant;
    private final Site site;
    private final Consoles consoles;
    private final Map<String, Offer> offers = new LinkedHashMap<>();

    Offers(ActorContext<Desk.Command> context, TenantId tenant, Site site, Consoles consoles) {
        this.context = context;
        this.tenant = tenant;
        this.site = site;
        this.consoles = consoles;
    }

    /** Sets all offers there are: any that is not among them was withdrawn without our being notified. */
    void are(Collection<Routing.Reservation> reservations) {
        reservations.forEach(this::offered);
        Set<String> held = reservations.stream().map(Routing.Reservation::id).collect(Collectors.toSet());
        List.copyOf(offers.keySet()).stream()
                .filter(id -> !held.contains(id))
                .forEach(id -> ended(id, Routing.Outcome.WITHDRAWN));
    }

    void offered(Routing.Reservation reservation) {
        Offer known = offers.putIfAbsent(reservation.id(), new Offer(reservation, null));
        if (known == null) {
            askSummary(reservation);
        }
    }

    private void askSummary(Routing.Reservation reservation) {
        context.askWithStatus(
                Conversation.Summary.class,
                ConversationEntity.of(
                        site.entities(), tenant, reservation.item().conversation()),
                site.askTimeout(),
                Conversation.GetSummary::new,
                (summary, failure) -> new Desk.Summarized(reservation.id(), summary));
    }

    /** Returns whether the conversation has to be asked again. */
    boolean summarized(Desk.Summarized answer, Optional<Agent> agent) {
        Offer offer = offers.get(answer.reservation());
        Conversation.Summary summary = answer.summary();
        if (offer == null || offer.conversation() != null) {
            return false;
        }
        if (summary == null) {
            return true;
        }
        offers.put(answer.reservation(), new Offer(offer.reservation(), summary));
        agent.ifPresent(known -> consoles.show(
                new ServerFrame.ReservationOffered(new ServerFrame.Offer(offer.reservation(), summary, known))));
        return false;
    }

    void retry() {
        for (Offer offer : offers.values()) {
            if (offer.conversation() == null) {
                askSummary(offer.reservation());
            }
        }
    }

    /** Returns the reservation that was offered; null when it is not known. */
    Routing.@Nullable Reservation ended(String id, Routing.Outcome outcome) {
        Offer offer = offers.remove(id);
        if (offer == null) {
            return null;
        }
        if (offer.conversation() != null) {
            consoles.show(new ServerFrame.ReservationEnded(id, outcome));
        }
        return offer.reservation();
    }

    /** Whether the conversations of all offers are known. */
    boolean areKnown() {
        return offers.values().stream().allMatch(offer -> offer.conversation() != null);
    }

    /** The offers whose conversations are known. */
    List<ServerFrame.Offer> views(Agent agent) {
        List<ServerFrame.Offer> views = new ArrayList<>();
        for (Offer offer : offers.values()) {
            Conversation.Summary summary = offer.conversation();
            if (summary != null) {
                views.add(new ServerFrame.Offer(offer.reservation(), summary, agent));
            }
        }
        return views;
    }
}
