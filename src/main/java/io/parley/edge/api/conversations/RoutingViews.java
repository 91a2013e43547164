package io.parley.edge.api.conversations;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.LocalizedText;
import io.parley.Personal;
import io.parley.TenantId;
import io.parley.conversation.Conversation;
import io.parley.directory.Directory;
import io.parley.directory.Directory.Agent;
import io.parley.language.Language;
import io.parley.routing.Routing;
import io.parley.routing.Routing.Candidate;
import io.parley.routing.Routing.Decision;
import io.parley.routing.Routing.Presence;
import io.parley.routing.Routing.Reservation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Explanations of the queue and of routing decisions for people, in both languages. */
public final class RoutingViews {

    private RoutingViews() {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record WaitingCustomer(String id, @Nullable String name) {}

    /** One place in the line. */
    public record WaitingView(
            String conversation,
            WaitingCustomer customer,
            Language language,
            Instant since,
            int position,
            String summary,
            boolean reserved) {

        public static WaitingView of(Routing.Waiting waiting) {
            return new WaitingView(
                    waiting.conversation().value(),
                    new WaitingCustomer(waiting.customer().value(), Personal.valueOf(waiting.customerName())),
                    waiting.language(),
                    waiting.since(),
                    waiting.position(),
                    waiting.brief().orElse(""),
                    waiting.reserved());
        }
    }

    /** @param skills what is needed, with the agent's own levels */
    public record WhyView(LocalizedText text, Language language, Map<String, Integer> skills, long waitedSeconds) {}

    public record ReservationView(
            String id, ConversationView conversation, WhyView why, Instant offeredAt, Instant expiresAt) {

        public static ReservationView of(Reservation reservation, Conversation.Summary conversation, Agent agent) {
            Routing.Requirement needs = reservation.item().requirement();
            Map<String, Integer> levels = new TreeMap<>();
            languages(needs.language())
                    .forEach(l -> levels.put(l, agent.skills().getOrDefault(l, 0)));
            needs.skills().forEach(s -> levels.put(s, agent.skills().getOrDefault(s, 0)));
            long waited = Math.max(
                    0,
                    Duration.between(reservation.item().since(), reservation.offeredAt())
                            .toSeconds());
            return new ReservationView(
                    reservation.id(),
                    ConversationView.of(conversation),
                    new WhyView(chosen(reservation.why()), needs.language(), levels, waited),
                    reservation.offeredAt(),
                    reservation.expiresAt());
        }
    }

    /** One of the router's decisions, explained. */
    public record DecisionView(Instant at, String decision, LocalizedText explanation) {}

    /** The router's events about one conversation, oldest first, as sentences. */
    public static List<DecisionView> explain(List<Routing.Event> events, TenantId tenant, Directory directory) {
        Map<String, Reservation> offers = new HashMap<>();
        List<DecisionView> views = new ArrayList<>();
        for (Routing.Event event : events) {
            if (event instanceof Routing.ItemReserved e) {
                offers.put(e.reservation().id(), e.reservation());
            }
            views.add(explain(event, offers, agent -> directory
                    .agent(tenant, agent)
                    .map(Agent::name)
                    .orElse(LocalizedText.of(agent.value(), agent.value()))));
        }
        return views;
    }

    private interface Names extends java.util.function.Function<io.parley.AgentId, LocalizedText> {}

    private static DecisionView explain(Routing.Event event, Map<String, Reservation> offers, Names names) {
        if (event instanceof Routing.ItemQueued e) {
            LocalizedText needs = needs(e.item().requirement());
            return view(
                    event, "queued", "进入排队，需要：" + needs.in("zh") + "。", "Queued. Requires: " + needs.in("en") + ".");
        } else if (event instanceof Routing.ItemReserved e) {
            LocalizedText name = names.apply(e.reservation().agent());
            LocalizedText why = chosen(e.reservation().why());
            LocalizedText refused = refused(e.reservation().why(), names);
            return view(
                    event,
                    "offered",
                    "已分配给" + name.in("zh") + "，待接入。" + why.in("zh") + refused.in("zh"),
                    "Offered to " + name.in("en") + ". " + why.in("en") + refused.in("en"));
        } else if (event instanceof Routing.ReservationAccepted e) {
            LocalizedText name = offered(e.reservation(), offers, names);
            return view(event, "accepted", name.in("zh") + "已接入。", "Accepted by " + name.in("en") + ".");
        } else if (event instanceof Routing.ReservationDeclined e) {
            LocalizedText name = offered(e.reservation(), offers, names);
            return view(
                    event,
                    "declined",
                    name.in("zh") + "已拒接，排队时间保留。",
                    "Declined by " + name.in("en") + ". Kept its place in the queue.");
        } else if (event instanceof Routing.ReservationExpired e) {
            LocalizedText name = offered(e.reservation(), offers, names);
            return view(
                    event,
                    "expired",
                    name.in("zh") + "未及时接入，排队时间保留。",
                    name.in("en") + " did not respond in time. Kept its place in the queue.");
        } else if (event instanceof Routing.ReservationWithdrawn e) {
            LocalizedText name = offered(e.reservation(), offers, names);
            return view(
                    event,
                    "withdrawn",
                    "给" + name.in("zh") + "的分配已撤回。",
                    "The offer to " + name.in("en") + " was withdrawn.");
        } else if (event instanceof Routing.ItemAssigned) {
            return view(event, "assigned", "会话已接入。", "Assigned.");
        } else if (event instanceof Routing.ItemReturned e) {
            LocalizedText name = names.apply(e.from());
            return view(
                    event,
                    "returned",
                    name.in("zh") + "已离线，会话回到原来的位置。",
                    name.in("en") + " went offline. Back at the original place in the queue.");
        } else if (event instanceof Routing.ItemLeft) {
            return view(event, "left", "不再需要人工。", "An agent is no longer needed.");
        } else if (event instanceof Routing.AgentPresenceSet e) {
            LocalizedText name = names.apply(e.agent().agent());
            LocalizedText presence = presence(e.presence());
            return view(
                    event,
                    "presence",
                    name.in("zh") + "：" + presence.in("zh") + "。",
                    name.in("en") + ": " + presence.in("en") + ".");
        }
        throw new IllegalArgumentException("no words for " + event.getClass().getSimpleName());
    }

    private static DecisionView view(Routing.Event event, String decision, String zh, String en) {
        return new DecisionView(event.at(), decision, LocalizedText.of(zh, en));
    }

    private static LocalizedText offered(String id, Map<String, Reservation> offers, Names names) {
        Reservation reservation = offers.get(id);
        return reservation == null ? LocalizedText.of("坐席", "the agent") : names.apply(reservation.agent());
    }

    private static LocalizedText chosen(Decision why) {
        return switch (why.chosen()) {
            case "only-candidate" ->
                LocalizedText.of("当前只有一位坐席符合要求且有空。", "The only free agent who meets the requirements.");
            case "best-proficiency" -> LocalizedText.of("所需语言和技能的水平最高。", "Best at the required languages and skills.");
            case "longest-idle" -> LocalizedText.of("水平相当的坐席中空闲最久。", "As skilled as others, and free the longest.");
            case "lowest-load" -> LocalizedText.of("条件相当的坐席中负载最低。", "Tied with others; lowest load.");
            default -> LocalizedText.of("条件相同，按固定次序选择。", "Tied with others; chosen in a fixed order.");
        };
    }

    private static LocalizedText refused(Decision why, Names names) {
        StringBuilder zh = new StringBuilder();
        StringBuilder en = new StringBuilder();
        for (Candidate candidate : why.candidates()) {
            String refusal = candidate.refused();
            if (refusal != null) {
                LocalizedText name = names.apply(candidate.agent());
                zh.append(zh.isEmpty() ? "未选：" : "，")
                        .append(name.in("zh"))
                        .append('（')
                        .append(reason(refusal).in("zh"))
                        .append('）');
                en.append(en.isEmpty() ? " Not chosen: " : ", ")
                        .append(name.in("en"))
                        .append(" (")
                        .append(reason(refusal).in("en"))
                        .append(')');
            }
        }
        return LocalizedText.of(zh.isEmpty() ? "" : zh + "。", en.isEmpty() ? "" : en + ".");
    }

    /** Why an agent was not chosen, from its code in the decision. */
    private static LocalizedText reason(String code) {
        int colon = code.indexOf(':');
        String about = code.substring(colon + 1);
        return switch (colon < 0 ? code : code.substring(0, colon)) {
            case "no-capacity" -> LocalizedText.of("接待量已满", "at capacity");
            case "has-an-offer" -> LocalizedText.of("已有待接入的会话", "has another offer");
            case "excluded" -> LocalizedText.of("刚刚拒接或未及时接入", "just declined or missed it");
            case "no-language" ->
                LocalizedText.of(
                        "不会" + language(about).in("zh"), "no " + language(about).in("en"));
            case "no-skill" -> LocalizedText.of("缺少技能" + about, "lacks the skill " + about);
            default ->
                Stream.of(Presence.values())
                        .filter(presence -> presence.code().equals(code))
                        .findFirst()
                        .map(RoutingViews::presence)
                        .orElse(LocalizedText.of(code, code));
        };
    }

    private static LocalizedText presence(Presence presence) {
        return switch (presence) {
            case AVAILABLE -> LocalizedText.of("在线", "available");
            case AWAY -> LocalizedText.of("离开", "away");
            case OFFLINE -> LocalizedText.of("离线", "offline");
            case NOT_RESPONDING -> LocalizedText.of("未响应", "not responding");
        };
    }

    /** Languages by name, then skills as the tenant calls them. */
    private static LocalizedText needs(Routing.Requirement requirement) {
        List<LocalizedText> needs = new ArrayList<>();
        languages(requirement.language()).forEach(code -> needs.add(language(code)));
        requirement.skills().forEach(skill -> needs.add(LocalizedText.of(skill, skill)));
        return LocalizedText.of(
                needs.stream().map(need -> need.in("zh")).collect(Collectors.joining("、")),
                needs.stream().map(need -> need.in("en")).collect(Collectors.joining(", ")));
    }

    private static LocalizedText language(String code) {
        return switch (code) {
            case "zh" -> LocalizedText.of("中文", "Chinese");
            case "en" -> LocalizedText.of("英文", "English");
            default -> LocalizedText.of(code, code);
        };
    }

    private static List<String> languages(Language language) {
        return language == Language.MIXED ? List.of("zh", "en") : List.of(language.code());
    }
}
