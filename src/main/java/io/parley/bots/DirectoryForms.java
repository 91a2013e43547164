package io.parley.bots;

import io.parley.TenantId;
import io.parley.dialogue.forms.Forms;
import io.parley.directory.Directory;
import io.parley.directory.DirectoryContent.Document;
import io.parley.kit.PerTenant;
import io.parley.kit.Yaml;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The forms in the directory, read again only when they change. */
final class DirectoryForms {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryForms.class);

    private record Source(List<Document> forms, List<Document> signIn) {}

    private final PerTenant<Source, Forms> forms;

    DirectoryForms(Directory directory) {
        this.forms = new PerTenant<>(
                tenant -> new Source(
                        directory.documents(tenant, Document.FORM), directory.documents(tenant, Document.SIGN_IN)),
                DirectoryForms::read);
    }

    Forms forTenant(TenantId tenant) {
        return forms.of(tenant);
    }

    /** Forms refer to each other, so they are changed together or not at all. */
    private static Forms read(TenantId tenant, Source source, @Nullable Forms previous) {
        try {
            List<Document> signIn = source.signIn();
            return Forms.parse(
                    source.forms().stream()
                            .map(document -> new Yaml.Source("forms/" + document.id(), document.text()))
                            .toList(),
                    signIn.isEmpty() ? Map.of() : Forms.links(signIn.get(0).text()));
        } catch (IllegalArgumentException e) {
            Forms before = previous == null ? Forms.NONE : previous;
            LOG.error(
                    "the forms of {} cannot be read, so it has {} until they are imported again: {}",
                    tenant,
                    before.all().isEmpty() ? "none" : "the previous ones",
                    e.getMessage());
            return before;
        }
    }
}
