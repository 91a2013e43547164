package io.parley.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.parley.TenantId;
import io.parley.directory.DirectoryContent.Document;
import io.parley.signing.SigningSecrets.Rotation;
import io.parley.signing.SigningSecrets.Rotations;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.BiFunction;

/** How often the signing secrets of channel accounts were replaced: the section {@code signing} of each in the tenant's file. */
public final class SigningRotations implements Rotations {

    private static final YAMLMapper YAML = new YAMLMapper();

    private final BiFunction<TenantId, String, List<Document>> documents;

    /** @param documents of a tenant and a kind, such as {@link Directory#documents} */
    public SigningRotations(BiFunction<TenantId, String, List<Document>> documents) {
        this.documents = documents;
    }

    @Override
    public Rotation of(TenantId tenant, String account) {
        return documents.apply(tenant, Document.SIGNING).stream()
                .filter(document -> document.id().equals(account))
                .map(document -> parse(document.text()))
                .findFirst()
                .orElse(Rotation.NEVER);
    }

    /** @throws IllegalArgumentException naming what is wrong */
    public static Rotation parse(String text) {
        try {
            JsonNode json = YAML.readTree(text);
            JsonNode version = json.path("version");
            JsonNode until = json.path("previousUntil");
            if (!version.isInt() || json.size() != (until.isMissingNode() ? 1 : 2)) {
                throw new IllegalArgumentException("signing has a version, a whole number, and perhaps previousUntil");
            }
            return new Rotation(
                    version.intValue(), until.isMissingNode() ? Instant.EPOCH : Instant.parse(until.asText()));
        } catch (JsonProcessingException | DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "previousUntil of signing must be an instant, e.g. \"2026-12-24T00:00:00Z\"", e);
        }
    }
}
