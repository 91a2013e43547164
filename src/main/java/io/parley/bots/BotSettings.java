package io.parley.bots;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import io.parley.TenantId;
import io.parley.dialogue.turn.Policies;
import io.parley.directory.Directory;
import io.parley.directory.DirectoryContent.Document;
import io.parley.kit.PerTenant;
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

    private static final ObjectMapper STRICT =
            JsonMapper.builder().addModule(new ParameterNamesModule()).build();

    private record Section(@Nullable PoliciesSection policies) {
        @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
        private Section {}
    }

    private record PoliciesSection(@Nullable List<@Nullable String> off) {
        @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
        private PoliciesSection {}
    }

    /** @throws IllegalArgumentException for an unknown key, and for a policy that does not exist or cannot be switched off */
    public static BotSettings parse(String json) {
        List<String> off = off(json);
        try {
            return new BotSettings(Policies.without(off));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("bot.policies.off in tenant.yaml: " + e.getMessage(), e);
        }
    }

    private static List<String> off(String json) {
        try {
            Section section = STRICT.readValue(json, Section.class);
            PoliciesSection policies = section == null ? null : section.policies();
            List<@Nullable String> off = policies == null ? null : policies.off();
            return off == null ? List.of() : off.stream().map(String::valueOf).toList();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "bot in tenant.yaml may have the key policies, and that the key off, a list of names", e);
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
