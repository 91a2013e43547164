package io.parley.dialogue;

import io.parley.language.Analysis;
import io.parley.language.Emotion;
import io.parley.language.Language;
import io.parley.language.LanguageEngine;
import io.parley.language.Languages;
import io.parley.language.entity.EntityFinder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Knows the intents of given texts only; finds languages and entities in all texts, as the real engine does. */
public final class FakeLanguage implements LanguageEngine {

    private final Map<String, List<Analysis.Intent>> meanings = new HashMap<>();
    private final Map<String, Emotion> feelings = new HashMap<>();
    private final EntityFinder entities;

    /** @param productNames the names of the tenant's products */
    public FakeLanguage(List<String> productNames) {
        entities = new EntityFinder(productNames);
    }

    public FakeLanguage means(String text, String intent) {
        return means(text, new Analysis.Intent(intent, 0.95));
    }

    public FakeLanguage means(String text, Analysis.Intent... intents) {
        meanings.put(text, List.of(intents));
        return this;
    }

    public FakeLanguage feels(String text, Emotion emotion) {
        feelings.put(text, emotion);
        return this;
    }

    @Override
    public Analysis analyse(Utterance utterance) {
        Language before = utterance.before();
        return new Analysis(
                Languages.recognised(utterance.text())
                        .orElseGet(() -> before == null ? Languages.guess("", utterance.locale()) : before),
                meanings.getOrDefault(utterance.text(), List.of()),
                false,
                feelings.getOrDefault(utterance.text(), Emotion.NEUTRAL),
                feelings.containsKey(utterance.text()) ? 0.9 : 0,
                entities.find(utterance.text(), utterance.now(), utterance.zone(), utterance.awaited()),
                "");
    }
}
