package io.parley.language.entity;

import io.parley.language.Entity;
import io.parley.language.Spelling;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the rules found in one folded text, possibly overlapping; {@link #entities} lets the most specific win. */
final class Findings {

    /** From the most specific, which takes its place first, to the least. */
    enum Rank {
        EMAIL,
        ID_CARD,
        TRACKING_NUMBER,
        /** Stated to be one, or of an unambiguous form. */
        SURE_ORDER_NUMBER,
        BANK_CARD,
        PHONE,
        AMOUNT,
        DATE,
        PRODUCT,
        QUANTITY,
        /** Digits that look like one. */
        LIKELY_ORDER_NUMBER,
        /** Taken for what was asked for because it may be, and is nothing else. */
        AWAITED,
        /** Eight digits that make a day. */
        COMPACT_DATE
    }

    private record Finding(Rank rank, String type, String value, int start, int end) {}

    private static final Comparator<Finding> MOST_SPECIFIC_FIRST = Comparator.comparing(Finding::rank)
            .thenComparing(finding -> finding.start() - finding.end())
            .thenComparing(Finding::start);

    private final Spelling.Folded folded;
    private final String text;
    private final List<Finding> all = new ArrayList<>();

    Findings(Spelling.Folded folded) {
        this.folded = folded;
        this.text = wideCommasKept(folded);
    }

    /** The Chinese comma, if narrowed, would join "15" and "299" in "iPhone 15，299元". */
    private static String wideCommasKept(Spelling.Folded folded) {
        StringBuilder text = new StringBuilder(folded.text());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == ',' && folded.original(i, i + 1).equals("，")) {
                text.setCharAt(i, '，');
            }
        }
        return text.toString();
    }

    /** Folded, except for wide commas. */
    String text() {
        return text;
    }

    /** What was written between these positions, on one line. */
    String written(int start, int end) {
        return folded.original(start, end).strip().replaceAll("\\s+", " ");
    }

    void add(Rank rank, String type, String value, int start, int end) {
        all.add(new Finding(rank, type, value, start, end));
    }

    boolean has(String type) {
        return all.stream().anyMatch(finding -> finding.type().equals(type));
    }

    List<Entity> entities() {
        all.sort(MOST_SPECIFIC_FIRST);
        TreeMap<Integer, Finding> taken = new TreeMap<>();
        for (Finding finding : all) {
            Map.Entry<Integer, Finding> before = taken.lowerEntry(finding.end());
            if (before == null || before.getValue().end() <= finding.start()) {
                taken.put(finding.start(), finding);
            }
        }
        List<Entity> entities = new ArrayList<>();
        int last = 0;
        for (Finding finding : taken.values()) {
            int start = folded.start(finding.start());
            int end = folded.end(finding.end());
            if (start >= last) { // one written character may fold to several, and belong to both sides
                entities.add(new Entity(finding.type(), finding.value(), start, end));
                last = end;
            }
        }
        return entities;
    }
}
