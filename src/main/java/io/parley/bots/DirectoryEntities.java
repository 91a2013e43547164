package io.parley.bots;

import io.parley.TenantId;
import io.parley.dialogue.products.GraphFile;
import io.parley.directory.Directory;
import io.parley.directory.DirectoryContent.Document;
import io.parley.kit.PerTenant;
import io.parley.language.Entity;
import io.parley.language.LanguageEngine.Utterance;
import io.parley.language.engine.ModelledLanguage;
import io.parley.language.entity.Dictionary;
import io.parley.language.entity.EntityFinder;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds entities with the tenant's own product names, read from the directory again only when they change. */
final class DirectoryEntities implements ModelledLanguage.EntitySource {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryEntities.class);

    private record Source(List<Document> products, List<Document> dictionaries) {}

    private final PerTenant<Source, EntityFinder> finders;

    DirectoryEntities(Directory directory) {
        this.finders = new PerTenant<>(
                tenant -> new Source(
                        directory.documents(tenant, Document.PRODUCTS),
                        directory.documents(tenant, Document.DICTIONARY)),
                DirectoryEntities::finder);
    }

    @Override
    public List<Entity> find(Utterance utterance) {
        return finders.of(utterance.tenant())
                .find(utterance.text(), utterance.now(), utterance.zone(), utterance.awaited());
    }

    private static EntityFinder finder(TenantId tenant, Source source) {
        Stream<Document> named = Stream.concat(
                Document.inForce(source.products()).stream(),
                source.dictionaries().stream().filter(document -> document.id().equals(Entity.PRODUCT)));
        return new EntityFinder(
                named.flatMap(document -> names(tenant, document)).distinct().toList());
    }

    private static Stream<String> names(TenantId tenant, Document document) {
        try {
            return document.kind().equals(Document.PRODUCTS)
                    ? GraphFile.parse(document.text()).names().stream()
                    : Dictionary.parse(document.id(), document.text()).stream();
        } catch (IllegalArgumentException e) {
            LOG.error("the names in {} of {} are left out: {}", document.id(), tenant, e.getMessage());
            return Stream.of();
        }
    }
}
