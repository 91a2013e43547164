package io.parley.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import io.parley.ConversationId;
import io.parley.LocalizedText;
import io.parley.channel.spi.Content;
import io.parley.dialogue.knowledge.ArticleFile;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.dialogue.orders.Order;
import io.parley.language.Language;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PropertyResourceBundle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FirstBotTest {

    private static final KnowledgeIndex INDEX = index();

    private final FakeOrders orders = new FakeOrders()
            .with(order("10001", Order.Status.DELIVERED))
            .with(order("20418", Order.Status.SHIPPED))
            .with(order("A-77", Order.Status.REFUNDING));
    private final Conversing customer = new Conversing(INDEX, orders);

    private static KnowledgeIndex index() {
        try (var file = FirstBotTest.class.getResourceAsStream("articles.yaml")) {
            return KnowledgeIndex.of(ArticleFile.parse(new String(file.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Order order(String number, Order.Status status) {
        boolean delivered = status == Order.Status.DELIVERED;
        return new Order(
                number,
                status,
                Instant.parse("2026-11-15T02:00:00Z"),
                Instant.parse("2026-11-16T02:00:00Z"),
                delivered ? Instant.parse("2026-11-18T17:00:00Z") : null,
                Instant.parse("2026-11-21T10:00:00Z"),
                delivered ? Instant.parse("2026-11-25T17:00:00Z") : null,
                new Order.Carrier("sf", new LocalizedText("顺丰速运", "SF Express")),
                "SF1",
                List.of(new Order.Item("h1", new LocalizedText("耳机", "Headphones"), 2, 4950)),
                9900,
                "CNY",
                status == Order.Status.REFUNDING
                        ? new Order.Refund(9900, "processing", Instant.parse("2027-01-02T10:00:00Z"))
                        : null);
    }

    private static String said(Bot.Decision decision) {
        return Content.plainText(decision.say());
    }

    // ---- nothing in words ----

    @Test
    void saysThatItCannotReadPictures() {
        Bot.Decision decision = customer.claiming("zh-CN")
                .sends(List.of(List.of(new Content.Media("/u/1", "image/png", "退货.png", 10))));
        assertThat(said(decision)).contains("看不懂图片");
        assertThat(decision.handoff()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "😀😀", "???", "\ud83d"})
    void asksForWordsWhenThereAreNone(String text) {
        assertThat(said(customer.says(text))).startsWith("Please tell me in words");
        assertThat(customer.memory().notUnderstood()).isZero();
    }

    @Test
    void answersTheWordsThatComeWithAPicture() {
        Bot.Decision decision = customer.sends(
                List.of(List.of(new Content.Media("/u/1", "image/png", "a.png", 10), new Content.Text("怎么开发票"))));
        assertThat(decision.sources()).extracting(Bot.Source::article).containsExactly("invoice");
    }

    // ---- a human ----

    @Test
    void bringsInAHumanWithWhatWasAskedAndDone() {
        customer.says("耳机怎么配对手机");
        Bot.Decision decision = customer.says("转人工");
        assertThat(decision.handoff())
                .isEqualTo(new Bot.Handoff(
                        HandoffReason.REQUESTED, "客户要求人工服务。\n最近的问题：耳机怎么配对手机\n机器人已做：回答了“耳机配对”。", List.of("technical")));
        assertThat(said(decision)).contains("正在为您转接人工客服");
    }

    @Test
    void bringsInAHumanAtOnceAndSaysSoInEnglish() {
        Bot.Decision decision = customer.says("human please");
        assertThat(decision.handoff().reason()).isEqualTo(HandoffReason.REQUESTED);
        assertThat(decision.handoff().summary()).contains("asked for a person").contains("not answered anything");
        assertThat(said(decision)).startsWith("Of course");
    }

    @Test
    void tellsTheHumanWhyWhenTheWishSaysIt() {
        Bot.Decision decision =
                customer.says("My headphones do not pair with anything in this house, I want to talk to a person");
        assertThat(decision.handoff().summary()).contains("My headphones do not pair");
        assertThat(decision.handoff().skills()).containsExactly("technical");
    }

    // ---- small talk ----

    @ParameterizedTest
    @CsvSource({
        "你好, 您好",
        "hi there!, Hello",
        "谢谢你, 不客气",
        "thanks a lot, You are welcome",
        "再见, 再见",
        "that's all bye, Thank you",
        "你是机器人吗, 我是智能客服",
        "are you a human?, I am the automatic assistant"
    })
    void isPolite(String text, String start) {
        assertThat(said(customer.says(text))).contains(start);
    }

    @Test
    void offersWhatItCanDoWithTheGreeting() {
        Bot.Decision decision = customer.says("您好");
        Content.Choice choice = (Content.Choice) decision.say().get(1);
        assertThat(choice.options()).extracting(Content.Option::label).containsExactly("查询订单", "退货政策", "开发票", "转人工");
        for (Content.Option option : choice.options()) {
            assertThat(customer.anew().says(option.value()).trace().get(0)).doesNotStartWith("not-understood");
        }
    }

    @Test
    void goesPastTheGreetingToTheQuestion() {
        assertThat(customer.says("你好", "我想问一下", "怎么退货").sources())
                .extracting(Bot.Source::article)
                .containsExactly("return-policy");
    }

    // ---- knowledge ----

    @Test
    void answersFromAnArticleInTheLanguageOfTheTurn() {
        Bot.Decision chinese = customer.says("怎么退货");
        assertThat(said(chinese)).isEqualTo("签收后 7 天内可以退货。");
        assertThat(chinese.sources()).containsExactly(new Bot.Source("return-policy", "退货政策"));
        Bot.Decision english = customer.says("How do I return something?");
        assertThat(said(english)).isEqualTo("You can return goods within 7 days of delivery.");
        assertThat(said(customer.says("怎么 return 呢"))).isEqualTo("签收后 7 天内可以退货。");
        assertThat(customer.memory().tried()).hasSize(3).containsOnly("article:return-policy");
    }

    @Test
    void answersTwoQuestionsOfOneTurn() {
        assertThat(customer.says("怎么开发票？", "满多少包邮？").sources())
                .extracting(Bot.Source::article)
                .containsExactly("invoice", "shipping-fee");
    }

    // ---- orders ----

    @Test
    void tellsHowAnOrderStandsInTheTenantsZone() {
        assertThat(said(customer.says("我的订单10001到哪了")))
                .isEqualTo("订单 10001（耳机 × 2）：11月19日已送达，顺丰速运，运单号 SF1。如需退货，请在11月26日前申请。");
        assertThat(said(customer.says("where is order 20418?")))
                .isEqualTo("Order 20418 (2 × Headphones): shipped on 16 November by SF Express, tracking number SF1. "
                        + "It should arrive on 21 November.");
        assertThat(said(customer.says("#A-77退款了吗"))).startsWith("订单 A-77（耳机 × 2）：正在退款。退款金额 ¥99.00。预计2027年1月2日前到账。");
        assertThat(customer.memory().tried())
                .containsExactly("order-status:10001", "order-status:20418", "order-status:A-77");
    }

    @Test
    void asksForTheNumberAndTakesABareOneNext() {
        assertThat(said(customer.says("我的快递到哪了"))).contains("请把订单号发给我");
        assertThat(customer.memory().awaiting()).isEqualTo("order-number");
        assertThat(said(customer.says("１０００１"))).startsWith("订单 10001");
        assertThat(customer.memory().awaiting()).isNull();
        assertThat(customer.memory().asked()).isEqualTo("我的快递到哪了");
    }

    @Test
    void stopsWaitingForTheNumberWhenSomethingElseIsAsked() {
        customer.says("where is my order");
        assertThat(customer.says("How do I get an invoice?").sources()).hasSize(1);
        assertThat(customer.memory().awaiting()).isNull();
    }

    @Test
    void explainsWhereTheNumberIsBeforeItGivesUp() {
        customer.says("我的订单到哪了");
        assertThat(said(customer.says("我不记得了"))).contains("在“我的订单”").contains("转人工");
        assertThat(customer.says("真的不记得").handoff().reason()).isEqualTo(HandoffReason.NOT_UNDERSTOOD);
    }

    @Test
    void staysWithTheOrderSpokenOf() {
        customer.says("订单20418到哪了");
        customer.says("那我的包裹什么时候到");
        assertThat(orders.asked()).containsExactly("20418", "20418");
    }

    @Test
    void saysWhenThereIsNoSuchOrderAndTakesAnotherNumber() {
        Bot.Decision decision = customer.says("where is order 99999");
        assertThat(said(decision)).contains("cannot find an order 99999").contains("Talk to a person");
        assertThat(said(customer.says("A-77"))).startsWith("Order A-77");
    }

    @Test
    void answersTheQuestionThatComesWithAnOrder() {
        Bot.Decision decision = customer.says("订单10001怎么退货");
        assertThat(said(decision)).startsWith("订单 10001").contains("签收后 7 天内可以退货");
        assertThat(decision.sources()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"订单10001", "10001", "my order number is 10001", "你好，订单号：10001"})
    void tellsNothingElseWhenAnOrderIsMerelyNamed(String text) {
        Bot.Decision decision = customer.says(text);
        assertThat(orders.asked()).containsExactly("10001");
        assertThat(decision.sources()).isEmpty();
    }

    @Test
    void apologisesAndHandsOverWhenOrdersCannotBeLookedUp() {
        orders.failing();
        Bot.Decision decision = customer.says("我的订单10001到哪了");
        assertThat(said(decision)).contains("抱歉");
        assertThat(decision.handoff().reason()).isEqualTo(HandoffReason.ACTION_FAILED);
        assertThat(decision.handoff().summary()).contains("10001").contains("最近的问题：我的订单10001到哪了");
        assertThat(decision.handoff().skills()).containsExactly("orders");
    }

    @Test
    void looksUpSeveralOrdersOfOneTurn() {
        assertThat(said(customer.says("查一下订单10001和20418"))).contains("订单 10001").contains("订单 20418");
    }

    // ---- not understood ----

    @Test
    void saysOnceThatItDidNotUnderstandAndThenHandsOver() {
        Bot.Decision first = customer.says("今天天气怎么样");
        assertThat(said(first)).contains("没太明白").contains("转人工");
        assertThat(first.handoff()).isNull();
        Bot.Decision second = customer.says("给我讲个笑话");
        assertThat(second.handoff().reason()).isEqualTo(HandoffReason.NOT_UNDERSTOOD);
        assertThat(second.handoff().summary()).contains("给我讲个笑话");
        assertThat(customer.memory().notUnderstood()).isZero();
    }

    @Test
    void forgetsAMisunderstandingOnceItUnderstands() {
        customer.says("今天天气怎么样");
        customer.says("怎么开发票");
        assertThat(customer.says("给我讲个笑话").handoff()).isNull();
    }

    // ---- language ----

    @Test
    void staysInTheLanguageOfTheConversationWhenATurnHasNone() {
        customer.says("我的订单到哪了");
        assertThat(said(customer.claiming("en").says("#A-77"))).startsWith("订单 A-77");
        assertThat(customer.memory().language()).isEqualTo(Language.ZH);
    }

    @Test
    void hasEveryTextInBothLanguages() throws IOException {
        List<List<String>> keys = new ArrayList<>();
        for (String language : List.of("zh", "en")) {
            try (var file = FirstBot.class.getResourceAsStream("phrases_" + language + ".properties")) {
                keys.add(new PropertyResourceBundle(file)
                        .keySet().stream().sorted().toList());
            }
        }
        assertThat(keys.get(0)).isEqualTo(keys.get(1));
    }

    // ---- robustness ----

    @Property(tries = 500)
    void neverFailsATurnForWhatIsWritten(@ForAll String one, @ForAll String two) {
        Bot.Decision decision = new Conversing(INDEX, new FakeOrders().failing()).says(one, two);
        assertThat(decision.say()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "title:* AND NOT (answer:[a TO z]~2^4",
                "{0} {1} '{'",
                "a",
                "转转转转转转转转转转转转",
                "talk to talk to talk to ",
                "where is my where is my ",
                "订单订单订单 ",
                "1234567890-",
                "#",
                "\u0000\u202e\ufffe",
                "ﷺ",
                "请问请问请问",
                "not a not a not an "
            })
    void isQuickWithHostileText(String piece) {
        Instant begin = Instant.now();
        customer.says(piece.repeat(20_000 / piece.length()));
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void cutsALongQuestionForTheSummary() {
        customer.says("bla ".repeat(500));
        Bot.Decision decision = customer.says("bla ".repeat(500));
        assertThat(decision.handoff().summary()).hasSizeLessThan(400).contains("…");
    }

    @Test
    void decidesTheSameForTheSameTurn() {
        assertThat(customer.says("怎么退货")).isEqualTo(customer.anew().says("怎么退货"));
    }

    @Test
    void keepsItsMemoryAsJson() throws IOException {
        ObjectMapper json =
                JsonMapper.builder().addModule(new ParameterNamesModule()).build();
        customer.says("我的快递到哪了");
        assertThat(json.readValue(json.writeValueAsString(customer.memory()), Bot.Memory.class))
                .isEqualTo(customer.memory());
        assertThat(json.readValue("{}", Bot.Memory.class)).isEqualTo(Bot.Memory.EMPTY);
        assertThat(json.readValue(
                        "{\"language\":\"zh\",\"notUnderstood\":1,\"tried\":[\"article:a\"]}", Bot.Memory.class))
                .isEqualTo(new Bot.Memory(Language.ZH, 1, List.of("article:a")));
    }

    @Test
    void failsAtOnceWhenTooManyTurnsWait() throws InterruptedException {
        DialogueSettings one = new DialogueSettings(
                1,
                1,
                0.45,
                0.28,
                Conversing.settings().zone(),
                Map.of(),
                Map.of(),
                Conversing.settings().orders());
        ExecutorService executor = one.newExecutor();
        CountDownLatch blocked = new CountDownLatch(1);
        FirstBot bot = new FirstBot(
                tenant -> {
                    try {
                        blocked.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return INDEX;
                },
                orders,
                one,
                executor);
        Bot.Turn turn = new Bot.Turn(
                Conversing.TENANT,
                new ConversationId("c-1"),
                List.of(List.of(new Content.Text("你好"))),
                null,
                Bot.Memory.EMPTY,
                Conversing.NOW);
        try {
            List<CompletableFuture<Bot.Decision>> waiting = List.of(
                    bot.decide(turn).toCompletableFuture(), bot.decide(turn).toCompletableFuture());
            assertThatThrownBy(() -> bot.decide(turn).toCompletableFuture().join())
                    .hasCauseInstanceOf(RejectedExecutionException.class);
            blocked.countDown();
            waiting.forEach(decision -> assertThat(decision.join().say()).isNotEmpty());
        } finally {
            blocked.countDown();
            executor.shutdownNow();
        }
    }

    @Test
    void decidesInAboutAMillisecond() {
        List<String> questions = List.of("怎么退货", "where is order 20418?", "今天天气怎么样", "How do I get an invoice?", "转人工");
        int rounds = 400;
        for (int i = 0; i < rounds; i++) {
            customer.anew().says(questions.get(i % questions.size()));
        }
        long begin = System.nanoTime();
        for (int i = 0; i < rounds; i++) {
            customer.anew().says(questions.get(i % questions.size()));
        }
        long micros = (System.nanoTime() - begin) / 1_000 / rounds;
        System.out.println("microseconds a decision: " + micros);
        assertThat(micros).isLessThan(5_000);
    }
}
