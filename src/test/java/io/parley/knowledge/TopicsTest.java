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
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicsTest {

    private static final TenantId SHOP = new TenantId("shop");
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final FakeOpenQuestions questions = new FakeOpenQuestions();
    private final Topics topics = new Topics(questions, Runnable::run);
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

    private void chinese(String id, String words, int times) {
        asked(SHOP, id, Language.ZH, words, times);
    }

    private TopicReport told() {
        return topics.of(SHOP, State.OPEN).toCompletableFuture().join();
    }

    @Test
    void tellsWhatSeveralQuestionsHaveInCommonAskedMostOftenFirst() {
        chinese("q-1", "无人机考试怎么报名", 2);
        chinese("q-2", "请问无人机考试多少钱", 5);
        chinese("q-3", "无人机的电池能带上飞机吗", 1);
        asked(SHOP, "q-4", Language.EN, "Do you repair drones?", 3);
        asked(SHOP, "q-5", Language.EN, "Is a drone allowed in the park", 1);
        asked(new TenantId("other"), "q-6", Language.EN, "Is a drone allowed in the park", 9);

        TopicReport told = told();

        assertThat(told.items())
                .containsExactly(
                        new Topic("无人机", 3, 8, List.of("q-2", "q-1", "q-3")),
                        new Topic("考试", 2, 7, List.of("q-2", "q-1")),
                        new Topic("drones", 2, 4, List.of("q-4", "q-5")));
        assertThat(told.read()).isEqualTo(5);
        assertThat(told.complete()).isTrue();
    }

    @Test
    void wordsThatAlwaysComeTogetherAreOneTopic() {
        chinese("q-1", "无人机考试怎么报名", 2);
        chinese("q-2", "请问无人机考试多少钱", 1);
        asked(SHOP, "q-3", Language.EN, "Is gift wrapping free?", 1);
        asked(SHOP, "q-4", Language.EN, "Wrapping for a gift please", 1);

        assertThat(told().items())
                .containsExactly(
                        new Topic("无人机考试", 2, 3, List.of("q-1", "q-2")),
                        new Topic("gift wrapping", 2, 2, List.of("q-3", "q-4")));
    }

    @Test
    void findsChineseWordsThatNoDictionaryKnows() {
        chinese("q-1", "花呗可以付款吗", 2);
        chinese("q-2", "你们支持花呗吗？", 1);
        chinese("q-3", "机票怎么改签", 1);
        chinese("q-4", "改签要多少钱", 1);

        assertThat(told().items())
                .containsExactly(
                        new Topic("花呗", 2, 3, List.of("q-1", "q-2")), new Topic("改签", 2, 2, List.of("q-3", "q-4")));
    }

    @Test
    void findsEnglishWordsAmongChineseOnes() {
        asked(SHOP, "q-1", Language.MIXED, "AirPods😀坏了，怎么保修", 1);
        asked(SHOP, "q-2", Language.ZH, "airpods的保修期多长", 1);

        assertThat(told().items()).extracting(Topic::topic).contains("airpods");
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
        assertThat(told()).isEqualTo(new TopicReport(List.of(), 0, true));
    }
}
