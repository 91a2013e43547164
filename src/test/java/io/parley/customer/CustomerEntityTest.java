package io.parley.customer;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.pattern.StatusReply;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.EntityKey;
import io.parley.EntityTestKit;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation;
import io.parley.conversation.Receipts;
import io.parley.customer.Customer.Command;
import io.parley.customer.Customer.Event;
import io.parley.dialogue.bot.Memory;
import io.parley.language.Language;
import io.parley.privacy.Keyring;
import io.parley.privacy.TestKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CustomerEntityTest {

    private static final TenantId TENANT = new TenantId("demo");
    private static final ChannelAddress ADDRESS = new ChannelAddress("webchat", "webchat-demo", "dl_1");
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    private static ActorTestKit testKit;

    private final List<Conversation.Receive> forwarded = new CopyOnWriteArrayList<>();
    private final List<String> to = new CopyOnWriteArrayList<>();
    private EventSourcedBehaviorTestKit<Command, Event, CustomerState> customer;

    @BeforeAll
    static void start() {
        testKit = EntityTestKit.start();
    }

    @AfterAll
    static void stop() {
        testKit.shutdownTestKit();
    }

    private final Keyring keyring = TestKeys.keyring();
    private CustomerEntity.Dependencies dependencies;
    private TestProbe<ClusterSharding.ShardCommand> shard;

    @BeforeEach
    void aNewCustomer() {
        AtomicInteger number = new AtomicInteger();
        shard = testKit.createTestProbe();
        dependencies = new CustomerEntity.Dependencies(
                keyring,
                (key, command) -> {
                    to.add(key.id());
                    forwarded.add((Conversation.Receive) command);
                },
                () -> new ConversationId("c" + number.incrementAndGet()),
                Clock.fixed(NOW, ZoneOffset.UTC),
                Duration.ofMinutes(1),
                Duration.ofDays(7));
        customer = EventSourcedBehaviorTestKit.create(
                testKit.system(),
                CustomerEntity.create(new EntityKey(TENANT, "k1"), shard.ref(), dependencies),
                // Events and states are stored sealed, not by these serializers.
                EventSourcedBehaviorTestKit.enabledSerializationSettings()
                        .withVerifyEvents(false)
                        .withVerifyState(false));
    }

    @Test
    void startsAConversationWithTheFirstMessageAndSendsLaterOnesThere() {
        say("m1", null, Receipts.NONE);
        say("m2", null, Receipts.NONE);
        assertThat(to).containsExactly("c1", "c1");
        assertThat(customer.getState().parts()).hasSize(1);
    }

    @Test
    void startsTheNextConversationOnceWhenTwoMessagesFindTheOldOneOver() {
        say("m1", null, Receipts.NONE);
        say("m2", "c1", Receipts.NONE.with(new Receipts.Mark("m1", 1, new ConversationId("c1"), 1, 2, NOW)));
        say("m3", "c1", Receipts.NONE);
        assertThat(to).containsExactly("c1", "c2", "c2");
        assertThat(Objects.requireNonNull(forwarded.get(1).opening()).carried().find("m1"))
                .isNotNull();
        assertThat(Objects.requireNonNull(forwarded.get(2).opening()).carried().find("m1"))
                .isNotNull();
    }

    /** Otherwise its data would stay readable in memory until it is passivated. */
    @Test
    void leavesMemoryWhenItsKeyIsDestroyedThoughNobodySaysAnythingToIt() {
        ActorRef<Customer.Command> idle =
                testKit.spawn(CustomerEntity.create(new EntityKey(TENANT, "idle"), shard.ref(), dependencies));
        TestProbe<Customer.Update> follower = testKit.createTestProbe();
        idle.tell(new Customer.Follow(follower.ref()));
        follower.expectMessageClass(Customer.Thread.class);
        CustomerId id = new CustomerId("idle");
        keyring.toSeal(TENANT, id).toCompletableFuture().join();

        keyring.destroy(TENANT, id).toCompletableFuture().join();

        follower.expectTerminated(idle);
    }

    @Test
    void remembersItAllAfterACrash() {
        say("m1", null, Receipts.NONE);
        customer.restart();
        say("m2", null, Receipts.NONE);
        assertThat(to).containsExactly("c1", "c1");
        assertThat(Objects.requireNonNull(forwarded.get(1).opening()).ordinal()).isEqualTo(1);
    }

    /** So it needs no errands: the sender repeats the message until the conversation answers. */
    @Test
    void passesAMessageThatACrashLostOnToTheSameConversationWhenItIsSentAgain() {
        Memory memory = new Memory(Language.EN, 0, List.of("return"));
        Conversation.Unfinished unfinished = new Conversation.Unfinished(memory, NOW);
        Receipts carried = Receipts.NONE.with(new Receipts.Mark("m1", 1, new ConversationId("c1"), 1, 2, NOW));
        say("m1", null, Receipts.NONE);
        say("m2", ADDRESS, null, "c1", carried, unfinished);
        customer.restart();
        say("m2", ADDRESS, null, "c1", carried, unfinished);
        assertThat(to).containsExactly("c1", "c2", "c2");
        assertThat(forwarded.get(2).opening()).isEqualTo(forwarded.get(1).opening());
    }

    @Test
    void leavesMemoryWhenNothingWasAskedForAWhileForItLeavesNothingUndone() {
        say("m1", null, Receipts.NONE);
        customer.runCommand(Customer.Tick.IDLE);
        shard.expectMessageClass(ClusterSharding.Passivate.class);
    }

    @Test
    void tellsFollowersOfANewConversation() {
        TestProbe<Customer.Update> follower = testKit.createTestProbe();
        customer.runCommand(new Customer.Follow(follower.ref()));
        assertThat(follower.expectMessageClass(Customer.Thread.class).parts()).isEmpty();
        say("m1", null, Receipts.NONE);
        assertThat(follower.expectMessageClass(Customer.Started.class).part().ordinal())
                .isEqualTo(1);
    }

    @Test
    void remembersOnceEachAddressThatIsProvenToBeTheAccounts() {
        ChannelAddress phone = new ChannelAddress("generic", "generic-demo", "+86 100");
        say("m1", ADDRESS, "4711", null, Receipts.NONE, null);
        say("m2", phone, "4711", null, Receipts.NONE, null);
        assertThat(customer.getState().verified()).as("before it is stored").containsExactly(ADDRESS);
        introduces(phone, "4711", null);
        introduces(phone, "4711", null);
        customer.restart();
        assertThat(customer.getState().account()).isEqualTo("4711");
        assertThat(customer.getState().addresses()).containsExactly(ADDRESS, phone);
        assertThat(customer.getState().verified()).containsExactlyInAnyOrder(ADDRESS, phone);
        assertThat(to).containsExactly("c1", "c1");
    }

    @Test
    void isCalledWhatTheyCallThemselvesOnceTheirMessageIsStored() {
        say("m1", null, Receipts.NONE);
        introduces(ADDRESS, null, "Anna");
        assertThat(customer.getState().name()).isEqualTo("Anna");
        introduces(ADDRESS, null, null);
        assertThat(customer.getState().name()).isEqualTo("Anna");
    }

    @Test
    void hasNoNameOnceTheKeyThatSealedItIsDestroyed() {
        say("m1", null, Receipts.NONE);
        introduces(ADDRESS, null, "Anna");
        keyring.destroy(TENANT, new CustomerId("k1")).toCompletableFuture().join();
        customer.restart();

        TestProbe<StatusReply<Customer.Profile>> profiles = testKit.createTestProbe();
        customer.runCommand(new Customer.GetProfile(profiles.ref()));
        assertThat(profiles.receiveMessage().getValue().name()).isNull();
        say("m2", null, Receipts.NONE);
        assertThat(Objects.requireNonNull(forwarded.get(1).opening()).customerName())
                .isNull();
    }

    private void introduces(ChannelAddress from, @Nullable String account, @Nullable String name) {
        TestProbe<StatusReply<Done>> replies = testKit.createTestProbe();
        customer.runCommand(new Customer.Introduce(from, account, name, replies.ref()));
        assertThat(replies.receiveMessage().isSuccess()).isTrue();
    }

    @Test
    void isSomebodysAndTellsItsFollowersAsSoonAsThatIsProven() {
        say("m1", null, Receipts.NONE);
        TestProbe<Customer.Update> follower = testKit.createTestProbe();
        customer.runCommand(new Customer.Follow(follower.ref()));
        assertThat(follower.expectMessageClass(Customer.Thread.class).proven()).isFalse();

        assertThat(signsIn("4711").isSuccess()).isTrue();
        follower.expectMessageClass(Customer.SignedIn.class);
        assertThat(signsIn("4711").isSuccess()).isTrue();
        assertThat(Refused.from(signsIn("4712").getError()).code()).isEqualTo(ErrorCode.NOT_ALLOWED);
        follower.expectNoMessage(Duration.ZERO);

        customer.restart();
        assertThat(customer.getState().account()).isEqualTo("4711");
        assertThat(customer.getState().verified()).containsExactly(ADDRESS);
    }

    private StatusReply<Done> signsIn(String account) {
        TestProbe<StatusReply<Done>> replies = testKit.createTestProbe();
        customer.runCommand(new Customer.SignIn(ADDRESS, account, null, replies.ref()));
        return replies.receiveMessage();
    }

    @Test
    void takesNoAddressForVerifiedThatNobodyHasProven() {
        say("m1", null, Receipts.NONE);
        assertThat(customer.getState().addresses()).containsExactly(ADDRESS);
        assertThat(customer.getState().verified()).isEmpty();
    }

    @Test
    void goesOnWithWhatWasNotFinishedUnlessThatIsTooLongAgo() {
        Memory memory = new Memory(Language.EN, 0, List.of("return"));
        say("m1", null, Receipts.NONE);
        say(
                "m2",
                ADDRESS,
                null,
                "c1",
                Receipts.NONE,
                new Conversation.Unfinished(memory, NOW.minus(Duration.ofDays(6))));
        customer.restart();
        say("m3", null, Receipts.NONE);
        say(
                "m4",
                ADDRESS,
                null,
                "c2",
                Receipts.NONE,
                new Conversation.Unfinished(memory, NOW.minus(Duration.ofDays(7))));
        assertThat(forwarded)
                .extracting(receive -> Objects.requireNonNull(receive.opening()).carriedOver())
                .containsExactly(null, memory, memory, null);
    }

    private void say(String id, @Nullable String startAfter, Receipts carried) {
        say(id, ADDRESS, null, startAfter, carried, null);
    }

    private void say(
            String id,
            ChannelAddress from,
            @Nullable String account,
            @Nullable String startAfter,
            Receipts carried,
            Conversation.@Nullable Unfinished unfinished) {
        List<Content> contents = List.of(new Content.Text("hello"));
        TestProbe<StatusReply<Conversation.Received>> replies = testKit.createTestProbe();
        ActorRef<StatusReply<Conversation.Received>> replyTo = replies.ref();
        customer.runCommand(new Customer.Receive(
                from,
                account,
                null,
                id,
                contents,
                null,
                startAfter == null ? null : new ConversationId(startAfter),
                carried,
                unfinished,
                replyTo));
    }
}
