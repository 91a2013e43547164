package io.parley.language;

import io.parley.language.classify.LabelledText;
import io.parley.language.embedding.FakeEmbedder;
import io.parley.language.engine.TenantModel;
import io.parley.language.engine.TrainingPhrases;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A small shop's phrases: enough to learn from in milliseconds. */
public final class Phrases {

    private Phrases() {}

    public static List<LabelledText> intents() {
        List<LabelledText> phrases = new ArrayList<>();
        for (String thing : List.of("headphones", "monitor", "phone", "cable", "keyboard", "耳机", "显示器", "手机")) {
            phrases.add(new LabelledText("return_request", "I want to return the " + thing));
            phrases.add(new LabelledText("return_request", "我要退货" + thing));
            phrases.add(new LabelledText("order_status", "where is my parcel with the " + thing));
            phrases.add(new LabelledText("order_status", "快递到哪了" + thing));
            phrases.add(new LabelledText("out_of_scope", "the weather is nice, says the " + thing));
            phrases.add(new LabelledText("out_of_scope", "今天天气不错" + thing));
        }
        return phrases;
    }

    public static List<LabelledText> emotions() {
        List<LabelledText> phrases = new ArrayList<>();
        for (String thing : List.of("headphones", "monitor", "phone", "cable", "keyboard", "耳机", "显示器", "手机")) {
            phrases.add(new LabelledText("angry", "this is outrageous, the " + thing + " is garbage"));
            phrases.add(new LabelledText("angry", "垃圾公司，气死我了，" + thing));
            phrases.add(new LabelledText("satisfied", "wonderful, I love the " + thing));
            phrases.add(new LabelledText("satisfied", "太棒了，很喜欢" + thing));
            phrases.add(new LabelledText("neutral", "which colours has the " + thing));
            phrases.add(new LabelledText("neutral", "请问有什么颜色的" + thing));
        }
        return phrases;
    }

    /** In the format of an upload. */
    public static byte[] file(List<LabelledText> phrases) {
        return phrases.stream()
                .map(phrase -> phrase.label() + "\t" + phrase.text())
                .collect(Collectors.joining("\n"))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Both kinds, for {@link FakeEmbedder#WORDING}. */
    public static TenantModel model() {
        return TenantModel.train(
                FakeEmbedder.WORDING,
                new TrainingPhrases(intents(), emotions()),
                Instant.parse("2026-11-21T10:00:00Z"),
                percent -> {});
    }
}
