package io.parley.bots;

import io.parley.TenantId;
import io.parley.bots.actions.ActionDescription;
import io.parley.bots.actions.ActionDescriptions;
import io.parley.bots.actions.ActionFile;
import io.parley.directory.Directory;
import io.parley.directory.DirectoryContent.Document;
import io.parley.kit.PerTenant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The descriptions of actions in the directory, read again only when they change. */
final class DirectoryActions implements ActionDescriptions {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryActions.class);

    private final PerTenant<List<Document>, Map<String, ActionDescription>> actions;

    DirectoryActions(Directory directory) {
        this.actions = new PerTenant<>(tenant -> directory.documents(tenant, Document.ACTION), DirectoryActions::read);
    }

    @Override
    public Map<String, ActionDescription> forTenant(TenantId tenant) {
        return actions.of(tenant);
    }

    /** Skips documents that cannot be read because a newer or older build wrote them; the tenant's other actions stay available. */
    private static Map<String, ActionDescription> read(TenantId tenant, List<Document> documents) {
        Map<String, ActionDescription> actions = new HashMap<>();
        for (Document document : documents) {
            try {
                for (ActionDescription action : ActionFile.parse(document.id(), document.text())) {
                    if (actions.put(action.id(), action) != null) {
                        LOG.warn(
                                "{} describes action {} more than once; the one in {} is used",
                                tenant,
                                action.id(),
                                document.id());
                    }
                }
            } catch (IllegalArgumentException e) {
                LOG.error("actions of {} are left out: {}", tenant, e.getMessage());
            }
        }
        return Map.copyOf(actions);
    }
}
