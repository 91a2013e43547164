package io.parley.knowledge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.AgentId;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.LocalizedText;
import io.parley.TenantId;
import io.parley.dialogue.knowledge.Article;
import io.parley.dialogue.knowledge.Vectors;
import io.parley.directory.DirectoryContent;
import io.parley.directory.PublishedArticles;
import io.parley.knowledge.ArticleVersion.Action;
import io.parley.knowledge.ArticleVersion.State;
import io.parley.language.Language;
import io.parley.privacy.CustomerKeys;
import io.parley.privacy.Keyring;
import io.parley.privacy.TestKeys;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contract of stores of articles and questions, in memory and in Cassandra. */
abstract class KnowledgeStoresContract {

    static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final ArticleContent CONTENT = new ArticleContent(
            LocalizedText.of("退货", ""),
            new Article.Questions(List.of("怎么退"), List.of()),
            LocalizedText.of("七天内", "Within 7 days"),
            Map.of("sms", LocalizedText.of("", "7 days")),
            List.of("returns"),
            NOW,
            null,
            LocalDate.parse("2027-05-01"));

    final TenantId tenant = new TenantId("t" + UUID.randomUUID().toString().substring(0, 8));

    abstract ArticleStore articles();

    abstract OpenQuestions questions();

    /** Has stored something before, as everybody has who asks. */
    void knows(CustomerId customer) {}

    abstract PublishedArticles published();

    abstract VectorStore vectors();

    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static ArticleVersion version(String article, int number, String by) {
        return new ArticleVersion(
                article,
                number,
                Action.CHANGED,
                State.IN_REVIEW,
                number > 1 ? 1 : null,
                CONTENT,
                null,
                new ArticleVersion.Origin("c", null, new CustomerId("c-li")),
                by,
                NOW.plusSeconds(number),
                "why");
    }

    @Test
    void keepsEveryVersionAndShowsTheNewest() {
        for (int number = 1; number <= 12; number++) {
            assertThat(await(articles().add(tenant, version("a", number, "me"))))
                    .isTrue();
        }
        await(articles().add(tenant, version("b", 1, "me")));

        assertThat(await(articles().latest(tenant, "a"))).contains(version("a", 12, "me"));
        assertThat(await(articles().version(tenant, "a", 3))).contains(version("a", 3, "me"));
        assertThat(await(articles().versions(tenant, "a", 2)))
                .containsExactly(version("a", 12, "me"), version("a", 11, "me"));
        assertThat(await(articles().all(tenant)))
                .containsExactlyInAnyOrder(version("a", 12, "me"), version("b", 1, "me"));
        assertThat(await(articles().latest(tenant, "c"))).isEmpty();
        assertThat(await(articles().latest(new TenantId("nobody"), "a"))).isEmpty();
        assertThat(await(articles().all(new TenantId("nobody")))).isEmpty();
    }

    @Test
    void keepsADraftThatIsSealedAsItIs() {
        Keyring keyring = TestKeys.keyring();
        CustomerId li = new CustomerId("c-li");
        CustomerKeys keys = await(keyring.toSeal(tenant, li));
        ArticleVersion draft = new ArticleVersion(
                "learned",
                1,
                Action.PROPOSED,
                State.PROPOSED,
                null,
                CONTENT,
                ArticleVersion.inTheirWords(CONTENT),
                new ArticleVersion.Origin("c", null, li),
                ArticleVersion.LEARNED,
                NOW,
                "");
        await(articles().add(tenant, keys.seal(draft.kept())));

        ArticleVersion kept = await(articles().latest(tenant, "learned")).orElseThrow();
        assertThat(kept.content()).isEqualTo(ArticleContent.NOTHING);
        assertThat(keys.open(kept).read()).isEqualTo(draft);
        assertThat(await(articles().all(tenant))).containsExactly(kept);
    }

    @Test
    void letsOneOfManyWritersHaveANumber() {
        await(articles().add(tenant, version("a", 1, "me")));
        List<CompletionStage<Boolean>> attempts = IntStream.range(0, 8)
                .mapToObj(i -> articles().add(tenant, version("a", 2, "writer-" + i)))
                .toList();
        List<Boolean> outcomes =
                attempts.stream().map(attempt -> await(attempt)).toList();

        assertThat(outcomes).containsOnlyOnce(true);
        assertThat(await(articles().latest(tenant, "a"))).contains(version("a", 2, "writer-" + outcomes.indexOf(true)));
        assertThat(await(articles().all(tenant))).containsExactly(version("a", 2, "writer-" + outcomes.indexOf(true)));
    }

    OpenQuestions.QuestionOccurrence asked(String question, String conversation, long sequence, int second) {
        knows(new CustomerId("c-" + conversation));
        return new OpenQuestions.QuestionOccurrence(
                question,
                new CustomerId("c-" + conversation),
                new ConversationId(conversation),
                sequence,
                NOW.plusSeconds(second),
                Language.MIXED,
                question + " in " + conversation);
    }

    @Test
    void countsAQuestionOnceForEachTimeItWasAsked() {
        for (int repeated = 0; repeated < 2; repeated++) {
            await(questions().record(tenant, asked("q", "019a-1", 3, 1)));
            await(questions().record(tenant, asked("q", "019a-1", 12, 2)));
            await(questions().record(tenant, asked("q", "019a-2", 3, 3)));
            await(questions().record(tenant, asked("other", "019a-1", 20, 4)));
        }
        OpenQuestions.Question expected = new OpenQuestions.Question(
                "q",
                "q in 019a-2",
                Language.MIXED,
                3,
                NOW.plusSeconds(3),
                new CustomerId("c-019a-2"),
                new ConversationId("019a-2"),
                OpenQuestions.State.OPEN,
                null);

        assertThat(await(questions().get(tenant, "q"))).contains(expected);
        assertThat(await(questions().list(tenant, OpenQuestions.State.OPEN)))
                .hasSize(2)
                .contains(expected);
        assertThat(await(questions().get(tenant, "unknown"))).isEmpty();
        assertThat(await(questions().list(new TenantId("nobody"), OpenQuestions.State.OPEN)))
                .isEmpty();
    }

    @Test
    void keepsWhatPeopleDecidedWhenTheQuestionIsAskedAgain() {
        AgentId me = new AgentId("me");
        await(questions().record(tenant, asked("q", "019a-1", 3, 1)));
        await(questions().decide(tenant, "q", OpenQuestions.State.ANSWERED, "a", me, NOW));
        await(questions().record(tenant, asked("q", "019a-2", 3, 2)));

        assertThat(await(questions().list(tenant, OpenQuestions.State.OPEN))).isEmpty();
        assertThat(await(questions().list(tenant, OpenQuestions.State.ANSWERED)))
                .singleElement()
                .satisfies(question -> {
                    assertThat(question.count()).isEqualTo(2);
                    assertThat(question.article()).isEqualTo("a");
                });
        await(questions().decide(tenant, "q", OpenQuestions.State.OPEN, null, me, NOW.plusSeconds(1)));
        assertThat(await(questions().get(tenant, "q")))
                .hasValueSatisfying(question -> assertThat(question.article()).isNull());
    }

    @Test
    void putsAnArticleWhereTheBotReadsAndTakesItAway() {
        DirectoryContent.Article first = new DirectoryContent.Article("a", "{\"v\":1}");
        DirectoryContent.Article second = new DirectoryContent.Article("a", "{\"v\":2}");
        await(published().put(tenant, first));
        await(published().put(tenant, second));
        await(published().put(tenant, new DirectoryContent.Article("b", "{}")));
        assertThat(await(published().read(tenant)))
                .contains(second)
                .doesNotContain(first)
                .hasSize(2);

        await(published().remove(tenant, "a"));
        await(published().remove(tenant, "unknown"));
        assertThat(await(published().read(tenant)))
                .extracting(DirectoryContent.Article::id)
                .containsExactly("b");
    }

    // ---- vectors ----

    private static Vectors vectors(String embedder, String... texts) {
        return Vectors.of(embedder, Stream.of(texts).collect(Collectors.toMap(text -> text, text ->
                new byte[] {0, 0, 0, 7, 63, text.getBytes(UTF_8)[0], 0, 0})));
    }

    private Map<String, String> kept(VectorStore.Kind kind, String embedder) {
        Vectors read = await(vectors().read(tenant, kind, embedder));
        return read.texts().stream()
                .collect(Collectors.toMap(text -> text, text -> HexFormat.of().formatHex(read.bytes(text))));
    }

    private static Map<String, String> bytes(Vectors vectors) {
        return vectors.texts().stream()
                .collect(Collectors.toMap(text -> text, text -> HexFormat.of().formatHex(vectors.bytes(text))));
    }

    @Test
    void keepsVectorsOfWhatIsThereAndForgetsTheOthers() {
        Vectors first = vectors("e", "0a", "fb", "fc");
        await(vectors().keep(tenant, VectorStore.Kind.ARTICLES, Vectors.NONE, first));
        assertThat(kept(VectorStore.Kind.ARTICLES, "e")).isEqualTo(bytes(first));
        Vectors then = vectors("e", "0a", "3d");
        await(vectors().keep(tenant, VectorStore.Kind.ARTICLES, first, then));
        assertThat(kept(VectorStore.Kind.ARTICLES, "e")).isEqualTo(bytes(then));
        assertThat(kept(VectorStore.Kind.PRODUCTS, "e")).isEmpty();
    }

    @Test
    void givesNoVectorsOfAnotherEmbedderAndReplacesThem() {
        Vectors old = vectors("old", "0a", "3d");
        await(vectors().keep(tenant, VectorStore.Kind.PRODUCTS, Vectors.NONE, old));
        assertThat(kept(VectorStore.Kind.PRODUCTS, "new")).isEmpty();
        Vectors now = vectors("new", "0a");
        await(vectors().keep(tenant, VectorStore.Kind.PRODUCTS, Vectors.NONE, now));
        assertThat(kept(VectorStore.Kind.PRODUCTS, "new")).isEqualTo(bytes(now));
        assertThat(kept(VectorStore.Kind.PRODUCTS, "old")).containsOnlyKeys("3d");
    }

    @Test
    void keepsTheVectorsOfMoreTextsThanFitIntoOnePage() {
        String[] texts = IntStream.range(0, 5_000)
                .mapToObj(n -> String.format("%08x", n))
                .toArray(String[]::new);
        Vectors many = vectors("e", texts);
        await(vectors().keep(tenant, VectorStore.Kind.ARTICLES, Vectors.NONE, many));
        assertThat(kept(VectorStore.Kind.ARTICLES, "e")).isEqualTo(bytes(many));
    }
}
