package io.parley.language.classify;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import io.parley.language.embedding.Embedder;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The features of a text that a classifier sees: its wording as n-grams and, at a closer look, its meaning as an embedding and what else
 * the model reports, side by side. N-grams are weighted by how often they occur (logarithm) and how rare they are among the training
 * phrases, and each half has its own length, so that neither drowns the other.
 */
final class Features {

    /** N-grams rarer than the first this many are left out: they cost memory in every class. */
    private static final int MAX_NGRAMS = 60_000;

    private static final int MIN_PHRASES = 2;

    /** The length of the wording half, that of the meaning being 1; about the best of 0.3 to 1 on five public data sets. */
    private static final double WORDING = 0.8;

    private static final double HALF = Math.sqrt(0.5);

    private final Embedder embedder;
    private final Map<String, Integer> places;
    private final float[] rarity;

    private Features(Embedder embedder, Map<String, Integer> places, float[] rarity) {
        this.embedder = embedder;
        this.places = places;
        this.rarity = rarity;
    }

    static Features learn(Embedder embedder, List<String> texts) {
        Map<String, Integer> phrases = new HashMap<>();
        for (String text : texts) {
            Ngrams.of(text).keySet().forEach(gram -> phrases.merge(gram, 1, Integer::sum));
        }
        List<Map.Entry<String, Integer>> kept = new ArrayList<>(phrases.entrySet());
        kept.removeIf(entry -> entry.getValue() < MIN_PHRASES);
        // Ties are broken by name, so that the same phrases always give the same model.
        kept.sort(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()));
        int count = Math.min(MAX_NGRAMS, kept.size());
        Map<String, Integer> places = new HashMap<>(count * 2);
        float[] rarity = new float[count];
        for (int i = 0; i < count; i++) {
            places.put(kept.get(i).getKey(), i);
            rarity[i] = (float) Math.log(1 + (double) texts.size() / kept.get(i).getValue());
        }
        return new Features(embedder, places, rarity);
    }

    static Features read(DataInput in, Embedder embedder) throws IOException {
        int count = in.readInt();
        Map<String, Integer> places = new HashMap<>(count * 2);
        float[] rarity = new float[count];
        for (int i = 0; i < count; i++) {
            places.put(in.readUTF(), i);
            rarity[i] = in.readFloat();
        }
        return new Features(embedder, places, rarity);
    }

    void write(DataOutput out) throws IOException {
        String[] grams = new String[rarity.length];
        places.forEach((gram, place) -> grams[place] = gram);
        out.writeInt(grams.length);
        for (int i = 0; i < grams.length; i++) {
            out.writeUTF(grams[i]);
            out.writeFloat(rarity[i]);
        }
    }

    /** The number of features that a look sees. Those of the wording come first. */
    int size(ClassifierStage look) {
        return look == ClassifierStage.WORDING
                ? rarity.length
                : rarity.length + embedder.dimensions() + embedder.moreDimensions();
    }

    Text text(String text) {
        return new Text(text);
    }

    /** One text. Its meaning is computed only when it is needed. */
    final class Text {
        private final String text;
        private final TreeMap<Integer, Double> wording = new TreeMap<>();
        private final double known;

        private Text(String text) {
            this.text = text;
            Map<String, Integer> grams = Ngrams.of(text);
            double square = 0;
            for (Map.Entry<String, Integer> gram : grams.entrySet()) {
                Integer place = places.get(gram.getKey());
                if (place != null) {
                    double value = (1 + Math.log(gram.getValue())) * rarity[place];
                    wording.put(place, value);
                    square += value * value;
                }
            }
            double scale = square > 0 ? WORDING / Math.sqrt(square) : 0;
            wording.replaceAll((place, value) -> value * scale);
            known = grams.isEmpty() ? 0 : (double) wording.size() / grams.size();
        }

        /** The fraction of its n-grams that occur in the training phrases, 0 to 1. */
        double known() {
            return known;
        }

        /**
         * Ascending by index, which begins at 1, as LIBLINEAR requires.
         *
         * @param last of a higher index than all others; null for none
         */
        Feature[] seen(ClassifierStage look, @Nullable Feature last) {
            List<Feature> features = new ArrayList<>(wording.size() + size(look) - rarity.length + 1);
            wording.forEach((place, value) -> features.add(new FeatureNode(place + 1, value)));
            if (look == ClassifierStage.MEANING) {
                Embedder.Embedding encoded = embedder.encode(text);
                double each = encoded.more().length > 0 ? HALF : 1;
                add(features, rarity.length, encoded.vector(), each);
                add(features, rarity.length + encoded.vector().length, encoded.more(), each);
            }
            if (last != null) {
                features.add(last);
            }
            return features.toArray(new Feature[0]);
        }
    }

    private static void add(List<Feature> features, int from, float[] values, double scale) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] != 0) {
                features.add(new FeatureNode(from + i + 1, values[i] * scale));
            }
        }
    }
}
