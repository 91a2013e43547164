package io.parley.language;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
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

    @Property
    void knowsWhereEachPartStood(@ForAll String text) {
        Spelling.Folded folded = Spelling.fold(text);
        int before = 0;
        for (int i = 0; i < folded.text().length(); i++) {
            assertThat(folded.start(i)).isGreaterThanOrEqualTo(before).isLessThan(folded.end(i + 1));
            before = folded.start(i);
        }
        assertThat(before).isLessThanOrEqualTo(text.length());
    }

    @ParameterizedTest
    @CsvSource({
        // what is found in the folded text, how it was written
        "order, ＯＲＤＥＲ",
        "10001, １0\u200b0０1",
        "后天, 後天",
        "ff, ﬀ",
        "\u00e9, e\u0301",
        "100, ①⓪０",
    })
    void leadsBackToWhatWasWritten(String found, String written) {
        Spelling.Folded folded = Spelling.fold("🙂 \ud83d" + written + "。");
        int at = folded.text().indexOf(found);
        assertThat(folded.original(at, at + found.length())).isEqualTo(written);
    }

    @Test
    void takesALongRunOfMarksThatJoin() {
        assertThat(Spelling.folded("a" + "\u0301".repeat(10_000))).startsWith("\u00e1");
    }
}
