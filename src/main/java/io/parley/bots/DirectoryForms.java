package io.parley.bots;

import io.parley.TenantId;
import io.parley.dialogue.forms.Forms;
import io.parley.directory.Directory;
import io.parley.directory.DirectoryContent.Document;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The forms in the directory, read again only when they change. */
final class DirectoryForms {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryForms.class);

    private record Read(List<Document> from, List<Document> signIn, Forms forms) {}

    private final Directory directory;
    private final Map<TenantId, Read> read = new ConcurrentHashMap<>();

    DirectoryForms(Directory directory) {
        this.directory = directory;
    }

    Forms forTenant(TenantId tenant) {
        List<Document> documents = directory.documents(tenant, Document.FORM);
        List<Document> signIn = directory.documents(tenant, Document.SIGN_IN);
        Read known = read.get(tenant);
        if (known == null || !known.from().equals(documents) || !known.signIn().equals(signIn)) {
            known = new Read(
                    documents, signIn, forms(tenant, documents, signIn, known == null ? Forms.NONE : known.forms()));
            read.put(tenant, known);
        }
        return known.forms();
    }

    /** Forms refer to each other, so they are changed together or not at all. */
    private static Forms forms(TenantId tenant, List<Document> documents, List<Document> signIn, Forms before) {
        try {
            return Forms.parse(
                    documents.stream().map(Document::text).toList(),
                    signIn.isEmpty() ? Map.of() : Forms.links(signIn.get(0).text()));
        } catch (IllegalArgumentException e) {
            LOG.error(
                    "the forms of {} cannot be read, so it has {} until they are imported again: {}",
                    tenant,
                    before.all().isEmpty() ? "none" : "the previous ones",
                    e.getMessage());
            return before;
        }
    }
}
