package io.parley.bots;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.TenantId;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.directory.DirectoryContent;
import io.parley.directory.FakeDirectory;
import io.parley.knowledge.FakeVectorStore;
import io.parley.knowledge.VectorStore;
import io.parley.language.embedding.Embedder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DirectoryKnowledgeTest {

    private static final TenantId TENANT = new TenantId("demo");

    private final FakeDirectory directory = new FakeDirectory();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final List<String> embedded = new ArrayList<>();
    private boolean broken;
    private final FakeVectorStore kept = new FakeVectorStore();
    private final DirectoryKnowledge knowledge = started();

    private DirectoryKnowledge started() {
        return new DirectoryKnowledge(
                directory, new Counting(), new KeptVectors(kept, VectorStore.Kind.ARTICLES), waiting::add);
    }

    /** All texts have the same embedding, and requests are counted. */
    private final class Counting implements Embedder {
        @Override
        public String id() {
            return "counting";
        }

        @Override
        public int dimensions() {
            return 2;
        }

        @Override
        public float[] embed(String text) {
            if (broken) {
                throw new IllegalStateException("no model");
            }
            embedded.add(text);
            return new float[] {1, 0};
        }

        @Override
        public void close() {}
    }

    private void has(String id, String question) {
        String json =
                """
                {"id":"%s","title":{"zh":"%s","en":"%s"},"questions":{"zh":["%s"]},"answer":{"zh":"答%s","en":"answer %s"}}"""
                        .formatted(id, "标题" + id, "title " + id, question, id, id);
        directory.add(
                TENANT,
                new DirectoryContent(List.of(), List.of(), List.of(), List.of(new DirectoryContent.Article(id, json))));
    }

    private void backgroundWorks() {
        for (Runnable work = waiting.poll(); work != null; work = waiting.poll()) {
            work.run();
        }
    }

    private Set<String> kept() {
        return kept.read(TENANT, VectorStore.Kind.ARTICLES, "counting")
                .toCompletableFuture()
                .join()
                .texts();
    }

    @Test
    void findsNewArticlesByTheirWordsUntilTheirMeaningIsKnown() {
        has("a", "怎么退货");

        KnowledgeIndex first = knowledge.forTenant(TENANT);
        assertThat(first.matches("怎么退货", 1)).hasSize(1);
        assertThat(knowledge.ready().toCompletableFuture()).isNotDone();
        assertThat(embedded).isEmpty();

        backgroundWorks();
        assertThat(knowledge.ready().toCompletableFuture()).isCompleted();
        assertThat(knowledge.forTenant(TENANT).version()).isNotEqualTo(first.version());
        assertThat(embedded).containsExactlyInAnyOrder("标题a", "title a", "怎么退货", "答a", "answer a");
    }

    @Test
    void tellsChangedArticlesAsBeforeUntilTheirMeaningIsKnownAndEmbedsNothingTwice() {
        has("a", "怎么退货");
        knowledge.forTenant(TENANT);
        backgroundWorks();
        KnowledgeIndex before = knowledge.forTenant(TENANT);
        embedded.clear();

        has("b", "怎么开发票");
        assertThat(knowledge.forTenant(TENANT)).isSameAs(before);
        backgroundWorks();

        assertThat(knowledge.forTenant(TENANT).articles()).hasSize(2);
        assertThat(embedded).containsExactlyInAnyOrder("标题b", "title b", "怎么开发票", "答b", "answer b");
    }

    @Test
    void isReadyWithWordsAloneWhenNothingCanBeEmbedded() {
        broken = true;
        has("a", "怎么退货");
        knowledge.forTenant(TENANT);
        backgroundWorks();

        assertThat(knowledge.ready().toCompletableFuture()).isCompleted();
        assertThat(knowledge.forTenant(TENANT).matches("怎么退货", 1)).hasSize(1);
    }

    @Test
    void leavesOutAnArticleThatCannotBeReadAndTellsTheOthers() {
        has("a", "怎么退货");
        List<DirectoryContent.Article> articles = new ArrayList<>(directory.articles(TENANT));
        articles.add(0, new DirectoryContent.Article("b", "{\"id\":\"b\",\"title\":\"of another build\"}"));
        directory.add(TENANT, new DirectoryContent(List.of(), List.of(), List.of(), articles));

        assertThat(knowledge.forTenant(TENANT).matches("怎么退货", 1)).hasSize(1);
        backgroundWorks();
        assertThat(knowledge.ready().toCompletableFuture()).isCompleted();
        assertThat(knowledge.forTenant(TENANT).matches("怎么退货", 1)).hasSize(1);
    }

    @Test
    void readsNoTextThatWasReadBeforeItStarted() {
        has("a", "怎么退货");
        knowledge.forTenant(TENANT);
        backgroundWorks();
        embedded.clear();

        has("b", "怎么开发票");
        DirectoryKnowledge again = started();
        again.forTenant(TENANT);
        backgroundWorks();

        assertThat(again.forTenant(TENANT).articles()).hasSize(2);
        assertThat(embedded).containsExactlyInAnyOrder("标题b", "title b", "怎么开发票", "答b", "answer b");
    }

    @Test
    void keepsNothingOfTextsThatAreGone() {
        has("a", "怎么退货");
        knowledge.forTenant(TENANT);
        backgroundWorks();
        Set<String> before = kept();

        has("a", "怎么换货");
        knowledge.forTenant(TENANT);
        backgroundWorks();

        assertThat(kept()).hasSize(5);
        assertThat(before).filteredOn(text -> !kept().contains(text)).hasSize(1);
    }

    @Test
    void findsOutWhatTextsMeanWhenNothingKeptCanBeReadOrWritten() {
        kept.fails = true;
        has("a", "怎么退货");
        knowledge.forTenant(TENANT);
        backgroundWorks();
        assertThat(embedded).hasSize(5);
        assertThat(knowledge.forTenant(TENANT).vectors().texts()).hasSize(5);
    }

    @Test
    void knowsNothingOfATenantWithoutArticles() {
        assertThat(knowledge.forTenant(TENANT).matches("怎么退货", 1)).isEmpty();
    }
}
