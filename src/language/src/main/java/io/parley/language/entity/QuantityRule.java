package io.parley.language.entity;

import io.parley.language.Entity;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Quantities: in Chinese with the classifier, in English with a counting word, or as the number before a product's noun. */
final class QuantityRule {

    private static final String COUNT = "(\\d{1,5}|[一二两三四五六七八九十百千万俩仨]{1,6})";

    private static final Pattern CHINESE = Pattern.compile("(?<![\\d.第几数¥$" + Numerals.HAN + "])" + COUNT + "\\s?(?:"
            + "个(?![多半]?月|星期|礼拜|小时|钟头|工作日|季度|世纪|学期|人|问题|事|字|地方|办法|说法|解释|答复|情况|原因|客服|名字|地址|电话|忙|亿|多|点)"
            + "|件(?!事|套)|台(?![湾币风阶])|只(?![能要有是会好收需剩支发到可差想给付退用卖买]|\\s?[a-z])|双(?![十1一卡频屏面])|条(?!件|款)|部(?!分|门)|块(?!钱|儿)"
            + "|套(?!路|餐)|盒|箱|包(?![邮裹括含装修退换月])|瓶|张|副|对(?![于吗不比方应])|本(?![来地身月人周])|支(?![持付])|枝|根(?!据|本)|把|辆|份(?!额)|袋|卷|片|颗"
            + "|枚|粒|桶|罐|杯|组|(?<!一)样)");

    /** 这一个, 另一件: which, not how many. */
    private static final String POINTING = "这那哪另每上下同某唯任";

    private static final String WORDS =
            "(?:pieces?|pcs?|items?|pairs?|units?|box(?:es)?|sets?|packs?|packets?|bottles?|copies|bags?|dozens?|dozen)";

    private static final Pattern ENGLISH = Pattern.compile(
            "(?<!\\d[.,])(?<![a-z\\d$¥€£#:/-])(\\d{1,5}|" + Numerals.ENGLISH_WORD + "(?:[ -]" + Numerals.ENGLISH_WORD
                    + ")?)(?:\\s|(?<=\\d))" + WORDS + "(?![a-z\\d])|(?<![a-z])a (?:pair|dozen)(?![a-z])");

    private static final Pattern TIMES = Pattern.compile("(?<![a-z\\d])[x×*]\\s?(\\d{1,3})(?![\\d.a-z])");

    private static final Pattern TIMES_BEFORE = Pattern.compile(
            "(?<!\\d[.,])(?<![a-z\\d$¥€£#:/-])(\\d{1,3})\\s?[x×](?= (?!zoom|optical|faster|speed|more|the|as|points|bigger|larger|longer)[a-z])");

    private static final Pattern BEFORE_NOUN =
            Pattern.compile("(?<!\\d[.,])(?<![a-z\\d$¥€£#:/-])(\\d{1,4}|" + Numerals.ENGLISH_WORD + ")"
                    + "(?= (?:(?!in|of|for|and|or|to|with|the|my|on|at|from|more|days?|weeks?|months?|years?|hours?|inch|gb|w|m|mah|hz|"
                    + "star|percent|pm|am|pro|mini|max|plus|ultra)[a-z-]{2,15} )?(?:" + ProductNouns.ENGLISH_PLURAL
                    + ")(?![a-z]))");

    private QuantityRule() {}

    static void find(Findings findings, boolean awaited) {
        String text = findings.text();
        Matcher chinese = CHINESE.matcher(text);
        while (chinese.find()) {
            boolean one = chinese.group(1).equals("一");
            boolean which = one && chinese.start() > 0 && POINTING.indexOf(text.charAt(chinese.start() - 1)) >= 0;
            boolean together = one && text.charAt(chinese.end() - 1) == '块';
            if (!which && !together) {
                add(findings, Findings.Rank.QUANTITY, Numerals.parse(chinese.group(1)), chinese.start(), chinese.end());
            }
        }
        Matcher english = ENGLISH.matcher(text);
        while (english.find()) {
            Optional<BigDecimal> number = Numerals.parse(english.group(1) == null ? "a" : english.group(1));
            boolean dozens = english.group().contains("dozen");
            add(
                    findings,
                    Findings.Rank.QUANTITY,
                    dozens ? number.map(dozen -> dozen.multiply(BigDecimal.valueOf(12))) : number,
                    english.start(),
                    english.end());
        }
        for (Pattern pattern : new Pattern[] {TIMES, TIMES_BEFORE, BEFORE_NOUN}) {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                add(findings, Findings.Rank.QUANTITY, Numerals.parse(matcher.group(1)), matcher.start(), matcher.end());
            }
        }
        if (awaited && !findings.has(Entity.QUANTITY)) {
            BareAnswer.of(text)
                    .ifPresent(whole -> add(
                            findings, Findings.Rank.AWAITED, Numerals.parse(whole.text()), whole.start(), whole.end()));
        }
    }

    private static void add(Findings findings, Findings.Rank rank, Optional<BigDecimal> parsed, int start, int end) {
        if (parsed.isPresent() && parsed.get().signum() > 0) {
            BigDecimal number = parsed.get().stripTrailingZeros();
            if (number.scale() <= 0) {
                findings.add(rank, Entity.QUANTITY, number.toPlainString(), start, end);
            }
        }
    }
}
