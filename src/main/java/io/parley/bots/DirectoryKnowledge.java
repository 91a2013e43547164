package io.parley.bots;

import io.parley.TenantId;
import io.parley.dialogue.knowledge.Article;
import io.parley.dialogue.knowledge.ArticleFile;
import io.parley.dialogue.knowledge.Knowledge;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.directory.Directory;
import io.parley.directory.DirectoryContent;
import io.parley.kit.Yaml;
import io.parley.language.embedding.Embedder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The articles of the directory, indexed again only when they change. */
final class DirectoryKnowledge implements Knowledge {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryKnowledge.class);

    private final Directory directory;
    private final LearnedIndex<List<DirectoryContent.Article>, KnowledgeIndex> indexes;

    /** @param background where articles are embedded, which takes some seconds per hundred new ones; one thread is enough */
    DirectoryKnowledge(Directory directory, Embedder embedder, KeptVectors vectors, Executor background) {
        this.directory = directory;
        indexes = new LearnedIndex<>(
                directory::articles,
                KnowledgeIndex.EMPTY,
                new LearnedIndex.Maker<>() {
                    @Override
                    public KnowledgeIndex byWords(TenantId tenant, List<DirectoryContent.Article> from) {
                        return KnowledgeIndex.of(parsed(tenant, from));
                    }

                    @Override
                    public KnowledgeIndex byMeaning(
                            TenantId tenant, List<DirectoryContent.Article> from, KnowledgeIndex before) {
                        return vectors.lent(
                                tenant,
                                embedder,
                                before.vectors(),
                                known -> KnowledgeIndex.of(parsed(tenant, from), embedder, known),
                                KnowledgeIndex::vectors);
                    }
                },
                background);
    }

    @Override
    public KnowledgeIndex forTenant(TenantId tenant) {
        return indexes.forTenant(tenant);
    }

    /** Completes when all tenants' articles have been embedded. */
    CompletionStage<Void> ready() {
        return indexes.ready(directory.tenants());
    }

    /** Leaves out only the articles that this build cannot read because another build wrote them. */
    private static List<Article> parsed(TenantId tenant, List<DirectoryContent.Article> articles) {
        List<Article> parsed = new ArrayList<>();
        for (DirectoryContent.Article article : articles) {
            try {
                parsed.addAll(ArticleFile.parse("[" + article.json() + "]"));
            } catch (Yaml.Invalid unreadable) {
                LOG.error("an article of {} is left out: {}", tenant, unreadable.getMessage());
            }
        }
        return parsed;
    }
}
