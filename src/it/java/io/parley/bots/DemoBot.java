package io.parley.bots;

import io.parley.TenantId;
import io.parley.bots.actions.ActionDescription;
import io.parley.bots.actions.ActionFile;
import io.parley.bots.actions.HttpActions;
import io.parley.dialogue.Conversing;
import io.parley.dialogue.DialogueBot;
import io.parley.dialogue.NameReader;
import io.parley.dialogue.Turns;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.Turn;
import io.parley.dialogue.forms.DemoForms;
import io.parley.dialogue.knowledge.ArticleFile;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.dialogue.knowledge.Vectors;
import io.parley.dialogue.products.GraphFile;
import io.parley.dialogue.products.ProductGraph;
import io.parley.dialogue.turn.BotKnowledge;
import io.parley.language.annotation.Annotators;
import io.parley.language.embedding.BilingualEmbedder;
import io.parley.language.engine.ModelledLanguage;
import io.parley.language.engine.TenantModel;
import io.parley.language.entity.EntityFinder;
import io.parley.shop.ShopServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** The bot with everything the demo ships: its trained model, its articles, forms and actions, and a shop of its own. */
final class DemoBot implements AutoCloseable {

    static final TenantId TENANT = new TenantId("demo");

    private static final Path FILES = Path.of("..", "docker", "seed", "demo");

    private final BilingualEmbedder embedder = BilingualEmbedder.shipped(5_000);
    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final BotKnowledge known;
    private final HttpActions doing;
    private final DialogueBot bot;
    private ShopServer shop;

    /** @param data where the shop keeps its orders */
    DemoBot(Path data) throws IOException {
        shop = ShopServer.start("127.0.0.1", 0, data, Clock.systemUTC());
        var model = Optional.of(new ModelledLanguage.Active(
                "demo",
                TenantModel.of(
                        Files.readAllBytes(Path.of("..", "docker", "seed", "target", "language", "demo.model")),
                        embedder)));
        ProductGraph products = ProductGraph.of(
                GraphFile.parse(Files.readString(FILES.resolve("products.yaml"))), embedder, Vectors.NONE);
        known = new BotKnowledge(
                KnowledgeIndex.of(ArticleFile.read(FILES.resolve("articles.yaml")), embedder), DemoForms.ALL, products);
        EntityFinder entities = new EntityFinder(products.content().names());
        Map<String, ActionDescription> actions = actions();
        doing = new HttpActions(
                tenant -> actions,
                new HttpActions.Settings(
                        Map.of(TENANT, Map.of("shop", new HttpActions.Service(address(), null))),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofMillis(50),
                        65_536,
                        Duration.ofSeconds(1)),
                executor);
        bot = new DialogueBot(
                new ModelledLanguage(
                        tenant -> model, said -> entities.find(said.text(), said.now(), said.zone(), said.awaited())),
                tenant -> known,
                doing,
                new NameReader(Annotators.NONE, Duration.ofSeconds(1)),
                Conversing.settings(),
                executor);
    }

    private static Map<String, ActionDescription> actions() throws IOException {
        Map<String, ActionDescription> actions = new HashMap<>();
        try (Stream<Path> files = Files.list(FILES.resolve("actions"))) {
            for (Path file : files.toList()) {
                ActionFile.parse(file.toString(), Files.readString(file))
                        .forEach(action -> actions.put(action.id(), action));
            }
        }
        return actions;
    }

    /** Another shop at the same address, as new. */
    void reopen(Path data) throws IOException {
        int port = shop.port();
        shop.close();
        shop = ShopServer.start("127.0.0.1", port, data, Clock.systemUTC());
    }

    /** What the turn comes to, with everything done that it asks for. */
    Decision decide(Turn turn) {
        return Turns.through(bot, doing, turn);
    }

    BotKnowledge known() {
        return known;
    }

    /** Where the shop answers. */
    URI address() {
        return URI.create("http://127.0.0.1:" + shop.port());
    }

    @Override
    public void close() {
        shop.close();
        executor.shutdownNow();
        embedder.close();
    }
}
