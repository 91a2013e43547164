package io.parley.bots;

import akka.Done;
import com.typesafe.config.Config;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Tags;
import io.parley.ParleyMetrics;
import io.parley.TenantId;
import io.parley.bots.actions.HttpActions;
import io.parley.bots.composing.LanguageModelComposer;
import io.parley.bots.composing.LanguageModelSettings;
import io.parley.dialogue.Bot;
import io.parley.dialogue.BotThreads;
import io.parley.dialogue.Dialogue;
import io.parley.dialogue.DialogueBot;
import io.parley.dialogue.DialogueSettings;
import io.parley.dialogue.NameReader;
import io.parley.dialogue.actions.Actions;
import io.parley.dialogue.composing.Composer;
import io.parley.dialogue.turn.BotKnowledge;
import io.parley.dialogue.turn.Policies;
import io.parley.kit.Threads;
import io.parley.knowledge.CassandraVectorStore;
import io.parley.knowledge.VectorStore;
import io.parley.language.Analysis;
import io.parley.language.LanguageEngine;
import io.parley.language.annotation.Annotators;
import io.parley.language.annotation.ForkedAnnotators;
import io.parley.site.Component;
import io.parley.site.Role;
import io.parley.site.Site;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The bots of this node's tenants. The models take some 100 MB; nodes that only project do not need them. */
public final class BotsComponent implements Component, Bots {

    private static final Bot NONE =
            turn -> CompletableFuture.failedFuture(new IllegalStateException("this node holds no conversations"));

    /** Everything that exists once it has started. */
    private record Parts(
            TenantLanguage language,
            DirectoryKnowledge knowledge,
            DirectoryForms forms,
            DirectoryProducts products,
            Function<TenantId, Policies> policies,
            Actions actions,
            Dialogue dialogue,
            Bot bot) {

        BotKnowledge known(TenantId tenant) {
            return new BotKnowledge(
                    knowledge.forTenant(tenant),
                    forms.forTenant(tenant),
                    products.forTenant(tenant),
                    policies.apply(tenant));
        }
    }

    private volatile @Nullable Parts parts;

    @Override
    public Set<Role> roles() {
        return EnumSet.of(Role.CORE, Role.EDGE);
    }

    @Override
    public void check(Config parley) {
        Config dialogue = parley.getConfig("dialogue");
        DialogueSettings.from(dialogue);
        HttpActions.Settings.from(dialogue);
        LanguageModelSettings.from(dialogue.getConfig("language-model"));
        ForkedAnnotators.Settings.from(parley.getConfig("language.corenlp"));
    }

    /** Completes when every tenant's bot is warm: a node gets conversations as soon as it can hold them. */
    @Override
    public CompletionStage<Done> start(Site site) {
        return TenantLanguage.start(site).thenCompose(language -> {
            Parts made = parts(site, language);
            parts = made;
            return language.ready()
                    .thenCompose(ready -> made.knowledge.ready())
                    .thenCompose(ready -> made.products.ready())
                    .thenCompose(ready -> warm(site, made));
        });
    }

    private static Parts parts(Site site, TenantLanguage language) {
        VectorStore vectors = new CassandraVectorStore(site.cassandra());
        DirectoryKnowledge knowledge = new DirectoryKnowledge(
                site.directory(),
                language.embedder(),
                new KeptVectors(vectors, VectorStore.Kind.ARTICLES),
                Threads.pool("knowledge", 1));
        DirectoryProducts products = new DirectoryProducts(
                site.directory(),
                language.embedder(),
                new KeptVectors(vectors, VectorStore.Kind.PRODUCTS),
                Threads.pool("products", 1));
        DirectoryForms forms = new DirectoryForms(site.directory());
        Actions actions = actions(site, forms);
        Dialogue dialogue = new Dialogue(settings(site));
        Function<TenantId, Policies> policies = BotSettings.policies(site.directory());
        Parts unfinished = new Parts(language, knowledge, forms, products, policies, actions, dialogue, NONE);
        return new Parts(language, knowledge, forms, products, policies, actions, dialogue, bot(site, unfinished));
    }

    private static CompletionStage<Done> warm(Site site, Parts made) {
        DialogueSettings settings = settings(site);
        ExecutorService threads = Threads.pool("warm-up", settings.threads());
        return new WarmUp(made.language.engine(), made::known, settings, site.clock())
                .run(site.directory().tenants(), site.parley().getDuration("warm-up"), threads, settings.threads())
                .whenComplete((done, failure) -> threads.shutdown())
                .thenApply(done -> Done.getInstance());
    }

    private static DialogueSettings settings(Site site) {
        return DialogueSettings.from(site.parley().getConfig("dialogue"));
    }

    private static Actions actions(Site site, DirectoryForms forms) {
        Config dialogue = site.parley().getConfig("dialogue");
        // Separate from the threads that may wait for them.
        Actions actions = new MeasuredActions(new HttpActions(
                new DirectoryActions(site.directory()),
                HttpActions.Settings.from(dialogue),
                Threads.pool("actions", 2)));
        return new GuessLimit(actions, forms::forTenant, settings(site).wrongFactorsPerHour(), site.clock());
    }

    private static Bot bot(Site site, Parts made) {
        DialogueSettings settings = settings(site);
        BotThreads turns = settings.newThreads();
        DialogueBot bot = new DialogueBot(
                measured(made.language.engine()),
                made::known,
                made.actions,
                new NameReader(made.language.annotators(), site.parley().getDuration("language.corenlp.turn-limit")),
                composer(site),
                settings,
                turns,
                turns.continuing(),
                new DialogueBot.Limits(settings.waitLimit(), site.parley().getDuration("conversation.bot-time-limit")));
        ParleyMetrics.watch(
                "parley.bot.wait.seconds",
                Tags.empty(),
                () -> turns.expectedWait().toMillis() / 1000.0);
        return new MeasuredBot(bot::decide, turns);
    }

    private static LanguageEngine measured(LanguageEngine engine) {
        return utterance -> {
            long began = System.nanoTime();
            Analysis analysis = engine.analyse(utterance);
            ParleyMetrics.turn(ParleyMetrics.Phase.UNDERSTOOD, began);
            return analysis;
        };
    }

    /** Off unless configured. */
    private static Optional<Composer> composer(Site site) {
        LanguageModelSettings settings =
                LanguageModelSettings.from(site.parley().getConfig("dialogue.language-model"));
        if (!settings.enabled()) {
            return Optional.empty();
        }
        site.system().log().info("answers of several articles are composed by {}", settings);
        LanguageModelComposer composer = new LanguageModelComposer(settings, Metrics.globalRegistry);
        site.closeAtEnd(composer::close);
        return Optional.of(composer);
    }

    private Parts started() {
        Parts now = parts;
        if (now == null) {
            throw new IllegalStateException("the bots have not started on this node");
        }
        return now;
    }

    @Override
    public Bot bot() {
        Parts now = parts;
        return now == null ? NONE : now.bot();
    }

    @Override
    public Actions actions() {
        Parts now = parts;
        return now == null ? Actions.NONE : now.actions();
    }

    @Override
    public Dialogue dialogue() {
        return started().dialogue();
    }

    @Override
    public BotKnowledge known(TenantId tenant) {
        return started().known(tenant);
    }

    @Override
    public LanguageEngine engine() {
        return started().language().engine();
    }

    @Override
    public Annotators annotators() {
        return started().language().annotators();
    }
}
