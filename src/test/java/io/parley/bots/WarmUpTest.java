package io.parley.bots;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.LocalizedText;
import io.parley.TenantId;
import io.parley.dialogue.Conversing;
import io.parley.dialogue.forms.Forms;
import io.parley.dialogue.knowledge.Article;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.dialogue.turn.BotKnowledge;
import io.parley.language.Analysis;
import io.parley.language.Emotion;
import io.parley.language.Language;
import io.parley.language.LanguageEngine;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WarmUpTest {

    private static final List<TenantId> TENANTS = List.of(new TenantId("one"), new TenantId("other"));

    private static final KnowledgeIndex ARTICLES = KnowledgeIndex.of(List.of(new Article(
            "delivery",
            LocalizedText.of("送货", "Delivery"),
            new Article.Questions(List.of("多久送到"), List.of("How long does delivery take", "When will it come")),
            LocalizedText.of("两天", "Two days"),
            List.of(),
            Map.of())));

    private final ConcurrentLinkedQueue<LanguageEngine.Utterance> asked = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private void run(LanguageEngine language, Duration limit) {
        new WarmUp(language, tenant -> new BotKnowledge(ARTICLES, Forms.NONE), Conversing.settings(), Clock.systemUTC())
                .run(TENANTS, limit, threads, 2)
                .join();
    }

    private Analysis understood(LanguageEngine.Utterance utterance) {
        asked.add(utterance);
        return new Analysis(Language.EN, List.of(), false, Emotion.NEUTRAL, 0, List.of(), "");
    }

    @Test
    void asksEachTenantsBotWhatItsArticlesAnswer() {
        run(this::understood, Duration.ofMinutes(1));
        for (TenantId tenant : TENANTS) {
            assertThat(asked.stream().filter(each -> each.tenant().equals(tenant)))
                    .extracting(LanguageEngine.Utterance::text)
                    .contains("多久送到", "How long does delivery take", "When will it come")
                    .hasSize(6);
        }
    }

    @Test
    void asksEachBotInEachLanguageHoweverLittleTimeThereIs() {
        run(this::understood, Duration.ZERO);
        assertThat(asked).hasSize(6);
    }

    @Test
    void goesOnWhereTheBotFails() {
        run(
                utterance -> {
                    asked.add(utterance);
                    throw new IllegalStateException("no model");
                },
                Duration.ofMinutes(1));
        assertThat(asked).hasSize(12);
    }
}
