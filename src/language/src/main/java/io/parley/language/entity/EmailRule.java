package io.parley.language.entity;

import io.parley.language.Entity;
import org.apache.commons.validator.routines.EmailValidator;

/** E-mail addresses under top-level domains that exist. */
final class EmailRule {

    /** RFC 5321, 4.5.3.1: no part is longer. */
    private static final int LONGEST_LOCAL = 64;

    private static final int LONGEST_DOMAIN = 255;

    private EmailRule() {}

    static void find(Findings findings) {
        String text = findings.text();
        for (int at = text.indexOf('@'); at > 0; at = text.indexOf('@', at + 1)) {
            int start = at;
            while (start > 0 && at - start < LONGEST_LOCAL && isLocal(text.charAt(start - 1))) {
                start--;
            }
            while (start < at && !isLetterOrDigit(text.charAt(start))) {
                start++;
            }
            int end = at + 1;
            while (end < text.length() && end - at <= LONGEST_DOMAIN && isDomain(text.charAt(end))) {
                end++;
            }
            while (end > at + 1 && !isLetterOrDigit(text.charAt(end - 1))) {
                end--;
            }
            if (start < at && end > at + 1) {
                String address = text.substring(start, end);
                if (EmailValidator.getInstance().isValid(address)) {
                    findings.add(Findings.Rank.EMAIL, Entity.EMAIL, address, start, end);
                }
            }
        }
    }

    private static boolean isLocal(char c) {
        return isLetterOrDigit(c) || c == '.' || c == '_' || c == '%' || c == '+' || c == '-';
    }

    private static boolean isDomain(char c) {
        return isLetterOrDigit(c) || c == '.' || c == '-';
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }
}
