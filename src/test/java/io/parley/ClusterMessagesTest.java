package io.parley;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import com.tngtech.archunit.core.domain.JavaClass;
import com.typesafe.config.ConfigFactory;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation;
import io.parley.conversation.Delivery;
import io.parley.conversation.Receipts;
import io.parley.customer.CustomerState;
import io.parley.dialogue.bot.Asker;
import io.parley.dialogue.bot.Authority;
import io.parley.dialogue.bot.Basis;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.bot.Handoff;
import io.parley.dialogue.bot.Memory;
import io.parley.dialogue.bot.Understood;
import io.parley.dialogue.forms.Forms;
import io.parley.language.Language;
import io.parley.routing.Routing;
import io.parley.routing.Supervision;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * The largest legal instance of every message between nodes fits into a frame. A message's size comes from its texts and lists: each has
 * its bound here, with the place that enforces it. A new text or list fails the test until its bound is entered.
 */
class ClusterMessagesTest {

    private static final ActorTestKit KIT = ActorTestKit.create(
            ConfigFactory.parseString("akka.actor.provider = local").withFallback(ConfigFactory.load()));
    private static final Serialization SERIALIZATION = SerializationExtension.get(Adapter.toClassic(KIT.system()));

    /** Never leave their node: sent by an actor to itself, or by an adapter to its actor. */
    private static final Set<String> STAY = Set.of(
            "io.parley.conversation.Conversation$ActionEnded",
            "io.parley.conversation.Conversation$BotDecided",
            "io.parley.desk.AgentSession$Answered",
            "io.parley.desk.AgentSession$FrameReceived",
            "io.parley.desk.Desk$Fetched");

    /** Most UTF-16 units of texts with arbitrary characters; each unit takes at most three bytes. */
    private static final Map<String, Integer> TEXTS = new HashMap<>();

    /** Most characters of ASCII texts. */
    private static final Map<String, Integer> ASCII = new HashMap<>();

    /** Most entries of lists, sets and maps. */
    private static final Map<String, Integer> MANY = new HashMap<>();

    static {
        // The limits of the edge, of the generic channel and of the inbound topic.
        TEXTS.put("clientMessageId", 200);
        TEXTS.put("customerName", 100);
        TEXTS.put("Receive.name", 100);
        TEXTS.put("Introduce.name", 100);
        TEXTS.put("SignIn.name", 100);
        TEXTS.put("Profile.name", 100);
        ASCII.put("locale", 35);
        ASCII.put("Receive.account", ChannelAddress.MAX_LENGTH);
        ASCII.put("Profile.account", ChannelAddress.MAX_LENGTH);
        ASCII.put("Introduce.account", ChannelAddress.MAX_LENGTH);
        ASCII.put("SignIn.account", ChannelAddress.MAX_LENGTH);
        // ChannelAddress
        TEXTS.put("ChannelAddress.channel", ChannelAddress.MAX_LENGTH);
        TEXTS.put("ChannelAddress.account", ChannelAddress.MAX_LENGTH);
        TEXTS.put("ChannelAddress.user", ChannelAddress.MAX_LENGTH);
        // Receipts
        MANY.put("Receipts.marks", Receipts.CARRIED);
        TEXTS.put("Mark.id", 200);
        ASCII.put("Mark.in", 128);
        // CustomerState
        MANY.put("Profile.addresses", CustomerState.KEPT_ADDRESSES);
        MANY.put("parts", CustomerState.KEPT_PARTS);
        // Handoff, Complaint, Conversation
        TEXTS.put("summary", Handoff.MAX_SUMMARY);
        MANY.put("skills", Handoff.MAX_SKILLS);
        ASCII.put("LastMessage.from", 8);
        TEXTS.put("LastMessage.text", Conversation.LastMessage.PREVIEW);
        ASCII.put("Author.kind", 8);
        ASCII.put("Author.id", 128);
        // Articles; at most two of them in one answer
        MANY.put("BotAnswered.sources", 10);
        TEXTS.put("Source.article", 130);
        TEXTS.put("Source.title", 200);
        // What is not shown stays in the journal: Conversation.Event#shown.
        MANY.put("BotAnswered.trace", 0);
        MANY.put("ActionBegun.results", 0);
        MANY.put("ActionCall.arguments", 0);
        MANY.put("ActionResult.values", 0);
        ASCII.put("ActionCall.action", 100);
        ASCII.put("ActionCall.key", 300);
        ASCII.put("ActionResult.outcome", 100);
        // DirectoryImport
        TEXTS.put("skills.entry", 100);
        MANY.put("AgentProfile.skills", 100);
        // FrameCodec
        TEXTS.put("reason", 200);
        // Routing
        MANY.put("Decision.candidates", Routing.Decision.MAX_CANDIDATES);
        ASCII.put("Decision.rule", 32);
        ASCII.put("Decision.chosen", 32);
        TEXTS.put("Candidate.refused", 110);
        ASCII.put("reservation", 20);
        ASCII.put("Reservation.id", 20);
        MANY.put("Desk.assigned", 100);
        // One offer at a time
        MANY.put("Desk.reservations", 1);
        MANY.put("QueueView.waiting", Routing.QueueView.SHOWN);
        TEXTS.put("brief", Routing.Waiting.BRIEF);
        MANY.put("Line.first", Routing.Line.SEEN);
        MANY.put("Overview.agents", Routing.Overview.PAGE);
        MANY.put("Overview.demands", Routing.Overview.MAX_DEMANDS);
        // Supervision
        ASCII.put("alarm", 150);
        ASCII.put("Alarm.id", 150);
        MANY.put("Alarms.alarms", Supervision.Alarms.MAX_COUNT);
        // Delivery: only the first ones are sent if there are more
        MANY.put("Deliver.replies", 50);
        TEXTS.put("Taken.account", ChannelAddress.MAX_LENGTH);
        TEXTS.put("Settled.account", ChannelAddress.MAX_LENGTH);
        // Desk
        ASCII.put("Ticket.id", 36);
        ASCII.put("Attach.ticket", 200);
        TEXTS.put("Frame.text", 20_000);
        TEXTS.put("FramePart.text", 20_000);
        TEXTS.put("refusal", 500);
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void theLargestOfEachFitsIntoAFrame() {
        long frame = KIT.system().settings().config().getBytes("akka.remote.artery.advanced.maximum-frame-size");
        assertThat(ClusterMessage.MAX_BYTES * 4L).isLessThanOrEqualTo(frame * 3);
        Map<String, Integer> sizes = new TreeMap<>();
        messages().forEach(type -> sizes.put(type.getName(), bytes(largest(type))));

        assertThat(sizes).hasSizeGreaterThan(50);
        assertThat(sizes).allSatisfy((type, bytes) -> assertThat(bytes).isLessThan(ClusterMessage.MAX_BYTES));
    }

    @Test
    @SuppressWarnings("unchecked")
    void manyShortRepliesFitToo() {
        var address = (ChannelAddress) largest(ChannelAddress.class);
        var author = (Conversation.Author) largest(Conversation.Author.class);
        var reply = new Delivery.Reply(
                Long.MAX_VALUE, address, author, List.of(new Content.Text("字".repeat(900))), Instant.MAX);
        var outgoing = new Delivery.Outgoing(Long.MAX_VALUE, (Personal<Delivery.Reply>) sealed(reply));
        var deliver = new Delivery.Deliver(new ConversationId("c"), Collections.nCopies(500, outgoing));

        assertThat(deliver.replies()).hasSizeGreaterThan(10);
        assertThat(bytes(deliver)).isLessThan(ClusterMessage.MAX_BYTES);
    }

    @Test
    void whatTheBotSaysIsNoLargerThanTheLargestOfCustomersMessages() {
        int most = json(contents());
        for (Content said : List.of(
                new Content.Text("字".repeat(50_000)),
                choice(null, 50_000, "字"),
                choice(null, 300, "字".repeat(100)),
                choice(null, 1, "字".repeat(50_000)),
                choice("字".repeat(50_000), 50_000, "字"))) {
            Decision decision = new Decision(List.of(said, said), null, Memory.EMPTY, List.of(), List.of());

            assertThat(json(decision.say())).isLessThanOrEqualTo(most);
            assertThat(decision.say()).hasSize(2).noneMatch(each -> each.plainText()
                    .isEmpty());
            Decision same = decision.saying(List.of(said));
            assertThat(same.memory().offered())
                    .isEqualTo(same.say().get(0) instanceof Content.Choice choice ? choice.options() : List.of());
        }
        Content few = choice("Which one?", 50, "字".repeat(20));
        assertThat(new Decision(List.of(few), null, Memory.EMPTY, List.of(), List.of()).say())
                .containsExactly(few);
    }

    private static Content choice(@Nullable String prompt, int options, String words) {
        return new Content.Choice(prompt, Collections.nCopies(options, new Content.Option(words, words)));
    }

    private static int json(List<Content> contents) {
        return io.parley.edge.kit.Json.write(contents).getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    }

    private static List<Class<?>> messages() {
        List<Class<?>> messages = new ArrayList<>();
        for (JavaClass each : ServerClasses.ALL) {
            if (each.isAssignableTo(ClusterMessage.class) && each.isRecord() && !STAY.contains(each.getName())) {
                messages.add(each.reflect());
            }
        }
        return messages;
    }

    private static int bytes(Object message) {
        return SERIALIZATION.serialize(message).get().length;
    }

    // ---- the largest of a type ----

    private static Object largest(Class<?> record) {
        RecordComponent[] components = record.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String name = record.getSimpleName() + "." + components[i].getName();
            values[i] = largest(components[i].getGenericType(), name);
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> canonical = record.getDeclaredConstructor(types);
            canonical.setAccessible(true);
            return canonical.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("cannot make a " + record.getName(), e);
        }
    }

    private static Object largest(Type type, String name) {
        if (type instanceof ParameterizedType parameterized) {
            return largest(parameterized, name);
        }
        Class<?> plain = (Class<?>) type;
        if (plain == String.class) {
            return text(name);
        } else if (plain == boolean.class) {
            return true;
        } else if (plain == int.class || plain == Integer.class) {
            return Integer.MAX_VALUE;
        } else if (plain == long.class || plain == Long.class) {
            return Long.MAX_VALUE;
        } else if (plain == Instant.class) {
            return Instant.parse("2026-11-21T08:00:00.123456789Z");
        } else if (plain == java.time.Duration.class) {
            return java.time.Duration.ofMillis(Long.MAX_VALUE);
        } else if (plain == LocalizedText.class) {
            // DirectoryImport: 200 characters of tags and names
            return LocalizedText.of("字".repeat(98), "字".repeat(98));
        } else if (plain == Authority.class) {
            // What is not shown stays in the journal: Conversation.Event#shown.
            return Authority.NONE;
        } else if (plain == Asker.class) {
            return Asker.vouched((ChannelAddress) largest(ChannelAddress.class), "字".repeat(ChannelAddress.MAX_LENGTH));
        } else if (plain == Memory.class) {
            return memory();
        } else if (plain == Basis.class || plain == Understood.class) {
            // What is not shown stays in the journal: Conversation.Event#shown.
            return null;
        } else if (plain.isEnum()) {
            return plain.getEnumConstants()[0];
        } else if (plain.isSealed()) {
            return Arrays.stream(plain.getPermittedSubclasses())
                    .filter(Class::isRecord)
                    .map(ClusterMessagesTest::largest)
                    .max(java.util.Comparator.comparingInt(
                            each -> each.toString().length()))
                    .orElseThrow();
        } else if (isId(plain)) {
            return id(plain);
        } else if (plain.isRecord()) {
            return largest(plain);
        }
        throw new AssertionError("nobody knows how large a " + type + " is in " + name);
    }

    private static boolean isId(Class<?> type) {
        return type.isRecord()
                && type.getRecordComponents().length == 1
                && type.getSimpleName().endsWith("Id");
    }

    private static Object id(Class<?> type) {
        try {
            return type.getConstructor(String.class).newInstance("i".repeat(128));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Object largest(ParameterizedType type, String name) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type first = type.getActualTypeArguments()[0];
        if (raw == Personal.class) {
            return sealed(largest(first, name));
        }
        if (ActorRef.class.isAssignableFrom(raw)) {
            return KIT.createTestProbe().ref();
        } else if (first == Content.class) {
            return contents();
        } else if (raw == List.class) {
            return many(name) == 0
                    ? List.of()
                    : Collections.nCopies(
                            many(name), first == String.class ? text(name + ".entry") : largest(first, name));
        } else if (raw == Map.class) {
            Map<Object, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < many(name); i++) {
                String key = text(name + ".entry");
                map.put(
                        i + key.substring(Integer.toString(i).length()),
                        largest(type.getActualTypeArguments()[1], name));
            }
            return map;
        }
        throw new AssertionError("nobody knows how large a " + type + " is in " + name);
    }

    /** As long as its ciphertext in Base64 with the id of its key. */
    private static Personal<?> sealed(Object open) {
        int bytes = io.parley.edge.kit.Json.write(open).getBytes(java.nio.charset.StandardCharsets.UTF_8).length + 29;
        return Personal.sealed("i".repeat(128) + ":1." + "A".repeat(bytes * 4 / 3 + 4));
    }

    private static String text(String name) {
        Integer ascii = bound(ASCII, name);
        Integer any = bound(TEXTS, name);
        assertThat(ascii == null && any == null)
                .describedAs(
                        "the longest %s has to be written down in this test, and enforced where it comes from", name)
                .isFalse();
        return ascii != null ? "a".repeat(ascii) : "字".repeat(any);
    }

    private static int many(String name) {
        Integer many = bound(MANY, name);
        assertThat(many)
                .describedAs("how many %s there can be has to be written down in this test, and enforced", name)
                .isNotNull();
        return many;
    }

    /** Looked up by record and component name, or by component name alone. */
    private static Integer bound(Map<String, Integer> bounds, String name) {
        Integer exact = bounds.get(name);
        return exact != null ? exact : bounds.get(name.substring(name.indexOf('.') + 1));
    }

    /** The largest body under {@code parley.http.limits}: a typed and a picked text, and ten media. */
    private static List<Content> contents() {
        List<Content> contents = new ArrayList<>();
        contents.add(new Content.Text("字".repeat(8_000)));
        contents.add(new Content.Text("字".repeat(8_000)));
        for (int i = 0; i < 10; i++) {
            contents.add(new Content.Media("u".repeat(2_048), "m".repeat(129), "字".repeat(200), Long.MAX_VALUE));
        }
        return contents;
    }

    /** As carried into the next conversation: one form with all slots, each with the longest words, and the last named entities. */
    private static Memory memory() {
        Instant at = Instant.parse("2026-11-21T08:00:00.123456789Z");
        Map<String, FormState.Filled> slots = new HashMap<>();
        Map<String, String> known = new HashMap<>();
        int mostSlots = Forms.SCHEMA
                .json()
                .at("/$defs/Form/properties/slots/maxProperties")
                .asInt();
        int longest = Forms.SCHEMA
                .json()
                .at("/$defs/Slot/properties/text/properties/most/maximum")
                .asInt();
        for (int i = 0; i < mostSlots; i++) {
            var told = Map.<String, io.parley.dialogue.bot.Value>of(
                    "all", new io.parley.dialogue.bot.Value.Text("字".repeat(60_000)));
            // Characters are code points, which take up to four bytes.
            slots.put("slot-" + i, new FormState.Filled("😀".repeat(longest), null, true, true, told));
            known.put("type-" + i, "字".repeat(200));
        }
        FormState form = new FormState(
                "form", slots, FormState.Question.SLOT, "slot-1", List.of(), 3, at, at, "i".repeat(200), 1);
        Memory memory = new Memory(
                Language.ZH,
                1,
                List.of(),
                null,
                List.of(form),
                known,
                List.of(),
                null,
                io.parley.dialogue.bot.Proven.NOTHING,
                false);
        Memory unfinished = memory.unfinished();
        assertThat(unfinished).isNotNull();
        return unfinished;
    }
}
