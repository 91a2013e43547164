package io.parley.language.annotation;

import io.parley.language.Entity;
import io.parley.language.Language;
import io.parley.language.Sentiment;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** In a process of its own: takes every text for a name, except for those that bring it to an end. There is none for Chinese. */
public final class TroubledAnnotator implements Annotator {

    static final String HANG = "hang";
    static final String DIE = "die";
    static final String FAIL = "fail";
    static final String PRINT = "print";

    /** As {@link java.util.ServiceLoader} finds it. */
    public static final class Provider implements Annotator.Provider {
        @Override
        public Optional<Annotator> load(Language language) {
            return language == Language.EN ? Optional.of(new TroubledAnnotator()) : Optional.empty();
        }
    }

    @Override
    public Set<Aspect> aspects() {
        return Set.of(Aspect.NAMES, Aspect.SENTIMENT);
    }

    @Override
    public Annotation annotate(String text, Set<Aspect> wanted) {
        switch (text) {
            case HANG -> {
                while (Thread.currentThread().isAlive()) {
                    Thread.onSpinWait();
                }
            }
            case DIE -> Runtime.getRuntime().halt(3);
            case FAIL -> throw new IllegalStateException("as told");
            case PRINT -> System.out.println("what libraries like to say");
            default -> {}
        }
        return new Annotation(
                List.of(new Entity(Entity.PERSON, text, 0, text.length())),
                wanted.contains(Aspect.SENTIMENT) ? Sentiment.POSITIVE : null);
    }
}
