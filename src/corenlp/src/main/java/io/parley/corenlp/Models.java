package io.parley.corenlp;

import edu.stanford.nlp.ie.crf.CRFClassifier;
import edu.stanford.nlp.ling.CoreLabel;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Where models are on the class path. */
final class Models {

    static final String ROOT = "edu/stanford/nlp/models/";

    private Models() {}

    static CRFClassifier<CoreLabel> classifier(String model) {
        try {
            return CRFClassifier.getClassifier(model);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (ClassNotFoundException other) {
            throw new IllegalStateException(model + " is not for this version of CoreNLP", other);
        }
    }
}
