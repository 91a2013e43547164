package io.parley.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhraseFileTest {

    private static PhraseFile read(String text, PhraseKind kind) {
        return PhraseFile.of(text.getBytes(StandardCharsets.UTF_8), kind);
    }

    private static final String ENOUGH = "a\t1\na\t2\na\t3\na\t4\na\t5\r\n\nb\t1\nb\t2\nb\t3\nb\t4\nb\t5\n";

    @Test
    void readsLinesOfEitherEndingAndSkipsEmptyOnes() {
        PhraseFile file = read("\ufeff" + ENOUGH, PhraseKind.INTENTS);

        assertThat(file.problems()).isEmpty();
        assertThat(file.phrases()).hasSize(10);
        assertThat(file.phrases().get(0).label()).isEqualTo("a");
    }

    @Test
    void saysWhatIsWrongWithWhichLines() {
        PhraseFile file = read("a\t1\nno tab\n-\tx\nb\t" + "x".repeat(1_001) + "\n\tx\n", PhraseKind.INTENTS);

        assertThat(file.problems()).extracting(PhraseFile.Problem::line).containsExactly(2, 3, 4, 5);
        assertThat(read("happy\tx\n", PhraseKind.EMOTIONS).problems().get(0).detail())
                .contains("angry");
        assertThat(read("no tab\n".repeat(100), PhraseKind.INTENTS).problems()).hasSize(20);
        assertThat(PhraseFile.of(new byte[] {'a', '\t', (byte) 0xff}, PhraseKind.INTENTS)
                        .problems())
                .extracting(PhraseFile.Problem::line)
                .containsExactly(0);
    }

    @Test
    void wantsTwoLabelsAndEnoughOfEach() {
        assertThat(read("a\t1\n".repeat(9), PhraseKind.INTENTS).problems())
                .isEqualTo(List.of(new PhraseFile.Problem(0, "There must be phrases of at least two labels.")));
        assertThat(read(ENOUGH + "c\t1\n", PhraseKind.INTENTS).problems().get(0).detail())
                .contains("c has 1");
        assertThat(read("oos\tx\n".repeat(9) + "a\ty\n".repeat(9), PhraseKind.INTENTS)
                        .problems())
                .hasSize(1);
    }
}
