package io.parley.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.parley.ErrorCode;
import io.parley.Refused;

/** Fields of what others send. One of another type is refused: left out, it would say something else than its sender meant. */
public final class Fields {

    private Fields() {}

    public static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    /**
     * Empty when it is absent.
     *
     * @param called what the sender is told it is called
     * @throws Refused {@code BAD_REQUEST} for anything but text
     */
    public static String text(JsonNode json, String field, String called) {
        JsonNode text = json.path(field);
        if (!isAbsent(text) && !text.isTextual()) {
            throw new Refused(ErrorCode.BAD_REQUEST, called + " must be text.");
        }
        return isAbsent(text) ? "" : text.textValue();
    }

    /**
     * Missing when it is absent.
     *
     * @throws Refused {@code BAD_REQUEST} for anything but an object
     */
    public static JsonNode object(JsonNode json, String field) {
        JsonNode object = json.path(field);
        if (!isAbsent(object) && !object.isObject()) {
            throw new Refused(ErrorCode.BAD_REQUEST, field + " must be a JSON object.");
        }
        return isAbsent(object) ? MissingNode.getInstance() : object;
    }

    /**
     * Missing when it is absent.
     *
     * @throws Refused {@code BAD_REQUEST} for anything but a list
     */
    public static JsonNode list(JsonNode json, String field) {
        JsonNode list = json.path(field);
        if (!isAbsent(list) && !list.isArray()) {
            throw new Refused(ErrorCode.BAD_REQUEST, field + " must be a list.");
        }
        return isAbsent(list) ? MissingNode.getInstance() : list;
    }
}
