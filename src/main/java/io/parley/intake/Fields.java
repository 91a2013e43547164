package io.parley.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.parley.ErrorCode;
import io.parley.Refused;

/** Reads fields of JSON from outside. A field of the wrong type is refused, because ignoring it would change the meaning. */
public final class Fields {

    private Fields() {}

    public static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    /**
     * Returns the text of a field; empty when the field is absent.
     *
     * @param called the field's name in error messages
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
     * Returns the object in a field; a {@link MissingNode} when the field is absent.
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
     * Returns the list in a field; a {@link MissingNode} when the field is absent.
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
