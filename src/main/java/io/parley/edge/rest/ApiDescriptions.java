package io.parley.edge.rest;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.parley.edge.kit.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Machine-readable descriptions of the interfaces: OpenAPI for HTTP, AsyncAPI for the desk socket. Written by hand, checked by tests. */
final class ApiDescriptions {

    private static final ObjectMapper YAML = YAMLMapper.builder().build();
    private static final String SCHEMAS = "schemas";

    private ApiDescriptions() {}

    static JsonNode openApi() {
        return read("openapi.yaml");
    }

    /** Includes the schemas of OpenAPI, so that both documents describe the same things. */
    static JsonNode asyncApi() {
        ObjectNode document = (ObjectNode) read("asyncapi.yaml");
        document.withObjectProperty("components")
                .set(SCHEMAS, openApi().path("components").path(SCHEMAS));
        return document;
    }

    static Route routes() {
        ByteString openApi = ByteString.fromString(Json.write(openApi()));
        ByteString asyncApi = ByteString.fromString(Json.write(asyncApi()));
        return Directives.concat(
                Directives.path("openapi.json", () -> Directives.get(() -> Directives.complete(json(openApi)))),
                Directives.path("asyncapi.json", () -> Directives.get(() -> Directives.complete(json(asyncApi)))));
    }

    private static HttpResponse json(ByteString document) {
        return HttpResponse.create().withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, document));
    }

    private static JsonNode read(String name) {
        try (InputStream file = ApiDescriptions.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException(name + " is missing from the server's jar");
            }
            return YAML.readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }
}
