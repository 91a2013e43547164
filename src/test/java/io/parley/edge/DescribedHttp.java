package io.parley.edge;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.edge.kit.Json;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Validates requests and answers against the server's OpenAPI document, and remembers the answers. In both directions: everything served
 * below the described addresses must be described, see {@link #exchanged}, and everything described must be served, see {@link
 * #expectAllAnswered}.
 */
public final class DescribedHttp {

    private static final int REFUSED = 400;
    private static final Set<Integer> NOTHING_HERE = Set.of(404, 405);
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete", "head", "options");

    /** One operation: a method of a path with {@code {parameters}}. */
    public record Operation(String method, String path) {
        private boolean isAt(String address) {
            return address.matches(path.replaceAll("\\{[^}]*}", "[^/]+"));
        }

        @Override
        public String toString() {
            return method.toUpperCase(java.util.Locale.ROOT) + " " + path;
        }
    }

    /** The request; the body is empty when there is none. */
    record Sent(String method, URI address, String contentType, String body) {}

    private final Description description;
    private final Map<Operation, Set<Integer>> answered = new ConcurrentHashMap<>();

    DescribedHttp(JsonNode openApi) {
        description = new Description(openApi);
    }

    /** All of them. */
    public List<Operation> operations() {
        List<Operation> found = new ArrayList<>();
        description.at("/paths").properties().forEach(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> {
                    if (METHODS.contains(method)) {
                        found.add(new Operation(method, path.getKey()));
                    }
                }));
        return found;
    }

    /** Whether it is refused without a sign-in or a secret. */
    public boolean needsCredentials(Operation operation) {
        JsonNode own = node(operation).path("security");
        return !(own.isMissingNode() ? description.at("/security") : own).isEmpty();
    }

    /** The permission it needs; null when none is stated. */
    public @Nullable String permission(Operation operation) {
        return node(operation).path("x-permission").textValue();
    }

    /** Whether it is for agents, rather than for customers, channels or the public. */
    public boolean isForAgents(Operation operation) {
        JsonNode own = node(operation).path("security");
        return (own.isMissingNode() ? description.at("/security") : own).findParent("agent") != null;
    }

    /** Fails unless the request and its answer match the description; pages and browsers' preflights are not described. */
    void exchanged(Sent sent, Answer answer) {
        String path = sent.address().getPath();
        if (sent.method().equals("OPTIONS") || !isBelowDescribed(path)) {
            return;
        }
        String what = sent.method() + " " + path;
        Operation operation = find(sent.method(), path);
        if (operation == null) {
            if (!NOTHING_HERE.contains(answer.status())) {
                throw new AssertionError(what + " is not described, but was answered " + answer.status());
            }
            checkContent(description.at("/components/responses/Problem"), answer, what);
            return;
        }
        if (answer.status() < REFUSED) {
            checkQuery(operation, sent.address());
            checkBody(operation, sent);
        }
        checkContent(described(operation, answer.status()), answer, what);
        remember(operation, answer.status());
    }

    /** Fails unless this WebSocket and its answer match the description. The JDK does not expose the body of a refusal. */
    void asked(URI socket, int status) {
        Operation operation = find("GET", socket.getPath());
        if (operation == null) {
            throw new AssertionError("the WebSocket " + socket.getPath() + " is not described");
        }
        described(operation, status);
        if (status < REFUSED) {
            checkQuery(operation, socket);
        }
        remember(operation, status);
    }

    /** Fails unless every operation of this tag gave each answer described as a success, and some refusal if one is described. */
    public void expectAllAnswered(String tag) {
        List<Operation> tagged = operations().stream()
                .filter(operation -> node(operation).at("/tags/0").asText().equals(tag))
                .toList();
        if (tagged.isEmpty()) {
            throw new AssertionError("no operation has the tag " + tag);
        }
        List<String> missing = new ArrayList<>();
        for (Operation operation : tagged) {
            Set<Integer> statuses = answered.getOrDefault(operation, Set.of());
            Set<String> refusals = fieldNames(node(operation).path("responses")).collect(Collectors.toSet());
            refusals.removeIf(name -> {
                boolean success = !name.equals("default") && Integer.parseInt(name) < REFUSED;
                if (success && !statuses.contains(Integer.parseInt(name))) {
                    missing.add(operation + " " + name);
                }
                return success;
            });
            if (!refusals.isEmpty() && statuses.stream().noneMatch(status -> status >= REFUSED)) {
                missing.add(operation + " refused");
            }
        }
        if (!missing.isEmpty()) {
            throw new AssertionError("described, but no test got these answers: " + missing);
        }
    }

    /** Fails unless the value matches the schema of this name. */
    public void check(String schema, JsonNode value) {
        description.check(description.at("/components/schemas/" + schema), value, schema);
    }

    private void remember(Operation operation, int status) {
        answered.computeIfAbsent(operation, o -> ConcurrentHashMap.newKeySet()).add(status);
    }

    private boolean isBelowDescribed(String path) {
        return fieldNames(description.at("/paths"))
                .anyMatch(known -> first(known).equals(first(path)));
    }

    private static String first(String path) {
        return path.split("/", 3)[path.startsWith("/") ? 1 : 0];
    }

    private @Nullable Operation find(String method, String path) {
        return operations().stream()
                .filter(operation -> operation.isAt(path))
                .min(Comparator.comparing(
                        (Operation operation) -> operation.path().contains("{")))
                .map(nearest -> new Operation(method.toLowerCase(java.util.Locale.ROOT), nearest.path()))
                .filter(operations()::contains)
                .orElse(null);
    }

    private JsonNode node(Operation operation) {
        return description.at("/paths").path(operation.path()).path(operation.method());
    }

    private JsonNode described(Operation operation, int status) {
        JsonNode answers = node(operation).path("responses");
        JsonNode own = answers.path(Integer.toString(status));
        JsonNode answer = own.isMissingNode() && status >= REFUSED ? answers.path("default") : own;
        if (answer.isMissingNode()) {
            throw new AssertionError("the answer " + status + " of " + operation + " is not described");
        }
        return description.referred(answer);
    }

    private void checkContent(JsonNode described, Answer answer, String what) {
        fieldNames(described.path("headers")).forEach(name -> {
            if (answer.header(name).isEmpty()) {
                throw new AssertionError(what + " was answered " + answer.status() + " without " + name);
            }
        });
        checkMedia(
                described.path("content"),
                answer.header("Content-Type"),
                answer.body(),
                "the answer " + answer.status() + " to " + what);
    }

    private void checkBody(Operation operation, Sent sent) {
        JsonNode body = node(operation).path("requestBody");
        if (!sent.body().isEmpty()) {
            checkMedia(body.path("content"), sent.contentType(), sent.body(), "the body of " + operation);
        } else if (body.path("required").asBoolean()) {
            throw new AssertionError(operation + " was taken without the body that is described as required");
        }
    }

    private void checkMedia(JsonNode content, String contentType, String body, String what) {
        String type = contentType.replaceFirst(";.*", "");
        JsonNode media = content.has(type) ? content.path(type) : content.path("*/*");
        if (media.isMissingNode() ? !body.isEmpty() : type.endsWith("json") && !media.has("schema")) {
            throw new AssertionError(what + ", of type " + type + ", is not described");
        }
        if (type.endsWith("json")) {
            description.check(media.path("schema"), Json.read(body, JsonNode.class), what);
        }
    }

    private void checkQuery(Operation operation, URI address) {
        List<JsonNode> parameters = Stream.of(description.at("/paths").path(operation.path()), node(operation))
                .flatMap(holder -> Stream.iterate(0, i -> i + 1)
                        .limit(holder.path("parameters").size())
                        .map(holder.path("parameters")::get))
                .map(description::referred)
                .filter(parameter -> parameter.path("in").asText().equals("query"))
                .toList();
        String query = address.getRawQuery() == null ? "" : address.getRawQuery();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&")) {
            String[] parts = pair.split("=", 2);
            JsonNode schema = parameters.stream()
                    .filter(parameter -> parameter.path("name").asText().equals(parts[0]))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(operation + " took " + parts[0] + ", which is not described"))
                    .path("schema");
            JsonNode text = Json.mapper().valueToTree(URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            boolean number = text.asText().matches("-?\\d{1,18}");
            if (!description.fits(schema, text)
                    && !(number && description.fits(schema, Json.mapper().valueToTree(text.asLong())))) {
                throw new AssertionError(operation + " took " + pair + ", which is not as described");
            }
        }
    }

    private static Stream<String> fieldNames(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey);
    }
}
