package io.parley.dialogue.forms;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.dialogue.bot.Asker;
import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.bot.Proven;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.dialogue.products.Advice;
import io.parley.dialogue.products.DemoProducts;
import io.parley.language.Analysis;
import io.parley.language.Emotion;
import io.parley.language.Entity;
import io.parley.language.Language;
import io.parley.language.Languages;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A conversation between a customer and a form, as the bot conducts it. Every input is evaluated twice, and every state goes through JSON.
 */
final class FormConversation {

    static final Advice ADVICE = new Advice(DemoProducts.GRAPH, KnowledgeIndex.EMPTY);

    static final Asker ASKER = Asker.vouched(new ChannelAddress("webchat", "webchat-demo", "dl_1"), "demo-customer");

    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private static final Map<String, Pattern> ENTITIES = Map.of(
            Entity.ORDER_NUMBER,
            Pattern.compile("(?<![\\dA-Za-z])(?:DD\\d{8}-\\d{4}|\\d{5,8})(?![\\d元号A-Za-z])"),
            Entity.PHONE,
            Pattern.compile("(?<!\\d)1[3-9]\\d{9}(?!\\d)"),
            Entity.EMAIL,
            Pattern.compile("[a-z0-9.]{1,64}@[a-z0-9.]{1,64}[a-z]"),
            Entity.AMOUNT,
            Pattern.compile("(?<=[¥])\\d+|\\d+(?=\\s?(?:元|块|yuan))"),
            Entity.PRODUCT,
            Pattern.compile("(?i)lumo (?:phone )?8"));

    final FakeShop shop = new FakeShop();
    final Forms forms;
    Form form;

    @Nullable FormState state;

    Map<String, String> known = new HashMap<>();

    @Nullable String channel;

    Instant now = FakeShop.NOW;
    Language language = Language.ZH;
    FormStep step = new FormStep.Other();
    private int turn;

    FormConversation(Forms forms, String form) {
        this.forms = forms;
        this.form = forms.named(form).orElseThrow();
    }

    static FormConversation demo(String form) {
        return new FormConversation(DemoForms.ALL, form);
    }

    /** The answer to the customer. */
    String says(String text) {
        return says(text, null);
    }

    /** @param intent the intent of which the classifier is sure; null for none */
    String says(String text, @Nullable String intent) {
        turn++;
        language = Languages.recognised(text).orElse(language);
        FormInput input = new FormInput(
                form,
                state,
                text,
                analysis(text, intent),
                language,
                channel,
                ASKER,
                Proven.NOTHING,
                now,
                ZONE,
                "conversation:" + turn,
                List.of(),
                known,
                ADVICE);
        step = done(input);
        if (step instanceof FormStep.Reply said) {
            known.putAll(said.known());
            state = read(said.after());
            String next = said.next();
            if (next != null) {
                form = forms.named(next).orElseThrow();
                return plain(said.say()) + "\n" + says("", null);
            }
            return plain(said.say());
        } else if (step instanceof FormStep.HandOver handOver) {
            state = null;
            return plain(handOver.say());
        }
        return "";
    }

    String notUnderstood(String text) {
        turn++;
        step = FormDialogue.notUnderstood(new FormInput(
                form,
                state,
                text,
                analysis(text, null),
                language,
                channel,
                ASKER,
                Proven.NOTHING,
                now,
                ZONE,
                "c:" + turn,
                List.of(),
                known,
                ADVICE));
        if (step instanceof FormStep.Reply said) {
            state = said.after();
            return plain(said.say());
        }
        return plain(((FormStep.HandOver) step).say());
    }

    FormStep done(FormInput begin) {
        FormInput input = begin;
        for (int i = 0; i < 5; i++) {
            FormStep next = FormDialogue.next(input);
            assertThat(FormDialogue.next(input)).isEqualTo(next);
            if (!(next instanceof FormStep.Act act)) {
                assertThat(json(next)).isEqualTo(json(FormDialogue.next(input)));
                return next;
            }
            String instance =
                    begin.state() == null ? begin.key() : begin.state().instance();
            assertThat(act.call().key())
                    .startsWith(act.call().key().contains(":submit") ? instance + ":" : begin.key() + ":")
                    .hasSizeLessThan(100);
            input = input.with(shop.run(act.call()));
        }
        throw new AssertionError("no end of actions");
    }

    static Analysis analysis(String text, @Nullable String intent) {
        List<Entity> entities = new ArrayList<>();
        ENTITIES.forEach((type, pattern) -> {
            Matcher found = pattern.matcher(text);
            while (found.find()) {
                String value = type.equals(Entity.AMOUNT) ? found.group() + " CNY" : found.group();
                entities.add(new Entity(type, value, found.start(), found.end()));
            }
        });
        // Not overlapping; the longest wins, as from the real engine.
        entities.sort(Comparator.comparingInt((Entity entity) -> entity.start() - entity.end()));
        List<Entity> apart = new ArrayList<>();
        for (Entity entity : entities) {
            if (apart.stream().noneMatch(other -> entity.start() < other.end() && other.start() < entity.end())) {
                apart.add(entity);
            }
        }
        apart.sort(Comparator.comparingInt(Entity::start));
        return new Analysis(
                Languages.recognised(text).orElse(Language.EN),
                intent == null ? List.of() : List.of(new Analysis.Intent(intent, 0.9)),
                intent == null,
                Emotion.NEUTRAL,
                0,
                apart,
                "");
    }

    static String plain(List<Content> say) {
        return Content.plainText(say);
    }

    private static @Nullable FormState read(@Nullable FormState after) {
        if (after == null) {
            return null;
        }
        try {
            FormState read = JSON.readValue(JSON.writeValueAsString(after), FormState.class);
            assertThat(read).isEqualTo(after);
            return read;
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
