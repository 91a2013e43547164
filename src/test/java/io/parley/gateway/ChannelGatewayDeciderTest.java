package io.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.Decided;
import io.parley.Personal;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation;
import io.parley.conversation.Delivery;
import io.parley.gateway.Callback.Outcome;
import io.parley.gateway.Callback.Result;
import io.parley.gateway.ChannelGateway.Command;
import io.parley.gateway.ChannelGateway.Event;
import io.parley.gateway.ChannelGatewayState.Lane;
import io.parley.privacy.CustomerKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Invariants under any sequence of requests and receivers' answers. */
class ChannelGatewayDeciderTest {

    private static final String ACCOUNT = "generic-demo";
    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
    private static final Duration GIVE_UP = Duration.ofHours(24);

    private record Step(int what, int conversation, int number, Result result, int hours) {}

    private interface Check {
        void of(
                ChannelGatewayState before,
                Command command,
                Decided<Event, Delivery.Notice> decided,
                ChannelGatewayState after);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.of(Result.class),
                        Arbitraries.integers().between(0, 6))
                .as(Step::new)
                .list()
                .ofMaxSize(80);
    }

    private static ChannelGatewayState walk(List<Step> steps, Check check) {
        ChannelGatewayState state = ChannelGatewayState.EMPTY;
        Instant now = START;
        for (Step step : steps) {
            now = now.plus(Duration.ofHours(step.hours()));
            Command command = command(step, state);
            Decided<Event, Delivery.Notice> decided = decide(state, command, now);
            ChannelGatewayState after = state;
            for (Event event : decided.events()) {
                after = event.applyTo(after);
            }
            check.of(state, command, decided, after);
            state = after;
        }
        return state;
    }

    private static Decided<Event, Delivery.Notice> decide(ChannelGatewayState state, Command command, Instant now) {
        return ChannelGatewayDecider.decide(state, command, now, ACCOUNT, GIVE_UP);
    }

    private static Command command(Step step, ChannelGatewayState state) {
        ConversationId conversation = new ConversationId("c" + step.conversation());
        Lane lane = state.lane(conversation);
        return switch (step.what()) {
            case 0, 1 -> deliver(conversation, Math.max(1, lane.taken() - 1), lane.taken() + step.number());
            case 2 ->
                new ChannelGateway.ConversationRequested(new Delivery.Noted(
                        conversation,
                        lane.unreported().isEmpty()
                                ? step.number()
                                : lane.unreported().get(0).reply()));
            default ->
                new ChannelGateway.Attempted(
                        conversation,
                        lane.first() == null || step.what() == 4
                                ? step.number()
                                : lane.first().reply().sequence(),
                        Outcome.of(step.result()));
        };
    }

    private static Command deliver(ConversationId conversation, long from, long to) {
        return new ChannelGateway.ConversationRequested(new Delivery.Deliver(
                conversation,
                LongStream.rangeClosed(from, to)
                        .mapToObj(ChannelGatewayDeciderTest::reply)
                        .toList()));
    }

    private static Delivery.Outgoing reply(long sequence) {
        return sealed(new Delivery.Reply(
                sequence,
                new ChannelAddress("generic", ACCOUNT, "+86 100"),
                Conversation.Author.BOT,
                List.of(new Content.Text("reply " + sequence)),
                START));
    }

    /** As in an installation without sealing. */
    private static Delivery.Outgoing sealed(Delivery.Reply reply) {
        return CustomerKeys.off(new TenantId("demo"), new CustomerId("k1"))
                .seal(new Delivery.Outgoing(reply.sequence(), Personal.of(Personal.Kind.TEXT, reply)));
    }

    @Property
    void everyReplyIsTakenOnceAndSettledOnceInOrder(@ForAll("steps") List<Step> steps) {
        Map<ConversationId, List<Long>> taken = new HashMap<>();
        Map<ConversationId, List<Long>> settled = new HashMap<>();
        walk(steps, (before, command, decided, after) -> {
            for (Event event : decided.events()) {
                if (event instanceof ChannelGateway.RepliesTaken e) {
                    e.replies().forEach(reply -> add(taken, e.conversation(), reply.sequence()));
                } else if (event instanceof ChannelGateway.ReplySent e) {
                    add(settled, e.conversation(), e.reply());
                } else if (event instanceof ChannelGateway.ReplyFailed e) {
                    add(settled, e.conversation(), e.reply());
                }
            }
        });
        taken.values().forEach(numbers -> assertThat(numbers).isSorted().doesNotHaveDuplicates());
        settled.forEach((conversation, numbers) -> assertThat(taken.get(conversation))
                .as("settled in the order taken")
                .startsWith(numbers.toArray(Long[]::new)));
    }

    private static void add(Map<ConversationId, List<Long>> numbers, ConversationId conversation, long number) {
        numbers.computeIfAbsent(conversation, any -> new ArrayList<>()).add(number);
    }

    @Property
    void aConversationIsToldWhatIsTakenHoweverOftenItAsks(@ForAll("steps") List<Step> steps) {
        walk(steps, (before, command, decided, after) -> {
            if (command instanceof ChannelGateway.ConversationRequested says
                    && says.request() instanceof Delivery.Deliver deliver) {
                long newest =
                        deliver.replies().get(deliver.replies().size() - 1).sequence();
                assertThat(decided.reply()).isEqualTo(new Delivery.Taken(ACCOUNT, newest));
                assertThat(after.lane(deliver.conversation()).taken()).isGreaterThanOrEqualTo(newest);
                Decided<Event, Delivery.Notice> again = decide(after, command, START);
                assertThat(again.events()).isEmpty();
                assertThat(again.reply()).isEqualTo(decided.reply());
            }
        });
    }

    @Property
    void aReplyIsGivenUpOnlyWhenItWaitedLong(@ForAll("steps") List<Step> steps) {
        walk(steps, (before, command, decided, after) -> decided.events().stream()
                .filter(ChannelGateway.ReplyFailed.class::isInstance)
                .map(ChannelGateway.ReplyFailed.class::cast)
                .filter(failed -> failed.reason() == Delivery.Failure.GIVEN_UP)
                .forEach(failed -> assertThat(failed.at())
                        .isAfterOrEqualTo(before.lane(failed.conversation())
                                .waiting()
                                .get(0)
                                .since()
                                .plus(GIVE_UP))));
    }

    @Property
    void busyAreThoseWithSomethingToDo(@ForAll("steps") List<Step> steps) {
        walk(steps, (before, command, decided, after) -> {
            assertThat(after.busy().values()).noneMatch(Lane::hasNothingToDo);
            assertThat(after.idle().values()).allMatch(Lane::hasNothingToDo);
            assertThat(after.busy().keySet()).noneMatch(after.idle()::containsKey);
        });
    }

    @Property
    void anEventChangesOnlyTheErrandsOfItsConversation(@ForAll("steps") List<Step> steps) {
        walk(steps, (before, command, decided, after) -> {
            String concerned = command instanceof ChannelGateway.Attempted attempted
                    ? attempted.conversation().value()
                    : ((ChannelGateway.ConversationRequested) command)
                            .request()
                            .conversation()
                            .value();
            assertThat(others(after, concerned)).isEqualTo(others(before, concerned));
            assertThat(after.errands())
                    .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                    others(after, concerned).stream(),
                                    after.errands(new ConversationId(concerned)).stream())
                            .toList());
        });
    }

    private static Set<ChannelGatewayErrand> others(ChannelGatewayState state, String lane) {
        return state.errands().stream()
                .filter(errand -> !errand.lane().equals(lane))
                .collect(Collectors.toSet());
    }

    @Property
    void errandsComeToAnEndOnceTheOutsideDoesThem(@ForAll("steps") List<Step> steps) {
        ChannelGatewayState state = walk(steps, (before, command, decided, after) -> {});
        while (!state.errands().isEmpty()) {
            ChannelGatewayErrand errand = state.errands().get(0);
            Decided<Event, Delivery.Notice> decided = decide(state, done(errand), START);
            assertThat(decided.events()).as("the end of %s", errand).isNotEmpty();
            for (Event event : decided.events()) {
                state = event.applyTo(state);
            }
            assertThat(state.errands()).doesNotContain(errand);
        }
        assertThat(state.busy()).isEmpty();
    }

    /** The command that completes an errand. */
    private static Command done(ChannelGatewayErrand errand) {
        return errand instanceof ChannelGatewayErrand.AttemptDelivery attempt
                ? new ChannelGateway.Attempted(attempt.conversation(), attempt.from(), Outcome.of(Result.TAKEN))
                : new ChannelGateway.ConversationRequested(new Delivery.Noted(errand.conversation(), errand.from()));
    }

    @Property(tries = 50)
    void theStateComesBackFromASnapshotInItsOrder(@ForAll("steps") List<Step> steps) throws Exception {
        ObjectMapper json = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .addModule(new ParameterNamesModule())
                .build();
        ChannelGatewayState state = walk(steps, (before, command, decided, after) -> {});

        ChannelGatewayState read = json.readValue(json.writeValueAsBytes(state), ChannelGatewayState.class);

        assertThat(read).isEqualTo(state);
        assertThat(List.copyOf(read.busy().keySet()))
                .isEqualTo(List.copyOf(state.busy().keySet()));
        assertThat(List.copyOf(read.idle().keySet()))
                .isEqualTo(List.copyOf(state.idle().keySet()));
    }

    @Example
    void everyCommandIsDecided() {
        ConversationId conversation = new ConversationId("c1");
        ChannelGatewayState state = ((Event) new ChannelGateway.RepliesTaken(conversation, List.of(reply(3)), START))
                .applyTo(ChannelGatewayState.EMPTY);
        List<Command> all = List.of(
                deliver(conversation, 3, 4),
                new ChannelGateway.Attempted(conversation, 3, Outcome.of(Result.TAKEN)),
                ChannelGateway.Stop.INSTANCE,
                ChannelGateway.Tick.ERRANDS);
        Set<Class<?>> sent = all.stream().map(Object::getClass).collect(Collectors.toSet());
        assertThat(sent).isEqualTo(Set.of(Command.class.getPermittedSubclasses()));

        Set<Class<?>> effective = all.stream()
                .filter(command -> !decide(state, command, START).events().isEmpty())
                .map(Object::getClass)
                .collect(Collectors.toSet());
        assertThat(effective)
                .isEqualTo(Set.of(ChannelGateway.ConversationRequested.class, ChannelGateway.Attempted.class));
    }
}
