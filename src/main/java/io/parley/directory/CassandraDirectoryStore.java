package io.parley.directory;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.parley.AgentId;
import io.parley.ErrorCode;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.directory.Directory.Agent;
import io.parley.directory.Directory.ChannelAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes the directory's tables. The version is written last, so that a node that sees it sees everything before it. */
public final class CassandraDirectoryStore implements DirectoryStore {

    private final CqlSession session;

    /** @param session stays open */
    public CassandraDirectoryStore(CqlSession session) {
        this.session = session;
    }

    @Override
    public DirectoryContent read(TenantId tenant) {
        return new DirectoryContent(
                        rows(DirectoryRows.agents(tenant), row -> DirectoryRows.agent(tenant, row)),
                        rows(DirectoryRows.queues(tenant), row -> DirectoryRows.queue(tenant, row)),
                        rows(DirectoryRows.channelAccounts(tenant), row -> DirectoryRows.channelAccount(tenant, row)),
                        rows(DirectoryRows.articles(tenant), DirectoryRows::article))
                .with(rows(DirectoryRows.documents(tenant), DirectoryRows::document));
    }

    @Override
    public void add(TenantId tenant, DirectoryContent content) {
        DirectoryContent stored = read(tenant);
        Map<?, Agent> before = stored.agents().stream().collect(Collectors.toMap(Agent::id, Function.identity()));
        List<SimpleStatement> changes = new ArrayList<>();
        List<SimpleStatement> released = new ArrayList<>();
        for (Agent agent : content.agents()) {
            Agent known = before.get(agent.id());
            if (agent.equals(known)) {
                continue;
            }
            claim(agent);
            if (known != null
                    && !DirectoryCopy.normalized(known.email()).equals(DirectoryCopy.normalized(agent.email()))) {
                released.add(DirectoryRows.release(known));
            }
            changes.add(DirectoryRows.insert(agent));
        }
        content.queues().stream()
                .filter(q -> !stored.queues().contains(q))
                .map(DirectoryRows::insert)
                .forEach(changes::add);
        for (ChannelAccount account : content.channelAccounts()) {
            if (!stored.channelAccounts().contains(account)) {
                account.claims().forEach(claim -> claim(claim, account));
                stored.channelAccounts().stream()
                        .filter(known -> known.account().equals(account.account()))
                        .flatMap(known -> known.claims().stream()
                                .filter(claim -> !account.claims().contains(claim))
                                .map(claim -> DirectoryRows.release(claim, known)))
                        .forEach(released::add);
                changes.add(DirectoryRows.insert(account));
            }
        }
        content.articles().stream()
                .filter(a -> !stored.articles().contains(a))
                .map(a -> DirectoryRows.insert(tenant, a))
                .forEach(changes::add);
        content.allDocuments().stream()
                .filter(d -> !stored.allDocuments().contains(d))
                .map(d -> DirectoryRows.insert(tenant, d))
                .forEach(changes::add);
        if (!changes.isEmpty()) {
            changes.addAll(released);
            changes.add(DirectoryRows.newVersion(tenant));
            changes.forEach(this::execute);
        }
    }

    @Override
    public void removeAgents(TenantId tenant, Set<AgentId> agents) {
        List<Agent> gone = read(tenant).agents().stream()
                .filter(agent -> agents.contains(agent.id()))
                .toList();
        if (!gone.isEmpty()) {
            gone.forEach(agent -> execute(DirectoryRows.delete(agent)));
            gone.forEach(agent -> execute(DirectoryRows.release(agent)));
            execute(DirectoryRows.newVersion(tenant));
        }
    }

    private void claim(String claim, ChannelAccount account) {
        ResultSet result = execute(DirectoryRows.claim(claim, account));
        Row holder = result.wasApplied() ? null : result.one();
        if (holder != null
                && !(account.tenant().value().equals(holder.getString("tenant"))
                        && account.account().equals(holder.getString("account")))) {
            throw ChannelAccount.taken(claim, account);
        }
    }

    private void claim(Agent agent) {
        ResultSet result = execute(DirectoryRows.claim(agent));
        Row holder = result.wasApplied() ? null : result.one();
        if (holder != null
                && !(agent.tenant().value().equals(holder.getString("tenant"))
                        && agent.id().value().equals(holder.getString("agent")))) {
            throw new Refused(
                    ErrorCode.NOT_POSSIBLE_NOW,
                    "The e-mail address of agent " + agent
                            + " belongs to another agent. Give each agent its own address.");
        }
    }

    private <T> List<T> rows(SimpleStatement query, Function<Row, T> read) {
        List<T> found = new ArrayList<>();
        execute(query).forEach(row -> found.add(read.apply(row)));
        return found;
    }

    private ResultSet execute(SimpleStatement statement) {
        return session.execute(statement.setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM));
    }
}
