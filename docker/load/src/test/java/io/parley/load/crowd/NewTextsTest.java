package io.parley.load.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NewTextsTest {

    private static final Path DEMO = io.parley.load.lab.Tree.home().resolve("docker/seed/demo");

    @Test
    void saysNothingTwice() {
        Texts texts = new NewTexts(DEMO, 1);
        Set<String> said = new HashSet<>();

        IntStream.range(0, 20_000).forEach(i -> said.add(texts.next()));

        assertThat(said).hasSize(20_000);
    }

    @Test
    void theSameSeedGivesTheSameTexts() {
        Texts one = new NewTexts(DEMO, 7);
        Texts other = new NewTexts(DEMO, 7);

        IntStream.range(0, 100).forEach(i -> assertThat(one.next()).isEqualTo(other.next()));
    }

    @Test
    void speaksBothLanguages() {
        Texts texts = new NewTexts(DEMO, 3);
        long chinese = IntStream.range(0, 1_000)
                .filter(i -> texts.next().codePoints().anyMatch(Character::isIdeographic))
                .count();

        assertThat(chinese).isBetween(400L, 800L);
    }
}
