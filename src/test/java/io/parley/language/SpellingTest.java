package io.parley.language;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {

    @ParameterizedTest
    @CsvSource({
        "ＯＲＤＥＲ　１０００１, order 10001",
        "我的訂單什麼時候發貨, 我的订单什么时候发货",
        "can’t, can't",
        "hu\u200bman, human",
        "a\ud83db, ab",
    })
    void makesAlikeWhatMeansTheSame(String written, String folded) {
        assertThat(Spelling.folded(written)).isEqualTo(folded);
    }

    @Property
    void leavesNoHalfCharacters(@ForAll String text) {
        String folded = Spelling.folded(text);
        assertThat(folded.codePoints()).noneMatch(c -> Character.getType(c) == Character.SURROGATE);
    }
}
