package io.parley.language.entity;

import io.parley.language.Entity;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parcel numbers: by the carriers' formats with their check digits, or because the text says that it is one. */
final class TrackingRule {

    private static final Pattern CARRIER = Pattern.compile("(?<![a-z\\d])(?:"
            + "sf[ -]?\\d(?:[ -]?\\d){11,14}" // SF Express
            + "|yto?[ -]?\\d(?:[ -]?\\d){11,14}" // YTO
            + "|jd(?:[a-z]{1,2})?[ -]?\\d(?:[ -]?\\d){9,14}(?:-\\d{1,2}-\\d{1,2}-?)?" // JD Logistics
            + "|(?:zto|sto|yd|jt|dpk|db|ane|ky|lp|uc|best|yunda)[ -]?\\d(?:[ -]?\\d){9,19}"
            + "|tba\\d{12}" // Amazon
            + "|(?<ups>1z[ -]?[a-z\\d](?:[ -]?[a-z\\d]){15})"
            + "|(?<post>[a-z]{2}[ -]?\\d(?:[ -]?\\d){8}[ -]?[a-z]{2})" // UPU S10, EMS among them
            + ")(?![a-z\\d])");

    private static final Pattern SAID = Pattern.compile(
            "(?:(?:快递|运|物流|面|包裹)单?编?号码?|tracking\\s{0,3}(?:number|num|code|no\\.?|id|#)?|waybill\\s{0,3}(?:number|no\\.?)?|(?<![a-z])awb)"
                    + "[\\s:=\"'“「(（【\\[-]{0,3}(?:是|为|is(?![a-z]))?[\\s:#\"'“「(（【\\[]{0,3}([a-z]{0,5}\\d{8,24}(?:-\\d{1,3}){0,2})(?![a-z\\d])");

    private static final int[] S10_WEIGHTS = {8, 6, 4, 2, 3, 5, 9, 7};

    private TrackingRule() {}

    static void find(Findings findings) {
        Matcher carrier = CARRIER.matcher(findings.text());
        while (carrier.find()) {
            String number = plain(carrier.group());
            if ((carrier.group("ups") == null || isUps(number)) && (carrier.group("post") == null || isPost(number))) {
                add(findings, number, carrier.start(), carrier.end());
            }
        }
        Matcher said = SAID.matcher(findings.text());
        while (said.find()) {
            if (!said.group(1).matches("1[3-9]\\d{9}")) {
                add(findings, said.group(1).toUpperCase(Locale.ROOT), said.start(1), said.end(1));
            }
        }
    }

    private static void add(Findings findings, String number, int start, int end) {
        findings.add(Findings.Rank.TRACKING_NUMBER, Entity.TRACKING_NUMBER, number, start, end);
    }

    private static String plain(String written) {
        String upper = written.toUpperCase(Locale.ROOT).replace(" ", "");
        // JD separates the parts of a parcel by hyphens; those of other carriers are only for legibility
        return upper.startsWith("JD") ? upper : upper.replace("-", "");
    }

    /**
     * 1Z, fifteen characters, and a digit that brings their sum to a multiple of ten; letters count from A = 2, every second one twice.
     */
    private static boolean isUps(String number) {
        int sum = 0;
        for (int i = 2; i < number.length() - 1; i++) {
            char c = number.charAt(i);
            int value = Character.isDigit(c) ? c - '0' : (c - 'A' + 2) % 10;
            sum += i % 2 == 0 ? value : 2 * value;
        }
        return (10 - sum % 10) % 10 == number.charAt(number.length() - 1) - '0';
    }

    private static boolean isPost(String number) {
        int sum = 0;
        for (int i = 0; i < S10_WEIGHTS.length; i++) {
            sum += (number.charAt(2 + i) - '0') * S10_WEIGHTS[i];
        }
        int check = 11 - sum % 11;
        int digit = check == 10 ? 0 : check == 11 ? 5 : check;
        return digit == number.charAt(10) - '0';
    }
}
