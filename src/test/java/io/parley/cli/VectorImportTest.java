package io.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.TenantId;
import io.parley.dialogue.knowledge.Vectors;
import io.parley.knowledge.FakeVectorStore;
import io.parley.knowledge.VectorStore.Kind;
import io.parley.language.embedding.BilingualEmbedder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorImportTest {

    private static final TenantId SHOP = new TenantId("shop");
    private static final byte[] VECTOR = {0, 0, 0, 1, 63, -128, 0, 0};

    @TempDir
    Path root;

    private final FakeVectorStore store = new FakeVectorStore();

    private void run() {
        new VectorImport(store).run(SHOP, root.resolve("shop/tenant.yaml"));
    }

    private Set<String> kept(Kind kind) {
        return ModelImport.now(store.read(SHOP, kind, BilingualEmbedder.SHIPPED))
                .texts();
    }

    private void built(String file, String embedder, String text) throws IOException {
        VectorImport.write(root.resolve(file), Vectors.of(embedder, Map.of(text, VECTOR)));
    }

    @Test
    void keepsWhatTheBuildHasFoundOutBesideWhatNodesHave() throws IOException {
        ModelImport.now(store.keep(
                SHOP, Kind.ARTICLES, Vectors.NONE, Vectors.of(BilingualEmbedder.SHIPPED, Map.of("ee", VECTOR))));
        built("target/language/shop.articles.vectors", BilingualEmbedder.SHIPPED, "aa");
        built("shop/shop.products.vectors", BilingualEmbedder.SHIPPED, "bb");

        run();
        run();

        assertThat(kept(Kind.ARTICLES)).containsExactlyInAnyOrder("aa", "ee");
        assertThat(kept(Kind.PRODUCTS)).containsExactly("bb");
        assertThat(ModelImport.now(store.read(SHOP, Kind.PRODUCTS, BilingualEmbedder.SHIPPED))
                        .bytes("bb"))
                .isEqualTo(VECTOR);
    }

    @Test
    void takesNothingOfAnotherBuildAndNothingThatIsDamaged() throws IOException {
        built("shop/shop.articles.vectors", "another", "aa");
        Files.writeString(root.resolve("shop/shop.products.vectors"), "{\"embedder\":");

        run();

        assertThat(kept(Kind.ARTICLES)).isEmpty();
        assertThat(kept(Kind.PRODUCTS)).isEmpty();
    }
}
