package io.parley.bots.actions;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.parley.bots.actions.ActionDescription.Argument;
import io.parley.bots.actions.ActionDescription.ArgumentType;
import io.parley.bots.actions.ActionDescription.Method;
import io.parley.bots.actions.ActionDescription.Outcome;
import io.parley.bots.actions.ActionDescription.Request;
import io.parley.dialogue.bot.Requires;
import io.parley.kit.Yaml;
import io.parley.kit.YamlNode;
import io.parley.kit.YamlSchema;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads descriptions of actions from YAML that follows their schema, and refuses what the schema cannot: placeholders and shapes that lead
 * nowhere, requests that do not identify the customer, and changes that could be made twice.
 */
public final class ActionFile {

    /** What a file of actions must be like. */
    public static final YamlSchema SCHEMA = YamlSchema.beside(ActionFile.class, "actions.schema.json");

    private static final int ITEMS = 10;

    private final YamlNode shapes;

    private ActionFile(YamlNode shapes) {
        this.shapes = shapes;
    }

    /**
     * Returns the actions of one file.
     *
     * @param file its name, for messages
     * @throws Yaml.Invalid with what is wrong and where: an unknown key, a placeholder for an argument that is not declared, …
     */
    public static List<ActionDescription> parse(String file, String yaml) {
        YamlNode root = Yaml.read(file, yaml, SCHEMA);
        // Also those that no outcome has.
        root.entries("shapes").forEach(shape -> sources(shape.getValue()));
        ActionFile reader = new ActionFile(root.at("shapes"));
        List<ActionDescription> actions = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (YamlNode action : root.list("actions")) {
            if (!ids.add(action.at("id").text())) {
                throw action.at("id").wrong("duplicate name");
            }
            actions.add(reader.action(action));
        }
        return List.copyOf(actions);
    }

    private ActionDescription action(YamlNode node) {
        Requires requires = Stream.of(Requires.values())
                .filter(one -> one.code().equals(node.at("requires").text()))
                .findFirst()
                .orElseThrow();
        Map<String, Argument> arguments = new LinkedHashMap<>();
        node.entries("arguments").forEach(entry -> arguments.put(entry.getKey(), argument(entry.getValue())));
        Request request = request(node.at("request"), requires, arguments);
        boolean changes = node.has("changes") ? node.isTrue("changes") : request.method() != Method.GET;
        int retries = node.number("retries", 0);
        if (changes && retries > 0 && !request.method().idempotent() && !request.idempotencyKey()) {
            throw node.at("retries")
                    .wrong(
                            "retries of " + request.method()
                                    + " could do it twice; set request.idempotencyKey: true if the service supports idempotency keys");
        }
        return new ActionDescription(
                node.at("id").text(),
                node.at("service").text(),
                requires,
                Map.copyOf(arguments),
                request,
                changes,
                node.optional("timeout").map(timeout -> Duration.parse(timeout.text())),
                retries,
                node.list("outcomes").stream().map(this::outcome).toList());
    }

    private static Argument argument(YamlNode node) {
        return new Argument(
                node.optional("type")
                        .map(type -> ArgumentType.valueOf(type.text().toUpperCase(Locale.ROOT)))
                        .orElse(ArgumentType.TEXT),
                !node.has("required") || node.isTrue("required"));
    }

    private static Request request(YamlNode node, Requires requires, Map<String, Argument> arguments) {
        Template path = template(node.at("path"));
        orWrong(node.at("path"), () -> URI.create(path.filled(name -> "x")));
        Map<String, Template> query = templates(node, "query");
        Map<String, Template> headers = templates(node, "headers");
        headers.forEach((name, value) -> orWrong(node.at("headers").at(name), () -> HttpRequest.newBuilder()
                .header(name, value.filled(argument -> "x"))));
        List<Template> parts = new ArrayList<>();
        parts.add(path);
        parts.addAll(query.values());
        parts.addAll(headers.values());
        node.optional("body").ifPresent(body -> collectTexts(body, parts));
        refuseUnlessIdentifying(node, requires, parts, arguments);
        refuseUnused(node, path, parts, arguments);
        return new Request(
                Method.valueOf(node.at("method").text()),
                path,
                query,
                headers,
                node.optional("body").map(YamlNode::json).orElse(null),
                node.isTrue("idempotencyKey"));
    }

    private static void refuseUnused(
            YamlNode node, Template path, List<Template> parts, Map<String, Argument> arguments) {
        for (String name : path.names()) {
            Argument argument = arguments.get(name);
            if (argument != null && !argument.required()) {
                throw node.at("path").wrong("argument " + name + " is used in the path, so it must be required");
            }
        }
        Set<String> used = new TreeSet<>();
        parts.forEach(part -> used.addAll(part.names()));
        used.removeAll(Template.RESERVED);
        for (String name : used) {
            if (!arguments.containsKey(name)) {
                throw node.wrong("{" + name + "} is not an argument of this action");
            }
        }
        for (String name : arguments.keySet()) {
            if (!used.contains(name)) {
                throw node.wrong("argument " + name + " is not used in the request");
            }
        }
    }

    private static void collectTexts(YamlNode body, List<Template> texts) {
        if (body.json().isTextual()) {
            texts.add(template(body));
        } else if (body.json().isArray()) {
            body.list().forEach(part -> collectTexts(part, texts));
        } else if (body.json().isObject()) {
            body.entries().forEach(part -> collectTexts(part.getValue(), texts));
        }
    }

    /** The service decides what belongs to whom, so each request must contain the proof that led to it. */
    private static void refuseUnlessIdentifying(
            YamlNode node, Requires requires, List<Template> parts, Map<String, Argument> arguments) {
        boolean account = isSent(Template.ACCOUNT, parts, arguments);
        if (requires == Requires.VERIFIED && !account) {
            throw node.wrong("requires verified, so the request must identify the customer: use {"
                    + Template.ACCOUNT + "} where no other value can be missing,"
                    + " and let the service refuse what does not belong to that account");
        }
        if (requires == Requires.KNOWN && !(account && isSent(Template.FACTOR, parts, arguments))) {
            throw node.wrong("requires known, which any proven account or second factor meets,"
                    + " so the request must identify the customer: use {" + Template.ACCOUNT + "} and {"
                    + Template.FACTOR + "}, each where no other value can be missing,"
                    + " and let the service refuse what neither of them gives access to");
        }
    }

    /** Whether a value is part of every request for which there is one: parts are left out if any of their values is missing. */
    private static boolean isSent(String name, List<Template> parts, Map<String, Argument> arguments) {
        return parts.stream()
                .map(Template::names)
                .anyMatch(names -> names.contains(name)
                        && names.stream().allMatch(other -> other.equals(name) || isAlwaysThere(other, arguments)));
    }

    private static boolean isAlwaysThere(String name, Map<String, Argument> arguments) {
        Argument argument = arguments.get(name);
        return name.equals(Template.VERIFIED) || (argument != null && argument.required());
    }

    private Outcome outcome(YamlNode node) {
        Map<JsonPointer, Set<String>> where = new LinkedHashMap<>();
        node.entries("where")
                .forEach(entry -> where.put(
                        JsonPointer.compile(entry.getKey()),
                        each(entry.getValue().json())
                                .filter(expected -> !expected.isNull())
                                .map(JsonNode::asText)
                                .collect(Collectors.toUnmodifiableSet())));
        Map<String, ValueSource> values = new LinkedHashMap<>();
        node.optional("shape").ifPresent(shape -> {
            if (!shapes.has(shape.text())) {
                throw shape.wrong("there is no shape " + shape.text());
            }
            values.putAll(sources(shapes.at(shape.text())));
        });
        node.optional("values").ifPresent(own -> values.putAll(sources(own)));
        return new Outcome(
                node.at("name").text(),
                each(node.at("status").json()).map(JsonNode::asInt).collect(Collectors.toUnmodifiableSet()),
                Map.copyOf(where),
                Map.copyOf(values));
    }

    /** A value by itself, or those of a list. */
    private static Stream<JsonNode> each(JsonNode json) {
        return json.isArray() ? json.valueStream() : Stream.of(json);
    }

    private static Map<String, ValueSource> sources(YamlNode node) {
        Map<String, ValueSource> sources = new LinkedHashMap<>();
        node.entries().forEach(entry -> sources.put(entry.getKey(), source(entry.getValue())));
        return Map.copyOf(sources);
    }

    private static ValueSource source(YamlNode node) {
        JsonPointer pointer = JsonPointer.compile(node.at("from").json().textValue());
        boolean needed = node.isTrue("required");
        return switch (node.optional("type").map(YamlNode::text).orElse("text")) {
            case "localized" ->
                new ValueSource.OfLocalized(
                        pointer,
                        needed,
                        node.entries("languages").stream()
                                .collect(Collectors.toUnmodifiableMap(
                                        Map.Entry::getKey,
                                        language -> JsonPointer.compile(
                                                language.getValue().json().textValue()))));
            case "number" -> new ValueSource.OfNumber(pointer, needed);
            case "money" ->
                new ValueSource.OfMoney(
                        pointer,
                        needed,
                        currency(node.at("currency")),
                        node.at("unit").json().asText().equals("major"));
            case "moment" -> new ValueSource.OfMoment(pointer, needed);
            case "list" ->
                new ValueSource.OfList(pointer, needed, node.number("most", ITEMS), sources(node.at("values")));
            default -> new ValueSource.OfText(pointer, needed);
        };
    }

    private static String currency(YamlNode node) {
        String code = node.text();
        if (!code.startsWith("/")) {
            try {
                Currency.getInstance(code);
            } catch (IllegalArgumentException e) {
                throw node.wrong("currency \"" + code + "\" is neither an ISO 4217 code nor a pointer");
            }
        }
        return code;
    }

    private static Map<String, Template> templates(YamlNode request, String key) {
        Map<String, Template> templates = new LinkedHashMap<>();
        request.entries(key).forEach(entry -> templates.put(entry.getKey(), template(entry.getValue())));
        return Collections.unmodifiableMap(templates);
    }

    private static Template template(YamlNode node) {
        return orWrong(node, () -> new Template(node.json().asText()));
    }

    /** What can be made of a value, or its place. */
    private static <T> T orWrong(YamlNode node, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw node.wrong(String.valueOf(e.getMessage()));
        }
    }
}
