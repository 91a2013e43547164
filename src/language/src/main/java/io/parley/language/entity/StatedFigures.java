package io.parley.language.entity;

import io.parley.language.Entity;
import io.parley.language.Spelling;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The figures that a text states, however they are written: 7, 七天 and "seven days" state the same. A figure that is only in one of two
 * texts was not taken from the other.
 */
public final class StatedFigures {

    /** 1,299.00, 1.5万. */
    private static final Pattern DIGITS = Pattern.compile("\\d+(?:,\\d{3})*(?:\\.\\d+)?[十百千万亿]?");

    /** Dates, telephone numbers and the like also count as a whole. */
    private static final Pattern GROUPS = Pattern.compile("(?<![\\d,.])\\d(?:[ ./:()-]{0,2}\\d){4,}");

    private static final Pattern PLAIN = Pattern.compile("\\d+(?:\\.\\d+)?");

    private static final Pattern HAN = Pattern.compile("[" + Numerals.HAN + "]+");

    /** After a single numeral, or one that cannot be parsed, these turn it into a figure. */
    private static final Pattern UNIT =
            Pattern.compile("^(?:个?(?:工作日|自然日|小时|星期|礼拜|月|季度)|分钟|秒|天|日|周|年|元|块|圆|角|折|成|倍|次|件|张|台|件|米|公里|公斤|克|千克|斤|级|岁)");

    private static final Pattern ENGLISH = Pattern.compile(
            "(?<![a-z])" + Numerals.ENGLISH_WORD + "(?:(?:[ -]| and )" + Numerals.ENGLISH_WORD + ")*(?![a-z])");

    /** 10%, 百分之十, 8.5折. */
    private static final Pattern SHARE = Pattern.compile(
            "(\\d+(?:\\.\\d+)?)\\s?(?:%|percent|折|成)|百分之([\\d" + Numerals.HAN + "]+)|([" + Numerals.HAN + "]+)[折成]");

    private static final EntityFinder AMOUNTS = new EntityFinder(List.of());

    private StatedFigures() {}

    /** All figures except one, which is also an article. */
    public static Set<String> in(String text) {
        String folded = Spelling.folded(text);
        Set<String> figures = new TreeSet<>();
        Matcher digits = DIGITS.matcher(folded);
        while (digits.find()) {
            figures.add(value(digits.group()));
        }
        Matcher groups = GROUPS.matcher(folded);
        while (groups.find()) {
            if (!PLAIN.matcher(groups.group()).matches()) {
                figures.add("#" + groups.group().replaceAll("\\D", ""));
            }
        }
        Matcher han = HAN.matcher(folded);
        while (han.find()) {
            if (han.start() > 0 && Character.isDigit(folded.charAt(han.start() - 1))) {
                continue; // read with its digits
            }
            boolean counted = UNIT.matcher(folded.substring(han.end(), Math.min(folded.length(), han.end() + 4)))
                    .find();
            boolean read = Numerals.parse(han.group()).isPresent();
            if (counted || (read && han.group().length() > 1)) {
                figures.add(value(han.group()));
            }
        }
        Matcher english = ENGLISH.matcher(folded);
        while (english.find()) {
            figures.add(value(english.group()));
        }
        figures.remove("1");
        return figures;
    }

    /** The amounts of money and the shares, such as 10 %, among them. */
    public static Set<String> pricesIn(String text) {
        Set<String> prices = AMOUNTS.find(text, Instant.EPOCH, ZoneOffset.UTC).stream()
                .filter(entity -> entity.type().equals(Entity.AMOUNT))
                .map(Entity::value)
                .collect(Collectors.toCollection(TreeSet::new));
        Matcher share = SHARE.matcher(Spelling.folded(text));
        while (share.find()) {
            for (int group = 1; group <= share.groupCount(); group++) {
                if (share.group(group) != null) {
                    prices.add(value(share.group(group)) + "%");
                }
            }
        }
        return prices;
    }

    /** The same for the same number; what cannot be parsed stands for itself. */
    private static String value(String numeral) {
        return Numerals.parse(numeral)
                .map(BigDecimal::stripTrailingZeros)
                .map(BigDecimal::toPlainString)
                .orElse(numeral);
    }
}
