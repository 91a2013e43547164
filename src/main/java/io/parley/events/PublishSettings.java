package io.parley.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import io.parley.TenantId;
import io.parley.directory.Directory;
import io.parley.directory.DirectoryContent.Document;
import io.parley.kit.PerTenant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code publish} of {@code tenant.yaml}: how a tenant wants its events published to Kafka.
 *
 * @param personal sealed unless the tenant says otherwise
 */
public record PublishSettings(Disclosure personal) {

    private static final PublishSettings DEFAULT = new PublishSettings(Disclosure.SEALED);

    private static final ObjectMapper STRICT =
            JsonMapper.builder().addModule(new ParameterNamesModule()).build();

    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public PublishSettings(@Nullable Disclosure personal) {
        this.personal = personal == null ? Disclosure.SEALED : personal;
    }

    /** @throws IllegalArgumentException for an unknown key or value */
    public static PublishSettings parse(String json) {
        try {
            PublishSettings read = STRICT.readValue(json, PublishSettings.class);
            return read == null ? DEFAULT : read;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "publish in tenant.yaml may have the key personal, which is sealed, masked or clear", e);
        }
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
