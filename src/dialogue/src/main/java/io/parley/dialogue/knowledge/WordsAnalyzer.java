package io.parley.dialogue.knowledge;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * Analyses Chinese by single characters and pairs and English by stems, in one chain, because customers mix both within a sentence. Uses
 * the same steps as Lucene's CJK and English analyzers, which cannot be combined as they are.
 */
public final class WordsAnalyzer extends Analyzer {

    private static final int EVERY_SCRIPT =
            CJKBigramFilter.HAN | CJKBigramFilter.HIRAGANA | CJKBigramFilter.KATAKANA | CJKBigramFilter.HANGUL;

    private final CharArraySet stopWords;
    private final Wordings fillers;
    private final Wordings synonyms;
    private final Set<String> weak;

    public WordsAnalyzer() {
        stopWords = new CharArraySet(lines("stopwords-en.txt"), false);
        stopWords.addAll(EnglishAnalyzer.getDefaultStopSet());
        fillers = new Wordings(lines("fillers-zh.txt").stream()
                .collect(Collectors.toMap(filler -> filler, filler -> "", (x, y) -> x)));
        Map<String, String> canonical = new HashMap<>();
        for (String line : lines("synonyms.txt")) {
            String[] group = line.split("\\s*,\\s*");
            for (String wording : group) {
                canonical.putIfAbsent(wording, " " + group[0] + " ");
            }
        }
        synonyms = new Wordings(canonical);
        weak = Set.copyOf(lines("weak-words.txt"));
    }

    @Override
    protected TokenStreamComponents createComponents(String fieldName) {
        Tokenizer tokenizer = new StandardTokenizer();
        TokenStream words = new CJKBigramFilter(tokenizer, EVERY_SCRIPT, true);
        words = new EnglishPossessiveFilter(words);
        words = new StopFilter(words, stopWords);
        words = new PorterStemFilter(words);
        return new TokenStreamComponents(tokenizer, words);
    }

    /** Returns the words of a folded text, in order, with repetitions. */
    public List<String> words(String folded) {
        List<String> words = new ArrayList<>();
        try (TokenStream stream = tokenStream("", alike(folded))) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                words.add(term.toString());
            }
            stream.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return words;
    }

    /**
     * Replaces synonyms by a single one, set apart so that it forms no pairs with its neighbours. Removes fillers and joins the text around
     * them, so that "退货的运费" and "退货运费" are the same.
     */
    String alike(String folded) {
        return synonyms.replaceIn(fillers.replaceIn(folded));
    }

    /** Whether a word shows how something is asked rather than what it is about. */
    public boolean isWeak(String word) {
        return weak.contains(word);
    }

    private static List<String> lines(String resource) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(WordsAnalyzer.class.getResourceAsStream(resource), resource),
                StandardCharsets.UTF_8))) {
            return reader.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
