package io.parley.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunsTest {

    @Test
    void takesTheMiddleOneOfAnOddNumber() {
        assertThat(Runs.of(5, 1, 3)).isEqualTo(new Runs(3, 1, 5));
    }

    @Test
    void takesTheMeanOfTheTwoInTheMiddleOfAnEvenNumber() {
        assertThat(Runs.of(4, 1, 2, 8).median()).isEqualTo(3);
    }

    @Test
    void isWrittenWithItsUnitAndItsExtremes() {
        assertThat(Runs.of(1.25, 2, 1500).in("ms")).isEqualTo("2.00 ms (1.25 to 1,500)");
    }
}
