package io.parley.language.entity;

import io.parley.language.Entity;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.validator.routines.checkdigit.LuhnCheckDigit;

/** Mainland identity cards (GB 11643) and bank cards (ISO 7812), in one piece or in groups. */
final class CardRule {

    private static final int ID_CARD = 18;
    private static final int SHORTEST_CARD = 13;
    private static final int LONGEST_CARD = 19;
    private static final int EARLIEST_BIRTH = 1900;

    private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    private static final String CHECK_DIGITS = "10x98765432";

    /** GB 2260. */
    private static final Set<String> PROVINCES = Set.of(
            "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43",
            "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83", "91");

    /** Digits with nothing in between. */
    private record Group(int start, int end) {}

    private CardRule() {}

    static void find(Findings findings, LocalDate today) {
        String text = findings.text();
        List<Group> cluster = new ArrayList<>();
        for (int i = 0; i <= text.length(); ) {
            char c = i < text.length() ? text.charAt(i) : 0;
            if (isDigit(c)) {
                int start = i;
                while (i < text.length() && isDigit(text.charAt(i))) {
                    i++;
                }
                cluster.add(new Group(start, i));
            } else if ((c == ' ' || c == '-') && i + 1 < text.length() && isDigit(text.charAt(i + 1))) {
                i++;
            } else {
                findIn(cluster, findings, today);
                cluster.clear();
                i++;
            }
        }
    }

    private static void findIn(List<Group> cluster, Findings findings, LocalDate today) {
        String text = findings.text();
        for (int first = 0; first < cluster.size(); first++) {
            int start = cluster.get(first).start();
            if (start > 0 && isLatin(text.charAt(start - 1))) {
                continue;
            }
            StringBuilder digits = new StringBuilder();
            for (int last = first; last < cluster.size(); last++) {
                Group group = cluster.get(last);
                if (digits.length() + group.end() - group.start() > LONGEST_CARD) {
                    break;
                }
                digits.append(text, group.start(), group.end());
                if (digits.length() < SHORTEST_CARD) {
                    continue;
                }
                int end = group.end();
                boolean x = digits.length() == ID_CARD - 1 && end < text.length() && text.charAt(end) == 'x';
                int after = x ? end + 1 : end;
                if (after < text.length() && isLatin(text.charAt(after))) {
                    continue;
                }
                String number = x ? digits + "x" : digits.toString();
                if (isIdCard(number, today)) {
                    findings.add(Findings.Rank.ID_CARD, Entity.ID_CARD, number.toUpperCase(Locale.ROOT), start, after);
                } else if (!x && isBankCard(number)) {
                    findings.add(Findings.Rank.BANK_CARD, Entity.BANK_CARD, number, start, end);
                }
            }
        }
    }

    private static boolean isIdCard(String number, LocalDate today) {
        if (number.length() != ID_CARD || !PROVINCES.contains(number.substring(0, 2))) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += (number.charAt(i) - '0') * WEIGHTS[i];
        }
        if (CHECK_DIGITS.charAt(sum % 11) != number.charAt(ID_CARD - 1)) {
            return false;
        }
        try {
            LocalDate birth = LocalDate.of(
                    Integer.parseInt(number.substring(6, 10)),
                    Integer.parseInt(number.substring(10, 12)),
                    Integer.parseInt(number.substring(12, 14)));
            return birth.getYear() >= EARLIEST_BIRTH && !birth.isAfter(today);
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** ISO 7812 gives payment cards a first digit of 2 to 6, and 9 to those that work in one country only. */
    private static boolean isBankCard(String number) {
        char first = number.charAt(0);
        return ((first >= '2' && first <= '6') || first == '9') && LuhnCheckDigit.LUHN_CHECK_DIGIT.isValid(number);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLatin(char c) {
        return c >= 'a' && c <= 'z';
    }
}
