package io.parley.corenlp;

import io.parley.language.Language;
import io.parley.language.annotation.Annotator;
import java.util.List;
import java.util.Optional;

/** The languages that CoreNLP reads for us, each with the smallest models that suffice. */
public final class CoreNlp implements Annotator.Provider {

    @Override
    public Optional<Annotator> load(Language language) {
        return switch (language) {
            case EN -> there(EnglishAnnotator.MODELS) ? Optional.of(new EnglishAnnotator()) : Optional.empty();
            case ZH -> there(ChineseAnnotator.MODELS) ? Optional.of(new ChineseAnnotator()) : Optional.empty();
            case MIXED -> Optional.empty();
        };
    }

    private static boolean there(List<String> models) {
        return models.stream().allMatch(model -> CoreNlp.class.getClassLoader().getResource(model) != null);
    }
}
