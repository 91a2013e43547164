package io.parley.dialogue.orders;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds order numbers in what a customer wrote, and keeps phone numbers, amounts, dates and the like from being taken for one. Works
 * on folded text (half width, lower case); gives numbers in upper case, without a leading {@code #}.
 */
public final class OrderNumbers {

    /** More are not looked up for one turn. */
    public static final int MOST = 3;

    private static final String BETWEEN = "[\\s:=\"'“「(（【\\[-]{0,3}(?:是|为|is\\b)?[\\s:#\"'“「(（【\\[]{0,3}";
    private static final String NOT_WITHIN = "(?![\\d.,/]*\\d)(?![a-z])";

    /** Said to be one right before it, so that short ones count too. */
    private static final Pattern SAID =
            Pattern.compile("(?:订单编?号码?|单号|\\border\\s{0,3}(?:number|num|no\\.?|nr\\.?|id|#))" + BETWEEN
                    + "([a-z]{0,4}-?\\d{2,16}(?:-\\d{1,10})?)" + NOT_WITHIN);

    /** After the mere word, short ones may be how many somebody wants. */
    private static final Pattern NAMED = Pattern.compile("(?:订单|\\borders?\\b)" + BETWEEN
            + "([a-z]{0,4}-?\\d{4,16}(?:-\\d{1,10})?|[a-z]{1,4}-\\d{1,16})" + NOT_WITHIN);

    private static final Pattern SIGNED = Pattern.compile("#\\s?([a-z]{0,4}-?\\d{2,16}(?:-\\d{1,10})?)(?![a-z\\d])");

    /** Letters, a long number, a dash, a number: nothing else looks like that. */
    private static final Pattern COMPOUND =
            Pattern.compile("(?<![a-z\\d-])([a-z]{2,4}\\d{6,10}-\\d{3,8})(?![a-z\\d-])");

    private static final Pattern BARE = Pattern.compile("(?<![a-z\\d._/:+#@-])(\\d{5,8})(?![a-z\\d_@%]|[-./:,]\\d)");

    private static final Pattern AWAITED =
            Pattern.compile("(?<![a-z\\d.-])([a-z]{0,4}-?\\d{2,16}(?:-\\d{1,10})?)(?![a-z\\d])");

    private static final Pattern BEFORE_OTHER = Pattern.compile(
            "(?:[¥$€£]|rmb|cny|usd|电话|手机|号码是|tel|phone|mobile|call|邮编|zip|postcode|验证码|code|价格|金额|型号|model|qq|微信|尾号)"
                    + "[\\s:号是为码]{0,3}$");

    private static final Pattern AFTER_OTHER =
            Pattern.compile("^\\s?(?:元|块|圆|万|千|rmb|cny|usd|yuan|dollars?|euros?|bucks?|年|月|日|"
                    + "个|件|台|天|小时|分|积分|点|points?|mah|毫安|w\\b|瓦|ml|毫升|gb|mb|hz|k\\b|pa\\b|rpm|转|步|米|公里|km|mm|cm|%)");

    private OrderNumbers() {}

    /** The order numbers in a text, in order, each once, at most {@link #MOST}. */
    public static List<String> in(String folded) {
        Set<String> numbers = new LinkedHashSet<>();
        StringBuilder rest = new StringBuilder(folded);
        for (Pattern form : List.of(COMPOUND, SAID, NAMED, SIGNED)) {
            Matcher said = form.matcher(rest);
            while (said.find()) {
                if (!isPhone(said.group(1)) && !isCounted(rest, said.end(1))) {
                    numbers.add(said.group(1).toUpperCase(Locale.ROOT));
                }
                blank(rest, said.start(1), said.end(1));
            }
        }
        Matcher bare = BARE.matcher(rest);
        while (bare.find()) {
            String before = rest.substring(Math.max(0, bare.start() - 12), bare.start());
            if (!BEFORE_OTHER.matcher(before).find() && !isCounted(rest, bare.end()) && !isDate(bare.group(1))) {
                numbers.add(bare.group(1));
            }
        }
        return numbers.stream().limit(MOST).toList();
    }

    /** Like {@link #in}, but after asking for a number, when nearly everything with digits is one. */
    public static List<String> awaitedIn(String folded) {
        List<String> sure = in(folded);
        if (!sure.isEmpty()) {
            return sure;
        }
        List<String> numbers = new ArrayList<>();
        Matcher awaited = AWAITED.matcher(folded);
        while (awaited.find() && numbers.size() < MOST) {
            if (!isPhone(awaited.group(1)) && !isCounted(folded, awaited.end())) {
                numbers.add(awaited.group(1).toUpperCase(Locale.ROOT));
            }
        }
        return numbers;
    }

    private static boolean isCounted(CharSequence text, int end) {
        return AFTER_OTHER
                .matcher(text.subSequence(end, Math.min(text.length(), end + 10)))
                .find();
    }

    private static boolean isPhone(String number) {
        return number.matches("1[3-9]\\d{9}");
    }

    private static boolean isDate(String digits) {
        if (digits.length() != 8 || !(digits.startsWith("19") || digits.startsWith("20"))) {
            return false;
        }
        try {
            LocalDate.of(
                    Integer.parseInt(digits.substring(0, 4)),
                    Integer.parseInt(digits.substring(4, 6)),
                    Integer.parseInt(digits.substring(6)));
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static void blank(StringBuilder text, int from, int to) {
        for (int i = from; i < to; i++) {
            text.setCharAt(i, ' ');
        }
    }
}
