package io.parley.corenlp;

import edu.stanford.nlp.ie.crf.CRFClassifier;
import edu.stanford.nlp.ling.CoreAnnotations;
import edu.stanford.nlp.ling.CoreLabel;
import edu.stanford.nlp.pipeline.StanfordCoreNLP;
import edu.stanford.nlp.util.CoreMap;
import io.parley.language.annotation.Annotation;
import io.parley.language.annotation.Annotator;
import io.parley.language.annotation.Aspect;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/**
 * Chinese names, which are found among segmented words. The small segmenter takes half the memory of the large one and separates the same
 * words.
 */
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
        return Set.of(Aspect.NAMES);
    }

    @Override
    public Annotation annotate(String text, Set<Aspect> wanted) {
        edu.stanford.nlp.pipeline.Annotation read = new edu.stanford.nlp.pipeline.Annotation(text);
        sentences.annotate(read);
        Names found = new Names(text);
        for (CoreMap sentence : read.get(CoreAnnotations.SentencesAnnotation.class)) {
            found.add(names.classifySentence(sentence.get(CoreAnnotations.TokensAnnotation.class)));
        }
        return new Annotation(found.all(), null);
    }
}
