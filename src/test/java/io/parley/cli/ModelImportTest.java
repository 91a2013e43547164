package io.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.TenantId;
import io.parley.language.Phrases;
import io.parley.language.embedding.BilingualEmbedder;
import io.parley.language.embedding.Embedder;
import io.parley.language.embedding.FakeEmbedder;
import io.parley.training.FakeTenantModels;
import io.parley.training.FakeTrainer;
import io.parley.training.PhraseKind;
import io.parley.training.TenantModels.Origin;
import io.parley.training.TenantModels.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelImportTest {

    private static final TenantId SHOP = new TenantId("shop");
    /** Stands for the one that is shipped, in no time. */
    private static final Embedder SHIPPED = new FakeEmbedder(BilingualEmbedder.SHIPPED);

    @TempDir
    Path root;

    private final FakeTenantModels models = new FakeTenantModels();
    private final List<String> told = new ArrayList<>();
    private final ModelImport imports = new ModelImport(models, new FakeTrainer(SHIPPED), told::add);

    @BeforeEach
    void write() throws IOException {
        for (String kind : List.of("phrases", "emotions")) {
            Files.createDirectories(root.resolve("shop").resolve(kind));
        }
        Files.write(root.resolve("shop/phrases/all.tsv"), Phrases.file(Phrases.intents()));
        Files.write(root.resolve("shop/emotions/all.tsv"), Phrases.file(Phrases.emotions()));
    }

    private void run() {
        imports.run(SHOP, root.resolve("shop/tenant.yaml"));
    }

    private List<Version> kept() {
        return ModelImport.now(models.versions(SHOP));
    }

    @Test
    void trainsOnceWhatTheBuildHasNotMade() {
        run();
        run();

        assertThat(kept()).hasSize(1);
        assertThat(told.get(told.size() - 1)).isEqualTo("The language model is up to date");
        assertThat(ModelImport.now(models.phrases(SHOP, PhraseKind.EMOTIONS)).orElseThrow())
                .isNotEmpty();
    }

    @Test
    void takesWhatTheBuildHasMade() throws Exception {
        Path made = root.resolve("target/language/shop.model");
        Files.createDirectories(made.getParent());
        Files.write(
                made,
                new FakeTrainer(SHIPPED)
                        .train(
                                new io.parley.language.engine.TrainingPhrases(Phrases.intents(), Phrases.emotions()),
                                percent -> {}));
        run();
        run();

        assertThat(kept()).hasSize(1);
        assertThat(told).noneMatch(line -> line.startsWith("Training"));
    }

    @Test
    void trainsWhenWhatTheBuildMadeIsDamaged() throws IOException {
        Files.writeString(root.resolve("shop/shop.model"), "half a model");
        run();

        assertThat(kept()).hasSize(1);
        assertThat(told).anyMatch(line -> line.contains("shop.model cannot be used"));
    }

    @Test
    void leavesTheTenantsOwnModelInUse() throws IOException {
        run();
        Version own = ModelImport.now(
                models.install(SHOP, Origin.TRAINED, Phrases.model().toBytes(), true));
        Files.writeString(root.resolve("shop/phrases/more.tsv"), "return_request\ttake it back\n");
        run();

        assertThat(ModelImport.now(models.inUse())).containsEntry(SHOP, own.version());
        assertThat(kept()).hasSize(2);
    }

    @Test
    void doesNothingForATenantWithoutPhrases() {
        imports.run(SHOP, root.resolve("tenant.yaml"));

        assertThat(told).isEmpty();
        assertThat(kept()).isEmpty();
    }
}
