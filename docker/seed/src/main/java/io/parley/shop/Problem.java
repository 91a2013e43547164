package io.parley.shop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A problem document (RFC 9457). */
record Problem(String type, String title, int status, String detail, String code) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Problem of(ErrorCode code, String detail) {
        return new Problem("urn:parley:shop:" + code.code(), code.title(), code.status(), detail, code.code());
    }

    String written() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Strings and a number always become JSON", e);
        }
    }
}
