package io.parley.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.channel.spi.Content;
import io.parley.dialogue.bot.Decision;
import io.parley.dialogue.bot.Source;
import io.parley.dialogue.forms.DemoForms;
import io.parley.dialogue.knowledge.ArticleFile;
import io.parley.dialogue.knowledge.KnowledgeIndex;
import io.parley.dialogue.products.DemoProducts;
import io.parley.dialogue.turn.BotKnowledge;
import io.parley.language.Entity;
import io.parley.language.Language;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the bot says from the product graph, in dialogues with the demo shop. */
class ProductAnswersTest {

    private static final BotKnowledge KNOWN = new BotKnowledge(index(), DemoForms.ALL, DemoProducts.GRAPH);

    private final Conversing customer = new Conversing(KNOWN);

    private static KnowledgeIndex index() {
        try (var file = ProductAnswersTest.class.getResourceAsStream("articles.yaml")) {
            return KnowledgeIndex.of(ArticleFile.parse(new String(file.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String says(String text) {
        return Content.plainText(customer.says(text).say());
    }

    private static List<String> options(Decision decision) {
        return decision.say().stream()
                .filter(Content.Choice.class::isInstance)
                .flatMap(choice -> ((Content.Choice) choice).options().stream())
                .map(Content.Option::label)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "极光 H1 防水吗|不支持防水",
                "Buds 2 能戴着游泳吗？|IPX4",
                "is the Buds 2 waterproof?|IPX4, sweat and splashes|splashes",
                "How long does the battery of the Aurora H1 last?|40 hours",
                "H1续航多久|40 小时",
                "Lumo Watch 4 有没有GPS|独立 GPS",
                "Does the Lumo Phone 8 mini charge wirelessly?|No. Lumo Phone 8 mini",
                "Lumo Book 14 多重|1300 克",
                "View 27 的保修期是多久|36 个月",
                "does the h1 support noise cancelling|Yes",
                "那个 Lumo Tab 11 有 stylus support 吗|支持手写笔支持",
                "S1 智能插座支持 5GHz 吗|只支持 2.4 GHz"
            })
    void tellsAFact(String text, String part) {
        assertThat(says(text)).contains(part.replace(", sweat and splashes", ""));
    }

    @Test
    void namesItsSource() {
        Decision decision = customer.says("H1 续航");
        assertThat(decision.sources()).containsExactly(new Source("product:aurora-h1", "极光 H1 头戴式降噪耳机"));
        assertThat(decision.trace()).contains("product:aurora-h1:battery");
        assertThat(decision.basis().knowledge()).isEqualTo(KNOWN.version()).contains("-");
    }

    @Test
    void remembersTheProductForQuestionsAboutIt() {
        assertThat(says("How long does the battery of the Buds 2 last?")).contains("28 with the case");
        assertThat(says("and is it waterproof?")).contains("IPX4");
        assertThat(says("what accessories fit it?")).contains("Wireless charging pad");
        assertThat(says("does it work with the Wireless charging pad 15 W?"))
                .containsPattern(Conversing.phrase(Language.EN, "product.together.yes"));
        assertThat(customer.memory().known()).containsKey(Entity.PRODUCT);
    }

    @Test
    void remembersTheProductInChineseToo() {
        assertThat(says("跃动 S3 开放式运动耳机防水吗")).contains("IP55");
        assertThat(says("续航多久")).contains("10 小时");
        assertThat(says("那墨 7 呢，防水吗")).contains("IPX8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Does the wireless charging pad 15 W work with the Lumo Phone 8?|EN|yes|30 W or more",
                "无线充电板 15 W 能给 Lumo 8 mini 用吗|ZH|no|不支持无线充电",
                "Lumo 8 手机保护壳 Lumo 8 mini 手机能用吗|ZH|no|只适合 Lumo 8",
                "Can I use the M3 mouse with the Lumo Book 14 laptop?|EN|yes|Lumo Book 14",
                "V6 HEPA 滤网适合 V6 无线吸尘器吗|ZH|yes|V6"
            })
    void knowsWhatGoesTogether(String text, Language language, String answer, String why) {
        assertThat(says(text))
                .containsPattern(Conversing.phrase(language, "product.together." + answer))
                .contains(why);
    }

    @Test
    void saysThatItDoesNotKnowAndNeverGuesses() {
        Decision together = customer.says("能把 M3 鼠标和墨 7 一起用吗");
        assertThat(Content.plainText(together.say()))
                .containsPattern(Conversing.phrase(Language.ZH, "product.together.unknown"));
        assertThat(options(together)).contains("转人工");
        assertThat(says("does the K2 keyboard have GPS?"))
                .containsPattern(Conversing.phrase(Language.EN, "product.unknown"));
        customer.language.means("H1 是哪国产的", "product_question");
        assertThat(says("H1 是哪国产的"))
                .containsPattern(Conversing.phrase(Language.ZH, "product.about.instead"))
                .contains("续航");
    }

    @Test
    void offersWhatFits() {
        assertThat(options(customer.says("Lumo 8 手机有什么配件"))).contains("Lumo 8 手机保护壳", "Lumo 8 钢化膜（两片）");
        assertThat(options(customer.says("which charger fits the Lumo Phone 8?")))
                .contains("GaN charger 65 W")
                .doesNotContain("Case for Lumo Phone 8");
        assertThat(says("GaN charger 65 W")).contains("power: 65 W");
    }

    @Test
    void comparesTwoProductsByWhatDiffers() {
        assertThat(says("Lumo 8 手机和 Lumo 8 mini 手机有什么区别"))
                .contains("存储：256 GB ／ 128 GB")
                .contains("无线充电")
                .doesNotContain("5G");
        assertThat(says("which has the better battery life, the Watch 4 or the Band 3?"))
                .contains("10 days / 14 days");
    }

    @Test
    void helpsWithAProblemOfTheKindAndThenOffersTheRepair() {
        Decision steps = customer.says("我的 Lumo Watch 4 充不进电");
        assertThat(Content.plainText(steps.say())).contains("换一根 USB-C 线");
        assertThat(options(steps)).contains("解决了").anyMatch(label -> label.startsWith("没解决"));
        assertThat(steps.trace()).contains("problem:no-charge:95");
        assertThat(customer.memory().tried()).endsWith("problem:no-charge");
        assertThat(customer.says("还是不行").memory().form().form()).isEqualTo("repair");
    }

    @Test
    void isGladWhenItHelped() {
        customer.says("my Aurora H1 won't charge");
        assertThat(says("Yes, it works again")).containsPattern(Conversing.phrase(Language.EN, "courtesy.thanks"));
    }

    @Test
    void asksWhichProductHasTheProblem() {
        Decision which = customer.says("充不进电怎么办");
        assertThat(options(which)).contains("耳机", "手机");
        assertThat(says("手机")).contains("手机充不进电").contains("长按电源键");
    }

    @Test
    void triesTheStepsBeforeTheRepairThatIsWishedFor() {
        customer.language.means("耳机没声音，要维修", "warranty_repair");
        assertThat(says("耳机没声音，要维修")).contains("放回充电盒");
        assertThat(customer.says("耳机没声音，要维修").memory().form().form()).isEqualTo("repair");
    }

    @Test
    void leavesReturnsToTheirForm() {
        customer.language.means("Buds 2 充不进电，我要退货", "return_request");
        assertThat(customer.says("Buds 2 充不进电，我要退货").memory().form().form()).isEqualTo("return");
    }

    @Test
    void answersOnTheWayThroughAForm() {
        customer.language.means("我要退货", "return_request");
        customer.says("我要退货");
        String answer = says("对了，极光 H1 防水吗？");
        assertThat(answer).contains("不支持防水").contains("哪个订单");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "iPhone 15 防水吗",
                "is the Galaxy S24 waterproof?",
                "我的订单 10001 到哪了",
                "今天天气怎么样",
                "怎么退货",
                "你好",
                "防水吗",
                "does it work with that?",
                "极光 H1 的电池坏了怎么办",
                "how do I clean the screen of the Lumo Phone 8?"
            })
    void keepsOutOfWhatItHasNoPartIn(String text) {
        assertThat(customer.anew().says(text).sources())
                .noneMatch(source -> source.article().startsWith("product:")
                        || source.article().startsWith("problem:"));
    }

    @Test
    void doesNotMistakeAStrangersProductForTheOneBefore() {
        customer.says("极光 H1 防水吗");
        assertThat(customer.says("iPhone 15 防水吗").sources())
                .noneMatch(source -> source.article().equals("product:aurora-h1"));
    }

    @Property(tries = 300)
    void copesWithAnyText(@ForAll String text, @ForAll boolean named) {
        Conversing anybody = new Conversing(KNOWN);
        anybody.says("H1 防水吗");
        assertThat(anybody.says(named ? "极光 H1 " + text : text).say()).isNotNull();
    }

    @Test
    void beginsTheRepairOnlyForWhoWantsOne() {
        customer.language.means("我要报修", "warranty_repair");
        assertThat(customer.says("我要报修").memory().form().form()).isEqualTo("repair");
    }

    @Test
    void leavesWhatIsStuckOnItsWayToTheFormForOrders() {
        customer.language.means("my parcel is stuck", "order_status");
        assertThat(customer.says("my parcel is stuck").memory().form().form()).isEqualTo("order-status");
    }

    @Test
    void isQuickWithLongTexts() {
        String text = "极光 H1 防水吗 does it work with 充不进电 ".repeat(2_000);
        long began = System.nanoTime();
        customer.says(text);
        assertThat(System.nanoTime() - began).isLessThan(2_000_000_000L);
    }
}
