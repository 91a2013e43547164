package io.parley.knowledge;

import static io.parley.knowledge.KnowledgeStoresContract.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.Done;
import io.parley.AgentId;
import io.parley.CustomerId;
import io.parley.ErrorCode;
import io.parley.LocalizedText;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.dialogue.knowledge.Article;
import io.parley.dialogue.knowledge.ArticleFile;
import io.parley.directory.DirectoryContent;
import io.parley.directory.FakeDirectory;
import io.parley.directory.PublishedArticles;
import io.parley.knowledge.ArticleVersion.Action;
import io.parley.knowledge.ArticleVersion.State;
import io.parley.privacy.Keyring;
import io.parley.privacy.TestKeys;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ArticlesTest {

    private static final TenantId TENANT = new TenantId("demo");
    private static final Articles.Act ACT = new Articles.Act(new AgentId("me"), "");

    private Instant now = Instant.parse("2026-11-21T08:00:00Z");
    private boolean shelfBroken;

    private final FakeDirectory directory = new FakeDirectory();
    private final FakeArticleStore store = new FakeArticleStore();
    private final PublishedArticles shelf = new PublishedArticles() {
        @Override
        public CompletionStage<List<DirectoryContent.Article>> read(TenantId tenant) {
            return directory.published().read(tenant);
        }

        @Override
        public CompletionStage<Done> put(TenantId tenant, DirectoryContent.Article article) {
            return shelfBroken
                    ? CompletableFuture.failedFuture(new IllegalStateException("no database"))
                    : directory.published().put(tenant, article);
        }

        @Override
        public CompletionStage<Done> remove(TenantId tenant, String article) {
            return directory.published().remove(tenant, article);
        }
    };
    private final Keyring keyring = TestKeys.keyring();
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };
    private final Articles articles = new Articles(store, shelf, keyring, clock);
    private final ArticleImport imported = new ArticleImport(store, shelf, clock);

    private static ArticleContent content(String answer) {
        return ArticleContent.of(
                LocalizedText.of("退货", ""),
                new Article.Questions(List.of(), List.of()),
                LocalizedText.of(answer, ""),
                List.of());
    }

    private static List<Article> file(String answer) {
        return ArticleFile.parse("[{id: a, title: {zh: 退货, en: Returns}, questions: {zh: [怎么退]}, answer: {zh: 七天, en: "
                + answer + "}}]");
    }

    private List<String> inForce() {
        return directory.articles(TENANT).stream()
                .map(DirectoryContent.Article::json)
                .toList();
    }

    @Test
    void importsAFileOnceAndItsChangesAsNewVersions() {
        assertThat(await(imported.run(TENANT, file("seven days"))).added()).isEqualTo(1);
        assertThat(await(imported.run(TENANT, file("seven days"))))
                .isEqualTo(new ArticleImport.Imported(0, 0, List.of()));
        assertThat(await(imported.run(TENANT, file("eight days"))).changed()).isEqualTo(1);

        assertThat(await(articles.get(TENANT, "a")).version()).isEqualTo(2);
        assertThat(inForce()).singleElement().asString().contains("eight days");
    }

    @Test
    void leavesAloneWhatPeopleHaveChangedSinceTheImport() {
        await(imported.run(TENANT, file("seven days")));
        await(articles.change(TENANT, "a", 1, content("我们自己的"), ACT));
        await(articles.publish(TENANT, "a", 2, ACT));

        assertThat(await(imported.run(TENANT, file("seven days"))).leftAlone())
                .as("the file has not changed, so there is nothing to tell")
                .isEmpty();
        assertThat(await(imported.run(TENANT, file("eight days"))).leftAlone()).containsExactly("a");
        assertThat(inForce()).singleElement().asString().contains("我们自己的").doesNotContain("days");
    }

    @Test
    void beginsAndEndsValidityWhenSettling() {
        ArticleContent timed = new ArticleContent(
                LocalizedText.of("", "Sale"),
                new Article.Questions(List.of(), List.of()),
                LocalizedText.of("", "Now"),
                Map.of(),
                List.of(),
                now.plusSeconds(60),
                now.plusSeconds(120),
                null);
        await(articles.create(TENANT, "sale", timed, null, ACT));
        await(articles.publish(TENANT, "sale", 1, ACT));
        assertThat(inForce()).isEmpty();

        now = now.plusSeconds(60);
        await(articles.inForce().settle(TENANT));
        assertThat(inForce()).hasSize(1);
        assertThat(ArticleFile.parse(inForce().toString())).singleElement().satisfies(article -> {
            assertThat(article.title()).isEqualTo(LocalizedText.of("Sale", "Sale"));
            assertThat(article.questions().en()).containsExactly("Sale");
        });

        now = now.plusSeconds(60);
        await(articles.inForce().settle(TENANT));
        assertThat(inForce()).isEmpty();
        assertThat(await(articles.get(TENANT, "sale")).state()).isEqualTo(State.PUBLISHED);
    }

    @Test
    void fallsBackToTheCommonAnswerBeforeTheOtherLanguage() {
        LocalizedText none = LocalizedText.of("", "");
        Article.Questions noQuestions = new Article.Questions(List.of(), List.of());
        ArticleContent both = new ArticleContent(
                LocalizedText.of("退货", ""),
                noQuestions,
                LocalizedText.of("七天内可以退", "Within 7 days"),
                Map.of("sms", LocalizedText.of("", "7 days")),
                List.of(),
                null,
                null,
                null);
        ArticleContent one = new ArticleContent(
                LocalizedText.of("退货", ""),
                noQuestions,
                none,
                Map.of("sms", LocalizedText.of("", "7 days")),
                List.of(),
                null,
                null,
                null);

        assertThat(both.inForce("a").answerOn("sms")).isEqualTo(LocalizedText.of("七天内可以退", "7 days"));
        assertThat(both.inForce("a").answerOn("email")).isEqualTo(both.answer());
        assertThat(one.inForce("a").answerOn("sms")).isEqualTo(LocalizedText.of("7 days", "7 days"));
    }

    @Test
    void keepsThePublishedContentInForceWhileADraftIsWritten() {
        await(articles.create(TENANT, "a", content("旧的"), null, ACT));
        await(articles.publish(TENANT, "a", 1, ACT));
        await(articles.change(TENANT, "a", 2, content("新的"), ACT));
        await(articles.inForce().settle(TENANT));

        assertThat(inForce()).singleElement().asString().contains("旧的");
    }

    @Test
    void catchesUpWithWhatCouldNotBePutBeforeTheBot() {
        await(articles.create(TENANT, "a", content("七天"), null, ACT));
        shelfBroken = true;
        assertThat(await(articles.publish(TENANT, "a", 1, ACT)).state()).isEqualTo(State.PUBLISHED);
        assertThat(inForce()).isEmpty();

        shelfBroken = false;
        await(articles.inForce().settle(TENANT));
        assertThat(inForce()).hasSize(1);
    }

    @Test
    void takesOverWhatAnOlderBuildHasPutIntoTheDirectory() {
        String json = "{\"id\":\"old\",\"title\":{\"zh\":\"旧\",\"en\":\"Old\"},\"questions\":{\"zh\":[\"旧\"]},"
                + "\"answer\":{\"zh\":\"旧\",\"en\":\"Old\"}}";
        await(directory.published().put(TENANT, new DirectoryContent.Article("old", json)));
        await(directory.published().put(TENANT, new DirectoryContent.Article("broken", "{}")));
        await(articles.inForce().settle(TENANT));
        await(articles.inForce().settle(TENANT));

        assertThat(await(articles.get(TENANT, "old")).action()).isEqualTo(Action.IMPORTED);
        assertThat(directory.articles(TENANT))
                .extracting(DirectoryContent.Article::id)
                .containsExactlyInAnyOrder("old", "broken");
    }

    // ---- in customers' words ----

    private static final CustomerId LI = new CustomerId("c-li");
    private static final ArticleVersion.Origin FROM_LI = new ArticleVersion.Origin("019a", null, LI);

    private void proposed(String id, String answer) {
        await(keyring.toSeal(TENANT, LI));
        await(articles.propose(TENANT, id, content(answer), FROM_LI, now));
    }

    /** Everything that the store holds in the clear. */
    private String inClear() {
        return await(store.all(TENANT)).stream()
                .flatMap(article -> await(store.versions(TENANT, article.article(), 100)).stream())
                .flatMap(version -> version.content().words())
                .collect(Collectors.joining(" "));
    }

    private List<ArticleVersion> listed(State... states) {
        return await(articles.list(TENANT, new Articles.Filter(null, Set.of(states), null), 10, null))
                .items();
    }

    private static void refuses(ErrorCode code, CompletionStage<?> act) {
        assertThatThrownBy(() -> act.toCompletableFuture().join())
                .cause()
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(code));
    }

    @Test
    void keepsADraftInACustomersWordsUnderTheirKeyUntilItIsPublished() {
        proposed("a", "没有保修卡也可以保修");
        assertThat(listed(State.PROPOSED)).singleElement().satisfies(article -> assertThat(
                        article.content().answer().in("zh"))
                .isEqualTo("没有保修卡也可以保修"));
        await(articles.change(TENANT, "a", 1, content("没有卡也行"), ACT));
        await(articles.submit(TENANT, "a", 2, ACT));
        assertThat(inClear()).doesNotContain("保修").doesNotContain("没有卡");

        await(articles.publish(TENANT, "a", 3, ACT));
        assertThat(inClear()).contains("没有卡也行").doesNotContain("没有保修卡");
        await(keyring.destroy(TENANT, LI));

        assertThat(inForce()).singleElement().asString().contains("没有卡也行");
        assertThat(await(articles.versions(TENANT, "a")))
                .extracting(ArticleVersion::state)
                .containsExactly(State.PUBLISHED, State.ERASED, State.ERASED, State.ERASED);
        await(articles.change(TENANT, "a", 4, content("我们自己的"), ACT));
        assertThat(inClear()).contains("我们自己的");
        refuses(ErrorCode.NOT_POSSIBLE_NOW, articles.restore(TENANT, "a", 5, 1, ACT));
    }

    @Test
    void losesADraftThatNobodyPublishedWithTheCustomersKey() {
        proposed("a", "没有保修卡也可以保修");
        await(articles.create(TENANT, "own", content("七天"), null, ACT));
        await(keyring.destroy(TENANT, LI));

        assertThat(listed()).extracting(ArticleVersion::article).containsExactly("own");
        assertThat(listed(State.PROPOSED)).isEmpty();
        assertThat(listed(State.ERASED)).singleElement().satisfies(article -> {
            assertThat(article.article()).isEqualTo("a");
            assertThat(article.content()).isEqualTo(ArticleContent.NOTHING);
        });
        assertThat(await(articles.get(TENANT, "a")).state()).isEqualTo(State.ERASED);
        refuses(ErrorCode.NOT_POSSIBLE_NOW, articles.publish(TENANT, "a", 1, ACT));
        refuses(ErrorCode.NOT_POSSIBLE_NOW, articles.submit(TENANT, "a", 1, ACT));
        await(articles.change(TENANT, "a", 1, content("新写的"), ACT));
        await(articles.publish(TENANT, "a", 2, ACT));
        assertThat(inForce()).singleElement().asString().contains("新写的");
    }

    @Test
    void sealsAgainWhatIsRestoredOfADraftAndStillShowsTheArticleThatIsInForceWhenThatIsErased() {
        proposed("a", "没有保修卡也可以保修");
        await(articles.change(TENANT, "a", 1, content("没有卡也行"), ACT));
        await(articles.publish(TENANT, "a", 2, ACT));
        await(articles.restore(TENANT, "a", 3, 1, ACT));
        assertThat(await(articles.get(TENANT, "a")).content().answer().in("zh")).isEqualTo("没有保修卡也可以保修");
        assertThat(inClear()).doesNotContain("没有保修卡");
        await(keyring.destroy(TENANT, LI));
        await(articles.inForce().settle(TENANT));

        assertThat(listed()).singleElement().satisfies(article -> {
            assertThat(article.state()).isEqualTo(State.ERASED);
            assertThat(article.published()).isEqualTo(3);
        });
        assertThat(inForce()).singleElement().asString().contains("没有卡也行");
        await(articles.restore(TENANT, "a", 4, 3, ACT));
        assertThat(await(articles.get(TENANT, "a")).state()).isEqualTo(State.DRAFT);
    }

    @Test
    void takesNothingFromACustomerWhoseKeyIsDestroyed() {
        await(articles.propose(TENANT, "a", content("没有保修卡也可以保修"), FROM_LI, now));
        assertThat(await(store.all(TENANT))).isEmpty();
        refuses(ErrorCode.NOT_POSSIBLE_NOW, articles.create(TENANT, "b", content("七天"), FROM_LI, ACT));
    }
}
