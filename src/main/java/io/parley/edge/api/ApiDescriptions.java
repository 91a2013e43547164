package io.parley.edge.api;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.parley.edge.auth.Permission;
import io.parley.edge.auth.Rights;
import io.parley.edge.kit.Json;
import io.parley.site.Component;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;

/**
 * Machine-readable descriptions of the interfaces: OpenAPI for HTTP, AsyncAPI for the desk socket. Written by hand, checked by tests.
 *
 * <p>OpenAPI is written in parts, each beside the routes that it describes and named by their component; {@code openapi.yaml} here has what
 * they share. Served is one document: paths and components of all parts under one root, and references to other files as references within it. Beside
 * the permission that a route or a frame needs are the roles that have it.
 */
public final class ApiDescriptions {

    private static final URI ROOT = URI.create("/io/parley/edge/api/openapi.yaml");
    private static final URI DESK = ROOT.resolve("../desk/asyncapi.yaml");

    private static final ObjectMapper YAML = YAMLMapper.builder().build();
    private static final String PATHS = "paths";
    private static final String COMPONENTS = "components";
    private static final String SCHEMAS = "schemas";
    private static final String REFERENCE = "$ref";
    private static final String PERMISSION = "x-permission";
    private static final String ROLES = "x-roles";

    private ApiDescriptions() {}

    /** @param parts resources, as {@link Component#openApi} names them */
    static ObjectNode openApi(List<String> parts) {
        ObjectNode document = read(ROOT);
        for (String part : parts) {
            add(document, read(URI.create(part)), part);
        }
        return completed(document);
    }

    /** Includes the schemas of OpenAPI, so that both documents describe the same things. */
    static ObjectNode asyncApi(ObjectNode openApi) {
        ObjectNode document = read(DESK);
        document.withObjectProperty(COMPONENTS)
                .set(SCHEMAS, openApi.path(COMPONENTS).path(SCHEMAS));
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
                object.put(REFERENCE, reference.substring(reference.indexOf('#')));
            }
            if (object.has(PERMISSION)) {
                ArrayNode roles = object.putArray(ROLES);
                Rights.rolesWith(Permission.of(object.path(PERMISSION).textValue()))
                        .forEach(role -> roles.add(role.code()));
            }
        }
        node.forEach(ApiDescriptions::complete);
    }

    /**
     * Serves both documents.
     *
     * @param parts the files in which the routes of all components are described, see {@link Component#openApi}
     */
    public static Route routes(List<String> parts) {
        ObjectNode openApi = openApi(parts);
        ByteString http = ByteString.fromString(Json.write(openApi));
        ByteString desk = ByteString.fromString(Json.write(asyncApi(openApi)));
        return Directives.pathPrefix(
                PathMatchers.segment("api").slash("v1"),
                () -> Directives.concat(
                        Directives.path("openapi.json", () -> Directives.get(() -> Directives.complete(json(http)))),
                        Directives.path("asyncapi.json", () -> Directives.get(() -> Directives.complete(json(desk))))));
    }

    private static HttpResponse json(ByteString document) {
        return HttpResponse.create().withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, document));
    }

    private static ObjectNode read(URI resource) {
        try (InputStream file = ApiDescriptions.class.getResourceAsStream(resource.getPath())) {
            if (file == null) {
                throw new IllegalStateException(resource + " is missing from the server's jar");
            }
            return (ObjectNode) YAML.readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " cannot be read", e);
        }
    }
}
