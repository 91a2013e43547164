package io.parley.language.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.language.Phrases;
import io.parley.language.classify.LabelledText;
import io.parley.language.classify.LabelledText.BadFileException;
import io.parley.language.embedding.Embedder;
import io.parley.language.embedding.FakeEmbedder;
import io.parley.language.engine.TenantModel.BadModelException;
import io.parley.language.engine.TenantModel.Particulars;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TenantModelTest {

    private static TenantModel trained(List<LabelledText> intents, List<LabelledText> emotions) {
        return TenantModel.train(
                FakeEmbedder.WORDING, new TrainingPhrases(intents, emotions), Instant.EPOCH, percent -> {});
    }

    @Test
    void itsBytesGiveItBackAndSayHowItCameToBe() {
        TenantModel model = Phrases.model();

        TenantModel read = TenantModel.of(model.toBytes(), FakeEmbedder.WORDING);

        assertThat(read.particulars()).isEqualTo(model.particulars());
        assertThat(TenantModel.particulars(model.toBytes())).isEqualTo(model.particulars());
        assertThat(read.intents().orElseThrow().classify("退货", 2))
                .isEqualTo(model.intents().orElseThrow().classify("退货", 2));
        assertThat(read.emotions().orElseThrow().labels()).containsExactly("angry", "neutral", "satisfied");
        Particulars particulars = read.particulars();
        assertThat(particulars.trainedAt()).isEqualTo(Instant.parse("2026-11-21T10:00:00Z"));
        TenantModel.Part intents = java.util.Objects.requireNonNull(particulars.intents());
        assertThat(intents.phrases()).isEqualTo(48);
        assertThat(intents.labels()).isEqualTo(2);
        assertThat(intents.accuracy()).isGreaterThan(0.8);
    }

    @Test
    void eitherKindOfPhrasesIsEnoughButNoneIsNot() {
        TenantModel intentsOnly =
                TenantModel.of(trained(Phrases.intents(), List.of()).toBytes(), FakeEmbedder.WORDING);

        assertThat(intentsOnly.intents()).isPresent();
        assertThat(intentsOnly.emotions()).isEmpty();
        assertThat(trained(List.of(), Phrases.emotions()).intents()).isEmpty();
        assertThatThrownBy(() -> trained(List.of(), List.of())).isInstanceOf(BadFileException.class);
    }

    @Test
    void otherPhrasesOrEmbeddingsAreAnotherRecipe() {
        TrainingPhrases phrases = new TrainingPhrases(Phrases.intents(), Phrases.emotions());
        List<LabelledText> more = new ArrayList<>(Phrases.intents());
        more.add(new LabelledText("return_request", "take it back"));

        assertThat(Phrases.model().particulars().recipe()).isEqualTo(phrases.recipe("wording"));
        assertThat(phrases.recipe("another")).isNotEqualTo(phrases.recipe("wording"));
        assertThat(new TrainingPhrases(more, Phrases.emotions()).recipe("wording"))
                .isNotEqualTo(phrases.recipe("wording"));
        assertThat(new TrainingPhrases(Phrases.emotions(), Phrases.intents()).recipe("wording"))
                .isNotEqualTo(phrases.recipe("wording"));
    }

    @Test
    void refusesWhatIsDamagedStrangeOrOfOtherEmbeddings() {
        byte[] whole = Phrases.model().toBytes();
        Embedder another = new FakeEmbedder("another");

        assertThatThrownBy(() -> TenantModel.of(whole, another))
                .isInstanceOf(BadModelException.class)
                .hasMessageContaining("another");
        for (int at = 8; at < whole.length; at += 997) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 1;
            assertThatThrownBy(() -> TenantModel.of(flipped, FakeEmbedder.WORDING))
                    .isInstanceOf(BadModelException.class)
                    .hasMessageContaining("damaged");
        }
        for (byte[] strange : List.of(
                new byte[0],
                "no model at all, but long enough to be looked at".getBytes(StandardCharsets.UTF_8),
                Arrays.copyOf(whole, 20))) {
            assertThatThrownBy(() -> TenantModel.of(strange, FakeEmbedder.WORDING))
                    .isInstanceOf(BadModelException.class)
                    .hasMessageContaining("Train it again");
        }
        assertThatThrownBy(() -> TenantModel.of(Arrays.copyOf(whole, whole.length / 2), FakeEmbedder.WORDING))
                .isInstanceOf(BadModelException.class);
        assertThatThrownBy(() -> Particulars.of("{")).isInstanceOf(BadModelException.class);
    }
}
