package io.parley.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.parley.ConversationId;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.dialogue.actions.Actions;
import io.parley.dialogue.bot.Asker;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.Memory;
import io.parley.dialogue.bot.Turn;
import io.parley.dialogue.forms.Forms;
import io.parley.dialogue.knowledge.ArticleFile;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.dialogue.turn.BotKnowledge;
import io.parley.language.LanguageEngine;
import io.parley.language.Phrases;
import io.parley.language.classify.LabelledText;
import io.parley.language.embedding.BilingualEmbedder;
import io.parley.language.embedding.Embedder;
import io.parley.language.engine.ModelledLanguage;
import io.parley.language.engine.TenantModel;
import io.parley.language.engine.TrainingPhrases;
import io.parley.language.entity.EntityFinder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The engine in a program of somebody's own: no server, no database. */
class OwnProgramTest {

    private static final String BEGIN = "// begin\n";
    private static final String END = "        // end";

    @Test
    void hasTheEngineAnswerFromItsOwnArticles() {
        List<LabelledText> intents = Phrases.intents();
        List<LabelledText> emotions = Phrases.emotions();
        List<String> productNames = List.of();
        String articles = DemoFiles.text(DemoFiles.path("demo/articles.yaml"));
        Instant now = Instant.parse("2026-12-01T10:00:00Z");
        // begin
        Embedder meaning = BilingualEmbedder.shipped(1_000);
        TenantModel model = TenantModel.train(meaning, new TrainingPhrases(intents, emotions), now, percent -> {});
        EntityFinder entities = new EntityFinder(productNames);
        LanguageEngine language = new ModelledLanguage(
                tenant -> Optional.of(new ModelledLanguage.Active("1", model)),
                said -> entities.find(said.text(), said.now(), said.zone(), said.awaited()));
        BotKnowledge known = new BotKnowledge(KnowledgeIndex.of(ArticleFile.parse(articles), meaning), Forms.NONE);
        DialogueSettings settings = DialogueSettings.from(ConfigFactory.load().getConfig("parley.dialogue"));
        Bot bot = new DialogueBot(language, tenant -> known, Actions.NONE, NameReader.NONE, settings, Runnable::run);

        Memory memory = Memory.EMPTY;
        List<List<Content>> said = List.of(List.of(new Content.Text("Can I send it back if I don't like it?")));
        Asker asker = Asker.unproven(new ChannelAddress("app", "shop", "customer-1"));
        Turn turn = new Turn(new TenantId("shop"), new ConversationId("1"), 1, said, asker, "en", memory, now);
        Decision decision = (Decision) bot.decide(turn).toCompletableFuture().join();
        memory = decision.memory();
        String answer = Content.plainText(decision.say());
        // end
        assertThat(answer).contains("within 7 days of delivery");
        assertThat(memory.language()).isNotNull();
    }

    @Test
    void isTheProgramThatTheReadmeShows() {
        String here = DemoFiles.text(
                DemoFiles.path("../../src/dialogue/src/test/java/io/parley/dialogue/OwnProgramTest.java"));
        String program = here.substring(here.indexOf(BEGIN) + BEGIN.length(), here.lastIndexOf(END));
        Path readme = DemoFiles.path("../../src/dialogue/README.md");

        assertThat(DemoFiles.text(readme)).contains(program.stripTrailing().stripIndent());
    }
}
