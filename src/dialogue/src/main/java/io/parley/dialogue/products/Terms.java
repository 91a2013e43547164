package io.parley.dialogue.products;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds given words in texts, the longest at each place, whatever gaps and punctuation they contain. Latin words and numbers match whole
 * ones only; Chinese has no such boundaries. Does not change once filled. The search time grows only with the length of the text.
 */
final class Terms<T> {

    private record Term<T>(String compact, T meaning) {}

    /** The letters and digits of a folded text, and which of them have something else before them. */
    private record Compact(String text, boolean[] gaps) {
        static Compact of(String folded) {
            StringBuilder text = new StringBuilder(folded.length());
            boolean[] gaps = new boolean[folded.length() + 1];
            boolean gap = true;
            for (int i = 0; i < folded.length(); i++) {
                char c = folded.charAt(i);
                if (Character.isLetterOrDigit(c) || Character.isSurrogate(c)) {
                    gaps[text.length()] = gap;
                    text.append(c);
                    gap = false;
                } else {
                    // An apostrophe is not a gap: "won't", "battery's".
                    gap |= c != '\'';
                }
            }
            gaps[text.length()] = true;
            return new Compact(text.toString(), gaps);
        }

        boolean edge(int at) {
            return at == 0 || at == text.length() || gaps[at] || !latin(text.charAt(at)) || !latin(text.charAt(at - 1));
        }

        private static boolean latin(char c) {
            return c < 0x250;
        }
    }

    private final Map<Character, List<Term<T>>> byFirst = new HashMap<>();

    /** Returns what makes two spellings the same term. */
    static String compact(String folded) {
        return Compact.of(folded).text();
    }

    void add(String folded, T meaning) {
        String compact = compact(folded);
        if (compact.isEmpty()) {
            return;
        }
        List<Term<T>> terms = byFirst.computeIfAbsent(compact.charAt(0), first -> new ArrayList<>());
        terms.add(new Term<>(compact, meaning));
        terms.sort(Comparator.comparingInt(term -> -term.compact().length()));
    }

    /** What was found, in order, and the rest of the text around it. */
    record TermMatches<T>(List<T> meanings, String rest) {}

    TermMatches<T> in(String folded) {
        Compact text = Compact.of(folded);
        List<T> found = new ArrayList<>();
        StringBuilder rest = new StringBuilder();
        int at = 0;
        while (at < text.text().length()) {
            int end = at;
            for (Term<T> term : byFirst.getOrDefault(text.text().charAt(at), List.of())) {
                int after = at + term.compact().length();
                if ((end == at || after == end)
                        && text.text().startsWith(term.compact(), at)
                        && text.edge(at)
                        && text.edge(after)) {
                    found.add(term.meaning());
                    end = after;
                }
            }
            if (end == at) {
                rest.append(text.text().charAt(at++));
            }
            at = Math.max(at, end);
        }
        return new TermMatches<>(List.copyOf(found), rest.toString());
    }
}
