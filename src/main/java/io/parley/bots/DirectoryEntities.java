package io.parley.bots;

import io.parley.TenantId;
import io.parley.dialogue.products.GraphFile;
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

/** Finds entities with the tenant's own product names, read from the directory again only when they change. */
final class DirectoryEntities implements ModelledLanguage.EntitySource {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryEntities.class);

    private record Read(List<Document> products, List<Document> dictionaries, EntityFinder finder) {}

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
        List<Document> products = directory.documents(tenant, Document.PRODUCTS);
        List<Document> dictionaries = directory.documents(tenant, Document.DICTIONARY);
        Read known = read.get(tenant);
        if (known == null
                || !known.products().equals(products)
                || !known.dictionaries().equals(dictionaries)) {
            Stream<Document> named = Stream.concat(
                    Document.inForce(products).stream(),
                    dictionaries.stream().filter(document -> document.id().equals(Entity.PRODUCT)));
            List<String> names = named.flatMap(document -> names(tenant, document))
                    .distinct()
                    .toList();
            known = new Read(products, dictionaries, new EntityFinder(names));
            read.put(tenant, known);
        }
        return known.finder();
    }

    private static Stream<String> names(TenantId tenant, Document document) {
        try {
            return document.kind().equals(Document.PRODUCTS)
                    ? GraphFile.parse(document.text()).names().stream()
                    : Dictionary.parse(document.text()).stream();
        } catch (IllegalArgumentException e) {
            LOG.error("the names in {} of {} are left out: {}", document.id(), tenant, e.getMessage());
            return Stream.of();
        }
    }
}
