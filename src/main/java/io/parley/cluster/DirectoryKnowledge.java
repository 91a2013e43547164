package io.parley.cluster;

import io.parley.TenantId;
import io.parley.dialogue.knowledge.ArticleFile;
import io.parley.dialogue.knowledge.Knowledge;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.directory.Directory;
import io.parley.directory.DirectoryContent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The articles of the directory, indexed once for every change of them. */
final class DirectoryKnowledge implements Knowledge {

    private record Indexed(List<DirectoryContent.Article> from, KnowledgeIndex index) {}

    private final Directory directory;
    private final Map<TenantId, Indexed> indexes = new ConcurrentHashMap<>();

    DirectoryKnowledge(Directory directory) {
        this.directory = directory;
    }

    @Override
    public KnowledgeIndex forTenant(TenantId tenant) {
        List<DirectoryContent.Article> articles = directory.articles(tenant);
        Indexed known = indexes.get(tenant);
        if (known == null || !known.from().equals(articles)) {
            known = new Indexed(articles, index(articles));
            indexes.put(tenant, known);
        }
        return known.index();
    }

    private static KnowledgeIndex index(List<DirectoryContent.Article> articles) {
        return KnowledgeIndex.of(ArticleFile.parse(
                articles.stream().map(DirectoryContent.Article::json).collect(Collectors.joining(",", "[", "]"))));
    }
}
