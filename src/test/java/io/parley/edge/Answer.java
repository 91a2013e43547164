package io.parley.edge;

import com.fasterxml.jackson.databind.JsonNode;
import io.parley.edge.kit.Json;
import java.net.http.HttpHeaders;

/** What the server answered. */
public record Answer(int status, HttpHeaders headers, String body) {

    public JsonNode json() {
        return Json.read(body, JsonNode.class);
    }

    /** Empty when it is absent. */
    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }
}
