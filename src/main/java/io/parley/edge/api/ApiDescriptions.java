package io.parley.edge.api;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.parley.directory.Permission;
import io.parley.directory.Rights;
import io.parley.edge.kit.Json;
import io.parley.site.Component;
import java.net.URL;
import java.util.List;
import java.util.Objects;

/**
 * Machine-readable descriptions of the interfaces: OpenAPI for HTTP, AsyncAPI for the desk socket. Written by hand, checked by tests.
 * Beside the permission that a route or a frame needs are the roles that have it.
 */
public final class ApiDescriptions {

    private static final String PERMISSION = "x-permission";
    private static final String ROLES = "x-roles";

    private ApiDescriptions() {}

    /**
     * Serves both documents.
     *
     * @param parts the files in which the routes of all components are described, see {@link Component#openApi}
     */
    public static Route routes(List<String> parts) {
        ApiBundle bundle = new ApiBundle(
                resource("openapi.yaml"),
                parts.stream().map(ApiDescriptions::resource).toList());
        return Directives.pathPrefix(
                PathMatchers.segment("api").slash("v1"),
                () -> Directives.concat(
                        served("openapi.json", bundle.openApi()), served("asyncapi.json", bundle.asyncApi())));
    }

    private static URL resource(String name) {
        return Objects.requireNonNull(
                ApiDescriptions.class.getResource(name), () -> name + " is missing from the server's jar");
    }

    private static Route served(String name, ObjectNode document) {
        document.findParents(PERMISSION).forEach(node -> addRoles((ObjectNode) node));
        ByteString json = ByteString.fromString(Json.write(document));
        return Directives.path(
                name,
                () -> Directives.get(() -> Directives.complete(
                        HttpResponse.create().withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, json)))));
    }

    private static void addRoles(ObjectNode node) {
        JsonNode permission = node.path(PERMISSION);
        ArrayNode roles = node.putArray(ROLES);
        Rights.rolesWith(Permission.of(permission.textValue())).forEach(role -> roles.add(role.code()));
    }
}
