package io.parley.language.entity;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * Numbers in words, Chinese and English. ICU spells numbers out and back, but under a lock, and knows neither 三千五 (3500) nor 2万3.
 */
final class Numerals {

    static final String HAN = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟俩仨";

    private static final String DIGITS = "零一二三四五六七八九";
    private static final String OTHER_DIGITS = "〇壹贰叁肆伍陆柒捌玖";

    private static final Map<String, Integer> ENGLISH = Map.ofEntries(
            Map.entry("a", 1),
            Map.entry("an", 1),
            Map.entry("one", 1),
            Map.entry("two", 2),
            Map.entry("three", 3),
            Map.entry("four", 4),
            Map.entry("five", 5),
            Map.entry("six", 6),
            Map.entry("seven", 7),
            Map.entry("eight", 8),
            Map.entry("nine", 9),
            Map.entry("ten", 10),
            Map.entry("eleven", 11),
            Map.entry("twelve", 12),
            Map.entry("thirteen", 13),
            Map.entry("fourteen", 14),
            Map.entry("fifteen", 15),
            Map.entry("sixteen", 16),
            Map.entry("seventeen", 17),
            Map.entry("eighteen", 18),
            Map.entry("nineteen", 19),
            Map.entry("twenty", 20),
            Map.entry("thirty", 30),
            Map.entry("forty", 40),
            Map.entry("fifty", 50),
            Map.entry("sixty", 60),
            Map.entry("seventy", 70),
            Map.entry("eighty", 80),
            Map.entry("ninety", 90),
            Map.entry("hundred", 100),
            Map.entry("thousand", 1000));

    /** One English number word, without "a". */
    static final String ENGLISH_WORD =
            "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
                    + "|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand)";

    private static final int LONGEST = 24;

    private Numerals() {}

    /** Parses a number as people write it: 12, 1,299.00, 三千五, 1.5万, 2万3, twenty-five, a hundred. Empty when it is not a number. */
    static Optional<BigDecimal> parse(String numeral) {
        String plain = numeral.strip();
        if (plain.isEmpty() || plain.length() > LONGEST * 3) {
            return Optional.empty();
        }
        char first = plain.charAt(0);
        if (first >= 'a' && first <= 'z') {
            return english(plain);
        }
        return plain.length() > LONGEST ? Optional.empty() : chinese(plain.replace(",", ""));
    }

    private static Optional<BigDecimal> english(String words) {
        int total = 0;
        int part = 0;
        for (String word : words.split("[ -]+", -1)) {
            if (word.equals("and")) {
                continue;
            }
            Integer value = ENGLISH.get(word);
            if (value == null) {
                return Optional.empty();
            }
            if (value == 100) {
                part = Math.max(1, part) * 100;
            } else if (value == 1000) {
                total += Math.max(1, part) * 1000;
                part = 0;
            } else {
                part += value;
            }
        }
        return total + part == 0 ? Optional.empty() : Optional.of(BigDecimal.valueOf(total + part));
    }

    private static Optional<BigDecimal> chinese(String numeral) {
        BigDecimal total = BigDecimal.ZERO;
        BigDecimal section = BigDecimal.ZERO;
        BigDecimal digit = null;
        long unit = 1;
        boolean zero = false;
        boolean units = false;
        StringBuilder positional = new StringBuilder();
        for (int i = 0; i < numeral.length(); i++) {
            char c = numeral.charAt(i);
            if (c >= '0' && c <= '9') {
                int from = i;
                while (i + 1 < numeral.length()
                        && (Character.isDigit(numeral.charAt(i + 1)) || numeral.charAt(i + 1) == '.')) {
                    i++;
                }
                String digits = numeral.substring(from, i + 1);
                if (digit != null || !digits.matches("\\d+(?:\\.\\d+)?")) {
                    return Optional.empty();
                }
                digit = new BigDecimal(digits);
                continue;
            }
            int value = digit(c);
            if (value >= 0) {
                positional.append(value);
                if (digit != null && digit.signum() != 0) {
                    return units ? Optional.empty() : positional(numeral);
                }
                digit = BigDecimal.valueOf(value);
                zero |= value == 0;
                continue;
            }
            long size = unit(c);
            if (size == 0 || (digit == null && section.signum() == 0 && total.signum() == 0 && size != 10)) {
                return Optional.empty();
            }
            units = true;
            unit = size;
            zero = false;
            if (size >= 10_000) {
                BigDecimal sum = total.add(section).add(digit == null ? BigDecimal.ZERO : digit);
                total = sum.multiply(BigDecimal.valueOf(size));
                section = BigDecimal.ZERO;
            } else {
                section = section.add((digit == null ? BigDecimal.ONE : digit).multiply(BigDecimal.valueOf(size)));
            }
            digit = null;
        }
        if (!units && positional.length() > 1) {
            return positional(numeral);
        }
        BigDecimal last = digit == null ? BigDecimal.ZERO : digit;
        // 三千五 is 3500, 三千零五 is 3005, 三十五 is 35
        boolean cut = unit >= 100 && !zero && last.compareTo(BigDecimal.TEN) < 0;
        return Optional.of(total.add(section).add(cut ? last.multiply(BigDecimal.valueOf(unit / 10)) : last));
    }

    /** 二〇二六: digit by digit; two such digits (三五) are a guess, not a number. */
    private static Optional<BigDecimal> positional(String numeral) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < numeral.length(); i++) {
            int value = digit(numeral.charAt(i));
            if (value < 0) {
                return Optional.empty();
            }
            digits.append(value);
        }
        return digits.length() < 3 ? Optional.empty() : Optional.of(new BigDecimal(digits.toString()));
    }

    private static int digit(char c) {
        int plain = DIGITS.indexOf(c);
        if (plain >= 0) {
            return plain;
        }
        return switch (c) {
            case '两', '俩' -> 2;
            case '仨' -> 3;
            default -> OTHER_DIGITS.indexOf(c);
        };
    }

    private static long unit(char c) {
        return switch (c) {
            case '十', '拾' -> 10;
            case '百', '佰' -> 100;
            case '千', '仟' -> 1000;
            case '万' -> 10_000;
            case '亿' -> 100_000_000;
            default -> 0;
        };
    }
}
