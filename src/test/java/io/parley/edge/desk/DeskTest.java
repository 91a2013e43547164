package io.parley.edge.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.ConversationId;
import io.parley.EntityKey;
import io.parley.conversation.Conversation;
import io.parley.conversation.ConversationEntity;
import io.parley.desk.AgentDesk;
import io.parley.desk.Desk;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Directory.Role;
import io.parley.directory.DirectoryContent;
import io.parley.edge.Answer;
import io.parley.edge.Console;
import io.parley.edge.EdgeFixture;
import io.parley.routing.Routing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Agents' consoles against the real entities over real sockets. */
class DeskTest {

    private static EdgeFixture edge;

    private final List<Console> consoles = new ArrayList<>();
    /** A skill of its own keeps a test's work from the agents of others. */
    private final String skill = "s" + UUID.randomUUID().toString().substring(0, 8);

    private final String human = "a human for " + skill;

    @BeforeAll
    static void start() {
        edge = new EdgeFixture(
                """
                parley.routing { reservation-timeout = 2s, tick = 200ms, exclusion = 1m }
                parley.supervision { waiting-too-long = 300ms, check-interval = 200ms }
                parley.desk { renew-every = 1s, socket-buffer = 64, silence = 6s }
                """);
    }

    @AfterAll
    static void stop() {
        edge.close();
        edge.client.described.expectAllAnswered("desk");
        edge.client.frames.expectAllSeen();
    }

    /** Which fails for frames that are not as described. */
    @AfterEach
    void closeConsoles() {
        assertAll(consoles.stream().map(console -> console::close));
    }

    private Console open(Agent agent) {
        return keep(Console.open(edge, agent));
    }

    private Console keep(Console console) {
        consoles.add(console);
        return console;
    }

    private Agent agent() {
        return edge.agent(EdgeFixture.DEMO, Role.AGENT, 5, skill);
    }

    private static String reservation(JsonNode offered) {
        return offered.at("/reservation/id").asText();
    }

    @Test
    void bringsACustomerAndAnAgentTogether() {
        Console console = open(agent());
        JsonNode reset = console.first("reset");
        assertThat(reset.at("/state/conversations")).isEmpty();
        console.present("available");

        var customer = edge.someone();
        String id = customer.says(human).conversation().value();
        JsonNode offered = console.next("reservation-offered");
        assertThat(offered.at("/reservation/conversation/id").asText()).isEqualTo(id);
        assertThat(offered.at("/reservation/conversation/handoff/summary").asText())
                .isEqualTo("Wants a person.");
        assertThat(offered.at("/reservation/why/text/zh").asText()).isNotBlank();
        console.ask("accept", Map.of("reservation", reservation(offered)));
        assertThat(console.next("reservation-ended").path("outcome").asText()).isEqualTo("accepted");
        assertThat(console.next("assigned").at("/conversation/owner/kind").asText())
                .isEqualTo("agent");

        customer.says("are you there?");
        JsonNode heard = console.message("are you there?");
        assertThat(heard.at("/entry/author/kind").asText()).isEqualTo("customer");

        JsonNode posted = console.post(id, "customer", "Yes, how can I help?");
        assertThat(posted.path("ok").asBoolean()).isTrue();
        JsonNode own = console.message("Yes, how can I help?");
        assertThat(own.at("/entry/sequence").longValue())
                .isEqualTo(posted.path("sequence").longValue());

        assertThat(console.post(id, "internal", "sounds friendly").path("ok").asBoolean())
                .isTrue();
        assertThat(console.message("sounds friendly").at("/entry/visibility").asText())
                .isEqualTo("internal");
        assertThat(edge.summary(EdgeFixture.DEMO, new ConversationId(id))
                        .lastMessage()
                        .text())
                .isEqualTo("Yes, how can I help?");

        assertThat(console.ask("resolve", Map.of("conversation", id, "disposition", "solved"))
                        .path("ok")
                        .asBoolean())
                .isTrue();
        JsonNode changed = console.next("conversation-changed");
        assertThat(changed.at("/conversation/status").asText()).isEqualTo("resolved");
        assertThat(changed.at("/conversation/disposition").asText()).isEqualTo("solved");
        console.first(frame -> frame.at("/entry/type").asText().equals("ended"));
        assertThat(console.ask("resolve", Map.of("conversation", id))
                        .at("/error/code")
                        .asText())
                .isEqualTo("not-possible-now");
        assertThat(console.numbers())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(reset.path("seq").longValue() + 1, console.lastNumber())
                                .boxed()
                                .toList());
    }

    @Test
    void storesAMessageOnceHoweverOftenTheConsoleRepeatsIt() {
        Console console = open(agent());
        console.present("available");
        edge.someone().says(human);
        String id = console.accept();
        Map<String, Object> message = Map.of(
                "conversation",
                id,
                "clientMessageId",
                UUID.randomUUID().toString(),
                "visibility",
                "customer",
                "text",
                "once");
        long first = console.ask("post-message", message).path("sequence").longValue();

        assertThat(console.ask("post-message", message).path("sequence").longValue())
                .isEqualTo(first);
        Map<String, Object> other = new java.util.HashMap<>(message);
        other.put("text", "twice");
        assertThat(console.ask("post-message", other).at("/error/code").asText())
                .isEqualTo("message-conflict");
        Map<String, Object> note = new java.util.HashMap<>(message);
        note.put("visibility", "internal");
        assertThat(console.ask("post-message", note).at("/error/code").asText()).isEqualTo("message-conflict");
    }

    @Test
    void showsTheSameFramesToEveryConsoleOfAnAgent() {
        Agent agent = agent();
        Console one = open(agent);
        one.first("reset");
        Console two = open(agent);
        JsonNode reset = two.first("reset");
        one.present("available");
        edge.someone().says(human);
        String id = one.accept();
        one.post(id, "customer", "to both");
        two.message("to both");

        long from = reset.path("seq").longValue();
        EdgeFixture.eventually(() -> one.lastNumber() == two.lastNumber());
        assertThat(two.numbers())
                .isEqualTo(one.numbers().stream().filter(n -> n > from).toList());
        Console three = open(agent);
        assertThat(three.first("reset").at("/state/conversations/0/id").asText())
                .isEqualTo(id);
    }

    @Test
    void resumesAfterTheLastFrameSeenExactlyOnceAndInOrder() {
        Agent agent = agent();
        String token = edge.signIn(agent);
        Console console = keep(Console.open(edge, token, null));
        console.present("available");
        var customer = edge.someone();
        customer.says(human);
        console.accept();
        customer.says("one");
        console.message("one");
        long seen = console.lastNumber();
        console.close();

        customer.says("two");
        customer.says("three");
        Console back = keep(Console.open(edge, token, seen));
        back.message("three");
        customer.says("four");
        back.message("four");

        assertThat(back.frames).noneMatch(frame -> frame.path("type").asText().equals("reset"));
        assertThat(back.numbers())
                .containsExactlyElementsOf(LongStream.rangeClosed(seen + 1, back.lastNumber())
                        .boxed()
                        .toList());
        back.message("two");
    }

    @Test
    void saysResetWhenTheDeskBeganAnew() {
        Agent agent = agent();
        String token = edge.signIn(agent);
        Console console = keep(Console.open(edge, token, null));
        console.present("available");
        edge.someone().says(human);
        String id = console.accept();
        long seen = console.lastNumber();

        edge.backend
                .entities()
                .of(AgentDesk.TYPE, EntityKey.of(EdgeFixture.DEMO, agent.id()))
                .tell(Desk.Stop.INSTANCE);
        console.awaitClose(1001);
        Console back = keep(Console.open(edge, token, seen));
        JsonNode reset = back.first("reset");

        assertThat(reset.path("seq").longValue()).isGreaterThan(seen);
        assertThat(reset.at("/state/conversations/0/id").asText()).isEqualTo(id);
    }

    @Test
    void showsNothingAgainOfACustomerWhoIsErasedMeanwhile() {
        Agent agent = agent();
        String token = edge.signIn(agent);
        Console console = keep(Console.open(edge, token, null));
        console.first("reset");
        long seen = console.lastNumber();
        console.present("available");
        var customer = edge.someone();
        customer.says(human);
        console.accept();
        customer.says("the words to forget");
        console.message("the words to forget");

        assertThat(EdgeFixture.await(edge.keyring.destroy(EdgeFixture.DEMO, customer.id())))
                .isTrue();
        console.awaitClose(1001);
        Console back = keep(Console.open(edge, token, seen));

        assertThat(back.first("reset").toString()).doesNotContain("the words to forget");
    }

    @Test
    void refusesATicketThatWasUsed() {
        String ticket = Console.ticket(edge, edge.signIn(agent()));
        keep(Console.withTicket(edge, ticket, null, true)).first("reset");

        keep(Console.withTicket(edge, ticket, null, true)).awaitClose(4001);
        keep(Console.withTicket(edge, "forged", null, true)).awaitClose(4001);
    }

    @Test
    void offersADeclinedConversationToSomebodyElseAndKeepsItsAge() {
        Console first = open(agent());
        first.present("available");
        edge.someone().says(human);
        JsonNode offered = first.next("reservation-offered");
        Console second = open(agent());
        second.present("available");
        first.ask("decline", Map.of("reservation", reservation(offered)));

        assertThat(first.next("reservation-ended").path("outcome").asText()).isEqualTo("declined");
        JsonNode again = second.next("reservation-offered");
        assertThat(again.at("/reservation/conversation/waitingSince"))
                .isEqualTo(offered.at("/reservation/conversation/waitingSince"));
        assertThat(second.ask("accept", Map.of("reservation", reservation(again)))
                        .path("ok")
                        .asBoolean())
                .isTrue();
        assertThat(first.ask("accept", Map.of("reservation", reservation(offered)))
                        .at("/error/code")
                        .asText())
                .isEqualTo("reservation-ended");
    }

    @Test
    void takesAnAgentWhoDoesNotAnswerForNotResponding() {
        Console console = open(agent());
        console.present("available");
        edge.someone().says(human);
        console.next("reservation-offered");

        assertThat(console.next("reservation-ended").path("outcome").asText()).isEqualTo("expired");
        console.first(frame -> frame.at("/presence/status").asText().equals("not-responding"));
    }

    @Test
    void discardsTheBotsWordsWhenAnAgentTookOverMeanwhile() {
        Console console = open(agent());
        console.present("available");
        var customer = edge.someone();
        ConversationId id = customer.says("slow question").conversation();
        EdgeFixture.eventually(edge.bot::isBusy);
        customer.says(human);
        // The bot answers the second message; the first answer is still being computed.
        String assigned = console.accept();
        assertThat(assigned).isEqualTo(id.value());
        console.post(assigned, "customer", "the agent's answer");
        long before = edge.summary(EdgeFixture.DEMO, id).sequence();
        edge.bot.release();
        console.post(assigned, "internal", "after the release");

        console.message("after the release");
        assertThat(edge.summary(EdgeFixture.DEMO, id).sequence()).isEqualTo(before + 1);
        assertThat(console.frames)
                .noneMatch(frame -> frame.at("/entry/contents/0/text").asText().startsWith("echo: slow"));
    }

    @Test
    void letsColleaguesWatchAndWriteNotesButNotSpeak() {
        var customer = edge.someone();
        String id = customer.says("hello bot").conversation().value();
        Console console = open(agent());
        console.first("reset");
        assertThat(console.ask("watch", Map.of("conversation", id))
                        .at("/conversation/id")
                        .asText())
                .isEqualTo(id);

        customer.says("still there?");
        console.message("echo: still there?");
        assertThat(console.post(id, "customer", "hello").at("/error/code").asText())
                .isEqualTo("not-your-turn");
        assertThat(console.post(id, "internal", "a note").path("ok").asBoolean())
                .isTrue();
        assertThat(console.ask("typing", Map.of("conversation", id, "typing", true))
                        .at("/error/code")
                        .asText())
                .isEqualTo("not-your-turn");
        assertThat(console.ask("watch", Map.of("conversation", "nowhere"))
                        .at("/error/code")
                        .asText())
                .isEqualTo("not-found");
        console.ask("unwatch", Map.of("conversation", id));
        customer.says("unseen");
        console.ask("ping", Map.of());
        assertThat(console.frames)
                .noneMatch(frame -> frame.at("/entry/contents/0/text").asText().equals("unseen"));
    }

    @Test
    void knowsNoConversationOfAnotherTenant() {
        String id = edge.someone().says("hello").conversation().value();
        Console console = open(edge.agent(EdgeFixture.OTHER, Role.SUPERVISOR, 3));
        console.first("reset");

        for (String type : List.of("watch", "resolve", "return-to-bot")) {
            assertThat(console.ask(type, Map.of("conversation", id))
                            .at("/error/code")
                            .asText())
                    .as(type)
                    .isEqualTo("not-found");
        }
        assertThat(console.post(id, "internal", "spy").at("/error/code").asText())
                .isEqualTo("not-found");
    }

    @Test
    void relaysTyping() {
        Console console = open(agent());
        console.present("available");
        var customer = edge.someone();
        customer.says(human);
        String id = console.accept();
        ConversationEntity.of(edge.backend.entities(), EdgeFixture.DEMO, new ConversationId(id))
                .tell(new Conversation.ShowTyping(Conversation.Author.CUSTOMER, true));

        console.first(frame -> frame.path("type").asText().equals("typing")
                && frame.at("/author/kind").asText().equals("customer")
                && frame.path("typing").asBoolean());
        assertThat(console.ask("typing", Map.of("conversation", id, "typing", true))
                        .path("ok")
                        .asBoolean())
                .isTrue();
    }

    /** Of a tenant with a line of its own. */
    @Test
    void getsItsResetHoweverLongTheLineAndWhatIsSaidThere() {
        List<String> crowd = new ArrayList<>();
        for (int i = 0; i < Routing.QueueView.SHOWN + 10; i++) {
            crowd.add(edge.waitingAtOther("名".repeat(100), "😀".repeat(500) + human));
        }

        Console console = open(edge.agent(EdgeFixture.OTHER, Role.AGENT, 5));
        JsonNode waiting = console.first("reset").at("/state/waiting");
        assertThat(waiting).hasSize(Routing.QueueView.SHOWN);
        assertThat(waiting.findValuesAsText("conversation")).isEqualTo(crowd.subList(0, Routing.QueueView.SHOWN));
        assertThat(waiting.toString().length()).isGreaterThan(20_000);
        assertThat(waiting.get(0).path("summary").asText()).startsWith("😀😀").endsWith("😀…");
    }

    @Test
    void showsTheLineAndAlarmsToSupervisors() {
        Console supervisor = open(edge.agent(EdgeFixture.DEMO, Role.SUPERVISOR, 0));
        supervisor.first("reset");
        String id = edge.someone().says(human).conversation().value();

        JsonNode queue = supervisor.first(frame -> frame.path("type").asText().equals("queue")
                && frame.path("waiting").findValuesAsText("conversation").contains(id));
        assertThat(queue.path("count").asInt()).isPositive();
        JsonNode alarm = supervisor.first(
                frame -> frame.at("/alarm/conversation").asText().equals(id));
        assertThat(alarm.at("/alarm/kind").asText()).isEqualTo("waiting-too-long");
        Console helper = open(agent());
        helper.present("available");
        assertThat(helper.accept()).isEqualTo(id);
        supervisor.first(frame -> frame.at("/alarm/conversation").asText().equals(id)
                && frame.at("/alarm").has("clearedAt"));
    }

    @Test
    void tellsSupervisorsOfACaseUntilOneOfThemSeesToIt() {
        Console supervisor = open(edge.agent(EdgeFixture.DEMO, Role.SUPERVISOR, 0));
        supervisor.first("reset");
        String id = edge.someone().says("unhappy").conversation().value();
        JsonNode alarm = supervisor
                .first(frame -> frame.at("/alarm/conversation").asText().equals(id))
                .at("/alarm");
        assertThat(alarm.at("/kind").asText()).isEqualTo("unhappy-customer");

        Console agent = open(agent());
        agent.first("reset");
        assertThat(agent.ask("acknowledge", Map.of("alarm", alarm.at("/id").asText()))
                        .at("/error/code")
                        .asText())
                .isEqualTo("not-allowed");
        assertThat(supervisor
                        .ask("acknowledge", Map.of("alarm", alarm.at("/id").asText()))
                        .at("/ok")
                        .asBoolean())
                .isTrue();
        supervisor.first(frame -> frame.at("/alarm/conversation").asText().equals(id)
                && frame.at("/alarm").has("clearedAt"));
    }

    @Test
    void answersWhatIsWrongAndClosesOnWhatCannotBeRead() {
        Agent agent = agent();
        Console console = open(agent);
        console.first("reset");
        assertThat(console.ask("dance", Map.of()).at("/error/code").asText()).isEqualTo("bad-request");
        assertThat(console.ask("accept", Map.of()).at("/error/code").asText()).isEqualTo("bad-request");
        assertThat(console.ask("set-presence", Map.of("status", "not-responding"))
                        .at("/error/code")
                        .asText())
                .isEqualTo("bad-request");
        assertThat(console.post("c", "customer", "x".repeat(8001))
                        .at("/error/code")
                        .asText())
                .isEqualTo("too-large");
        assertThat(console.post("c", "customer", "x".repeat(70_000))
                        .at("/error/code")
                        .asText())
                .isEqualTo("too-large");
        assertThat(console.ask("watch", Map.of("conversation", "../../etc"))
                        .at("/error/code")
                        .asText())
                .isEqualTo("not-found");

        for (String bad : List.of("no json", "[]", "{\"type\":\"ping\"}", "", "[".repeat(10_000))) {
            Console other = open(agent);
            other.first("reset");
            other.sendRaw(bad);
            other.awaitClose(4003);
            // The one that did nothing wrong goes on, and is not silent meanwhile.
            assertThat(console.ask("ping", Map.of()).path("ok").asBoolean()).isTrue();
        }
        Console bytes = open(agent);
        bytes.sendBytes();
        bytes.awaitClose(4003);
        Console huge = open(agent);
        huge.first("reset");
        huge.sendRaw("\"" + "x".repeat(600_000) + "\"");
        huge.awaitClose(4003);
        assertThat(console.ask("ping", Map.of()).path("ok").asBoolean()).isTrue();
    }

    @Test
    void closesAConsoleThatNeverReadsAndSparesTheOthers() {
        Agent agent = agent();
        String token = edge.signIn(agent);
        Console good = keep(Console.open(edge, token, null));
        good.present("available");
        var customer = edge.someone();
        customer.says(human);
        good.accept();
        Console stuck = keep(Console.withTicket(edge, Console.ticket(edge, token), null, false));
        // Three bytes each: what the connection holds is full after fewer messages.
        String text = "字".repeat(7_900);
        for (int i = 0; i < 350; i++) {
            good.ask("ping", Map.of());
            customer.says(i + text);
        }
        good.message("349" + text);

        stuck.startReading();
        stuck.awaitClose(4002);
        assertThat(good.closeCode).isEqualTo(-1);
        assertThat(stuck.frames.size()).isLessThan(350);
    }

    @Test
    void closesASilentConsoleAndTheOneOfADismissedAgent() {
        open(agent()).awaitClose(4002);
        Agent dismissed = agent();
        Console console = open(dismissed);
        console.first("reset");
        edge.directory.dismiss(dismissed);
        console.sendRaw("{\"id\":\"1\",\"type\":\"ping\"}");
        console.awaitClose(4001);
    }

    @Test
    void endsTheSocketOfWhoeverGetsAnotherRoleAndShowsThemWhatTheyMaySeeThen() {
        Agent boss = edge.agent(EdgeFixture.DEMO, Role.SUPERVISOR, 0);
        String token = edge.signIn(boss);
        Console console = keep(Console.open(edge, token, null));
        console.first("reset");
        String id = edge.someone().says(human).conversation().value();
        console.first(frame -> frame.at("/alarm/conversation").asText().equals(id));

        change(boss, Role.AGENT);
        EdgeFixture.eventually(() -> console.closeCode != -1);
        // Its desk may only find out when it is asked.
        EdgeFixture.eventually(() -> {
            Console again = keep(Console.open(edge, token, console.lastNumber()));
            EdgeFixture.eventually(() -> again.closeCode != -1 || !again.frames.isEmpty());
            return again.frames.stream()
                    .anyMatch(frame -> frame.path("type").asText().equals("reset")
                            && frame.at("/state/alarms").isEmpty());
        });

        Console last = keep(Console.open(edge, token, null));
        last.first("reset");
        change(boss, Role.OPERATOR);
        EdgeFixture.eventually(() -> last.closeCode != -1);
    }

    private static void change(Agent agent, Role role) {
        Agent changed = new Agent(
                agent.tenant(),
                agent.id(),
                agent.name(),
                agent.email(),
                role,
                agent.skills(),
                agent.capacity(),
                agent.passwordHash());
        edge.directory.add(agent.tenant(), new DirectoryContent(List.of(changed), List.of(), List.of(), List.of()));
    }

    @Test
    void tellsWhoeverAsksForTheDeskWithoutASocketWhatItIs() {
        String ticket = Console.ticket(edge, edge.signIn(agent()));

        assertThat(edge.client.get("/api/v1/desk?ticket=" + ticket, null).status())
                .isEqualTo(426);
    }

    @Test
    void givesTheTurnBackToTheBot() {
        Console console = open(agent());
        console.present("available");
        var customer = edge.someone();
        customer.says(human);
        String id = console.accept();
        console.ask("return-to-bot", Map.of("conversation", id));
        customer.says("and now?");

        EdgeFixture.eventually(() -> edge.summary(EdgeFixture.DEMO, new ConversationId(id))
                .lastMessage()
                .text()
                .equals("echo: and now?"));
    }

    @Test
    void doesNotShowTheDeskToOperators() {
        Agent operator = edge.agent(EdgeFixture.DEMO, Role.OPERATOR, 0);
        Answer refused = edge.client.post("/api/v1/desk/ticket", edge.signIn(operator), "");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("code").asText()).isEqualTo("not-allowed");
    }

    @Test
    void crossesNodesWithEverythingADeskIsAskedOrTells() {
        var kit = new akka.actor.testkit.typed.javadsl.SerializationTestKit(edge.system);
        ConversationId id = new ConversationId("c1");
        List.of(
                        new Desk.IssueTicket(edge.system.ignoreRef()),
                        new Desk.Ticket("t", java.time.Instant.EPOCH),
                        new Desk.Attach("t", 5L, edge.system.ignoreRef()),
                        new Desk.Attach("t", null, edge.system.ignoreRef()),
                        new Desk.ConsoleAlive(edge.system.ignoreRef()),
                        new Desk.Detach(edge.system.ignoreRef()),
                        new Desk.Watch(id, edge.system.ignoreRef()),
                        new Desk.Unwatch(id, edge.system.ignoreRef()),
                        new Desk.ShowTyping(id, true, edge.system.ignoreRef()),
                        Desk.Stop.INSTANCE,
                        new Desk.Frame("{}"),
                        new Desk.TicketRefused(),
                        new Desk.ReconnectRequired(),
                        new Routing.AskOverview(null, edge.system.ignoreRef()),
                        new Routing.Overview(
                                List.of(),
                                List.of(new Routing.Demand(List.of("orders"), 1, java.time.Instant.EPOCH)),
                                false))
                .forEach(message -> kit.verifySerialization(message, true));
    }
}
