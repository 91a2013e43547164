package io.parley.edge.api;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.parley.edge.api.schemas.SchemaRoutes;
import io.parley.edge.auth.Permission;
import io.parley.edge.auth.Rights;
import io.parley.edge.kit.Json;
import io.parley.kit.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Machine-readable descriptions of the interfaces: OpenAPI for HTTP, AsyncAPI for the desk socket. Written by hand, checked by tests.
 *
 * <p>OpenAPI is written in parts, each beside the routes that it describes; {@code openapi.yaml} here lists them and has what they share.
 * Served is one document: paths and components of all parts under one root, and references to other files as references within it. The
 * definitions of JSON Schemas that parts refer to are components, too. Beside the permission that a route or a frame needs are the roles that
 * have it.
 */
public final class ApiDescriptions {

    private static final URI ROOT = URI.create("/io/parley/edge/api/openapi.yaml");
    private static final URI DESK = ROOT.resolve("../desk/asyncapi.yaml");

    private static final String PARTS = "x-parts";
    private static final String PATHS = "paths";
    private static final String COMPONENTS = "components";
    private static final String SCHEMAS = "schemas";
    private static final String REFERENCE = "$ref";
    private static final String DEFINITIONS = "$defs";

    /** A reference into a JSON Schema that is served by itself, too. */
    private static final Pattern SCHEMA_FILE = Pattern.compile(".*/([a-z]+)\\.schema\\.json#.*");

    private static final String PERMISSION = "x-permission";
    private static final String ROLES = "x-roles";

    private ApiDescriptions() {}

    static ObjectNode openApi() {
        ObjectNode document = read(ROOT);
        for (JsonNode part : document.remove(PARTS)) {
            add(document, read(ROOT.resolve(part.textValue())), part.textValue());
        }
        document.findValuesAsText(REFERENCE).stream()
                .map(SCHEMA_FILE::matcher)
                .filter(Matcher::matches)
                .map(file -> file.group(1))
                .distinct()
                .forEach(name -> addAll(
                        document.withObjectProperty(COMPONENTS).withObjectProperty(SCHEMAS),
                        SchemaRoutes.schema(name).json().path(DEFINITIONS),
                        name));
        return completed(document);
    }

    /** Includes the schemas of OpenAPI, so that both documents describe the same things. */
    static ObjectNode asyncApi() {
        ObjectNode document = read(DESK);
        document.withObjectProperty(COMPONENTS)
                .set(SCHEMAS, openApi().path(COMPONENTS).path(SCHEMAS));
        return completed(document);
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

    /** @throws IllegalStateException for what another part has already: names are unique over all of them */
    private static void addAll(ObjectNode into, JsonNode more, String file) {
        more.properties().forEach(entry -> {
            if (into.has(entry.getKey())) {
                throw new IllegalStateException(file + " describes " + entry.getKey() + ", as another part does");
            }
            into.set(entry.getKey(), entry.getValue());
        });
    }

    private static ObjectNode completed(ObjectNode document) {
        complete(document);
        return document;
    }

    private static void complete(JsonNode node) {
        if (node instanceof ObjectNode object) {
            if (object.path(REFERENCE).isTextual()) {
                String reference = object.path(REFERENCE).textValue();
                object.put(
                        REFERENCE,
                        reference
                                .substring(reference.indexOf('#'))
                                .replace("#/" + DEFINITIONS + "/", "#/" + COMPONENTS + "/" + SCHEMAS + "/"));
            }
            if (object.has(PERMISSION)) {
                ArrayNode roles = object.putArray(ROLES);
                Rights.rolesWith(Permission.of(object.path(PERMISSION).textValue()))
                        .forEach(role -> roles.add(role.code()));
            }
        }
        node.forEach(ApiDescriptions::complete);
    }

    public static Route routes() {
        ByteString openApi = ByteString.fromString(Json.write(openApi()));
        ByteString asyncApi = ByteString.fromString(Json.write(asyncApi()));
        return Directives.concat(
                Directives.path("openapi.json", () -> Directives.get(() -> Directives.complete(json(openApi)))),
                Directives.path("asyncapi.json", () -> Directives.get(() -> Directives.complete(json(asyncApi)))));
    }

    private static HttpResponse json(ByteString document) {
        return HttpResponse.create().withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, document));
    }

    private static ObjectNode read(URI resource) {
        try (InputStream file = ApiDescriptions.class.getResourceAsStream(resource.getPath())) {
            if (file == null) {
                throw new IllegalStateException(resource + " is missing from the server's jar");
            }
            return (ObjectNode) Yaml.read(resource.getPath(), new String(file.readAllBytes(), StandardCharsets.UTF_8))
                    .json();
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " cannot be read", e);
        }
    }
}
