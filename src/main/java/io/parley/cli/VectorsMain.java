package io.parley.cli;

import io.parley.TenantId;
import io.parley.dialogue.knowledge.ArticleFile;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.dialogue.knowledge.Vectors;
import io.parley.dialogue.products.GraphFile;
import io.parley.dialogue.products.ProductGraph;
import io.parley.knowledge.VectorStore.Kind;
import io.parley.language.embedding.BilingualEmbedder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Computes the vectors of a tenant's texts when Parley is built, and writes them to the files that {@link VectorImport} reads. */
@Command(name = "vectors")
public final class VectorsMain implements Callable<Integer> {

    @Option(names = "--tenant", required = true)
    private String tenant = "";

    @Option(names = "--articles", required = true, paramLabel = "FILE")
    private Path articles = Path.of("");

    @Option(names = "--products", required = true, paramLabel = "FILE")
    private Path products = Path.of("");

    @Option(names = "--directory", required = true, description = "where the files go; they are replaced")
    private Path directory = Path.of("");

    private VectorsMain() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new VectorsMain()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Path ofArticles = directory.resolve(VectorImport.fileName(new TenantId(tenant), Kind.ARTICLES));
        Path ofProducts = directory.resolve(VectorImport.fileName(new TenantId(tenant), Kind.PRODUCTS));
        if (isMade(ofArticles, articles) && isMade(ofProducts, products)) {
            return 0;
        }
        try (BilingualEmbedder embedder = BilingualEmbedder.shipped(1)) {
            VectorImport.write(
                    ofArticles,
                    KnowledgeIndex.of(ArticleFile.read(articles), embedder, known(ofArticles))
                            .vectors());
            VectorImport.write(
                    ofProducts,
                    ProductGraph.of(GraphFile.parse(Files.readString(products)), embedder, known(ofProducts))
                            .vectors());
        }
        return 0;
    }

    private static boolean isMade(Path vectors, Path from) throws IOException {
        return Files.isRegularFile(vectors)
                && Files.getLastModifiedTime(vectors).compareTo(Files.getLastModifiedTime(from)) >= 0
                && known(vectors).embedder().equals(BilingualEmbedder.SHIPPED);
    }

    private static Vectors known(Path vectors) {
        return Files.isRegularFile(vectors) ? VectorImport.read(vectors) : Vectors.NONE;
    }
}
