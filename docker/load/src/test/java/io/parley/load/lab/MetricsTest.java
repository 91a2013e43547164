package io.parley.load.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.load.FakeDirectLine;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private static final Metrics METRICS = Metrics.parse(
            """
            # HELP jvm_gc_live_data_size_bytes Size of long-lived heap memory pool after reclamation
            # TYPE jvm_gc_live_data_size_bytes gauge
            jvm_gc_live_data_size_bytes 1.2345E8
            jvm_memory_max_bytes{area="nonheap",id="Metaspace"} -1.0
            parley_handoffs_total{reason="requested"} 3.0
            parley_handoffs_total{reason="not-understood"} 4.0
            parley_turn_seconds_bucket{phase="decided",le="+Inf"} 7
            system_load_average_1m NaN
            """);

    @Test
    void addsUpAMetricOverItsLabels() {
        assertThat(METRICS.sum("jvm_gc_live_data_size_bytes")).isEqualTo(123_450_000);
        assertThat(METRICS.sum("jvm_memory_max_bytes")).isEqualTo(-1);
        assertThat(METRICS.sum("parley_handoffs_total")).isEqualTo(7);
        assertThat(METRICS.sum("parley_handoffs")).isNaN();
        assertThat(METRICS.sum("system_load_average_1m")).isNaN();
    }

    @Test
    void groupsAMetricByOneOfItsLabels() {
        assertThat(METRICS.by("parley_handoffs_total", "reason"))
                .isEqualTo(Map.of("requested", 3.0, "not-understood", 4.0));
        assertThat(METRICS.by("parley_turn_seconds_bucket", "phase")).isEqualTo(Map.of("decided", 7.0));
        assertThat(METRICS.by("jvm_gc_live_data_size_bytes", "reason")).isEmpty();
    }

    @Test
    void knowsNothingOfAServerThatIsGone() {
        URI gone;
        try (FakeDirectLine server = new FakeDirectLine(Set.of())) {
            gone = server.http();
            assertThat(Metrics.of(gone)).isPresent();
        }
        assertThat(Metrics.of(gone)).isEmpty();
    }
}
