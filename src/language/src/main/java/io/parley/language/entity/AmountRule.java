package io.parley.language.entity;

import io.parley.language.Entity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of money: a number with a currency's word or sign, or the short 三千五, which is used for prices only. */
final class AmountRule {

    private static final String YUAN = "CNY";

    private static final Map<String, String> CODES = Map.ofEntries(
            Map.entry("$", "USD"),
            Map.entry("us$", "USD"),
            Map.entry("usd", "USD"),
            Map.entry("dollar", "USD"),
            Map.entry("dollars", "USD"),
            Map.entry("buck", "USD"),
            Map.entry("bucks", "USD"),
            Map.entry("美元", "USD"),
            Map.entry("美金", "USD"),
            Map.entry("美刀", "USD"),
            Map.entry("刀", "USD"),
            Map.entry("€", "EUR"),
            Map.entry("eur", "EUR"),
            Map.entry("euro", "EUR"),
            Map.entry("euros", "EUR"),
            Map.entry("欧元", "EUR"),
            Map.entry("£", "GBP"),
            Map.entry("gbp", "GBP"),
            Map.entry("pound", "GBP"),
            Map.entry("pounds", "GBP"),
            Map.entry("quid", "GBP"),
            Map.entry("英镑", "GBP"),
            Map.entry("hk$", "HKD"),
            Map.entry("hkd", "HKD"),
            Map.entry("港币", "HKD"),
            Map.entry("港元", "HKD"),
            Map.entry("nt$", "TWD"),
            Map.entry("twd", "TWD"),
            Map.entry("台币", "TWD"),
            Map.entry("新台币", "TWD"),
            Map.entry("jpy", "JPY"),
            Map.entry("yen", "JPY"),
            Map.entry("日元", "JPY"),
            Map.entry("日币", "JPY"),
            Map.entry("sgd", "SGD"),
            Map.entry("s$", "SGD"),
            Map.entry("新币", "SGD"));

    private static final String NUMBER = "(?:\\d{1,3}(?:,\\d{3}){1,4}|\\d{1,12})(?:\\.\\d{1,4})?";
    private static final String HAN = "[" + Numerals.HAN + "]";
    private static final String NUMERAL = "(?:" + NUMBER + "(?:[kw](?![a-z])|[百千万亿]{1,2}\\d?)?|" + HAN + "{1,15})";
    private static final String ENGLISH = "(?:(?:a|an|" + Numerals.ENGLISH_WORD + ")[ -](?:and )?(?:"
            + Numerals.ENGLISH_WORD + "[ -](?:and )?){0,6})";

    private static final Pattern SIGN_FIRST = Pattern.compile(
            "(?<![a-z$])(us\\$|hk\\$|nt\\$|s\\$|¥|\\$|€|£|(?:rmb|cny|usd|hkd|eur|gbp|jpy|twd|sgd)\\s?¥?|人民币\\s?¥?|美元|美金|港币|欧元)"
                    + "\\s?:?\\s?(" + NUMERAL + ")(?![\\d" + Numerals.HAN + "])"
                    + "(?:\\s?(?:元|块钱?|rmb(?![a-z])|cny(?![a-z])|usd(?![a-z])|yuan(?![a-z])))?");

    /** 两百多块, 199块9, 5毛钱; the groups: number, word, tenths. */
    private static final Pattern WORD_LAST =
            Pattern.compile("(?<!\\d[.,])(?<![\\d第几数好" + Numerals.HAN + "]|[a-z]\\d?)(" + NUMERAL + "|" + ENGLISH + ")"
                    + "\\s?[多来余]?\\s?(人民币|块钱?|元钱?(?!旦|素|件|宝|气|[一二三多]次)|圆(?![形的角珠领盘球桌])|[毛角](?=钱)|美元|美金|美刀|刀(?![片具头])"
                    + "|港币|港元|欧元|英镑|日元|日币|新?台币|新币"
                    + "|(?:rmb|cny|yuan|kuai|usd|us dollars?|dollars?|bucks?|hkd|eur|euros?|gbp|pounds?|quid|jpy|yen|twd|sgd)(?![a-z])"
                    + "|[¥€£]|\\$(?!\\s?\\d))"
                    + "(?:(?<=[块元])零?([\\d一二三四五六七八九])[毛角]?(?!\\d|[十百千万个件台张条只套盒部双折]))?(?:(?<=[毛角])钱)?");

    private static final Pattern CUT_SHORT = Pattern.compile("(?<![\\d.第几" + Numerals.HAN
            + "])([一二两三四五六七八九]|\\d{1,2}(?=[千万]))[百千万]([一二三四五六七八九]|(?<=\\d[千万])[1-9])"
            + "(?![\\d.%" + Numerals.HAN + "个件台只双条部块套盒箱包瓶张副对本支根把份袋点月号天年分人次位多里公米克斤度秒倍种页字级楼平几])");

    /** 一块去, 两块电池: not money but "together", or a piece. */
    private static final Pattern AFTER_MONEY = Pattern.compile("^(?:$|[^\\p{IsHan}]|[的了吧呢吗啊左以多行就也能可够还都太]|[一二三四五六七八九])");

    private AmountRule() {}

    static void find(Findings findings, boolean awaited) {
        String text = findings.text();
        Matcher first = SIGN_FIRST.matcher(text);
        while (first.find()) {
            String sign = first.group(1).replace("¥", "").strip();
            Optional<BigDecimal> number = number(first.group(2));
            if (number.isPresent()) {
                add(findings, Findings.Rank.AMOUNT, number.get(), code(sign), first.start(), first.end());
            }
        }
        Matcher last = WORD_LAST.matcher(text);
        while (last.find()) {
            word(last, findings);
        }
        Matcher cut = CUT_SHORT.matcher(text);
        while (cut.find()) {
            Numerals.parse(cut.group())
                    .ifPresent(number -> add(findings, Findings.Rank.AMOUNT, number, YUAN, cut.start(), cut.end()));
        }
        if (awaited && !findings.has(Entity.AMOUNT)) {
            BareAnswer.of(text).ifPresent(whole -> number(whole.text())
                    .ifPresent(
                            number -> add(findings, Findings.Rank.AWAITED, number, YUAN, whole.start(), whole.end())));
        }
    }

    private static void word(Matcher last, Findings findings) {
        String text = findings.text();
        String word = last.group(2);
        Optional<BigDecimal> parsed = number(last.group(1).strip());
        if (parsed.isEmpty()) {
            return;
        }
        BigDecimal number = parsed.get();
        if (word.equals("块") && number.compareTo(BigDecimal.TEN) < 0 && last.group(3) == null) {
            boolean one = last.group(1).equals("一");
            String after = text.substring(last.end(), Math.min(text.length(), last.end() + 1));
            if (one || !AFTER_MONEY.matcher(after).find()) {
                return;
            }
        }
        if (word.equals("毛") || word.equals("角")) {
            number = number.movePointLeft(1);
        }
        if (last.group(3) != null) {
            BigDecimal tenths = Numerals.parse(last.group(3)).orElse(BigDecimal.ZERO);
            number = number.add(tenths.movePointLeft(1));
        }
        String code = code(word.startsWith("us ") ? word.substring(3) : word);
        add(findings, Findings.Rank.AMOUNT, number, code, last.start(), last.end());
    }

    private static String code(String sign) {
        return CODES.getOrDefault(sign, YUAN);
    }

    private static Optional<BigDecimal> number(String numeral) {
        int end = numeral.length() - 1;
        if (end > 0 && numeral.charAt(end) == 'k' && Character.isDigit(numeral.charAt(end - 1))) {
            return Numerals.parse(numeral.substring(0, end)).map(number -> number.movePointRight(3));
        }
        if (end > 0 && numeral.charAt(end) == 'w' && Character.isDigit(numeral.charAt(end - 1))) {
            return Numerals.parse(numeral.substring(0, end)).map(number -> number.movePointRight(4));
        }
        return Numerals.parse(numeral);
    }

    private static void add(Findings findings, Findings.Rank rank, BigDecimal number, String code, int start, int end) {
        int digits = Currency.getInstance(code).getDefaultFractionDigits();
        String value = number.setScale(digits, RoundingMode.HALF_UP).toPlainString();
        findings.add(rank, Entity.AMOUNT, String.format(Locale.ROOT, "%s %s", value, code), start, end);
    }
}
