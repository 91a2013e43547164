package io.parley.bots.actions;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import io.parley.bots.actions.ActionDescription.Argument;
import io.parley.bots.actions.ActionDescription.ArgumentType;
import io.parley.bots.actions.ActionDescription.Method;
import io.parley.bots.actions.ActionDescription.Outcome;
import io.parley.bots.actions.ActionDescription.Request;
import io.parley.dialogue.bot.ActionResult;
import io.parley.dialogue.bot.Requires;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads descriptions of actions from YAML. The format is described, key by key, in {@code docker/seed/README.md}. */
public final class ActionFile {

    private static final int MAX_RETRIES = 5;
    private static final int MAX_ITEMS = 50;
    private static final int ITEMS = 10;
    private static final Pattern MISSING = Pattern.compile("Missing required creator property .*");
    private static final String NAME = "[a-z][a-z0-9-]{0,59}";
    /** Headers set by the client itself or by the configuration. */
    private static final Set<String> OWN_HEADERS =
            Set.of("authorization", "idempotency-key", "content-type", "accept", "cookie");
    /** Outcomes that are not taken from an answer. */
    private static final Set<String> OWN_OUTCOMES =
            Set.of(ActionResult.FAILED, ActionResult.UNKNOWN, ActionResult.TOO_MANY_GUESSES);

    private record FileEntry(
            @Nullable Map<String, Map<String, ValueEntry>> shapes,
            @JsonProperty(required = true) List<ActionEntry> actions) {}

    private record ActionEntry(
            @JsonProperty(required = true) String id,
            @JsonProperty(required = true) String service,
            @Nullable Requires requires,
            @Nullable Map<String, ArgumentEntry> arguments,
            @JsonProperty(required = true) RequestEntry request,
            @Nullable Boolean changes,
            @Nullable Duration timeout,
            @Nullable Integer retries,
            @JsonProperty(required = true) List<OutcomeEntry> outcomes) {}

    private record ArgumentEntry(@Nullable ArgumentType type, @Nullable Boolean required) {}

    private record RequestEntry(
            @JsonProperty(required = true) Method method,
            @JsonProperty(required = true) String path,
            @Nullable Map<String, String> query,
            @Nullable Map<String, String> headers,
            @Nullable JsonNode body,
            @Nullable Boolean idempotencyKey) {}

    private record OutcomeEntry(
            @JsonProperty(required = true) String name,
            @JsonProperty(required = true) Statuses status,
            @Nullable Map<String, JsonNode> where,
            @Nullable String shape,
            @Nullable Map<String, ValueEntry> values) {}

    private record Statuses(Set<Integer> statuses) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Statuses of(JsonNode node) {
            Set<Integer> statuses = new LinkedHashSet<>();
            for (JsonNode status : node.isArray() ? node : List.of(node)) {
                if (!status.isInt() || status.intValue() < 200 || status.intValue() > 599) {
                    throw new IllegalArgumentException("must be an HTTP status from 200 to 599, or a list of them");
                }
                statuses.add(status.intValue());
            }
            return new Statuses(statuses);
        }
    }

    private enum ValueType {
        TEXT,
        LOCALIZED,
        NUMBER,
        MONEY,
        MOMENT,
        LIST
    }

    private enum Unit {
        MINOR,
        MAJOR
    }

    private record ValueEntry(
            @JsonProperty(required = true) String from,
            @Nullable ValueType type,
            @Nullable Boolean required,
            @Nullable Map<String, String> languages,
            @Nullable String currency,
            @Nullable Unit unit,
            @Nullable Integer most,
            @Nullable Map<String, ValueEntry> values) {

        ValueSource source() {
            ValueType is = type == null ? ValueType.TEXT : type;
            only(ValueType.LOCALIZED, is, "languages", languages);
            only(ValueType.MONEY, is, "currency", currency);
            only(ValueType.MONEY, is, "unit", unit);
            only(ValueType.LIST, is, "most", most);
            only(ValueType.LIST, is, "values", values);
            JsonPointer pointer = pointer(from);
            boolean needed = isTrue(required);
            return switch (is) {
                case TEXT -> new ValueSource.OfText(pointer, needed);
                case LOCALIZED -> new ValueSource.OfLocalized(pointer, needed, pointers(languages));
                case NUMBER -> new ValueSource.OfNumber(pointer, needed);
                case MONEY -> new ValueSource.OfMoney(pointer, needed, currency(currency), unit == Unit.MAJOR);
                case MOMENT -> new ValueSource.OfMoment(pointer, needed);
                case LIST -> new ValueSource.OfList(pointer, needed, limit(most), sources(given("values", values)));
            };
        }

        private static void only(ValueType meant, ValueType is, String key, @Nullable Object value) {
            if (value != null && is != meant) {
                throw new IllegalArgumentException(
                        key + " applies to type " + meant.name().toLowerCase(Locale.ROOT) + " only");
            }
        }

        private static Map<String, JsonPointer> pointers(@Nullable Map<String, String> languages) {
            Map<String, JsonPointer> pointers = new LinkedHashMap<>();
            orEmpty(languages).forEach((language, from) -> pointers.put(language, pointer(from)));
            return Map.copyOf(pointers);
        }

        private static String currency(@Nullable String text) {
            String code = given("currency", text);
            if (!code.startsWith("/")) {
                try {
                    Currency.getInstance(code);
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(
                            "currency \"" + code + "\" is neither an ISO 4217 code nor a pointer", e);
                }
            }
            return code;
        }

        private static int limit(@Nullable Integer most) {
            int limit = most == null ? ITEMS : most;
            if (limit < 1 || limit > MAX_ITEMS) {
                throw new IllegalArgumentException("most must be from 1 to " + MAX_ITEMS);
            }
            return limit;
        }

        private static <T> T given(String key, @Nullable T value) {
            if (value == null) {
                throw new IllegalArgumentException(key + " is missing");
            }
            return value;
        }
    }

    private static final ObjectMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
                    .build())
            .addModule(new ParameterNamesModule())
            .addModule(new JavaTimeModule())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    private ActionFile() {}

    /**
     * Returns the actions of one file.
     *
     * @param file its name, for messages
     * @throws IllegalArgumentException with what is wrong and where: an unknown key, a placeholder for an argument that is not declared, …
     */
    public static List<ActionDescription> parse(String file, String yaml) {
        FileEntry content;
        try {
            refuseKeysWithoutValue(file, yaml);
            content = YAML.readValue(yaml, FileEntry.class);
        } catch (UnrecognizedPropertyException e) {
            throw refused(
                    file,
                    e,
                    "unknown key; known keys are "
                            + new TreeSet<>(e.getKnownPropertyIds().stream()
                                    .map(String::valueOf)
                                    .toList()));
        } catch (JsonMappingException e) {
            Throwable cause = e.getCause();
            String said = cause instanceof IllegalArgumentException ? cause.getMessage() : e.getOriginalMessage();
            throw refused(file, e, MISSING.matcher(String.valueOf(said)).replaceFirst("is missing"));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + at(e) + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
        if (content == null) {
            throw new IllegalArgumentException(file + ": is empty");
        }
        List<ActionDescription> actions = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (ActionEntry action : content.actions()) {
            Requires requires = action.requires();
            if (requires == null) {
                throw new IllegalArgumentException(file + ", line " + line(yaml, "/actions/" + actions.size())
                        + ": action " + action.id() + ": requires is missing; it must be anyone, known or verified");
            }
            try {
                if (!ids.add(action.id())) {
                    throw new IllegalArgumentException("duplicate name");
                }
                actions.add(description(action, requires, orEmpty(content.shapes())));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(file + ": action " + action.id() + ": " + e.getMessage(), e);
            }
        }
        return List.copyOf(actions);
    }

    /** Refuses keys without a value, except in conditions, where null means that there must be no value. */
    private static void refuseKeysWithoutValue(String file, String yaml) throws IOException {
        try (JsonParser parser = YAML.createParser(yaml)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                String path = parser.getParsingContext().pathAsPointer().toString();
                if (token == JsonToken.VALUE_NULL && !path.contains("/where/")) {
                    throw new IllegalArgumentException(file + ", line "
                            + parser.currentTokenLocation().getLineNr() + ", " + path + ": has no value");
                }
            }
        }
    }

    /** Returns the line where something begins, from 1. */
    private static int line(String yaml, String path) {
        try (JsonParser parser = YAML.createParser(yaml)) {
            while (parser.nextToken() != null) {
                if (parser.getParsingContext().pathAsPointer().toString().startsWith(path + "/")) {
                    return parser.currentTokenLocation().getLineNr();
                }
            }
            return 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static IllegalArgumentException refused(String file, JsonMappingException e, String said) {
        String path = e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining());
        return new IllegalArgumentException(
                file + (path.isEmpty() ? at(e) : ": " + path.substring(1)) + ": " + said, e);
    }

    private static String at(JsonProcessingException e) {
        return e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
    }

    private static ActionDescription description(
            ActionEntry entry, Requires requires, Map<String, Map<String, ValueEntry>> shapes) {
        named("id", entry.id());
        named("service", entry.service());
        Map<String, Argument> arguments = new LinkedHashMap<>();
        orEmpty(entry.arguments()).forEach((name, argument) -> {
            if (Template.RESERVED.contains(name)) {
                throw new IllegalArgumentException(
                        "argument " + name + " is filled by the server; use {" + name + "} without declaring it");
            }
            if (!name.matches(Template.ARGUMENT)) {
                throw new IllegalArgumentException(
                        "argument \"" + name + "\": a letter, then letters, digits, hyphens and underscores");
            }
            arguments.put(
                    name,
                    new Argument(
                            argument.type() == null ? ArgumentType.TEXT : argument.type(),
                            argument.required() == null || argument.required()));
        });
        Request request = request(entry.request(), requires, arguments);
        boolean changes = entry.changes() == null ? request.method() != Method.GET : entry.changes();
        if (!changes && request.method() != Method.GET && request.method() != Method.POST) {
            throw new IllegalArgumentException(
                    "changes: false is for GET and POST; " + request.method() + " always changes something");
        }
        int retries = entry.retries() == null ? 0 : entry.retries();
        if (retries < 0 || retries > MAX_RETRIES) {
            throw new IllegalArgumentException("retries must be from 0 to " + MAX_RETRIES);
        }
        if (changes && retries > 0 && !request.method().idempotent() && !request.idempotencyKey()) {
            throw new IllegalArgumentException("retries of " + request.method()
                    + " could do it twice; set request.idempotencyKey: true if the service supports idempotency keys");
        }
        if (entry.timeout() != null
                && (entry.timeout().isNegative() || entry.timeout().isZero())) {
            throw new IllegalArgumentException("timeout must be positive");
        }
        if (entry.outcomes().isEmpty()) {
            throw new IllegalArgumentException("outcomes is empty");
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (OutcomeEntry outcome : entry.outcomes()) {
            try {
                outcomes.add(outcome(outcome, shapes));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("outcome " + outcome.name() + ": " + e.getMessage(), e);
            }
        }
        return new ActionDescription(
                entry.id(),
                entry.service(),
                requires,
                Map.copyOf(arguments),
                request,
                changes,
                Optional.ofNullable(entry.timeout()),
                retries,
                List.copyOf(outcomes));
    }

    private static Request request(RequestEntry entry, Requires requires, Map<String, Argument> arguments) {
        Template path = new Template(entry.path());
        if (!entry.path().startsWith("/")) {
            throw new IllegalArgumentException("request.path must begin with a slash");
        }
        URI.create(path.filled(name -> "x"));
        if (entry.path().indexOf('?') >= 0 || entry.path().indexOf('#') >= 0) {
            throw new IllegalArgumentException("request.path contains a query, which belongs in request.query");
        }
        if (entry.body() != null && entry.method() == Method.GET) {
            throw new IllegalArgumentException("request.body is not allowed with GET");
        }
        Map<String, Template> query = templates(entry.query());
        Map<String, Template> headers = templates(entry.headers());
        headers.forEach((name, value) -> {
            if (OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("request.headers: " + name + " cannot be set here");
            }
            HttpRequest.newBuilder().header(name, value.filled(argument -> "x"));
        });

        for (String name : path.names()) {
            Argument argument = arguments.get(name);
            if (argument != null && !argument.required()) {
                throw new IllegalArgumentException("argument " + name + " is used in the path, so it must be required");
            }
        }
        List<Template> parts = new ArrayList<>();
        parts.add(path);
        parts.addAll(query.values());
        parts.addAll(headers.values());
        if (entry.body() != null) {
            collectTexts(entry.body(), parts);
        }
        refuseUnlessIdentifying(requires, parts, arguments);
        Set<String> used = new TreeSet<>();
        parts.forEach(part -> used.addAll(part.names()));
        used.removeAll(Template.RESERVED);
        for (String name : used) {
            if (!arguments.containsKey(name)) {
                throw new IllegalArgumentException("{" + name + "} is not an argument of this action");
            }
        }
        for (String name : arguments.keySet()) {
            if (!used.contains(name)) {
                throw new IllegalArgumentException("argument " + name + " is not used in the request");
            }
        }
        return new Request(entry.method(), path, query, headers, entry.body(), isTrue(entry.idempotencyKey()));
    }

    private static void collectTexts(JsonNode body, List<Template> texts) {
        if (body.isTextual()) {
            texts.add(new Template(body.textValue()));
        }
        body.forEach(part -> collectTexts(part, texts));
    }

    /** The service decides what belongs to whom, so each request must contain the proof that led to it. */
    private static void refuseUnlessIdentifying(
            Requires requires, List<Template> parts, Map<String, Argument> arguments) {
        boolean account = isSent(Template.ACCOUNT, parts, arguments);
        if (requires == Requires.VERIFIED && !account) {
            throw new IllegalArgumentException("requires verified, so the request must identify the customer: use {"
                    + Template.ACCOUNT + "} where no other value can be missing,"
                    + " and let the service refuse what does not belong to that account");
        }
        if (requires == Requires.KNOWN && !(account && isSent(Template.FACTOR, parts, arguments))) {
            throw new IllegalArgumentException("requires known, which any proven account or second factor meets,"
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

    private static Outcome outcome(OutcomeEntry entry, Map<String, Map<String, ValueEntry>> shapes) {
        named("name", entry.name());
        if (OWN_OUTCOMES.contains(entry.name())) {
            throw new IllegalArgumentException("is reserved for answers that are not described, or not asked for");
        }
        Map<JsonPointer, Set<String>> where = new LinkedHashMap<>();
        orEmpty(entry.where()).forEach((at, expected) -> where.put(pointer(at), expected(at, expected)));
        Map<String, ValueEntry> values = new LinkedHashMap<>();
        if (entry.shape() != null) {
            Map<String, ValueEntry> shape = shapes.get(entry.shape());
            if (shape == null) {
                throw new IllegalArgumentException("there is no shape " + entry.shape());
            }
            values.putAll(shape);
        }
        values.putAll(orEmpty(entry.values()));
        return new Outcome(entry.name(), Set.copyOf(entry.status().statuses()), Map.copyOf(where), sources(values));
    }

    private static Set<String> expected(String at, JsonNode node) {
        if (node.isNull()) {
            return Set.of();
        }
        Set<String> texts = StreamSupport.stream((node.isArray() ? node : List.of(node)).spliterator(), false)
                .filter(text -> text.isValueNode() && !text.isNull())
                .map(JsonNode::asText)
                .collect(Collectors.toSet());
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("where " + at + ": a text, a list of texts, or null for nothing there");
        }
        return Set.copyOf(texts);
    }

    private static Map<String, ValueSource> sources(Map<String, ValueEntry> entries) {
        Map<String, ValueSource> sources = new LinkedHashMap<>();
        entries.forEach((name, entry) -> {
            try {
                sources.put(name, entry.source());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("value " + name + ": " + e.getMessage(), e);
            }
        });
        return Map.copyOf(sources);
    }

    private static Map<String, Template> templates(@Nullable Map<String, String> texts) {
        Map<String, Template> templates = new LinkedHashMap<>();
        orEmpty(texts).forEach((name, text) -> templates.put(name, new Template(text)));
        return java.util.Collections.unmodifiableMap(templates);
    }

    private static JsonPointer pointer(String text) {
        try {
            return JsonPointer.compile(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not a JSON Pointer, such as /carrier/name", e);
        }
    }

    private static void named(String key, String name) {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException(key + " \"" + name + "\": lower-case letters, digits and hyphens");
        }
    }

    private static boolean isTrue(@Nullable Boolean flag) {
        return flag != null && flag;
    }

    private static <K, V> Map<K, V> orEmpty(@Nullable Map<K, V> map) {
        return map == null ? Map.of() : map;
    }
}
