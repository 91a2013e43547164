package io.parley.language.entity;

import com.google.i18n.phonenumbers.PhoneNumberMatch;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.Leniency;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import io.parley.language.Entity;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Telephone numbers as written in China and in the United States, and any with a {@code +}. The value of a Chinese number is what is
 * dialled within China, that of others is E.164.
 */
final class PhoneRule {

    private static final int CHINA = 86;

    /** No message has more; this bounds the library's effort. */
    private static final int MAX_COUNT = 20;

    /**
     * Most of what is written; found without the library, which is a hundred times slower and refuses letters directly before a number.
     */
    private static final Pattern MOBILE = Pattern.compile(
            "(?:(?<![a-z\\d.@#-])|(?<=tel|phone|mobile|cell|number|call|wechat|vx|wx|no\\.))(?:\\(?(?:\\+|00)?86\\)?[ -]?)?"
                    + "(1[3-9](?:[ -]?\\d){9})(?![\\da-z@])");

    /** What the library should see: seven digits or more with little in between. */
    private static final Pattern LONG = Pattern.compile("\\d(?:[ ().+/-]{0,3}\\d){6}");

    private static final Pattern NUMBER_OF_ANOTHER_KIND =
            Pattern.compile("(?:qq|微信|订单编?号?码?|单号|order|银行卡|卡号|编号|序列号|sn|imei)[\\s:号是为#]{0,3}$");

    private static final Pattern SERVICE = Pattern.compile("[48]00|1[3-9]|95|96|12");

    private static final PhoneNumberUtil PHONES = PhoneNumberUtil.getInstance();

    private PhoneRule() {}

    static void find(Findings findings) {
        StringBuilder rest = new StringBuilder(findings.text());
        Matcher mobile = MOBILE.matcher(findings.text());
        while (mobile.find()) {
            findings.add(
                    Findings.Rank.PHONE,
                    Entity.PHONE,
                    mobile.group(1).replaceAll("\\D", ""),
                    mobile.start(),
                    mobile.end());
            blank(rest, mobile.start(), mobile.end());
        }
        if (!LONG.matcher(rest).find()) {
            return;
        }
        boolean chinese = findings.text()
                .codePoints()
                .anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN);
        // 800 and the like are in both plans
        find(rest, chinese ? "CN" : "US", findings);
        if (LONG.matcher(rest).find()) {
            find(rest, chinese ? "US" : "CN", findings);
        }
    }

    private static void find(StringBuilder rest, String region, Findings findings) {
        // two order numbers of five digits look like a number in Manitoba unless the grouping counts
        Leniency leniency = region.equals("US") ? Leniency.STRICT_GROUPING : Leniency.VALID;
        for (PhoneNumberMatch match : PHONES.findNumbers(rest.toString(), region, leniency, MAX_COUNT)) {
            PhoneNumber number = match.number();
            String before = rest.substring(Math.max(0, match.start() - 12), match.start());
            String digits = match.rawString().replaceAll("\\D", "");
            // the area code 415 also exists in Liaoning, but is dialled with a zero there
            boolean dialledSo = number.getCountryCode() != CHINA
                    || !Long.toString(number.getNationalNumber()).equals(digits)
                    || SERVICE.matcher(digits).lookingAt();
            if (dialledSo && !NUMBER_OF_ANOTHER_KIND.matcher(before).find()) {
                String value = number.getCountryCode() == CHINA
                        ? PHONES.format(number, PhoneNumberFormat.NATIONAL).replaceAll("\\D", "")
                        : PHONES.format(number, PhoneNumberFormat.E164);
                findings.add(Findings.Rank.PHONE, Entity.PHONE, value, match.start(), match.end());
                blank(rest, match.start(), match.end());
            }
        }
    }

    private static void blank(StringBuilder text, int from, int to) {
        for (int i = from; i < to; i++) {
            text.setCharAt(i, '\n');
        }
    }
}
