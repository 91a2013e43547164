package io.parley.dialogue.products;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.parley.dialogue.DemoFiles;

/** The demo shop's products, as they are imported; problems are recognised by their words. */
public final class DemoProducts {

    public static final ProductGraph GRAPH =
            ProductGraph.of(GraphFile.parse(DemoFiles.text(DemoFiles.path("demo/products.yaml"))));

    private DemoProducts() {}

    /** The same as a tree. */
    public static ObjectNode node() {
        return (ObjectNode) GraphFile.node(DemoFiles.text(DemoFiles.path("demo/products.yaml")));
    }
}
