package io.parley.edge.directline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CustomerSessionTest {

    @Test
    void asksForAPlaceInLineLessOftenTheFurtherBackItIs() {
        assertThat(CustomerSession.everyWhenAt(1)).isEqualTo(Duration.ofSeconds(3));
        assertThat(CustomerSession.everyWhenAt(20)).isEqualTo(Duration.ofSeconds(3));
        assertThat(CustomerSession.everyWhenAt(100)).isEqualTo(Duration.ofSeconds(15));
        assertThat(CustomerSession.everyWhenAt(5_000)).isEqualTo(Duration.ofSeconds(30));
    }
}
