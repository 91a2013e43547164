package io.parley.dialogue.turn;

import io.parley.dialogue.bot.Understood;
import io.parley.language.Analysis;
import io.parley.language.Entity;

/** Converts analyses between the language engine's types and those of the journal; the only class that knows both. */
public final class AnalysisMapper {

    private AnalysisMapper() {}

    public static Understood of(Analysis analysis) {
        return new Understood(
                analysis.language(),
                analysis.intents().stream()
                        .map(intent -> new Understood.Intent(intent.name(), intent.confidence()))
                        .toList(),
                analysis.outOfScope(),
                analysis.emotion(),
                analysis.emotionConfidence(),
                analysis.entities().stream()
                        .map(entity ->
                                new Understood.NamedEntity(entity.type(), entity.value(), entity.start(), entity.end()))
                        .toList(),
                analysis.model());
    }

    public static Analysis analysis(Understood understood) {
        return new Analysis(
                understood.language(),
                understood.intents().stream()
                        .map(intent -> new Analysis.Intent(intent.name(), intent.confidence()))
                        .toList(),
                understood.outOfScope(),
                understood.emotion(),
                understood.emotionConfidence(),
                understood.entities().stream()
                        .map(named -> new Entity(named.type(), named.value(), named.start(), named.end()))
                        .toList(),
                understood.model());
    }
}
