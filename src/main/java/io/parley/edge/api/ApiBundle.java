package io.parley.edge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.parley.kit.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The descriptions of the interfaces as one document each. OpenAPI is written in parts, each an {@code openapi.yaml} beside the routes that
 * it describes; the one here has what they share. In the document, tags, paths and components of all parts are under one root, and
 * references to other files are references within it; so are those to the definitions in a JSON Schema.
 *
 * <p>Also a program, which the build runs from this source before anything is compiled, because the types of the web pages are generated
 * from both documents. So it uses nothing of the server.
 */
final class ApiBundle {

    private static final String TAGS = "tags";
    private static final String PATHS = "paths";
    private static final String COMPONENTS = "components";
    private static final String SCHEMAS = "schemas";
    private static final String REFERENCE = "$ref";
    private static final String DEFINITIONS = "$defs";

    /** A reference into a JSON Schema of files that tenants write; captures the resource. */
    private static final Pattern SCHEMA = Pattern.compile(".*(/io/parley/.*\\.schema\\.json)#.*");

    private final URL root;
    private final List<URL> parts;

    /** @param root has what the parts share: {@code edge/api/openapi.yaml} */
    ApiBundle(URL root, List<URL> parts) {
        this.root = root;
        this.parts = parts;
    }

    /** Writes {@code openapi.json} and {@code asyncapi.json}. Arguments: the folder with all parts, the root, the folder to write to. */
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[1]);
        List<URL> parts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of(arguments[0]))) {
            for (Path file : files.filter(file -> file.endsWith("openapi.yaml") && !file.equals(root))
                    .sorted()
                    .toList()) {
                parts.add(file.toUri().toURL());
            }
        }
        ApiBundle bundle = new ApiBundle(root.toUri().toURL(), parts);
        Path folder = Files.createDirectories(Path.of(arguments[2]));
        JsonMapper json = new JsonMapper();
        json.writeValue(folder.resolve("openapi.json").toFile(), bundle.openApi());
        json.writeValue(folder.resolve("asyncapi.json").toFile(), bundle.asyncApi());
    }

    /** @throws IllegalStateException if two parts describe the same: names are unique over all of them */
    ObjectNode openApi() {
        ObjectNode document = read(root);
        parts.forEach(part -> add(document, read(part), part));
        document.findValuesAsText(REFERENCE).stream()
                .map(SCHEMA::matcher)
                .filter(Matcher::matches)
                .map(reference -> reference.group(1))
                .distinct()
                .map(ApiBundle::resource)
                .forEach(schema -> addAll(schemas(document), read(schema).path(DEFINITIONS), schema));
        refer(document);
        return document;
    }

    /** Includes the schemas of OpenAPI, so that both documents describe the same things. */
    ObjectNode asyncApi() {
        ObjectNode document = read(desk());
        refer(document);
        schemas(document).setAll(schemas(openApi()));
        return document;
    }

    private static ObjectNode schemas(ObjectNode document) {
        return document.withObjectProperty(COMPONENTS).withObjectProperty(SCHEMAS);
    }

    private static URL resource(String name) {
        return Objects.requireNonNull(ApiBundle.class.getResource(name), name);
    }

    private static void add(ObjectNode document, ObjectNode part, URL file) {
        document.withArrayProperty(TAGS).addAll(part.withArrayProperty(TAGS));
        addAll(document.withObjectProperty(PATHS), part.path(PATHS), file);
        part.path(COMPONENTS)
                .properties()
                .forEach(kind -> addAll(
                        document.withObjectProperty(COMPONENTS).withObjectProperty(kind.getKey()),
                        kind.getValue(),
                        file));
    }

    private static void addAll(ObjectNode into, JsonNode more, URL file) {
        more.properties().forEach(entry -> {
            if (into.has(entry.getKey())) {
                throw new IllegalStateException(file + " describes " + entry.getKey() + ", as another part does");
            }
            into.set(entry.getKey(), entry.getValue());
        });
    }

    private URL desk() {
        try {
            return new URL(root, "../desk/asyncapi.yaml");
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode read(URL file) {
        try (InputStream text = file.openStream()) {
            return (ObjectNode) Yaml.read(file.getPath(), new String(text.readAllBytes(), StandardCharsets.UTF_8))
                    .json();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    private static void refer(ObjectNode document) {
        for (JsonNode node : document.findParents(REFERENCE)) {
            String reference = node.path(REFERENCE).textValue();
            ((ObjectNode) node)
                    .put(
                            REFERENCE,
                            reference
                                    .substring(reference.indexOf('#'))
                                    .replace("#/" + DEFINITIONS + "/", "#/" + COMPONENTS + "/" + SCHEMAS + "/"));
        }
    }
}
