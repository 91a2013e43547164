package io.parley.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.TenantId;
import io.parley.knowledge.OpenQuestions.QuestionOccurrence;
import io.parley.knowledge.OpenQuestions.State;
import io.parley.knowledge.Topics.Topic;
import io.parley.knowledge.Topics.TopicReport;
import io.parley.language.Language;
import io.parley.language.annotation.FakeAnnotators;
import io.parley.privacy.Keyring;
import io.parley.privacy.TestKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TopicsTest {

    private static final TenantId SHOP = new TenantId("shop");
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final FakeOpenQuestions questions = new FakeOpenQuestions();
    private final FakeAnnotators annotators = new FakeAnnotators();
    private final Keyring keyring = TestKeys.keyring();
    private final Topics topics = new Topics(questions, keyring, annotators, Duration.ofSeconds(1));
    private long sequence;

    private void asked(TenantId tenant, String id, Language language, String words, int times) {
        for (int i = 0; i < times; i++) {
            questions
                    .record(
                            tenant,
                            new QuestionOccurrence(
                                    id,
                                    new CustomerId("c"),
                                    new ConversationId("c-1"),
                                    ++sequence,
                                    NOW,
                                    language,
                                    words))
                    .toCompletableFuture()
                    .join();
        }
    }

    private void chinese(String id, String spaced, int times) {
        annotators.words(spaced);
        asked(SHOP, id, Language.ZH, spaced.replace(" ", ""), times);
    }

    private TopicReport told() {
        return topics.of(SHOP, State.OPEN).toCompletableFuture().join();
    }

    @Test
    void tellsWhatSeveralQuestionsHaveInCommonAskedMostOftenFirst() {
        chinese("q-1", "无人机 考试 怎么 报名", 2);
        chinese("q-2", "请问 无人机 考试 多少 钱", 5);
        chinese("q-3", "无人机 的 电池 能 带 上 飞机 吗", 1);
        asked(SHOP, "q-4", Language.EN, "Do you repair drones?", 3);
        asked(SHOP, "q-5", Language.EN, "Is a drone allowed in the park", 1);
        asked(new TenantId("other"), "q-6", Language.EN, "Is a drone allowed in the park", 9);

        TopicReport told = told();

        assertThat(told.items())
                .containsExactly(
                        new Topic("无人机", 3, 8, List.of("q-2", "q-1", "q-3")),
                        new Topic("考试", 2, 7, List.of("q-2", "q-1")),
                        new Topic("drones", 2, 4, List.of("q-4", "q-5")));
        assertThat(told.missing()).isEmpty();
        assertThat(told.read()).isEqualTo(5);
        assertThat(told.complete()).isTrue();
    }

    @Test
    void wordsThatAlwaysComeTogetherAreOneTopic() {
        chinese("q-1", "无人 机 考试 怎么 报名", 2);
        chinese("q-2", "请问 无人 机 考试 多少 钱", 1);
        asked(SHOP, "q-3", Language.EN, "Is gift wrapping free?", 1);
        asked(SHOP, "q-4", Language.EN, "Wrapping for a gift please", 1);

        assertThat(told().items())
                .containsExactly(
                        new Topic("无人机考试", 2, 3, List.of("q-1", "q-2")),
                        new Topic("gift wrapping", 2, 2, List.of("q-3", "q-4")));
    }

    @Test
    void leavesChineseQuestionsOutAndSaysSoWhileNobodyCanTellTheirWords() {
        chinese("q-1", "无人机 考试", 2);
        chinese("q-2", "无人机 考试 报名", 1);
        asked(SHOP, "q-3", Language.EN, "gift wrapping please", 1);
        asked(SHOP, "q-4", Language.EN, "wrapping paper", 1);
        annotators.leave();

        assertThat(told().items()).extracting(Topic::topic).containsExactly("wrapping");
        assertThat(told().missing()).containsExactly(Language.ZH);
        assertThat(told().read()).isEqualTo(2);

        annotators.comeBack();
        annotators.fail();
        assertThat(told().missing()).containsExactly(Language.ZH);

        annotators.comeBack();
        assertThat(told().items()).extracting(Topic::topic).containsExactlyInAnyOrder("wrapping", "无人机考试");
    }

    @Test
    void asksForTheWordsOfAQuestionOnce() {
        chinese("q-1", "无人机 考试", 1);

        told();
        told();

        assertThat(annotators.asked()).isEqualTo(1);
    }

    @Test
    void remembersNoWordsOfACustomerWhoseKeyIsDestroyed() {
        chinese("q-1", "无人机 考试 怎么 报名", 1);
        told();

        keyring.destroy(SHOP, new CustomerId("c")).toCompletableFuture().join();

        told();
        assertThat(annotators.asked()).isEqualTo(2);
    }

    @Test
    void readsThoseAskedMostOftenWhenThereAreTooMany() {
        for (int i = 0; i < Topics.MAX_READ; i++) {
            asked(SHOP, "q-" + i, Language.EN, "gift number " + i, 2);
        }
        asked(SHOP, "rare", Language.EN, "gift", 1);

        TopicReport told = told();

        assertThat(told.complete()).isFalse();
        assertThat(told.read()).isEqualTo(Topics.MAX_READ);
        assertThat(told.items().get(0).questions()).isEqualTo(Topics.MAX_READ);
        assertThat(told.items().get(0).ids()).hasSize(200).doesNotContain("rare");
    }

    @Test
    void hasNothingToTellOfNothing() {
        assertThat(told()).isEqualTo(new TopicReport(List.of(), Set.of(), 0, true));
    }
}
