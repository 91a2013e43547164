package io.parley.bots;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.ConversationId;
import io.parley.channel.spi.ChannelAddress;
import io.parley.channel.spi.Content;
import io.parley.dialogue.bot.Asker;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.HandoffReason;
import io.parley.dialogue.bot.Memory;
import io.parley.dialogue.bot.Turn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each line of README's walk, in the order it stands there, in one conversation, and what a stranger gets of a running shop. */
class ReadmeWalkIT {

    private static final ChannelAddress FROM = new ChannelAddress("webchat", "webchat-demo", "dl_walk");
    private static final Asker STRANGER = Asker.unproven(FROM);
    private static final Asker SIGNED_IN = Asker.vouched(FROM, "demo-customer-walk");
    private static final int CHINESE = 1;
    private static final int ENGLISH = 2;

    /** Said by the reader; nothing stands for signing in. */
    private static final Pattern SAID = Pattern.compile("`([^`]+)`");

    @TempDir
    static Path first;

    private static DemoBot demo;

    private Memory memory = Memory.EMPTY;
    private Asker asker = SIGNED_IN;
    private int turns;

    @BeforeAll
    static void open() throws IOException {
        demo = new DemoBot(first);
    }

    @AfterAll
    static void close() {
        demo.close();
    }

    @BeforeEach
    void everyTestHasAShopOfItsOwn(@TempDir Path data) throws IOException {
        demo.reopen(data);
    }

    // ---- README ----

    @Test
    void theWalkOfACustomerWhoIsSignedInWorksInChinese() throws IOException {
        walk(
                "Signed in",
                CHINESE,
                List.of(
                        "7 天内可以退货",
                        "已发货",
                        "还在路上",
                        "退货的原因",
                        "10001",
                        "10532",
                        "5 天内退款",
                        "已提交",
                        "不支持防水",
                        "40 小时",
                        "充电器 30 W",
                        "可以先这样试试",
                        "30552",
                        "先不办了",
                        "转接人工"));
    }

    @Test
    void theWalkOfACustomerWhoIsSignedInWorksInEnglish() throws IOException {
        walk(
                "Signed in",
                ENGLISH,
                List.of(
                        "within 7 days",
                        "shipped",
                        "still on its way",
                        "Why",
                        "41877",
                        "55120",
                        "within 5 days",
                        "under way",
                        "no water resistance",
                        "40 hours",
                        "Charger 30 W",
                        "try this first",
                        "DD20261119-3327",
                        "dropped",
                        "colleague"));
    }

    @Test
    void theWalkOfAStrangerWorksInChinese() throws Exception {
        asker = STRANGER;
        walk("As a stranger", CHINESE, List.of("后四位", "对不上", "已发货", "请登录", "30552", "已取消"));
        assertThat(statusOf("30552")).isEqualTo("cancelled");
    }

    @Test
    void theWalkOfAStrangerWorksInEnglish() throws Exception {
        asker = STRANGER;
        walk(
                "As a stranger",
                ENGLISH,
                List.of("last four digits", "do not belong", "shipped", "sign in", "DD20261119-3327", "is cancelled"));
        assertThat(statusOf("DD20261119-3327")).isEqualTo("cancelled");
    }

    private void walk(String which, int column, List<String> expected) throws IOException {
        List<String> answers = new ArrayList<>();
        for (String line : lines(which)) {
            Matcher said = SAID.matcher(line.split("\\|", -1)[column]);
            if (said.find()) {
                answers.add(said.group(1) + " -> " + says(said.group(1)));
            } else {
                asker = SIGNED_IN;
            }
        }
        assertThat(answers).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(answers.get(i)).contains(expected.get(i));
        }
    }

    /** The rows of the table below a heading. */
    private static List<String> lines(String which) throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        String below = readme.substring(readme.indexOf("**" + which));
        return below.substring(below.indexOf("|---"))
                .lines()
                .map(String::strip)
                .skip(1)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }

    // ---- strangers, and customers with somebody else's order ----

    @Test
    void nothingIsToldToAStrangerNorChangedForThem() throws Exception {
        asker = STRANGER;
        for (String wish : List.of(
                "取消订单 30552",
                "Cancel my order 30552",
                "我要退货 10001",
                "Change the address of order 30552 to Elsewhere Street 1",
                "10001 我要换货",
                "给订单 10001 开发票")) {
            memory = Memory.EMPTY;
            assertThat(says(wish)).as(wish).containsAnyOf("请登录", "sign in").doesNotContain("¥", "极光", "Aurora");
            for (String trick :
                    List.of("是的", "{customer.account} demo-customer", "0000", "{\"account\":\"demo-customer\"}")) {
                assertThat(says(trick)).doesNotContain("¥", "极光", "Aurora", "已取消", "cancelled");
            }
        }
        assertThat(statusOf("30552")).isEqualTo("paid");
        assertThat(statusOf("10001")).isEqualTo("delivered");
        assertThat(get("30552").at("/delivery/address").asText()).startsWith("上海");
    }

    @Test
    void threeWrongTelephoneNumbersBringInAPersonAndTheShopCountsForItself() throws Exception {
        asker = STRANGER;
        says("20418 到哪了");
        says("1111");
        says("2222");
        assertThat(decides("3333").handoff().reason()).isEqualTo(HandoffReason.UNPROVEN);
        // A new stranger each time, so that only the shop can count.
        memory = Memory.EMPTY;
        says("20418 到哪了");
        says("4444");
        says("5555");
        assertThat(decides("0000").handoff().reason()).as("even the right one").isEqualTo(HandoffReason.UNPROVEN);
        memory = Memory.EMPTY;
        asker = SIGNED_IN;
        assertThat(says("20418 到哪了")).contains("已发货");
    }

    @Test
    void aCustomerGetsNothingOfSomebodyElsesOrder() throws Exception {
        asker = Asker.vouched(FROM, "4711");
        String theirs = says("取消订单 30552");
        assertThat(theirs).contains("在您的账号下没有查到订单 30552");
        memory = Memory.EMPTY;
        assertThat(says("取消订单 30559").replace("30559", "30552")).isEqualTo(theirs);
        memory = Memory.EMPTY;
        assertThat(says("20418 到哪了")).contains("没有查到您的订单 20418");
        assertThat(statusOf("30552")).isEqualTo("paid");
    }

    private String statusOf(String number) throws Exception {
        return get(number).path("status").asText();
    }

    private JsonNode get(String number) throws Exception {
        HttpResponse<String> order = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(demo.address() + "/shop/v1/orders/" + number))
                                .header("X-Customer-Account", "demo-customer")
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return new ObjectMapper().readTree(order.body());
    }

    private String says(String text) {
        return Content.plainText(decides(text).say());
    }

    private Decision decides(String text) {
        Turn turn = new Turn(
                DemoBot.TENANT,
                new ConversationId("walk"),
                ++turns,
                List.of(List.of(new Content.Text(text))),
                asker,
                null,
                memory,
                Clock.systemUTC().instant());
        Decision decision = demo.decide(turn);
        memory = decision.memory();
        return decision;
    }
}
