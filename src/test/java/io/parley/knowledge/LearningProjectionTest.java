package io.parley.knowledge;

import static io.parley.knowledge.KnowledgeStoresContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.AgentId;
import io.parley.ConversationId;
import io.parley.CustomerId;
import io.parley.LocalizedText;
import io.parley.TenantId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.conversation.Conversation;
import io.parley.dialogue.bot.Asker;
import io.parley.dialogue.bot.HandoffReason;
import io.parley.directory.FakeDirectory;
import io.parley.edge.kit.Json;
import io.parley.inbox.Transcripts.Recorded;
import io.parley.knowledge.ArticleVersion.State;
import io.parley.privacy.Keyring;
import io.parley.privacy.TestKeys;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LearningProjectionTest {

    private static final TenantId TENANT = new TenantId("demo");
    private static final ConversationId CONVERSATION = new ConversationId("019a0000-0000-7000-8000-000000000001");
    private static final CustomerId CUSTOMER = new CustomerId("c");
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final LocalizedText DESK = LocalizedText.of("订单专席", "Orders desk");

    private final List<Conversation.Event> journal = new ArrayList<>();
    private final FakeOpenQuestions questions = new FakeOpenQuestions();
    private final Keyring keyring = TestKeys.keyring();
    private final FakeArticleStore store = new FakeArticleStore();
    private final Articles articles =
            new Articles(store, new FakeDirectory().published(), keyring, Clock.fixed(NOW, ZoneOffset.UTC));
    private final LearningProjection projection = new LearningProjection(
            (tenant, conversation, after, limit) -> {
                List<Recorded> found = new ArrayList<>();
                for (long number = after + 1; number <= Math.min(journal.size(), after + limit); number++) {
                    found.add(new Recorded(number, journal.get((int) number - 1)));
                }
                return CompletableFuture.completedStage(found);
            },
            questions,
            articles,
            keyring);

    @BeforeEach
    void theCustomerHasAKey() {
        await(keyring.toSeal(TENANT, CUSTOMER));
    }

    private void customer(String text) {
        journal.add(new Conversation.MessageReceived(
                "m" + journal.size(),
                1,
                Asker.unproven(new ChannelAddress("webchat", "webchat-demo", "dl_1")),
                List.of(new Content.Text(text)),
                null,
                NOW));
    }

    private static Conversation.Event answerTo(long turn, String trace) {
        return Json.read(
                "{\"type\":\"bot-answered\",\"turn\":" + turn
                        + ",\"contents\":[],\"memory\":{},\"sources\":[],\"trace\":[\"" + trace + "\"],\"at\":\"" + NOW
                        + "\"}",
                Conversation.Event.class);
    }

    private void bot(String trace, String asked) {
        // Read from JSON, as the journal's are: the rest of the bot's memory does not matter here.
        String memory = asked.isEmpty() ? "{}" : "{\"asked\":" + Json.write(asked) + "}";
        journal.add(Json.read(
                "{\"type\":\"bot-answered\",\"turn\":" + journal.size() + ",\"contents\":[],\"memory\":" + memory
                        + ",\"sources\":[],\"trace\":[\"" + trace + "\"],\"at\":\"" + NOW + "\"}",
                Conversation.Event.class));
    }

    private void handedOff() {
        journal.add(new Conversation.HandedOff(HandoffReason.NOT_UNDERSTOOD, "summary", List.of(), NOW));
    }

    private void agent(Conversation.Visibility visibility, String text) {
        journal.add(new Conversation.MessagePosted(
                new AgentId("orders"),
                DESK,
                "p" + journal.size(),
                1,
                visibility,
                List.of(new Content.Text(text)),
                NOW));
    }

    private void resolved(Conversation.Disposition disposition) {
        journal.add(new Conversation.ConversationEnded(
                Conversation.Ending.SOLVED,
                Conversation.Cause.AGENT,
                new AgentId("orders"),
                disposition,
                null,
                null,
                NOW));
    }

    /** Passes the whole journal to the projection twice: a repetition must change nothing. */
    private void told() {
        for (int repeated = 0; repeated < 2; repeated++) {
            for (int i = 0; i < journal.size(); i++) {
                await(projection.learn(TENANT, CUSTOMER, CONVERSATION, i + 1L, journal.get(i)));
            }
        }
    }

    private List<OpenQuestions.Question> open() {
        return await(questions.list(TENANT, OpenQuestions.State.OPEN));
    }

    private List<ArticleVersion> proposed() {
        return await(articles.list(TENANT, Articles.Filter.NONE, 10, null)).items();
    }

    @Test
    void collectsAllThatWasSaidSinceTheLastAnswer() {
        customer("你好");
        bot("courtesy:greeting", "");
        customer("你们");
        customer("招人吗？");
        bot("not-understood:0", "你们 招人吗？");
        told();

        assertThat(open()).singleElement().satisfies(question -> {
            assertThat(question.words()).isEqualTo("你们 招人吗？");
            assertThat(question.count()).isEqualTo(1);
            assertThat(question.conversation()).isEqualTo(CONVERSATION);
        });
    }

    @Test
    void doesNotTakeAskingForPatienceForAnAnswer() {
        customer("你们");
        journal.add(new Conversation.PatienceAsked(1, List.of(new Content.Text("请稍等")), NOW));
        customer("招人吗？");
        bot("not-understood:0", "");
        told();

        assertThat(open()).singleElement().satisfies(question -> assertThat(question.words())
                .isEqualTo("你们 招人吗？"));
    }

    @Test
    void collectsWhatAnAgentLeftToTheBotButNotWhatOneHasAnswered() {
        customer("人工");
        bot("human-requested", "");
        handedOff();
        customer("在吗？");
        agent(Conversation.Visibility.CUSTOMER, "您好");
        customer("你们招人吗？");
        agent(Conversation.Visibility.INTERNAL, "交还机器人");
        journal.add(new Conversation.ReturnedToBot(new AgentId("orders"), NOW));
        bot("not-understood:0", "");
        told();

        assertThat(open()).singleElement().satisfies(question -> assertThat(question.words())
                .isEqualTo("你们招人吗？"));
    }

    @Test
    void keepsForTheNextTurnWhatWasSaidWhileOneWasDecided() {
        customer("你好");
        customer("你们招人吗");
        journal.add(answerTo(1, "courtesy:greeting"));
        journal.add(answerTo(2, "not-understood:0"));
        told();

        assertThat(open()).singleElement().satisfies(question -> assertThat(question.words())
                .isEqualTo("你们招人吗"));
    }

    @Test
    void countsTheSameQuestionWhateverItsPunctuationAndNumbers() {
        customer("Can I pay for order 10001 in BITCOIN?");
        bot("not-understood:0", "");
        customer("can i pay for order 20418 in bitcoin");
        bot("not-understood:12", "");
        customer("👍 12345");
        bot("not-understood:0", "");
        told();

        assertThat(open()).singleElement().satisfies(question -> {
            assertThat(question.count()).isEqualTo(2);
            assertThat(question.words()).doesNotContain("10001").doesNotContain("20418");
        });
    }

    @Test
    void keepsNoNumbersAndAddressesOfPeople() {
        customer("write to me@example.com or call +86 138-0013-8000, room 1204, card 6222 0200 1234 5678");
        bot("not-understood:0", "");
        told();

        assertThat(open().get(0).words()).isEqualTo("write to [@] or call [#], room 1204, card [#]");
    }

    @Test
    void proposesAnArticleWhenAHumanSolvedWhatWasHandedOver() {
        customer("保修卡丢了怎么办，订单 DD20261112-4410");
        bot("not-understood:0", "保修卡丢了怎么办，订单 DD20261112-4410");
        customer("人工");
        bot("human-requested", "保修卡丢了怎么办，订单 DD20261112-4410");
        handedOff();
        agent(Conversation.Visibility.CUSTOMER, "您好");
        agent(Conversation.Visibility.INTERNAL, "内部备注，这一条很长很长很长很长很长很长，但是客户看不到它，所以不能用");
        agent(Conversation.Visibility.CUSTOMER, "没有保修卡也可以保修，凭订单号即可，请打 13800138000。");
        customer("谢谢");
        resolved(Conversation.Disposition.SOLVED);
        told();

        assertThat(proposed()).singleElement().satisfies(article -> {
            assertThat(article.state()).isEqualTo(State.PROPOSED);
            assertThat(article.by()).isEqualTo(ArticleVersion.LEARNED);
            assertThat(article.content().questions().zh()).containsExactly("保修卡丢了怎么办，订单");
            assertThat(article.content().answer().in("zh")).isEqualTo("没有保修卡也可以保修，凭订单号即可，请打 [#]。");
            assertThat(article.origin()).isEqualTo(new ArticleVersion.Origin(CONVERSATION.value(), null, CUSTOMER));
        });
    }

    @Test
    void proposesNothingOnceTheKeyOfTheCustomerIsDestroyed() {
        await(keyring.destroy(TENANT, CUSTOMER));
        customer("Do you repair drones?");
        bot("human-requested", "Do you repair drones?");
        handedOff();
        agent(Conversation.Visibility.CUSTOMER, "Yes, we do, within five days.");
        resolved(Conversation.Disposition.SOLVED);
        told();
        assertThat(await(store.all(TENANT))).isEmpty();
    }

    @Test
    void takesTheFirstMessageAfterTheHandoffWhenNothingWasAskedBefore() {
        customer("人工");
        bot("human-requested", "");
        handedOff();
        customer("Do you repair drones?");
        agent(Conversation.Visibility.CUSTOMER, "Yes, we do, within five days.");
        resolved(Conversation.Disposition.SOLVED);
        told();

        assertThat(proposed().get(0).content().title().in("en")).isEqualTo("Do you repair drones?");
    }

    @Test
    void proposesNothingWhereNothingWasLearned() {
        customer("Do you repair drones?");
        bot("human-requested", "Do you repair drones?");
        handedOff();
        agent(Conversation.Visibility.CUSTOMER, "No, sorry, we do not.");
        resolved(Conversation.Disposition.NOT_SOLVED);
        told();
        assertThat(proposed()).isEmpty();

        journal.clear();
        customer("Do you repair drones?");
        bot("human-requested", "Do you repair drones?");
        handedOff();
        agent(Conversation.Visibility.CUSTOMER, "Done.");
        resolved(Conversation.Disposition.SOLVED);
        told();
        assertThat(proposed()).isEmpty();
    }

    @Test
    void standsLongAndBrokenTexts() {
        customer("1".repeat(10_000) + "\ud83d a@" + "b.".repeat(5_000));
        bot("not-understood:0", "");
        customer("\u202e" + "x1 ".repeat(5_000));
        bot("not-understood:0", "");
        told();

        assertThat(open())
                .allSatisfy(question -> assertThat(question.words().length()).isLessThanOrEqualTo(300));
    }
}
