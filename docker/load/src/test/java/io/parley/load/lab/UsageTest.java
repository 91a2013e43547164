package io.parley.load.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class UsageTest {

    private final long own = ProcessHandle.current().pid();

    @Test
    void countsTheCpuOfAProcess() {
        double before = Usage.cpuSeconds(own);
        long until = System.nanoTime() + 300_000_000;
        long rounds = 0;
        while (System.nanoTime() < until) {
            rounds++;
        }

        assertThat(rounds).isPositive();
        assertThat(Usage.cpuSeconds(own) - before).isBetween(0.1, 30.0);
        assertThat(Usage.residentMegabytes(own)).isGreaterThan(10);
    }

    @Test
    void knowsNothingOfAProcessThatIsGone() {
        assertThat(Usage.cpuSeconds(Long.MAX_VALUE)).isNaN();
        assertThat(Usage.jvmFlags(Long.MAX_VALUE)).isEmpty();
    }
}
