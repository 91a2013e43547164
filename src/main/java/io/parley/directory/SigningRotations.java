package io.parley.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.parley.TenantId;
import io.parley.directory.DirectoryContent.Document;
import io.parley.kit.PerTenant;
import io.parley.signing.SigningSecrets.Rotation;
import io.parley.signing.SigningSecrets.Rotations;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How often the signing secrets of channel accounts were replaced: the section {@code signing} of each in the tenant's file. */
public final class SigningRotations implements Rotations {

    private static final Logger LOG = LoggerFactory.getLogger(SigningRotations.class);
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Optional<Rotation> NEVER = Optional.of(Rotation.NEVER);

    /** By account; empty if this build cannot read the document. */
    private final PerTenant<List<Document>, Map<String, Optional<Rotation>>> rotations;

    /** @param documents of a tenant and a kind, such as {@link Directory#documents} */
    public SigningRotations(BiFunction<TenantId, String, List<Document>> documents) {
        this.rotations = new PerTenant<>(tenant -> documents.apply(tenant, Document.SIGNING), SigningRotations::read);
    }

    @Override
    public Rotation of(TenantId tenant, String account) {
        return rotations
                .of(tenant)
                .getOrDefault(account, NEVER)
                .orElseThrow(() -> new IllegalStateException("unknown which secret signs for " + account));
    }

    private static Map<String, Optional<Rotation>> read(TenantId tenant, List<Document> documents) {
        Map<String, Optional<Rotation>> found = new HashMap<>();
        for (Document document : documents) {
            try {
                found.put(document.id(), Optional.of(parse(document.text())));
            } catch (IllegalArgumentException e) {
                // Checked when it was imported, so another build wrote it.
                LOG.error("nothing can be signed for account {} of {}: {}", document.id(), tenant, e.getMessage());
                found.put(document.id(), Optional.empty());
            }
        }
        return Map.copyOf(found);
    }

    /** @throws IllegalArgumentException describing what is wrong */
    public static Rotation parse(String text) {
        try {
            JsonNode json = YAML.readTree(text);
            JsonNode version = json.path("version");
            JsonNode until = json.path("previousUntil");
            if (!version.isInt() || json.size() != (until.isMissingNode() ? 1 : 2)) {
                throw new IllegalArgumentException(
                        "signing must have a version, a whole number, and optionally previousUntil");
            }
            return new Rotation(
                    version.intValue(), until.isMissingNode() ? Instant.EPOCH : Instant.parse(until.asText()));
        } catch (JsonProcessingException | DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "previousUntil of signing must be an instant, e.g. \"2026-12-24T00:00:00Z\"", e);
        }
    }
}
