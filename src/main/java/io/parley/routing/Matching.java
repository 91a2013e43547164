package io.parley.routing;

import io.parley.AgentId;
import io.parley.language.Language;
import io.parley.routing.RouterState.AgentEntry;
import io.parley.routing.RouterState.WaitingItem;
import io.parley.routing.Routing.Candidate;
import io.parley.routing.Routing.Decision;
import io.parley.routing.Routing.Presence;
import io.parley.routing.Routing.Requirement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the agent for a waiting item: by proficiency, then idle time, then load, then id, so that the same events always give the same
 * decisions. Pure.
 */
final class Matching {

    /** Recorded in every decision; changing the rules requires a new version. */
    static final String RULE = "oldest-first/proficiency-idle-load/1";

    private Matching() {}

    /** @param agent null if nobody can serve now */
    record Match(@Nullable AgentEntry agent, Decision why) {}

    /**
     * @param busyWithOffer agents who already have an offer; one at a time is enough for a human
     * @param exclusion for how long an agent who declined is not offered the item again
     */
    static Match match(
            WaitingItem waiting,
            Iterable<AgentEntry> agents,
            Set<AgentId> busyWithOffer,
            Instant now,
            Duration exclusion) {
        Requirement requirement = waiting.item().requirement();
        Comparator<AgentEntry> byProficiency = Comparator.comparingInt(
                (AgentEntry entry) -> -proficiency(requirement, entry.agent().skills()));
        Comparator<AgentEntry> byIdle = Comparator.comparing(AgentEntry::idleSince);
        Comparator<AgentEntry> byLoad = Comparator.comparingInt(AgentEntry::used);
        Comparator<AgentEntry> order = byProficiency
                .thenComparing(byIdle)
                .thenComparing(byLoad)
                .thenComparing(entry -> entry.agent().agent());

        List<AgentEntry> able = new ArrayList<>();
        List<Candidate> refused = new ArrayList<>();
        for (AgentEntry entry : agents) {
            String refusal = refusal(waiting, entry, busyWithOffer, now, exclusion);
            if (refusal == null) {
                able.add(entry);
            } else {
                refused.add(new Candidate(entry.agent().agent(), refusal));
            }
        }
        able.sort(order);
        refused.sort(Comparator.comparing(Candidate::agent));
        String chosen = "nobody-free";
        if (able.size() == 1) {
            chosen = "only-candidate";
        } else if (able.size() > 1) {
            AgentEntry first = able.get(0);
            AgentEntry second = able.get(1);
            chosen = byProficiency.compare(first, second) != 0
                    ? "best-proficiency"
                    : byIdle.compare(first, second) != 0
                            ? "longest-idle"
                            : byLoad.compare(first, second) != 0 ? "lowest-load" : "agent-id";
        }
        List<Candidate> candidates = new ArrayList<>();
        able.forEach(entry -> candidates.add(new Candidate(entry.agent().agent(), null)));
        candidates.addAll(refused);
        return new Match(able.isEmpty() ? null : able.get(0), new Decision(RULE, chosen, candidates));
    }

    private static @Nullable String refusal(
            WaitingItem waiting, AgentEntry entry, Set<AgentId> busyWithOffer, Instant now, Duration exclusion) {
        if (entry.presence() != Presence.AVAILABLE) {
            return entry.presence().code();
        }
        if (entry.used() >= entry.agent().capacity()) {
            return "no-capacity";
        }
        if (busyWithOffer.contains(entry.agent().agent())) {
            return "has-an-offer";
        }
        Instant declinedAt = waiting.excluded().get(entry.agent().agent());
        if (declinedAt != null && now.isBefore(declinedAt.plus(exclusion))) {
            return "excluded";
        }
        Map<String, Integer> skills = entry.agent().skills();
        for (String language : languages(waiting.item().requirement().language())) {
            if (skills.getOrDefault(language, 0) < 1) {
                return "no-language:" + language;
            }
        }
        for (String skill : waiting.item().requirement().skills()) {
            if (skills.getOrDefault(skill, 0) < 1) {
                return "no-skill:" + skill;
            }
        }
        return null;
    }

    private static int proficiency(Requirement requirement, Map<String, Integer> skills) {
        int sum = 0;
        for (String language : languages(requirement.language())) {
            sum += skills.getOrDefault(language, 0);
        }
        for (String skill : requirement.skills()) {
            sum += skills.getOrDefault(skill, 0);
        }
        return sum;
    }

    private static List<String> languages(Language language) {
        return language == Language.MIXED ? List.of("zh", "en") : List.of(language.code());
    }
}
