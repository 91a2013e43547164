package io.parley.edge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The descriptions of the interfaces as one document each. OpenAPI is written in parts, each beside the routes that it describes; {@code
 * openapi.yaml} here lists them and has what they share. In the document, paths and components of all parts are under one root, and
 * references to other files are references within it.
 *
 * <p>Also a program, which the build runs from this source before anything is compiled, because the types of the web pages are generated
 * from both documents. So it uses Jackson and nothing of Parley.
 */
final class ApiBundle {

    private static final String PARTS = "x-parts";
    private static final String PATHS = "paths";
    private static final String COMPONENTS = "components";
    private static final String SCHEMAS = "schemas";
    private static final String REFERENCE = "$ref";

    private static final YAMLMapper YAML = new YAMLMapper();

    private final URL root;

    /** @param root of the parts: {@code edge/api/openapi.yaml} */
    ApiBundle(URL root) {
        this.root = root;
    }

    /** Writes {@code openapi.json} and {@code asyncapi.json}. Arguments: the root, and the folder to write to. */
    public static void main(String[] arguments) throws IOException {
        ApiBundle bundle = new ApiBundle(Path.of(arguments[0]).toUri().toURL());
        Path folder = Files.createDirectories(Path.of(arguments[1]));
        JsonMapper json = new JsonMapper();
        json.writeValue(folder.resolve("openapi.json").toFile(), bundle.openApi());
        json.writeValue(folder.resolve("asyncapi.json").toFile(), bundle.asyncApi());
    }

    /** @throws IllegalStateException if two parts describe the same: names are unique over all of them */
    ObjectNode openApi() {
        ObjectNode document = read("openapi.yaml");
        for (JsonNode part : document.remove(PARTS)) {
            add(document, read(part.textValue()), part.textValue());
        }
        return document;
    }

    /** Includes the schemas of OpenAPI, so that both documents describe the same things. */
    ObjectNode asyncApi() {
        ObjectNode document = read("../desk/asyncapi.yaml");
        document.withObjectProperty(COMPONENTS)
                .set(SCHEMAS, openApi().path(COMPONENTS).path(SCHEMAS));
        return document;
    }

    private static void add(ObjectNode document, ObjectNode part, String file) {
        addAll(document.withObjectProperty(PATHS), part.path(PATHS), file);
        part.path(COMPONENTS)
                .properties()
                .forEach(kind -> addAll(
                        document.withObjectProperty(COMPONENTS).withObjectProperty(kind.getKey()),
                        kind.getValue(),
                        file));
    }

    private static void addAll(ObjectNode into, JsonNode more, String file) {
        more.properties().forEach(entry -> {
            if (into.has(entry.getKey())) {
                throw new IllegalStateException(file + " describes " + entry.getKey() + ", as another part does");
            }
            into.set(entry.getKey(), entry.getValue());
        });
    }

    private ObjectNode read(String file) {
        try {
            ObjectNode document = (ObjectNode) YAML.readTree(resolve(file));
            document.findParents(REFERENCE).forEach(node -> refer((ObjectNode) node));
            return document;
        } catch (IOException e) {
            throw new UncheckedIOException(file + ", a part of " + root + ", cannot be read", e);
        }
    }

    private URL resolve(String file) throws MalformedURLException {
        return new URL(root, file);
    }

    private static void refer(ObjectNode node) {
        String reference = node.path(REFERENCE).textValue();
        node.put(REFERENCE, reference.substring(reference.indexOf('#')));
    }
}
