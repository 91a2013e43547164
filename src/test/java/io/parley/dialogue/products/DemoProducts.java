package io.parley.dialogue.products;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The demo shop's products, as they are imported; problems are recognised by their words. */
public final class DemoProducts {

    public static final ProductGraph GRAPH = ProductGraph.of(GraphFile.parse(text("demo/products.yaml")));

    private DemoProducts() {}

    /** The same as a tree. */
    public static ObjectNode node() {
        return (ObjectNode) GraphFile.node(text("demo/products.yaml"));
    }

    /** @param file below docker/seed */
    static String text(String file) {
        Path root = Files.isDirectory(Path.of("docker")) ? Path.of("") : Path.of("..");
        try {
            return Files.readString(root.resolve("docker/seed").resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
