package io.parley.cluster;

import io.parley.TenantId;
import io.parley.directory.Directory;
import io.parley.directory.DirectoryContent.Document;
import io.parley.language.Entity;
import io.parley.language.LanguageEngine.Utterance;
import io.parley.language.engine.ModelledLanguage;
import io.parley.language.entity.Dictionary;
import io.parley.language.entity.EntityFinder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds entities with the tenant's own product names, read from the directory once for every change of them. */
final class DirectoryEntities implements ModelledLanguage.EntitySource {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryEntities.class);

    private record Read(List<Document> from, EntityFinder finder) {}

    private final Directory directory;
    private final Map<TenantId, Read> read = new ConcurrentHashMap<>();

    DirectoryEntities(Directory directory) {
        this.directory = directory;
    }

    @Override
    public List<Entity> find(Utterance utterance) {
        return finder(utterance.tenant())
                .find(utterance.text(), utterance.now(), utterance.zone(), utterance.awaited());
    }

    private EntityFinder finder(TenantId tenant) {
        List<Document> documents = directory.documents(tenant, Document.DICTIONARY);
        Read known = read.get(tenant);
        if (known == null || !known.from().equals(documents)) {
            List<String> products = documents.stream()
                    .filter(document -> document.id().equals(Entity.PRODUCT))
                    .flatMap(document -> names(tenant, document))
                    .toList();
            known = new Read(documents, new EntityFinder(products));
            read.put(tenant, known);
        }
        return known.finder();
    }

    private static Stream<String> names(TenantId tenant, Document dictionary) {
        try {
            return Dictionary.parse(dictionary.text()).stream();
        } catch (IllegalArgumentException e) {
            LOG.error("the dictionary {} of {} is left out: {}", dictionary.id(), tenant, e.getMessage());
            return Stream.of();
        }
    }
}
