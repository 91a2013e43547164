package io.parley.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HandoffsTest {

    private static final Handoffs BEFORE = new Handoffs(Map.of("not-understood", 3, "requested", 1));
    private static final Handoffs AFTER =
            new Handoffs(Map.of("not-understood", 5, "requested", 1, "bot-failed", 4, "action-failed", 1));

    @Test
    void areCountedByReasonFromOneReadingToTheNext() {
        Handoffs since = AFTER.since(BEFORE);

        assertThat(since.count("not-understood")).isEqualTo(2);
        assertThat(since.count("requested")).isZero();
        assertThat(since.count("upset")).isZero();
        assertThat(since.failed()).isEqualTo(5);
        assertThat(since.text()).isEqualTo("action-failed 1, bot-failed 4, not-understood 2");
        assertThat(BEFORE.since(BEFORE).text()).isEqualTo("none");
    }

    @Test
    void areReadFromTheNodesFigures() {
        try (FakeDirectLine server = new FakeDirectLine(Set.of())) {
            server.publish(
                    """
                    # TYPE parley_handoffs_total counter
                    parley_handoffs_total{reason="bot-failed"} 2.0
                    parley_rejections_total{reason="overloaded"} 7.0
                    """);

            assertThat(Handoffs.of(server.http())).contains(new Handoffs(Map.of("bot-failed", 2)));
        }
    }
}
