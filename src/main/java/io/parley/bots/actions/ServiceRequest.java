package io.parley.bots.actions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.parley.bots.actions.ActionDescription.Argument;
import io.parley.bots.actions.ActionDescription.ArgumentType;
import io.parley.bots.actions.ActionDescription.Request;
import io.parley.dialogue.bot.ActionCall;
import io.parley.dialogue.bot.Authority;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A call as one request, built once and sent as often as necessary, so that all attempts are identical to the byte. */
final class ServiceRequest {

    /** No request can be built from a call. The message names arguments, never their values. */
    static final class Impossible extends Exception {
        Impossible(String message) {
            super(message, null, false, false);
        }
    }

    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]+");
    private static final Pattern PRINTABLE = Pattern.compile("[\\x20-\\x7e]*");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d{1,15})?");

    private final ActionDescription action;
    private final Map<String, String> arguments;

    private ServiceRequest(ActionDescription action, Map<String, String> arguments) {
        this.action = action;
        this.arguments = arguments;
    }

    /**
     * Returns the request for a call.
     *
     * @param base the prefix of the path, without a trailing slash
     * @param timeout until the headers of the answer arrive
     */
    static HttpRequest of(ActionDescription action, ActionCall call, URI base, @Nullable String token, Duration timeout)
            throws Impossible {
        return new ServiceRequest(action, checked(action, call)).built(call, base, token, timeout);
    }

    private static Map<String, String> checked(ActionDescription action, ActionCall call) throws Impossible {
        Map<String, String> given = new TreeMap<>();
        for (Map.Entry<String, String> argument : call.arguments().entrySet()) {
            if (!action.arguments().containsKey(argument.getKey())) {
                throw new Impossible("argument " + argument.getKey() + " is not described");
            }
            if (!argument.getValue().isBlank()) {
                given.put(argument.getKey(), argument.getValue());
            }
        }
        for (Map.Entry<String, Argument> described : action.arguments().entrySet()) {
            String value = given.get(described.getKey());
            if (value == null && described.getValue().required()) {
                throw new Impossible("argument " + described.getKey() + " is missing");
            }
            if (value != null
                    && described.getValue().type() == ArgumentType.NUMBER
                    && !NUMBER.matcher(value).matches()) {
                throw new Impossible("argument " + described.getKey() + " is not a number");
            }
        }
        given.putAll(reserved(call.by()));
        return given;
    }

    private static Map<String, String> reserved(Authority by) {
        Map<String, String> reserved = new TreeMap<>();
        String account = by.account();
        String factor = by.factor();
        reserved.put(Template.VERIFIED, Boolean.toString(account != null));
        if (account != null) {
            reserved.put(Template.ACCOUNT, account);
        }
        if (factor != null) {
            reserved.put(Template.FACTOR, factor);
        }
        return reserved;
    }

    private HttpRequest built(ActionCall call, URI base, @Nullable String token, Duration timeout) throws Impossible {
        Request request = action.request();
        HttpRequest.Builder built = HttpRequest.newBuilder(URI.create(base + path(request.path()) + query(request)))
                .timeout(timeout)
                .header("Accept", "application/json, application/problem+json");
        if (token != null) {
            built.header("Authorization", "Bearer " + token);
        }
        if (request.idempotencyKey()) {
            if (!VISIBLE.matcher(call.key()).matches()) {
                throw new Impossible("the call's key cannot be used in a header");
            }
            built.header("Idempotency-Key", call.key());
        }
        for (Map.Entry<String, Template> header : request.headers().entrySet()) {
            if (hasAll(header.getValue())) {
                String value = filled(header.getValue());
                if (!PRINTABLE.matcher(value).matches()) {
                    throw new Impossible("the value for header " + header.getKey() + " is not allowed in a header");
                }
                built.header(header.getKey(), value);
            }
        }
        BodyPublisher body = BodyPublishers.noBody();
        JsonNode content = request.body() == null ? null : filled(request.body());
        if (content != null) {
            built.header("Content-Type", "application/json");
            body = BodyPublishers.ofString(content.toString());
        }
        return built.method(request.method().name(), body).build();
    }

    private String path(Template path) throws Impossible {
        if (!hasAll(path)) {
            throw new Impossible("its path needs a value that has not been proven");
        }
        for (String name : path.names()) {
            // Encoding does not change dots, and servers resolve these segments to another path.
            String value = value(name);
            if (value.equals(".") || value.equals("..")) {
                throw new Impossible("argument " + name + " cannot be used in a path");
            }
        }
        return path.filled(name -> encoded(value(name)));
    }

    private String query(Request request) {
        String query = request.query().entrySet().stream()
                .filter(parameter -> hasAll(parameter.getValue()))
                .map(parameter -> encoded(parameter.getKey()) + "=" + encoded(filled(parameter.getValue())))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : "?" + query;
    }

    /** Returns null for a part that belongs to a missing argument. */
    private @Nullable JsonNode filled(JsonNode part) {
        if (part.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            part.properties().forEach(member -> {
                JsonNode value = filled(member.getValue());
                if (value != null) {
                    object.set(member.getKey(), value);
                }
            });
            return object;
        }
        if (part.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            part.forEach(item -> {
                JsonNode value = filled(item);
                if (value != null) {
                    array.add(value);
                }
            });
            return array;
        }
        if (!part.isTextual()) {
            return part;
        }
        Template template = new Template(part.textValue());
        if (!hasAll(template)) {
            return null;
        }
        boolean number = template.only()
                .map(action.arguments()::get)
                .filter(argument -> argument.type() == ArgumentType.NUMBER)
                .isPresent();
        String text = filled(template);
        return number ? DecimalNode.valueOf(new BigDecimal(text)) : TextNode.valueOf(text);
    }

    private boolean hasAll(Template template) {
        return arguments.keySet().containsAll(template.names());
    }

    private String filled(Template template) {
        return template.filled(this::value);
    }

    private String value(String name) {
        return arguments.getOrDefault(name, "");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
