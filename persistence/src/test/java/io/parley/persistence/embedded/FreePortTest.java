package io.parley.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FreePortTest {

    @Test
    void aPortIsToldOnceAndIsNoneThatAnOutgoingConnectionMayTake() {
        Set<Integer> told = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            int port = FreePort.any();
            assertThat(port).isBetween(10_240, 32_767);
            assertThat(told.add(port)).as("port %d", port).isTrue();
        }
    }

    @Test
    void aPortSomebodyListensOnIsPassedOver() throws IOException {
        int port = FreePort.any();
        // The next port is in use, by this or another process, so it must not be returned.
        try (ServerSocket taken = FreePort.isFree(port + 1)
                ? new ServerSocket(port + 1, 1, InetAddress.getLoopbackAddress())
                : new ServerSocket()) {
            assertThat(FreePort.isFree(port + 1)).as("while %s", taken).isFalse();
            assertThat(FreePort.any()).isNotEqualTo(port + 1);
        }
    }
}
