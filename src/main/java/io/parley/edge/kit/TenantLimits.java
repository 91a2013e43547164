package io.parley.edge.kit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.typesafe.config.Config;
import io.parley.TenantId;
import io.parley.directory.Directory;
import io.parley.directory.DirectoryContent.Document;
import io.parley.kit.PerTenant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How much each tenant's customers may use: read from the section {@code limits} of its file, with the node's settings for the rest. */
public final class TenantLimits {

    private static final Logger LOG = LoggerFactory.getLogger(TenantLimits.class);
    private static final YAMLMapper YAML = new YAMLMapper();

    /** @param bytes and {@code files} per day, which begins at midnight UTC */
    public record Uploads(long bytes, long files) {}

    /** @param thread sockets of one conversation on one node, {@code address} from one network address */
    public record Sockets(int thread, int address) {}

    /** @param ofThread what may be uploaded to one thread, from one network address, by all of a tenant's customers together */
    public record Values(Uploads ofThread, Uploads ofAddress, Uploads ofTenant, Sockets sockets) {

        /** @param config the section {@code parley.http.limits.of-tenants} */
        static Values from(Config config) {
            return new Values(
                    uploads(config.getConfig("uploads.thread")),
                    uploads(config.getConfig("uploads.address")),
                    uploads(config.getConfig("uploads.tenant")),
                    new Sockets(config.getInt("sockets.thread"), config.getInt("sockets.address")));
        }

        private static Uploads uploads(Config config) {
            return new Uploads(config.getBytes("bytes"), config.getLong("files"));
        }
    }

    private final PerTenant<List<Document>, Values> limits;

    /** @param defaults for limits that a tenant does not set */
    public TenantLimits(Directory directory, Values defaults) {
        this.limits = new PerTenant<>(
                tenant -> directory.documents(tenant, Document.LIMITS),
                (tenant, documents) -> values(tenant, documents, defaults));
    }

    public Values of(TenantId tenant) {
        return limits.of(tenant);
    }

    private static Values values(TenantId tenant, List<Document> documents, Values defaults) {
        Values values = defaults;
        for (Document document : documents) {
            try {
                values = parse(document.text(), defaults);
            } catch (IllegalArgumentException e) {
                // Checked when it was imported, so another build wrote it.
                LOG.error("the limits of {} are left out: {}", tenant, e.getMessage());
            }
        }
        return values;
    }

    /**
     * @param text YAML, the section {@code limits} of a tenant's file
     * @throws IllegalArgumentException with a description of what is wrong
     */
    public static Values parse(String text, Values defaults) {
        JsonNode root;
        try {
            root = YAML.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("limits is not YAML: " + e.getOriginalMessage(), e);
        }
        only(root, "limits", Set.of("uploads", "sockets"));
        JsonNode uploads = root.path("uploads");
        only(uploads, "limits.uploads", Set.of("thread", "address", "tenant"));
        JsonNode sockets = root.path("sockets");
        only(sockets, "limits.sockets", Set.of("thread", "address"));
        return new Values(
                uploads(uploads, "thread", defaults.ofThread()),
                uploads(uploads, "address", defaults.ofAddress()),
                uploads(uploads, "tenant", defaults.ofTenant()),
                new Sockets(
                        (int) number(
                                sockets,
                                "limits.sockets",
                                "thread",
                                defaults.sockets().thread()),
                        (int) number(
                                sockets,
                                "limits.sockets",
                                "address",
                                defaults.sockets().address())));
    }

    private static Uploads uploads(JsonNode all, String whose, Uploads otherwise) {
        String name = "limits.uploads." + whose;
        JsonNode one = all.path(whose);
        only(one, name, Set.of("bytes", "files"));
        return new Uploads(
                number(one, name, "bytes", otherwise.bytes()), number(one, name, "files", otherwise.files()));
    }

    private static long number(JsonNode node, String where, String name, long otherwise) {
        @Nullable JsonNode value = node.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() && !name.equals("bytes") || value.asLong() < 1) {
            throw new IllegalArgumentException(where + "." + name + " must be a whole number from 1");
        }
        return value.asLong();
    }

    private static void only(JsonNode node, String where, Set<String> names) {
        if (!node.isObject() && !node.isMissingNode()) {
            throw new IllegalArgumentException(where + " must be a section");
        }
        List<String> unknown = new ArrayList<>();
        for (Iterator<String> fields = node.fieldNames(); fields.hasNext(); ) {
            String field = fields.next();
            if (!names.contains(field)) {
                unknown.add(field);
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(where + " has no " + String.join(", ", unknown));
        }
    }
}
