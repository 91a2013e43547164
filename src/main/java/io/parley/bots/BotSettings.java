package io.parley.bots;

import io.parley.TenantId;
import io.parley.dialogue.turn.Policies;
import io.parley.directory.Directory;
import io.parley.directory.DirectoryContent.Document;
import io.parley.directory.TenantSchema;
import io.parley.kit.PerTenant;
import io.parley.kit.Yaml;
import io.parley.kit.YamlNode;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The section {@code bot} of {@code tenant.yaml}: how a tenant's bot differs from others.
 *
 * @param policies by which it decides; all of them unless the tenant says otherwise
 */
public record BotSettings(Policies policies) {

    private static final Logger LOG = LoggerFactory.getLogger(BotSettings.class);

    private static final BotSettings DEFAULT = new BotSettings(Policies.ALL);

    /**
     * @param text YAML
     * @throws Yaml.Invalid for an unknown key, and for a policy that does not exist or cannot be switched off
     */
    public static BotSettings parse(String text) {
        YamlNode bot = Yaml.read(Document.BOT, text, TenantSchema.BOT);
        YamlNode policies = bot.at("policies");
        try {
            return new BotSettings(Policies.without(policies.scalars("off")));
        } catch (IllegalArgumentException e) {
            throw policies.at("off").wrong(String.valueOf(e.getMessage()));
        }
    }

    /** Returns the policies of each tenant's bot, according to this node's directory. */
    public static Function<TenantId, Policies> policies(Directory directory) {
        return new PerTenant<List<Document>, Policies>(
                tenant -> directory.documents(tenant, Document.BOT), BotSettings::policies)::of;
    }

    /** What another version of the server has accepted must not keep this one's bot from answering. */
    private static Policies policies(TenantId tenant, List<Document> documents, @Nullable Policies before) {
        try {
            return documents.stream()
                    .map(document -> parse(document.text()))
                    .findFirst()
                    .orElse(DEFAULT)
                    .policies();
        } catch (IllegalArgumentException e) {
            Policies kept = before == null ? Policies.ALL : before;
            LOG.error(
                    "the bot of {} decides by {} until its tenant.yaml is imported again: {}",
                    tenant,
                    kept,
                    e.getMessage());
            return kept;
        }
    }
}
