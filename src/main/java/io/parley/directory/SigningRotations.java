package io.parley.directory;

import io.parley.TenantId;
import io.parley.directory.DirectoryContent.Document;
import io.parley.kit.PerTenant;
import io.parley.kit.Yaml;
import io.parley.kit.YamlNode;
import io.parley.signing.SigningSecrets.Rotation;
import io.parley.signing.SigningSecrets.Rotations;
import java.time.Instant;
import java.time.OffsetDateTime;
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

    /** @throws Yaml.Invalid for anything but such a section */
    public static Rotation parse(String text) {
        YamlNode signing = Yaml.read("signing", text, TenantSchema.SIGNING);
        return new Rotation(
                signing.number("version", 0),
                signing.optional("previousUntil").map(SigningRotations::instant).orElse(Instant.EPOCH));
    }

    private static Instant instant(YamlNode until) {
        try {
            return OffsetDateTime.parse(until.text()).toInstant();
        } catch (DateTimeParseException e) {
            // The schema's format allows leap seconds.
            throw until.wrong("an instant is needed, such as \"2026-12-24T00:00:00Z\"");
        }
    }
}
