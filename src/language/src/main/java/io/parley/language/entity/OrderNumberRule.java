package io.parley.language.entity;

import io.parley.language.Entity;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Order numbers, in upper case; a leading {@code #} is included in the position but not in the value. Keeps telephone numbers, amounts,
 * days and the like from being taken for one.
 */
final class OrderNumberRule {

    private static final String BETWEEN = "[\\s:=\"'“「(（【\\[-]{0,3}(?:是|为|is(?![a-z]))?[\\s:#\"'“「(（【\\[]{0,3}";
    private static final String NOT_WITHIN = "(?!\\d|[./-]\\d|,\\d{1,4}(?!\\d))(?![a-z])";

    /** Announced right before it, so that short ones count too. */
    private static final Pattern SAID = Pattern.compile(
            "(?:订单编?号码?|(?<!快递|物流|投诉|维修|售后|服务|退款|运|面|工)单号|(?<![a-z])order\\s{0,3}(?:number|num|no\\.?|nr\\.?|id|#))"
                    + BETWEEN + "([a-z]{0,4}-?\\d{2,20}(?:-\\d{1,10})?)" + NOT_WITHIN);

    /** After the mere word, short numbers may be quantities. */
    private static final Pattern NAMED = Pattern.compile(
            "(?:订单|(?<![a-z])orders?(?![a-z])|(?<![a-z])(?<!tracking |phone |mobile |model |serial |invoice |case |ticket |item |card )no\\.)"
                    + BETWEEN + "([a-z]{0,4}-?\\d{4,20}(?:-\\d{1,10})?|[a-z]{1,4}-\\d{1,16})" + NOT_WITHIN);

    private static final Pattern SIGNED = Pattern.compile("#\\s?([a-z]{0,4}-?\\d{2,20}(?:-\\d{1,10})?)(?![a-z\\d])");

    /** Letters, a long number, a dash, a number: nothing else looks like that. */
    private static final Pattern COMPOUND =
            Pattern.compile("(?<![a-z\\d-])([a-z]{2,4}\\d{6,10}-\\d{3,8})(?![a-z\\d-])");

    private static final Pattern BARE =
            Pattern.compile("(?<![a-z\\d._/:+#@-])(\\d{5,8})(?![a-z\\d_@%]|[-./:]\\d|,\\d{1,4}(?!\\d))");

    private static final Pattern AWAITED =
            Pattern.compile("(?<![a-z\\d.-])([a-z]{0,4}-?\\d{2,20}(?:-\\d{1,10})?)(?![a-z\\d])");

    private static final Pattern BEFORE_OTHER = Pattern.compile(
            "(?:[¥$€£]|rmb|cny|usd|电话|手机|号码是|tel|phone|mobile|call|邮编|zip|postcode|验证码|code|价格|金额|型号|model|qq|微信|尾号"
                    + "|拨打?|打|致电|热线|举报|投诉|工号|座机|卡号|快递|运单号?)[\\s:号是为码了给到]{0,3}$");

    private static final Pattern AFTER_OTHER =
            Pattern.compile("^\\s?(?:元|块|圆|万|千|rmb|cny|usd|yuan|dollars?|euros?|bucks?|年|月|日|"
                    + "个|件|台|天|小时|分|积分|点|points?|mah|毫安|w(?![a-z])|瓦|ml|毫升|gb|mb|hz|k(?![a-z])|pa(?![a-z])|rpm|转|步|米|公里|km|mm|cm|%"
                    + "|热线|投诉)");

    /** Of consumer protection and the carriers: well-known numbers that customers threaten with. */
    private static final Set<String> HOTLINES = Set.of("12315", "10086", "10010");

    private OrderNumberRule() {}

    static void find(Findings findings, boolean awaited) {
        String text = findings.text();
        for (Pattern form : List.of(COMPOUND, SAID, NAMED, SIGNED)) {
            Matcher said = form.matcher(text);
            while (said.find()) {
                add(findings, Findings.Rank.SURE_ORDER_NUMBER, said);
            }
        }
        Matcher bare = BARE.matcher(text);
        while (bare.find()) {
            String before = text.substring(Math.max(0, bare.start() - 12), bare.start());
            if (!HOTLINES.contains(bare.group(1))
                    && !BEFORE_OTHER.matcher(before).find()
                    && DateRule.compact(bare.group(1)).isEmpty()) {
                add(findings, Findings.Rank.LIKELY_ORDER_NUMBER, bare);
            }
        }
        if (awaited && !findings.has(Entity.ORDER_NUMBER)) {
            Matcher any = AWAITED.matcher(text);
            while (any.find()) {
                add(findings, Findings.Rank.AWAITED, any);
            }
        }
    }

    private static void add(Findings findings, Findings.Rank rank, Matcher match) {
        String text = findings.text();
        String number = match.group(1);
        int end = match.end(1);
        boolean counted = AFTER_OTHER
                .matcher(text.substring(end, Math.min(text.length(), end + 10)))
                .find();
        if (!counted && !number.matches("1[3-9]\\d{9}")) {
            int start = match.start(1);
            boolean signed = start > 0 && text.charAt(start - 1) == '#';
            findings.add(rank, Entity.ORDER_NUMBER, number.toUpperCase(Locale.ROOT), signed ? start - 1 : start, end);
        }
    }
}
