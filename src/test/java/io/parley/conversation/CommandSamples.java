package io.parley.conversation;

import akka.actor.typed.ActorRef;
import io.parley.AgentId;
import io.parley.CustomerId;
import io.parley.LocalizedText;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation.Command;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.Asker;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.Memory;
import io.parley.routing.Routing;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** At least one instance of each command of a conversation. */
final class CommandSamples {

    private static final ChannelAddress ADDRESS = new ChannelAddress("webchat", "webchat-demo", "dl_1");
    private static final AgentId AGENT = new AgentId("orders");
    private static final LocalizedText NAME = LocalizedText.of("订单专席", "Orders desk");
    private static final List<Content> HELLO = List.of(new Content.Text("hello"));

    private CommandSamples() {}

    /** The records and enums under a sealed type. */
    static Set<Class<?>> permitted(Class<?> type) {
        Set<Class<?>> found = new HashSet<>();
        for (Class<?> below : type.getPermittedSubclasses()) {
            if (below.isInterface()) {
                found.addAll(permitted(below));
            } else {
                found.add(below);
            }
        }
        return found;
    }

    @SuppressWarnings("unchecked")
    static Map<Class<?>, List<Command>> all(ActorRef<?> nobody) {
        Map<Class<?>, List<Command>> samples = new HashMap<>();
        for (Command command : commands((ActorRef<Object>) nobody)) {
            samples.merge(command.getClass(), List.of(command), (some, more) -> {
                List<Command> both = new java.util.ArrayList<>(some);
                both.addAll(more);
                return both;
            });
        }
        return samples;
    }

    private static List<Command> commands(ActorRef<Object> nobody) {
        return List.of(
                new Conversation.Receive(
                        Asker.vouched(ADDRESS, "4711"),
                        "c1",
                        HELLO.hashCode(),
                        HELLO,
                        null,
                        new Conversation.Opening(new CustomerId("k1"), 1, null, Receipts.NONE, null),
                        nobody.unsafeUpcast()),
                new Conversation.PostMessage(
                        AGENT,
                        NAME,
                        "a1",
                        HELLO.hashCode(),
                        Conversation.Visibility.INTERNAL,
                        HELLO,
                        nobody.unsafeUpcast()),
                new Conversation.Resolve(AGENT, Conversation.Disposition.SOLVED, nobody.unsafeUpcast()),
                new Conversation.EndIfSilent(
                        Duration.ofMinutes(30),
                        Duration.ofHours(24),
                        Duration.ofHours(72),
                        Duration.ofHours(1),
                        nobody.unsafeUpcast()),
                new Conversation.Leave(
                        Asker.vouched(ADDRESS, "4711"),
                        "c2",
                        Conversation.Cause.CONFIRMED,
                        Duration.ofHours(1),
                        nobody.unsafeUpcast()),
                new Conversation.ReturnToBot(AGENT, nobody.unsafeUpcast()),
                new Conversation.Rate(5, nobody.unsafeUpcast()),
                new Conversation.BotDecided(2, new Decision(HELLO, null, Memory.EMPTY, List.of(), List.of())),
                new Conversation.AskForPatience(Duration.ofSeconds(8)),
                new Conversation.ActionEnded(
                        3, new ActionResult(new ActionCall("cancel-order", Map.of(), "k"), "done", Map.of())),
                new Conversation.CaseReportConfirmed(3),
                new Conversation.RouterReported(new Routing.Queued(3)),
                new Conversation.RouterReported(new Routing.Assigned(3, AGENT, NAME)),
                new Conversation.RouterReported(new Routing.Returned(3, AGENT)),
                new Conversation.RouterReported(new Routing.Released(3)),
                new Conversation.GatewayReported(new Delivery.Taken("generic-demo", 3)),
                new Conversation.GatewayReported(new Delivery.Settled("generic-demo", 3, Delivery.State.SENT, null)),
                new Conversation.Follow(nobody.unsafeUpcast(), false),
                new Conversation.Unfollow(nobody.unsafeUpcast()),
                new Conversation.ShowTyping(Conversation.Author.CUSTOMER, true),
                new Conversation.GetSummary(nobody.unsafeUpcast()),
                Conversation.Tick.IDLE,
                Conversation.Tick.ERRANDS,
                Conversation.Stop.INSTANCE);
    }
}
