package io.parley.events;

import io.parley.TenantId;
import io.parley.directory.Directory;
import io.parley.directory.DirectoryContent.Document;
import io.parley.directory.TenantSchema;
import io.parley.kit.PerTenant;
import io.parley.kit.Yaml;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * The section {@code publish} of {@code tenant.yaml}: how a tenant wants its events published to Kafka.
 *
 * @param personal sealed unless the tenant says otherwise
 */
public record PublishSettings(Disclosure personal) {

    private static final PublishSettings DEFAULT = new PublishSettings(Disclosure.SEALED);

    /**
     * @param text YAML
     * @throws Yaml.Invalid for an unknown key or value
     */
    public static PublishSettings parse(String text) {
        return Yaml.read(Document.PUBLISH, text, TenantSchema.PUBLISH)
                .optional("personal")
                .map(personal ->
                        new PublishSettings(Disclosure.valueOf(personal.text().toUpperCase(Locale.ROOT))))
                .orElse(DEFAULT);
    }

    /** Returns each tenant's choice, according to this node's directory. */
    public static Function<TenantId, Disclosure> of(Directory directory) {
        return new PerTenant<List<Document>, Disclosure>(
                tenant -> directory.documents(tenant, Document.PUBLISH),
                (tenant, documents) -> in(documents).personal())::of;
    }

    private static PublishSettings in(List<Document> documents) {
        return documents.stream()
                .map(document -> parse(document.text()))
                .findFirst()
                .orElse(DEFAULT);
    }
}
