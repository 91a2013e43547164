package io.parley.dialogue.turn;

import io.parley.ConversationId;
import io.parley.channel.spi.Content;
import io.parley.dialogue.Conversing;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.FormState;
import io.parley.dialogue.bot.Memory;
import io.parley.dialogue.bot.Mood;
import io.parley.dialogue.bot.Turn;
import io.parley.dialogue.forms.DemoForms;
import io.parley.dialogue.forms.Form;
import io.parley.dialogue.knowledge.ArticleFile;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.dialogue.products.DemoProducts;
import io.parley.language.Analysis;
import io.parley.language.Analysis.Intent;
import io.parley.language.Emotion;
import io.parley.language.Entity;
import io.parley.language.Language;
import io.parley.language.Languages;
import io.parley.language.entity.EntityFinder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns as policies see them, of the demo shop. */
final class Views {

    static final BotKnowledge KNOWN = new BotKnowledge(articles(), DemoForms.ALL, DemoProducts.GRAPH);

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private List<Content> said = List.of();
    private Memory memory = Memory.EMPTY;
    private List<Intent> intents = List.of();
    private Emotion emotion = Emotion.NEUTRAL;
    private BotKnowledge known = KNOWN;

    private Views() {}

    private static KnowledgeIndex articles() {
        try (var file = Conversing.class.getResourceAsStream("articles.yaml")) {
            return KnowledgeIndex.of(ArticleFile.parse(new String(file.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Views said(String text) {
        return sent(new Content.Text(text));
    }

    static Views sent(Content content) {
        Views views = new Views();
        views.said = List.of(content);
        return views;
    }

    Views meaning(String intent, double confidence) {
        return meaning(new Intent(intent, confidence));
    }

    Views meaning(Intent... all) {
        intents = List.of(all);
        return this;
    }

    Views feeling(Emotion now) {
        emotion = now;
        return this;
    }

    Views with(Memory before) {
        memory = before;
        return this;
    }

    Views with(BotKnowledge now) {
        known = now;
        return this;
    }

    TurnView view() {
        String text = Content.plainText(said);
        Language language = Languages.recognised(text).orElse(Language.ZH);
        List<Entity> entities =
                new EntityFinder(DemoProducts.GRAPH.content().names()).find(text, Conversing.NOW, ZONE, null);
        return new TurnView(
                Conversing.settings().turn(),
                turn(),
                new Analysis(language, intents, false, emotion, 0.9, entities, ""),
                List.of(),
                Composing.NOTHING,
                known);
    }

    Turn turn() {
        return new Turn(
                Conversing.TENANT,
                new ConversationId("c-1"),
                1,
                List.of(said),
                Conversing.SIGNED_IN,
                null,
                memory,
                Conversing.NOW);
    }

    /** What a policy does with the turn. */
    Optional<Step> to(Policy policy) {
        TurnView view = view();
        return policy.take(view, Draft.of(view));
    }

    Decision decided(Policy policy) {
        return ((Step.Done) to(policy).orElseThrow()).decision();
    }

    // ---- memories ----

    static Memory notUnderstood(int times) {
        return new Memory(null, times, List.of());
    }

    static Memory tried(String... codes) {
        return new Memory(null, 0, List.of(codes));
    }

    static Memory felt(Emotion... recent) {
        return new Memory(
                null,
                0,
                List.of(),
                null,
                List.of(),
                Map.of(),
                List.of(),
                new Mood(List.of(recent), recent.length, false),
                null,
                false);
    }

    /** A return that waits for the number of an order. */
    static Memory inReturn(boolean back) {
        TurnView before = said("我要退货").view();
        Draft draft = Draft.of(before);
        Step step = new FormSteps(before, draft).begin(form("return"));
        List<FormState> forms = ((Step.Done) step).decision().memory().forms();
        return new Memory(null, 0, List.of(), null, forms, Map.of(), List.of(), null, null, back);
    }

    static Form form(String name) {
        return KNOWN.forms().named(name).orElseThrow();
    }
}
