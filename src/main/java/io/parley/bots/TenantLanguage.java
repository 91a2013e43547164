package io.parley.bots;

import akka.Done;
import io.parley.language.LanguageEngine;
import io.parley.language.annotation.Annotators;
import io.parley.language.annotation.ForkedAnnotators;
import io.parley.language.embedding.BilingualEmbedder;
import io.parley.language.embedding.Embedder;
import io.parley.language.engine.ModelledLanguage;
import io.parley.site.Site;
import io.parley.training.ActiveModels;
import io.parley.training.CassandraTenantModels;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The language engine of a node with the role {@code core} or {@code edge}, with the models that its tenants use. */
final class TenantLanguage {

    private final ActiveModels models;
    private final LanguageEngine engine;
    private final Embedder embedder;
    private final Annotators annotators;

    private TenantLanguage(ActiveModels models, LanguageEngine engine, Embedder embedder, Annotators annotators) {
        this.models = models;
        this.embedder = embedder;
        this.engine = engine;
        this.annotators = annotators;
    }

    /** Loads the models of the languages, which takes a second, and starts looking for those of the tenants. */
    static CompletionStage<TenantLanguage> start(Site site) {
        return CompletableFuture.supplyAsync(
                        () -> BilingualEmbedder.shipped(site.parley().getInt("language.remembered-texts")))
                .thenApply(embedder -> {
                    ActiveModels models = new ActiveModels(
                            new CassandraTenantModels(site.cassandra()),
                            embedder,
                            site.parley().getDuration("directory.refresh-interval"));
                    // The embedder stays open: turns may still be decided, and the process exits with the system.
                    site.closeAtEnd(models::close);
                    return new TenantLanguage(
                            models,
                            new ModelledLanguage(models, new DirectoryEntities(site.directory())),
                            embedder,
                            annotators(site));
                });
    }

    /** Starts loading the annotators without waiting for them; until they are loaded, the node works as if it had none. */
    private static Annotators annotators(Site site) {
        Optional<ForkedAnnotators.Settings> settings =
                ForkedAnnotators.Settings.from(site.parley().getConfig("language.corenlp"));
        if (settings.isEmpty() || settings.get().usable().isEmpty()) {
            return Annotators.NONE;
        }
        ForkedAnnotators annotators = new ForkedAnnotators(settings.get());
        site.closeAtEnd(annotators::close);
        return annotators;
    }

    /** Shared by all uses of embeddings, so that each text is embedded only once. */
    Embedder embedder() {
        return embedder;
    }

    /** {@link Annotators#NONE} if none are installed. */
    Annotators annotators() {
        return annotators;
    }

    LanguageEngine engine() {
        return engine;
    }

    /** Completes when the models have been loaded. */
    CompletionStage<Done> ready() {
        return models.ready();
    }
}
