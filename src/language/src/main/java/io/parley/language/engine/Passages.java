package io.parley.language.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A text in passages short enough to be judged by their meaning: the embedding of a long text is that of its first lines, but the request
 * is more often at the end. Only the end of a long text is judged.
 */
final class Passages {

    /** The length of the end that is judged. */
    private static final int TAIL = 2_000;

    /** What an embedding covers: about as many Chinese characters as tokens, and four letters per token in alphabets. */
    private static final int LONGEST_HAN = 180;

    private static final int LONGEST = 600;

    /** Each costs as much as a separate text. */
    private static final int MAX_COUNT = 4;

    /** The last passage is shorter by this factor: what is wanted is often in the last sentence. */
    private static final int LAST = 4;

    private Passages() {}

    /** In order; the whole text when it is short. */
    static List<String> of(String text) {
        String tail = text.length() <= TAIL ? text : text.substring(start(text, text.length() - TAIL, LONGEST_HAN));
        int longest = tail.codePoints().anyMatch(Character::isIdeographic) ? LONGEST_HAN : LONGEST;
        Deque<String> passages = new ArrayDeque<>();
        int end = tail.length();
        int most = end <= longest ? longest : longest / LAST;
        while (end > 0 && passages.size() < MAX_COUNT) {
            int begin = end <= most ? 0 : start(tail, end - most, most / 2);
            most = longest;
            String passage = tail.substring(begin, end);
            if (!passage.isBlank()) {
                passages.addFirst(passage);
            }
            end = begin;
        }
        return List.copyOf(passages);
    }

    /**
     * The nearest beginning of a sentence, or else of a word, at or a little after this index; the index itself when none is near.
     */
    private static int start(String text, int at, int near) {
        int word = -1;
        for (int i = at; i < at + near; i++) {
            char c = text.charAt(i);
            if (".!?;\n。！？；".indexOf(c) >= 0) {
                return i + 1;
            }
            if (word < 0 && (Character.isWhitespace(c) || "，、,".indexOf(c) >= 0)) {
                word = i + 1;
            }
        }
        int found = word < 0 ? at : word;
        return Character.isLowSurrogate(text.charAt(found)) ? found + 1 : found;
    }
}
