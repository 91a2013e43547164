package io.parley.language.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatedFiguresTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7 days | 七天",
                "seven days | 7天",
                "twenty-five working days | 25个工作日",
                "1.5万 | 15000",
                "1,299.00 | 1299",
                "１２ | twelve",
                "十五天 | 15 days"
            })
    void areTheSameHoweverTheyAreWritten(String one, String other) {
        assertThat(StatedFigures.in(one)).isEqualTo(StatedFigures.in(other)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"一般一个人一次", "万一十分抱歉", "one of these is a good one", "千万别急", "no figure at all"})
    void arisesFromNoWordThatIsNotOne(String text) {
        assertThat(StatedFigures.in(text)).isEmpty();
    }

    @Test
    void countAsAWholeWhereTheyBelongTogether() {
        assertThat(StatedFigures.in("400-820-8820")).contains("#4008208820");
        assertThat(StatedFigures.in("400 820").containsAll(StatedFigures.in("820-400")))
                .isFalse();
    }

    @Test
    void knowPrices() {
        assertThat(StatedFigures.pricesIn("打8.5折，满99元减10%，百分之二十")).isEqualTo(Set.of("8.5%", "99.00 CNY", "10%", "20%"));
        assertThat(StatedFigures.pricesIn("3 people, 7 days")).isEmpty();
    }

    @Property
    void standAnyText(@ForAll String text) {
        assertThat(StatedFigures.in(text)).isNotNull();
        assertThat(StatedFigures.pricesIn(text)).isNotNull();
    }
}
