package io.parley.directory;

import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.type.reflect.GenericType;
import io.parley.AgentId;
import io.parley.LocalizedText;
import io.parley.TenantId;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Directory.ChannelAccount;
import io.parley.directory.Directory.Queue;
import io.parley.directory.Directory.Role;
import io.parley.directory.DirectoryContent.Article;
import io.parley.directory.DirectoryContent.Document;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the directory is stored in its tables; see {@code V002}, {@code V006} and {@code V009} in {@code persistence/schema}. */
final class DirectoryRows {

    /** The one partition of the versions. */
    static final String SCOPE = "all";

    private static final GenericType<List<Map<String, String>>> SUGGESTIONS =
            GenericType.listOf(GenericType.mapOf(String.class, String.class));

    private DirectoryRows() {}

    static SimpleStatement versions() {
        return SimpleStatement.newInstance(
                "SELECT tenant, version FROM parley.directory_versions WHERE scope = ?", SCOPE);
    }

    static SimpleStatement newVersion(TenantId tenant) {
        return SimpleStatement.newInstance(
                "INSERT INTO parley.directory_versions (scope, tenant, version) VALUES (?, ?, now())",
                SCOPE,
                tenant.value());
    }

    static SimpleStatement agents(TenantId tenant) {
        return SimpleStatement.newInstance("SELECT * FROM parley.agents WHERE tenant = ?", tenant.value());
    }

    static SimpleStatement queues(TenantId tenant) {
        return SimpleStatement.newInstance("SELECT * FROM parley.queues WHERE tenant = ?", tenant.value());
    }

    static SimpleStatement channelAccounts(TenantId tenant) {
        return SimpleStatement.newInstance("SELECT * FROM parley.channel_accounts WHERE tenant = ?", tenant.value());
    }

    static SimpleStatement articles(TenantId tenant) {
        return SimpleStatement.newInstance("SELECT * FROM parley.articles WHERE tenant = ?", tenant.value());
    }

    static SimpleStatement documents(TenantId tenant) {
        return SimpleStatement.newInstance("SELECT * FROM parley.tenant_documents WHERE tenant = ?", tenant.value());
    }

    static Agent agent(TenantId tenant, Row row) {
        Map<String, Integer> skills = row.getMap("skills", String.class, Integer.class);
        return new Agent(
                tenant,
                new AgentId(text(row, "id")),
                localized(row, "name"),
                text(row, "email"),
                Role.valueOf(text(row, "role").toUpperCase(Locale.ROOT)),
                skills == null ? Map.of() : Map.copyOf(skills),
                row.getInt("capacity"),
                text(row, "password_hash"));
    }

    static SimpleStatement insert(Agent agent) {
        return SimpleStatement.newInstance(
                "INSERT INTO parley.agents (tenant, id, name, email, role, skills, capacity, password_hash)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                agent.tenant().value(),
                agent.id().value(),
                agent.name().texts(),
                agent.email(),
                agent.role().code(),
                agent.skills(),
                agent.capacity(),
                agent.passwordHash());
    }

    static SimpleStatement claim(Agent agent) {
        return SimpleStatement.newInstance(
                "INSERT INTO parley.agent_emails (email, tenant, agent) VALUES (?, ?, ?) IF NOT EXISTS",
                DirectoryCopy.normalized(agent.email()),
                agent.tenant().value(),
                agent.id().value());
    }

    static SimpleStatement release(Agent agent) {
        return SimpleStatement.newInstance(
                "DELETE FROM parley.agent_emails WHERE email = ? IF tenant = ? AND agent = ?",
                DirectoryCopy.normalized(agent.email()),
                agent.tenant().value(),
                agent.id().value());
    }

    static Queue queue(TenantId tenant, Row row) {
        Set<String> skills = row.getSet("skills", String.class);
        return new Queue(tenant, text(row, "id"), localized(row, "name"), skills == null ? Set.of() : skills);
    }

    static SimpleStatement insert(Queue queue) {
        return SimpleStatement.newInstance(
                "INSERT INTO parley.queues (tenant, id, name, skills) VALUES (?, ?, ?, ?)",
                queue.tenant().value(),
                queue.id(),
                queue.name().texts(),
                queue.skills());
    }

    static ChannelAccount channelAccount(TenantId tenant, Row row) {
        return new ChannelAccount(
                tenant,
                text(row, "account"),
                text(row, "channel"),
                localized(row, "name"),
                localized(row, "greeting"),
                suggestions(row),
                text(row, "secret_hash"),
                texts(row, "origins"),
                text(row, "callback"),
                row.getBoolean("vouches"));
    }

    static SimpleStatement insert(ChannelAccount account) {
        return SimpleStatement.newInstance(
                "INSERT INTO parley.channel_accounts (tenant, account, channel, name, greeting,"
                        + " suggestions, secret_hash, origins, callback, vouches)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                account.tenant().value(),
                account.account(),
                account.channel(),
                account.name().texts(),
                account.greeting().texts(),
                account.suggestions().stream().map(LocalizedText::texts).toList(),
                account.secretHash(),
                account.origins(),
                account.callback(),
                account.vouches());
    }

    /** @param claim a widget key, or the hash of a secret, with a prefix for its kind */
    static SimpleStatement claim(String claim, ChannelAccount account) {
        return SimpleStatement.newInstance(
                "INSERT INTO parley.channel_claims (claim, tenant, account) VALUES (?, ?, ?) IF NOT EXISTS",
                claim,
                account.tenant().value(),
                account.account());
    }

    static SimpleStatement release(String claim, ChannelAccount account) {
        return SimpleStatement.newInstance(
                "DELETE FROM parley.channel_claims WHERE claim = ? IF tenant = ? AND account = ?",
                claim,
                account.tenant().value(),
                account.account());
    }

    static SimpleStatement delete(Agent agent) {
        return SimpleStatement.newInstance(
                "DELETE FROM parley.agents WHERE tenant = ? AND id = ?",
                agent.tenant().value(),
                agent.id().value());
    }

    static Article article(Row row) {
        return new Article(text(row, "id"), text(row, "article"));
    }

    static SimpleStatement insert(TenantId tenant, Article article) {
        return SimpleStatement.newInstance(
                "INSERT INTO parley.articles (tenant, id, article) VALUES (?, ?, ?)",
                tenant.value(),
                article.id(),
                article.json());
    }

    static Document document(Row row) {
        return new Document(text(row, "kind"), text(row, "id"), text(row, "document"));
    }

    static SimpleStatement insert(TenantId tenant, Document document) {
        return SimpleStatement.newInstance(
                "INSERT INTO parley.tenant_documents (tenant, kind, id, document) VALUES (?, ?, ?, ?)",
                tenant.value(),
                document.kind(),
                document.id(),
                document.text());
    }

    static SimpleStatement documents(TenantId tenant, String kind) {
        return SimpleStatement.newInstance(
                "SELECT kind, id, document FROM parley.tenant_documents WHERE tenant = ? AND kind = ?",
                tenant.value(),
                kind);
    }

    /** @param before the version that must currently be stored; null if there must be none */
    static SimpleStatement replace(TenantId tenant, @Nullable Document before, Document after) {
        return before == null
                ? SimpleStatement.newInstance(
                        "INSERT INTO parley.tenant_documents (tenant, kind, id, document) VALUES (?, ?, ?, ?) IF NOT EXISTS",
                        tenant.value(),
                        after.kind(),
                        after.id(),
                        after.text())
                : SimpleStatement.newInstance(
                        "UPDATE parley.tenant_documents SET document = ? WHERE tenant = ? AND kind = ? AND id = ? IF document = ?",
                        after.text(),
                        tenant.value(),
                        after.kind(),
                        after.id(),
                        before.text());
    }

    static SimpleStatement deleteArticle(TenantId tenant, String article) {
        return SimpleStatement.newInstance(
                "DELETE FROM parley.articles WHERE tenant = ? AND id = ?", tenant.value(), article);
    }

    static String text(Row row, String column) {
        String value = row.getString(column);
        return value == null ? "" : value;
    }

    private static LocalizedText localized(Row row, String column) {
        Map<String, String> texts = row.getMap(column, String.class, String.class);
        if (texts == null) {
            throw new IllegalStateException("every row of the directory has a " + column);
        }
        return new LocalizedText(texts);
    }

    private static List<LocalizedText> suggestions(Row row) {
        List<Map<String, String>> values = row.get("suggestions", SUGGESTIONS);
        return values == null
                ? List.of()
                : values.stream().map(LocalizedText::new).toList();
    }

    private static List<String> texts(Row row, String column) {
        List<String> values = row.getList(column, String.class);
        return values == null ? List.of() : List.copyOf(values);
    }
}
