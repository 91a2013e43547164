package io.parley.knowledge;

import io.parley.directory.FakeDirectory;
import io.parley.directory.PublishedArticles;

class FakeKnowledgeStoresTest extends KnowledgeStoresContract {

    private final FakeArticleStore articles = new FakeArticleStore();
    private final FakeOpenQuestions questions = new FakeOpenQuestions();
    private final FakeDirectory directory = new FakeDirectory();
    private final FakeVectorStore vectors = new FakeVectorStore();

    @Override
    ArticleStore articles() {
        return articles;
    }

    @Override
    OpenQuestions questions() {
        return questions;
    }

    @Override
    PublishedArticles published() {
        return directory.published();
    }

    @Override
    VectorStore vectors() {
        return vectors;
    }
}
