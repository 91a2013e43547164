package io.parley.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.typesafe.config.ConfigFactory;
import io.parley.ConversationId;
import io.parley.Sealed;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.dialogue.actions.Actions;
import io.parley.dialogue.bot.Asker;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.Memory;
import io.parley.dialogue.bot.Turn;
import io.parley.dialogue.composing.Composer;
import io.parley.dialogue.forms.DemoForms;
import io.parley.dialogue.forms.FakeShop;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.dialogue.turn.BotKnowledge;
import io.parley.dialogue.turn.Phrases;
import io.parley.language.Language;
import io.parley.language.annotation.FakeAnnotators;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A customer in conversation with the demo shop's bot. */
public final class Conversing {

    public static final TenantId TENANT = new TenantId("demo");
    public static final Instant NOW = FakeShop.NOW;

    private static final ChannelAddress ADDRESS = new ChannelAddress("webchat", "webchat-demo", "dl_1");

    private static final Pattern NUMBER = Pattern.compile("\\d{5,}");

    /** Writes what is stored in clear: what is marked as personal is left out. */
    private static final JsonMapper CLEAR = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public boolean hasIgnoreMarker(AnnotatedMember member) {
                    return member.hasAnnotation(Sealed.class) || super.hasIgnoreMarker(member);
                }
            })
            .build();

    /** Whom the shop knows. */
    public static final Asker SIGNED_IN = Asker.vouched(ADDRESS, "demo-customer");

    public static final Asker STRANGER = Asker.unproven(ADDRESS);

    /** A turn and what was decided. */
    public record Decided(Turn turn, Decision decision) {}

    public final FakeLanguage language;
    public final FakeAnnotators annotators = new FakeAnnotators();
    public final FakeShop shop = new FakeShop();
    private final Actions actions;
    public final List<Decided> decided = new ArrayList<>();
    private final DialogueBot bot;
    private @Nullable String locale;
    private @Nullable String name;
    private Memory memory = Memory.EMPTY;
    private Asker asker = SIGNED_IN;

    public Conversing(KnowledgeIndex index) {
        this(index, shop -> shop);
    }

    /** @param through what the bot goes through to the shop */
    public Conversing(KnowledgeIndex index, UnaryOperator<Actions> through) {
        this(new BotKnowledge(index, DemoForms.ALL), Optional.empty(), through);
    }

    public Conversing(BotKnowledge known) {
        this(known, Optional.empty(), shop -> shop);
    }

    public Conversing(KnowledgeIndex index, Optional<Composer> composer) {
        this(new BotKnowledge(index, DemoForms.ALL), composer, shop -> shop);
    }

    private Conversing(BotKnowledge known, Optional<Composer> composer, UnaryOperator<Actions> through) {
        actions = through.apply(shop);
        language = new FakeLanguage(known.products().content().names());
        bot = new DialogueBot(
                language,
                tenant -> known,
                actions,
                new NameReader(annotators, Duration.ofSeconds(1)),
                composer,
                settings(),
                Runnable::run);
    }

    public static DialogueSettings settings() {
        return DialogueSettings.from(ConfigFactory.parseResources("io/parley/dialogue/dialogue.conf")
                .withFallback(ConfigFactory.defaultReference())
                .getConfig("parley.dialogue"));
    }

    public Conversing as(Asker who) {
        asker = who;
        return this;
    }

    /** The next conversation of the same customer. */
    public Conversing afterwards() {
        Memory left = memory.unfinished();
        memory = left == null ? Memory.EMPTY : left;
        return this;
    }

    public Conversing anew() {
        memory = Memory.EMPTY;
        return this;
    }

    public Conversing claiming(String tag) {
        locale = tag;
        return this;
    }

    public Conversing named(String customer) {
        name = customer;
        return this;
    }

    /** What the bot says under this key of its phrases, whatever is filled in. */
    public static Pattern phrase(Language language, String key) {
        String filled = Phrases.in(language).say(key, "\0", "\0", "\0", "\0");
        String parts = Stream.of(filled.split("\0"))
                .map(part -> Pattern.quote(part.strip()))
                .collect(Collectors.joining(".*"));
        return Pattern.compile(parts, Pattern.DOTALL);
    }

    /** One turn of several messages. */
    public Decision says(String... messages) {
        return sends(Stream.of(messages)
                .map(message -> List.<Content>of(new Content.Text(message)))
                .toList());
    }

    public Decision sends(List<List<Content>> said) {
        Turn turn =
                new Turn(TENANT, new ConversationId("c-1"), decided.size() + 1, said, asker, locale, name, memory, NOW);
        Decision decision = Turns.through(bot, actions, turn);
        decided.add(new Decided(turn, decision));
        memory = decision.memory();
        assertStoresNothingInClearOf(said, decision);
        return decision;
    }

    /** Order numbers, telephone numbers and the like: what is stored of a decision has them only where it is sealed. Its basis is sealed as a whole. */
    private static void assertStoresNothingInClearOf(List<List<Content>> said, Decision decision) {
        String stored;
        try {
            stored = CLEAR.writeValueAsString(List.of(decision.memory(), decision.sources(), decision.trace()));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
        said.stream()
                .flatMap(List::stream)
                .map(Content::plainText)
                .flatMap(text -> NUMBER.matcher(text).results())
                .forEach(number -> assertThat(stored)
                        .as("%s in what is stored of the answer", number.group())
                        .doesNotContain(number.group()));
    }

    public Memory memory() {
        return memory;
    }
}
