package io.parley.cli;

import io.parley.TenantId;
import io.parley.language.classify.LabelledText;
import io.parley.language.embedding.BilingualEmbedder;
import io.parley.language.engine.TenantModel;
import io.parley.language.engine.TenantModel.BadModelException;
import io.parley.language.engine.TenantModel.Part;
import io.parley.language.engine.TrainingPhrases;
import io.parley.persistence.embedded.EmbeddedException;
import io.parley.persistence.embedded.Progress;
import io.parley.training.PhraseKind;
import io.parley.training.TenantModels;
import io.parley.training.TenantModels.Origin;
import io.parley.training.TenantModels.Version;
import io.parley.training.Trainer;
import io.parley.training.TrainingMain;
import io.parley.training.TrainingProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gives a tenant the language model that comes with it: the one made when Parley was built, or else one trained now from the phrases beside
 * the tenant's file. A model that the tenant has trained itself stays in use.
 */
final class ModelImport {

    private static final int TELL_EVERY_PERCENT = 20;

    private final TenantModels models;
    private final Trainer trainer;
    private final Progress progress;

    ModelImport(TenantModels models, Progress progress) {
        this(models, new TrainingProcess(Runtime.getRuntime().availableProcessors()), progress);
    }

    ModelImport(TenantModels models, Trainer trainer, Progress progress) {
        this.models = models;
        this.trainer = trainer;
        this.progress = progress;
    }

    /** @param tenantFile the directories {@code phrases} and {@code emotions} are beside it, if the tenant has them */
    void run(TenantId tenant, Path tenantFile) {
        TrainingPhrases phrases = new TrainingPhrases(
                phrases(tenantFile.resolveSibling("phrases")), phrases(tenantFile.resolveSibling("emotions")));
        byte[] made = made(tenant, tenantFile);
        if (made == null && phrases.intents().isEmpty() && phrases.emotions().isEmpty()) {
            return;
        }
        String recipe = made == null
                ? phrases.recipe(BilingualEmbedder.SHIPPED)
                : TenantModel.particulars(made).recipe();
        List<Version> versions = now(models.versions(tenant));
        boolean there = versions.stream()
                .filter(version -> version.origin() == Origin.IMPORTED)
                .findFirst()
                .filter(version -> version.particulars().recipe().equals(recipe))
                .isPresent();
        if (there) {
            progress.at("The language model is up to date");
            return;
        }
        install(tenant, phrases, made == null ? trained(phrases) : made, hasItsOwn(tenant, versions));
    }

    private void install(TenantId tenant, TrainingPhrases phrases, byte[] model, boolean hasItsOwn) {
        Version version = now(models.install(tenant, Origin.IMPORTED, model, !hasItsOwn));
        if (hasItsOwn) {
            progress.at("Kept a new language model, " + version.version() + "; the tenant's own stays in use");
            return;
        }
        now(models.keepPhrases(tenant, PhraseKind.INTENTS, file(phrases.intents())));
        now(models.keepPhrases(tenant, PhraseKind.EMOTIONS, file(phrases.emotions())));
        Part intents = version.particulars().intents();
        progress.at(
                intents == null
                        ? "Installed the language model"
                        : String.format(
                                Locale.ROOT,
                                "Installed the language model: %d intents, %.1f %% right on phrases held out",
                                intents.labels(),
                                100 * intents.accuracy()));
    }

    private boolean hasItsOwn(TenantId tenant, List<Version> versions) {
        String used = now(models.inUse()).get(tenant);
        return versions.stream()
                .anyMatch(version -> version.version().equals(used) && version.origin() == Origin.TRAINED);
    }

    /** Returns the model made by the build; null if there is none that can be used. */
    private byte @Nullable [] made(TenantId tenant, Path tenantFile) {
        for (Path file : BuiltFiles.named(tenant + ".model", tenantFile)) {
            try {
                byte[] bytes = Files.readAllBytes(file);
                if (TenantModel.particulars(bytes).embedder().equals(BilingualEmbedder.SHIPPED)) {
                    return bytes;
                }
                progress.at(file + " was made by another build");
            } catch (IOException | BadModelException unusable) {
                progress.at(file + " cannot be used: " + unusable.getMessage());
            }
        }
        return null;
    }

    private byte[] trained(TrainingPhrases phrases) {
        int all = phrases.intents().size() + phrases.emotions().size();
        progress.at("Training the language model on " + all + " phrases, for about a minute");
        AtomicInteger told = new AtomicInteger();
        try {
            return trainer.train(phrases, percent -> {
                if (percent >= told.get() + TELL_EVERY_PERCENT) {
                    told.set(percent);
                    progress.at("Training: " + percent + " %");
                }
            });
        } catch (IOException failed) {
            throw new EmbeddedException("The language model could not be trained: " + failed.getMessage(), failed);
        } catch (Trainer.TrainingFailed failed) {
            throw new EmbeddedException("The language model could not be trained: " + failed.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EmbeddedException("Stopped while training");
        }
    }

    private static List<LabelledText> phrases(Path folder) {
        try {
            return Files.isDirectory(folder) ? TrainingMain.read(List.of(folder)) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] file(List<LabelledText> phrases) {
        return phrases.stream()
                .map(phrase -> phrase.label() + "\t" + phrase.text() + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }

    static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
