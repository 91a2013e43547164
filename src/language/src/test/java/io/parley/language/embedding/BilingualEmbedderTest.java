package io.parley.language.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BilingualEmbedderTest {

    private static final int MAX_COLLECTIONS = 50;

    /** Encodes the length of a text, without keeping it. */
    private static final class Lengths implements Embedder {
        private final List<WeakReference<String>> read = new ArrayList<>();

        @Override
        public String id() {
            return "lengths";
        }

        @Override
        public int dimensions() {
            return 1;
        }

        @Override
        public int moreDimensions() {
            return 1;
        }

        @Override
        public float[] embed(String text) {
            return encode(text).vector();
        }

        @Override
        public Embedding encode(String text) {
            read.add(new WeakReference<>(text));
            return new Embedding(new float[] {text.length()}, new float[1]);
        }

        @Override
        public void close() {}

        boolean isHeld() {
            return read.stream().anyMatch(text -> text.get() != null);
        }
    }

    private final Lengths english = new Lengths();
    private final BilingualEmbedder embedder = new BilingualEmbedder(new Lengths(), english, 100);

    @Test
    void readsATextOnceHoweverItIsSpelled() {
        Embedder.Embedding first = embedder.encode("Where is my order");
        assertThat(embedder.encode("WHERE IS MY ORDER")).isSameAs(first);
        assertThat(embedder.encode("Where is my other order")).isNotSameAs(first);
        assertThat(embedder.textsRead()).isEqualTo(2);
    }

    @Test
    void remembersWhatATextMeansAndNotTheText() {
        embedder.encode(String.join(" ", "where", "is", "Maria", "Garcia"));
        for (int i = 0; i < MAX_COLLECTIONS && english.isHeld(); i++) {
            System.gc();
        }
        assertThat(english.isHeld()).isFalse();
        embedder.encode("where is maria garcia");
        assertThat(embedder.textsRead()).isEqualTo(1);
    }
}
