package io.parley.corenlp;

import edu.stanford.nlp.ie.crf.CRFClassifier;
import edu.stanford.nlp.ling.CoreAnnotations;
import edu.stanford.nlp.ling.CoreLabel;
import edu.stanford.nlp.pipeline.StanfordCoreNLP;
import edu.stanford.nlp.util.CoreMap;
import io.parley.language.annotation.Annotation;
import io.parley.language.annotation.Annotation.Word;
import io.parley.language.annotation.Annotator;
import io.parley.language.annotation.Aspect;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/** Chinese words, and the names among them. The small segmenter takes half the memory and separates the same words. */
final class ChineseAnnotator implements Annotator {

    private static final String SEGMENTER = Models.ROOT + "segmenter/chinese/";
    private static final String WORDS = SEGMENTER + "ctb.small.gz";
    private static final String DICTIONARY = SEGMENTER + "dict-chris6.ser.gz";
    private static final String NAMES = Models.ROOT + "ner/chinese.misc.distsim.crf.ser.gz";

    static final List<String> MODELS = List.of(WORDS, DICTIONARY, NAMES);

    private final StanfordCoreNLP sentences;
    private final CRFClassifier<CoreLabel> names;

    ChineseAnnotator() {
        Properties splitting = new Properties();
        splitting.setProperty("annotators", "tokenize,ssplit");
        splitting.setProperty("tokenize.language", "zh");
        splitting.setProperty("segment.model", WORDS);
        splitting.setProperty("segment.sighanCorporaDict", SEGMENTER);
        splitting.setProperty("segment.serDictionary", DICTIONARY);
        splitting.setProperty("segment.sighanPostProcessing", "true");
        splitting.setProperty("ssplit.boundaryTokenRegex", "[.。]|[!?！？]+");
        sentences = new StanfordCoreNLP(splitting);
        names = Models.classifier(NAMES);
    }

    @Override
    public Set<Aspect> aspects() {
        return Set.of(Aspect.NAMES, Aspect.WORDS);
    }

    @Override
    public Annotation annotate(String text, Set<Aspect> wanted) {
        edu.stanford.nlp.pipeline.Annotation read = new edu.stanford.nlp.pipeline.Annotation(text);
        sentences.annotate(read);
        Names found = new Names(text);
        List<Word> words = new ArrayList<>();
        for (CoreMap sentence : read.get(CoreAnnotations.SentencesAnnotation.class)) {
            List<CoreLabel> tokens = sentence.get(CoreAnnotations.TokensAnnotation.class);
            if (wanted.contains(Aspect.NAMES)) {
                found.add(names.classifySentence(tokens));
            }
            if (wanted.contains(Aspect.WORDS)) {
                tokens.forEach(token -> words.add(new Word(token.beginPosition(), token.endPosition())));
            }
        }
        return new Annotation(found.all(), null, words);
    }
}
