package io.parley.language.annotation;

import io.parley.language.Entity;
import io.parley.language.Language;
import io.parley.language.Sentiment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads in texts what it was told that they say. */
public final class FakeAnnotators implements Annotators {

    private final Map<String, List<Entity>> names = new HashMap<>();
    private final Map<String, Sentiment> sentiments = new HashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean there = true;
    private volatile boolean failing;

    public FakeAnnotators names(String text, String type, String name) {
        int start = text.indexOf(name);
        names.computeIfAbsent(text, any -> new ArrayList<>()).add(new Entity(type, name, start, start + name.length()));
        return this;
    }

    public FakeAnnotators feels(String text, Sentiment sentiment) {
        sentiments.put(text, sentiment);
        return this;
    }

    public void leave() {
        there = false;
    }

    public void comeBack() {
        there = true;
        failing = false;
    }

    public void fail() {
        failing = true;
    }

    /** How often it was. */
    public int asked() {
        return asked.get();
    }

    @Override
    public Set<Aspect> aspects(Language language) {
        if (!there) {
            return Set.of();
        }
        return language == Language.EN ? Set.of(Aspect.NAMES, Aspect.SENTIMENT) : Set.of(Aspect.NAMES);
    }

    @Override
    public CompletionStage<Annotation> annotate(Language language, String text, Set<Aspect> wanted, Duration limit) {
        asked.incrementAndGet();
        return failing || !there
                ? CompletableFuture.failedFuture(new Unavailable("as told"))
                : CompletableFuture.completedFuture(new Annotation(
                        wanted.contains(Aspect.NAMES) ? names.getOrDefault(text, List.of()) : List.of(),
                        wanted.contains(Aspect.SENTIMENT) ? sentiments.get(text) : null));
    }
}
