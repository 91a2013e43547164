package io.parley.language.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.language.Entity;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In the tables, what should be found stands in braces, and after the bar what each of those is. */
class EntityFinderTest {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    /** A Saturday, already, in Shanghai. */
    private static final Instant NOW = Instant.parse("2026-11-20T16:30:00Z");

    private static final EntityFinder FINDER = new EntityFinder(List.of(
            "极光 H1 头戴式降噪耳机",
            "Aurora H1 noise-cancelling headphones",
            "极光 Buds 2 真无线耳机",
            "Aurora Buds 2 true wireless earbuds",
            "Lumo 8 手机",
            "Lumo Phone 8",
            "Lumo 8 mini 手机",
            "Lumo Phone 8 mini",
            "Lumo Book 14 笔记本电脑",
            "充电器 30 W",
            "Charger 30 W",
            "K2 无线机械键盘",
            "K2 wireless mechanical keyboard",
            "AX3000 dual-band router",
            "极光 H1 耳罩"));

    private static List<Entity> find(String text) {
        return FINDER.find(text, NOW, ZONE);
    }

    private static void check(String marked, String expected, List<Entity> found) {
        String text = marked.replaceAll("[{}]", "");
        StringBuilder seen = new StringBuilder();
        List<String> described = new ArrayList<>();
        int at = 0;
        for (Entity entity : found) {
            seen.append(text, at, entity.start())
                    .append('{')
                    .append(text, entity.start(), entity.end())
                    .append('}');
            at = entity.end();
            described.add(entity.type() + " " + entity.value());
        }
        seen.append(text.substring(at));
        assertThat(seen + " | " + String.join("; ", described)).isEqualTo(marked + " | " + expected);
    }

    private static void check(String marked, String expected) {
        check(marked, expected, find(marked.replaceAll("[{}]", "")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "我的订单{10001}到哪了 | order_number 10001",
                "订单{１０００１}到哪了 | order_number 10001",
                "{10001} | order_number 10001",
                "订单号是 {8842} | order_number 8842",
                "订单号：{20418}，麻烦看下 | order_number 20418",
                "我的訂單號是{20418} | order_number 20418",
                "单号{20418}还没到 | order_number 20418",
                "where is order {20418}? | order_number 20418",
                "order number is {77} | order_number 77",
                "order {#A-77} please | order_number A-77",
                "{#A-77} | order_number A-77",
                "{＃A-77}到了吗 | order_number A-77",
                "订单{A-77}到了吗 | order_number A-77",
                "查一下{dd20261120-8842} | order_number DD20261120-8842",
                "{DD20261120-8842}什么时候到 | order_number DD20261120-8842",
                "{10001}号订单 | order_number 10001",
                "where is {10001}. | order_number 10001",
                "订单{10001}和{20418}，还有{10001} | order_number 10001; order_number 20418; order_number 10001",
                "订单{10001}是{上周五}下的 | order_number 10001; date 2026-11-13",
                "单号{10001},{10002}都没到 | order_number 10001; order_number 10002",
                "No.{10001} | order_number 10001",
                "订单编号：{3201987654321098765} | order_number 3201987654321098765",
            })
    void findsOrderNumbers(String text, String expected) {
        check(text, expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "我的手机号13800138000",
                "订单手机13800138000",
                "call 400-123-4567",
                "电话01012345678",
                "花了12999元",
                "¥12999",
                "12999.00",
                "12,999",
                "20000 rmb",
                "2026-11-20",
                "订单 2026-11-20 下的",
                "20261120",
                "2026年11月20日",
                "充电宝20000毫安",
                "20000mAh",
                "验证码 123456",
                "邮编200120",
                "I want to order 20 phones",
                "iPhone15 和 iPhone 16",
                "买10000个有优惠吗",
                "SF1000000010001",
                "110101199003078888",
                "12345@example.com",
                "满99元包邮吗",
                "10001元的订单",
                "我要打12315投诉你们",
                "我要 report to 12315",
                "投诉单号TS20261108",
            })
    void takesNothingElseForAnOrderNumber(String text) {
        assertThat(find(text)).noneMatch(entity -> entity.type().equals(Entity.ORDER_NUMBER));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "我的手机号{13800138000} | phone 13800138000",
                "打{138 0013 8000}找我 | phone 13800138000",
                "{138-0013-8000} | phone 13800138000",
                "{+86 138 0013 8000} | phone 13800138000",
                "电话{＋８６１３８００１３８０００}。 | phone 13800138000",
                "tel{13800138000} | phone 13800138000",
                "座机{010-12345678} | phone 01012345678",
                "电话{01062345678} | phone 01062345678",
                "call {400-123-4567} | phone 4001234567",
                "my number is {+1 415 555 2671} | phone +14155552671",
                "call me at {(415) 555-2671} | phone +14155552671",
                "{415-555-2671} please | phone +14155552671",
                "{4155552671} | phone +14155552671",
                "{800-820-8820}打不通 | phone 8008208820",
                "order {20433} {55120} | order_number 20433; order_number 55120",
                "{+44 20 7946 0958} | phone +442079460958",
                "邮箱{ABC.d+e@Example.com}，谢谢 | email abc.d+e@example.com",
                "发到{12345678@qq.com}。 | email 12345678@qq.com",
                "mail me at {first_last@mail.example.co.uk}. | email first_last@mail.example.co.uk",
                "身份证{31011519851020007X} | id_card 31011519851020007X",
                "{310115 19851020 007x} | id_card 31011519851020007X",
                "卡号{6222 0212 3456 7890 128} | bank_card 6222021234567890128",
                "my card {4111-1111-1111-1111} | bank_card 4111111111111111",
                "{４１１１１１１１１１１１１１１１} | bank_card 4111111111111111",
                "银行卡{4111111111111111}，电话{13800138000} | bank_card 4111111111111111; phone 13800138000",
                "快递{SF1234567890123}到哪了 | tracking_number SF1234567890123",
                "{sf 1234 5678 90123} | tracking_number SF1234567890123",
                "{YT2812345678901} | tracking_number YT2812345678901",
                "{JDVA01234567890}在哪 | tracking_number JDVA01234567890",
                "中通快递单号{78912345678901} | tracking_number 78912345678901",
                "{ZTO78912345678901} | tracking_number ZTO78912345678901",
                "{1Z999AA10123456784} | tracking_number 1Z999AA10123456784",
                "{EA123456785CN} | tracking_number EA123456785CN",
                "tracking number is {61299998820821171811} | tracking_number 61299998820821171811",
            })
    void findsWhoAndWhere(String text, String expected) {
        check(text, expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "110101199003071230", // check digit
                "110101199013071239", // month 13
                "6222021234567890127", // Luhn
                "1Z999AA10123456783",
                "EA123456789CN",
                "abc@localhost",
                "abc@example.notatld",
                "@someone",
                "123456789",
                "QQ 2045678901",
            })
    void takesNothingForPersonalThatFailsItsCheck(String text) {
        assertThat(find(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{199元}包邮吗 | amount 199.00 CNY",
                "花了{1,299.00元} | amount 1299.00 CNY",
                "{￥1,299.00} | amount 1299.00 CNY",
                "{RMB 300} | amount 300.00 CNY",
                "{300 rmb} ok? | amount 300.00 CNY",
                "{$20} off | amount 20.00 USD",
                "{US$19.99} | amount 19.99 USD",
                "{20 dollars} | amount 20.00 USD",
                "twice {twenty-five dollars} | amount 25.00 USD",
                "{a hundred bucks} | amount 100.00 USD",
                "{5k yuan} | amount 5000.00 CNY",
                "{1.5万元} | amount 15000.00 CNY",
                "{3w块} | amount 30000.00 CNY",
                "{两百块}的优惠券 | amount 200.00 CNY",
                "{兩百塊}的優惠券 | amount 200.00 CNY",
                "{三千五}能买吗 | amount 3500.00 CNY",
                "{1千5}可以 | amount 1500.00 CNY",
                "{3块5}包邮 | amount 3.50 CNY",
                "{十块零五毛} | amount 10.50 CNY",
                "{一万二}太贵 | amount 12000.00 CNY",
                "{一百二十元} | amount 120.00 CNY",
                "{三千零五块} | amount 3005.00 CNY",
                "退我{五块钱} | amount 5.00 CNY",
                "{199块9} | amount 199.90 CNY",
                "{九块九}包邮 | amount 9.90 CNY",
                "{5毛钱} | amount 0.50 CNY",
                "{一百多块} | amount 100.00 CNY",
                "{€50} | amount 50.00 EUR",
                "取消了订单,{299块}还没到 | amount 299.00 CNY",
                "{HK$ 88} | amount 88.00 HKD",
                "{2000日元} | amount 2000 JPY",
                "{99美元}还是{99港币} | amount 99.00 USD; amount 99.00 HKD",
                "从{¥199}降到{¥99} | amount 199.00 CNY; amount 99.00 CNY",
            })
    void findsAmounts(String text, String expected) {
        check(text, expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"我们一块去吧", "几百块", "第三元素", "三千米", "5G", "一万年", "100%", "圆形的", "一元二次方程", "version 2.0"})
    void takesNothingElseForAnAmount(String text) {
        assertThat(find(text)).noneMatch(entity -> entity.type().equals(Entity.AMOUNT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{今天}能到吗 | date 2026-11-21",
                "{今晚}送到吗 | date 2026-11-21",
                "{明天}天气 | date 2026-11-22",
                "客服说{明天}到 | date 2026-11-22",
                "{後天}到 | date 2026-11-23",
                "{大后天} | date 2026-11-24",
                "{昨天}买的 | date 2026-11-20",
                "{前天} | date 2026-11-19",
                "{大前天}下的单 | date 2026-11-18",
                "{上周五}买的 | date 2026-11-13",
                "{这周五}到 | date 2026-11-20",
                "{下周一}送 | date 2026-11-23",
                "{下下个星期三} | date 2026-12-02",
                "{周五}能到吗 | date 2026-11-27",
                "{周五}买的 | date 2026-11-20",
                "看一下{周二}行不行 | date 2026-11-24",
                "{礼拜天}有人吗 | date 2026-11-22",
                "{11月20日}买的 | date 2026-11-20",
                "{11月20号} | date 2026-11-20",
                "{十一月二十号} | date 2026-11-20",
                "{11月20}到货 | date 2026-11-20",
                "{1月5号}能到吗 | date 2027-01-05",
                "{3月5日}买的 | date 2026-03-05",
                "{2026年11月3日} | date 2026-11-03",
                "{二〇二六年十一月三日} | date 2026-11-03",
                "{去年11月11日} | date 2025-11-11",
                "{下个月3号} | date 2026-12-03",
                "{上月28号} | date 2026-10-28",
                "{20号}买的 | date 2026-11-20",
                "{25号}能到吗 | date 2026-11-25",
                "{三天后}送 | date 2026-11-24",
                "{3天前}下单 | date 2026-11-18",
                "{两周前} | date 2026-11-07",
                "{一个月前} | date 2026-10-21",
                "{半个月前}买的 | date 2026-11-06",
                "{2026/11/20} | date 2026-11-20",
                "{2026-11-20}买的 | date 2026-11-20",
                "{2026.11.20} | date 2026-11-20",
                "{20261120} | date 2026-11-20",
                "{11/20}买的 | date 2026-11-20",
                "{11/20/2026} | date 2026-11-20",
                "{20/11/2026} | date 2026-11-20",
                "will it come {tomorrow}? | date 2026-11-22",
                "{the day after tomorrow} | date 2026-11-23",
                "ordered {yesterday} | date 2026-11-20",
                "{day before yesterday} | date 2026-11-19",
                "deliver {next friday} | date 2026-11-27",
                "bought it {last Monday} | date 2026-11-16",
                "come on {Friday} | date 2026-11-27",
                "I ordered on {Friday} | date 2026-11-20",
                "on {Mon} | date 2026-11-23",
                "{Friday next week} | date 2026-11-27",
                "since {Nov 20th} | date 2026-11-20",
                "{November 3, 2026} | date 2026-11-03",
                "{20 November} | date 2026-11-20",
                "{the 20th of November 2025} | date 2025-11-20",
                "on {the 20th} | date 2026-11-20",
                "{in 3 days} | date 2026-11-24",
                "{three days ago} | date 2026-11-18",
                "{two weeks ago} | date 2026-11-07",
                "{in a week} | date 2026-11-28",
                "my order from {last night} | date 2026-11-20",
                "left the depot {this morning} | date 2026-11-21",
                "by {24 Nov}. | date 2026-11-24",
                "I got it {Friday}. | date 2026-11-20",
            })
    void findsDays(String text, String expected) {
        check(text, expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "三天内能到吗",
                "every friday",
                "每周五",
                "一周一次",
                "以前天天来",
                "之前天猫买的",
                "说明天气很好",
                "black friday",
                "within 3 days",
                "3号楼",
                "第3号",
                "1/2",
                "24/7",
                "11月33日",
                "2026-02-30",
                "may I ask",
                "几天前",
                "换个大一号的",
                "超过七天不能退",
                "the sun is out",
                "192.168.11.20",
            })
    void takesNothingElseForADay(String text) {
        assertThat(find(text)).noneMatch(entity -> entity.type().equals(Entity.DATE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "买{两件} | quantity 2",
                "{3台} | quantity 3",
                "要{三个} | quantity 3",
                "要{３個} | quantity 3",
                "来{十二个} | quantity 12",
                "{一双}鞋 | quantity 1",
                "{两块}电池 | quantity 2",
                "我要{两百个} | quantity 200",
                "{2 pieces} | quantity 2",
                "{three items} missing | quantity 3",
                "{two pairs} please | quantity 2",
                "{10pcs} | quantity 10",
                "{a dozen} | quantity 12",
                "I want to order {20} phones | quantity 20",
                "{two} usb cables | quantity 2",
                "要这个{x2} | quantity 2",
                "return {1x} usb cable | quantity 1",
            })
    void findsQuantities(String text, String expected) {
        check(text, expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "第三个",
                "这一个",
                "一个月",
                "三个工作日",
                "有两个问题",
                "满2包邮",
                "3只能退吗",
                "一部分",
                "11月份",
                "几个",
                "两三个",
                "不一样",
                "3个点",
                "in 2 days",
                "a case"
            })
    void takesNothingElseForAQuantity(String text) {
        assertThat(find(text)).noneMatch(entity -> entity.type().equals(Entity.QUANTITY));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{极光H1}坏了 | product 极光 H1 头戴式降噪耳机",
                "{極光 H1 耳機}壞了 | product 极光 H1 头戴式降噪耳机",
                "黑色{极光H1头戴式降噪耳机}有货吗 | product 极光 H1 头戴式降噪耳机",
                "{H1耳机}黑色的 | product 极光 H1 头戴式降噪耳机",
                "the {aurora h1 headphones} in white | product Aurora H1 noise-cancelling headphones",
                "is {Aurora-H1} waterproof | product Aurora H1 noise-cancelling headphones",
                "{Lumo 8}和{Lumo 8 mini}的区别 | product Lumo 8 手机; product Lumo 8 mini 手机",
                "{lumo phone 8 mini} stock | product Lumo Phone 8 mini",
                "{K2}怎么配对 | product K2 无线机械键盘",
                "{ax3000 router} | product AX3000 dual-band router",
                "{充电器30W}够吗 | product 充电器 30 W",
                "{iPhone 15 Pro}多少钱 | product iPhone 15 Pro",
                "{iPhone15ProMax}黑色 | product iPhone15ProMax",
                "{华为Mate60手机} | product 华为Mate60手机",
                "a {Mate 60} in blue | product Mate 60",
                "{小米14}有货吗 | product 小米14",
                "{小米14 Ultra}{两台} | product 小米14 Ultra; quantity 2",
                "{macbook air} | product macbook air",
                "{AirPods Pro 2}降噪 | product AirPods Pro 2",
                "{三星 Galaxy S24} | product 三星 Galaxy S24",
                "{Sony WH-1000XM5} | product Sony WH-1000XM5",
                "{小米手环8}充不进电 | product 小米手环8",
                "{Galaxy Z Fold 5} | product Galaxy Z Fold 5",
                "{Kindle Paperwhite} | product Kindle Paperwhite",
                "my {WH-1000XM5 headphones} broke | product WH-1000XM5 headphones",
                "{router AC1200}掉线 | product router AC1200",
                "{两台}{iPhone 15}，{5999元} | quantity 2; product iPhone 15; amount 5999.00 CNY",
            })
    void findsProducts(String text, String expected) {
        check(text, expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "我要退耳机",
                "thanks mate",
                "小米2台",
                "H11",
                "my phone is broken",
                "switch to 3",
                "65W 充电",
                "lumo",
                "手机号不对"
            })
    void takesNothingElseForAProduct(String text) {
        assertThat(find(text)).noneMatch(entity -> entity.type().equals(Entity.PRODUCT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "🙂🙂订单{10001}，{明天}到 | order_number 10001; date 2026-11-22",
                "I ordered {two} headsets {last Monday}, 订单{DD20261119-3327}, 电话{138-0013-8000} | quantity 2; date 2026-11-16; order_number DD20261119-3327; phone 13800138000",
                "帮我check一下order {20418}，我{11月18号}付的{299元} | order_number 20418; date 2026-11-18; amount 299.00 CNY",
                "换{一个}{Lumo 8}，{下周三}之前 | quantity 1; product Lumo 8 手机; date 2026-11-25",
            })
    void findsManyInOneText(String text, String expected) {
        check(text, expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "order_number | {a-77} | order_number A-77",
                "order_number | 是{8842} | order_number 8842",
                "order_number | {20261120} | order_number 20261120",
                "order_number | {13800138000} | phone 13800138000",
                "order_number | {11月20日}买的 | date 2026-11-20",
                "quantity | {3} | quantity 3",
                "quantity | 要{三} | quantity 3",
                "quantity | {two} please | quantity 2",
                "amount | {500} | amount 500.00 CNY",
                "amount | 大概{三百}吧 | amount 300.00 CNY",
                "product | 黑色的{蓝牙耳机} | product 蓝牙耳机",
                "product | {手机}，不是手机号 | product 手机",
                "product | the {wireless charger} | product wireless charger",
            })
    void takesMoreForWhatWasAskedFor(String awaited, String text, String expected) {
        check(text, expected, FINDER.find(text.replaceAll("[{}]", ""), NOW, ZONE, awaited));
    }

    @Test
    void findsNothingToAskForWhereNothingIs() {
        assertThat(FINDER.find("我不记得了", NOW, ZONE, Entity.ORDER_NUMBER)).isEmpty();
    }

    @Property
    void standsAnyText(@ForAll String text) {
        for (Entity entity : find(text + "订单10001" + text)) {
            assertThat(entity.end()).isLessThanOrEqualTo(2 * text.length() + 7);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "12 ",
                "1-",
                "1,",
                "1.",
                "一",
                "一百",
                "a",
                "a@",
                "a.b@c.",
                "@",
                "#",
                "# 1",
                "订单",
                "order ",
                "订单号1-",
                "￥",
                "$1",
                "下",
                "周",
                "上上个",
                "iphone ",
                "pro ",
                "小米",
                "耳机",
                "h1",
                "无线",
                "one ",
                "one hundred ",
                "a couple of ",
                "1 2-3(4) ",
                "+86 1",
                "\ud83d",
                "🙂",
                "\u202e",
                "\u0301",
                "next ",
                "jan 1",
                "1/1/",
                "2026-11-2",
                "sf1 ",
                "快递单号",
                "tracking number ",
                "是",
                "    ",
                "大"
            })
    void endsOnTenThousandOfAnything(String part) {
        String text = part.repeat(10_000 / part.length());
        List<Entity> found = find(text);
        int end = 0;
        for (Entity entity : found) {
            assertThat(entity.start()).isGreaterThanOrEqualTo(end);
            end = entity.end();
        }
        assertThat(end).isLessThanOrEqualTo(text.length());
    }

    @Test
    void findsBehindTenThousandSigns() {
        check("啊".repeat(10_000) + "{10001}", "order_number 10001");
    }
}
