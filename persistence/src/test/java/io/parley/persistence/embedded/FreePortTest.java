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
        try (ServerSocket taken = new ServerSocket(port + 1, 1, InetAddress.getLoopbackAddress())) {
            assertThat(FreePort.isFree(taken.getLocalPort())).isFalse();
            assertThat(FreePort.any()).isNotEqualTo(taken.getLocalPort());
        }
    }
}
