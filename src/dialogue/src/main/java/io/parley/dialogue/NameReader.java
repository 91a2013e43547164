package io.parley.dialogue;

import io.parley.language.Analysis;
import io.parley.language.Entity;
import io.parley.language.Language;
import io.parley.language.annotation.Annotation;
import io.parley.language.annotation.Annotators;
import io.parley.language.annotation.Aspect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Adds the names in a text to its analysis, where an annotator that reads names is available. */
public final class NameReader {

    /** Reads none. */
    public static final NameReader NONE = new NameReader(Annotators.NONE, Duration.ZERO);

    private final Annotators annotators;
    private final Duration limit;

    /** @param limit how long a turn waits for names before it continues without them */
    public NameReader(Annotators annotators, Duration limit) {
        this.annotators = annotators;
        this.limit = limit;
    }

    /**
     * Returns the analysis with names of these types added. It is recorded with the decision, so that the same decision can be made again
     * where no names can be read.
     *
     * @return never fails; the unchanged analysis when there is no answer in time
     */
    CompletionStage<Analysis> read(String text, Analysis analysis, List<String> types) {
        // A mixed text may contain names in either script; the Chinese annotator reads Latin ones too.
        Language language = analysis.language() == Language.EN ? Language.EN : Language.ZH;
        return annotators.aspects(language).contains(Aspect.NAMES)
                ? annotators
                        .annotate(language, text, Set.of(Aspect.NAMES), limit)
                        .handle((annotation, failure) ->
                                annotation == null ? analysis : with(analysis, annotation, types))
                : CompletableFuture.completedFuture(analysis);
    }

    private static Analysis with(Analysis analysis, Annotation annotation, List<String> types) {
        List<Entity> entities = new ArrayList<>(analysis.entities());
        annotation.names().stream()
                .filter(name -> types.contains(name.type()))
                .filter(name -> analysis.entities().stream()
                        .noneMatch(entity -> entity.start() < name.end() && name.start() < entity.end()))
                .forEach(entities::add);
        entities.sort(Comparator.comparingInt(Entity::start));
        return new Analysis(
                analysis.language(),
                analysis.intents(),
                analysis.outOfScope(),
                analysis.emotion(),
                analysis.emotionConfidence(),
                entities,
                analysis.model());
    }
}
