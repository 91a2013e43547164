package io.parley.corenlp;

import edu.stanford.nlp.ie.crf.CRFClassifier;
import edu.stanford.nlp.ling.CoreAnnotations;
import edu.stanford.nlp.ling.CoreLabel;
import edu.stanford.nlp.neural.rnn.RNNCoreAnnotations;
import edu.stanford.nlp.pipeline.StanfordCoreNLP;
import edu.stanford.nlp.sentiment.SentimentCoreAnnotations.SentimentAnnotatedTree;
import edu.stanford.nlp.trees.Tree;
import edu.stanford.nlp.util.CoreMap;
import io.parley.language.Sentiment;
import io.parley.language.annotation.Annotation;
import io.parley.language.annotation.Annotator;
import io.parley.language.annotation.Aspect;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** English names by the three-class model, which needs no tagger, and sentiment over the trees of the plain grammar. */
final class EnglishAnnotator implements Annotator {

    private static final String NAMES = Models.ROOT + "ner/english.all.3class.distsim.crf.ser.gz";
    private static final String GRAMMAR = Models.ROOT + "lexparser/englishPCFG.ser.gz";
    private static final String SENTIMENT = Models.ROOT + "sentiment/sentiment.ser.gz";

    static final List<String> MODELS = List.of(NAMES, GRAMMAR, SENTIMENT);

    /** Parsing time grows with the cube of the number of words; longer sentences are skipped. */
    private static final int LONGEST_SENTENCE = 40;

    /** Of the five classes 0 to 4, the range that counts as neutral. */
    private static final double NEGATIVE_BELOW = 1.5;

    private static final double POSITIVE_ABOVE = 2.5;

    private final StanfordCoreNLP sentences;
    private final StanfordCoreNLP trees;
    private final CRFClassifier<CoreLabel> names;

    EnglishAnnotator() {
        Properties splitting = new Properties();
        splitting.setProperty("annotators", "tokenize,ssplit");
        splitting.setProperty("tokenize.options", "untokenizable=noneKeep,invertible=true");
        splitting.setProperty("ssplit.newlineIsSentenceBreak", "always");
        sentences = new StanfordCoreNLP(splitting);
        Properties reading = new Properties();
        reading.setProperty("annotators", "parse,sentiment");
        reading.setProperty("parse.model", GRAMMAR);
        reading.setProperty("parse.maxlen", Integer.toString(LONGEST_SENTENCE));
        reading.setProperty("parse.binaryTrees", "true");
        reading.setProperty("parse.buildgraphs", "false");
        reading.setProperty("sentiment.model", SENTIMENT);
        // The grammar does its own tagging, so no tagger is required.
        trees = new StanfordCoreNLP(reading, false);
        names = Models.classifier(NAMES);
    }

    @Override
    public Set<Aspect> aspects() {
        return Set.of(Aspect.NAMES, Aspect.SENTIMENT);
    }

    @Override
    public Annotation annotate(String text, Set<Aspect> wanted) {
        edu.stanford.nlp.pipeline.Annotation read = new edu.stanford.nlp.pipeline.Annotation(text);
        sentences.annotate(read);
        List<CoreMap> split = read.get(CoreAnnotations.SentencesAnnotation.class);
        Names found = new Names(text);
        if (wanted.contains(Aspect.NAMES)) {
            split.forEach(sentence ->
                    found.add(names.classifySentence(sentence.get(CoreAnnotations.TokensAnnotation.class))));
        }
        @Nullable Sentiment sentiment = wanted.contains(Aspect.SENTIMENT) && !split.isEmpty() ? sentiment(read) : null;
        return new Annotation(found.all(), sentiment);
    }

    /** The mean of the sentences, weighted by their length. */
    private @Nullable Sentiment sentiment(edu.stanford.nlp.pipeline.Annotation read) {
        trees.annotate(read);
        double sum = 0;
        int words = 0;
        for (CoreMap sentence : read.get(CoreAnnotations.SentencesAnnotation.class)) {
            Tree tree = sentence.get(SentimentAnnotatedTree.class);
            int length = sentence.get(CoreAnnotations.TokensAnnotation.class).size();
            if (tree != null && length <= LONGEST_SENTENCE) {
                sum += (double) length * RNNCoreAnnotations.getPredictedClass(tree);
                words += length;
            }
        }
        if (words == 0) {
            return null;
        }
        double mean = sum / words;
        return mean < NEGATIVE_BELOW
                ? Sentiment.NEGATIVE
                : mean > POSITIVE_ABOVE ? Sentiment.POSITIVE : Sentiment.NEUTRAL;
    }
}
