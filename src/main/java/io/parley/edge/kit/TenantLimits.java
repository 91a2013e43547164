package io.parley.edge.kit;

import com.typesafe.config.Config;
import io.parley.TenantId;
import io.parley.directory.Directory;
import io.parley.directory.DirectoryContent.Document;
import io.parley.directory.TenantSchema;
import io.parley.kit.PerTenant;
import io.parley.kit.Yaml;
import io.parley.kit.YamlNode;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How much each tenant's customers may use: read from the section {@code limits} of its file, with the node's settings for the rest. */
public final class TenantLimits {

    private static final Logger LOG = LoggerFactory.getLogger(TenantLimits.class);

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
     * @throws Yaml.Invalid with a description of what is wrong
     */
    public static Values parse(String text, Values defaults) {
        YamlNode limits = Yaml.read(Document.LIMITS, text, TenantSchema.LIMITS);
        YamlNode uploads = limits.at("uploads");
        YamlNode sockets = limits.at("sockets");
        return new Values(
                uploads(uploads.at("thread"), defaults.ofThread()),
                uploads(uploads.at("address"), defaults.ofAddress()),
                uploads(uploads.at("tenant"), defaults.ofTenant()),
                new Sockets(
                        sockets.number("thread", defaults.sockets().thread()),
                        sockets.number("address", defaults.sockets().address())));
    }

    private static Uploads uploads(YamlNode one, Uploads otherwise) {
        return new Uploads(
                one.json().path("bytes").asLong(otherwise.bytes()),
                one.json().path("files").asLong(otherwise.files()));
    }
}
