package io.parley.edge.directline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CustomerSessionTest {

    @Test
    void asksForAPlaceInLineLessOftenTheFurtherBackItIs() {
        assertThat(CustomerSession.positionInterval(1)).isEqualTo(Duration.ofSeconds(3));
        assertThat(CustomerSession.positionInterval(20)).isEqualTo(Duration.ofSeconds(3));
        assertThat(CustomerSession.positionInterval(100)).isEqualTo(Duration.ofSeconds(15));
        assertThat(CustomerSession.positionInterval(5_000)).isEqualTo(Duration.ofSeconds(30));
    }
}
