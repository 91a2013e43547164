package io.parley.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.Decided;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation;
import io.parley.conversation.Receipts;
import io.parley.customer.Customer.Command;
import io.parley.customer.Customer.Event;
import io.parley.dialogue.bot.Memory;
import io.parley.language.Language;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Invariants under any sequence of commands. */
class CustomerDeciderTest {

    private static final CustomerId ID = new CustomerId("k1");
    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
    private static final Duration KEEP = Duration.ofDays(7);
    private static final List<Content> HELLO = List.of(new Content.Text("hello"));

    /**
     * A message.
     *
     * @param from which address
     * @param over whether the sender found the then current conversation to have ended; -1 for one long ago
     */
    private record Step(int from, @Nullable String account, @Nullable String name, int over, int days) {}

    /** Checks the invariants after one step. */
    private interface Check {
        void of(CustomerState before, Customer.Receive command, List<Event> events, CustomerState after);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 60),
                        Arbitraries.of("4711").injectNull(0.5),
                        Arbitraries.of("Ada", "Bob").injectNull(0.3),
                        Arbitraries.integers().between(-1, 2),
                        Arbitraries.integers().between(0, 10))
                .as(Step::new)
                .list()
                .ofMaxSize(150);
    }

    private static void walk(List<Step> steps, Check check) {
        CustomerState state = CustomerState.EMPTY;
        Instant now = START;
        int number = 0;
        for (Step step : steps) {
            now = now.plus(Duration.ofDays(step.days()));
            Customer.ConversationRef current = state.current();
            ConversationId over = step.over() < 0
                    ? new ConversationId("gone")
                    : step.over() == 0 || current == null ? null : current.conversation();
            Customer.Receive command = receive(step, over, now.minus(Duration.ofDays(step.over() + 6L)));
            List<Event> events = new ArrayList<>(decide(state, command, now, new ConversationId("c" + ++number))
                    .events());
            CustomerState after = after(state, events);
            Customer.Introduce introduce =
                    new Customer.Introduce(command.from(), command.account(), command.name(), null);
            List<Event> introduced =
                    decide(after, introduce, now, new ConversationId("none")).events();
            events.addAll(introduced);
            after = after(after, introduced);
            assertThat(decide(after, introduce, now, new ConversationId("none")).events())
                    .isEmpty();
            check.of(state, command, events, after);
            state = after;
        }
    }

    private static CustomerState after(CustomerState state, List<Event> events) {
        CustomerState after = state;
        for (Event event : events) {
            after = event.applyTo(after);
        }
        return after;
    }

    private static Decided<Event, Object> decide(
            CustomerState state, Command command, Instant now, ConversationId fresh) {
        return CustomerDecider.decide(state, command, now, ID, fresh, KEEP);
    }

    private static Customer.Receive receive(Step step, @Nullable ConversationId startAfter, Instant endedAt) {
        Receipts carried =
                Receipts.NONE.with(new Receipts.Mark("m1", 1, new ConversationId("c1"), 1, 2, Instant.EPOCH));
        return new Customer.Receive(
                new ChannelAddress("webchat", "webchat-demo", "dl_" + step.from()),
                step.account(),
                step.name(),
                "m",
                HELLO,
                null,
                startAfter,
                startAfter == null ? Receipts.NONE : carried,
                startAfter == null
                        ? null
                        : new Conversation.Unfinished(new Memory(Language.ZH, 1, List.of("form:return")), endedAt),
                null);
    }

    @Property
    void aMessageAlwaysHasAConversationToGoTo(@ForAll("steps") List<Step> steps) {
        walk(steps, (before, command, events, after) -> assertThat(after.current())
                .isNotNull());
    }

    @Property
    void conversationsAreNumberedWithoutGapsAndBegunOnlyAfterTheCurrentOneIsOver(@ForAll("steps") List<Step> steps) {
        walk(steps, (before, command, events, after) -> {
            Customer.ConversationRef was = before.current();
            Customer.ConversationRef is = after.current();
            assertThat(is).isNotNull();
            boolean over = was != null && was.conversation().equals(command.startAfter());
            if (was == null || over) {
                assertThat(is.ordinal()).isEqualTo(was == null ? 1 : was.ordinal() + 1);
            } else {
                assertThat(is).isEqualTo(was);
            }
        });
    }

    @Property
    void whatSaysNothingNewStoresNothing(@ForAll("steps") List<Step> steps) {
        walk(steps, (before, command, events, after) -> assertThat(
                        decide(after, command, START.plus(Duration.ofDays(9_999)), new ConversationId("again"))
                                .events())
                .isEmpty());
    }

    @Property
    void whatTheBotHadNotFinishedGoesOnOnlyForAWhile(@ForAll("steps") List<Step> steps) {
        walk(steps, (before, command, events, after) -> events.stream()
                .filter(Customer.ConversationStarted.class::isInstance)
                .map(Customer.ConversationStarted.class::cast)
                .forEach(started -> {
                    Conversation.Unfinished unfinished = command.unfinished();
                    boolean goesOn = before.current() != null
                            && unfinished != null
                            && started.at().isBefore(unfinished.at().plus(KEEP));
                    assertThat(started.carriedOver() != null).isEqualTo(goesOn);
                }));
    }

    @Property
    void whatIsRememberedIsBoundedAndOnlyKnownAddressesAreProven(@ForAll("steps") List<Step> steps) {
        walk(steps, (before, command, events, after) -> {
            assertThat(after.addresses())
                    .doesNotHaveDuplicates()
                    .hasSizeLessThanOrEqualTo(CustomerState.KEPT_ADDRESSES);
            assertThat(after.parts()).hasSizeLessThanOrEqualTo(CustomerState.KEPT_PARTS);
            assertThat(after.addresses()).containsAll(after.verified());
            if (command.account() != null) {
                assertThat(after.verified()).contains(command.from());
            }
        });
    }

    @Example
    void everyCommandIsDecidedAndOnlyMessagesAndProofsChangeACustomer() {
        List<Command> all = List.of(
                receive(new Step(1, null, null, 0, 0), null, START),
                new Customer.Follow(null),
                new Customer.Unfollow(null),
                new Customer.GetProfile(null),
                new Customer.Introduce(new ChannelAddress("webchat", "webchat-demo", "dl_1"), null, "Li", null),
                signIn("4711"),
                Customer.Stop.INSTANCE,
                Customer.Tick.IDLE);
        Set<Class<?>> sent = all.stream().map(Object::getClass).collect(Collectors.toSet());
        assertThat(sent).isEqualTo(Set.of(Command.class.getPermittedSubclasses()));

        for (Command command : all) {
            Decided<Event, Object> decided = decide(CustomerState.EMPTY, command, START, new ConversationId("c1"));
            boolean told = command instanceof Customer.Introduce || command instanceof Customer.SignIn;
            boolean changes = command instanceof Customer.Receive || told;
            boolean answers = command instanceof Customer.GetProfile || told;
            assertThat(decided.events().isEmpty()).isEqualTo(!changes);
            assertThat(decided.reply() != null).isEqualTo(answers);
            assertThat(decided.refusal()).isNull();
        }
    }

    @Property
    void aProofCountsBeforeAnythingIsSaidAndOnlyThatOfTheFirstAccount(@ForAll("steps") List<Step> steps) {
        walk(steps, (before, command, events, after) -> {
            Decided<Event, Object> first = decide(after, signIn("4711"), START, new ConversationId("c"));
            Decided<Event, Object> other = decide(after, signIn("4712"), START, new ConversationId("c"));
            assertThat(first.refusal()).isNull();
            assertThat(other.refusal() != null).isEqualTo(after.proven());

            CustomerState signedIn = after;
            for (Event event : first.events()) {
                signedIn = event.applyTo(signedIn);
            }
            assertThat(signedIn.proven()).isTrue();
            assertThat(signedIn.account()).isEqualTo("4711");
            assertThat(signedIn.parts()).isEqualTo(after.parts());
            assertThat(decide(signedIn, signIn("4711"), START, new ConversationId("c"))
                            .events())
                    .isEmpty();
            assertThat(decide(signedIn, signIn("4712"), START, new ConversationId("c"))
                            .refusal())
                    .isNotNull();
        });
    }

    private static Customer.SignIn signIn(String account) {
        return new Customer.SignIn(new ChannelAddress("webchat", "webchat-demo", "dl_1"), account, null, null);
    }
}
