package io.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.persistence.embedded.EmbeddedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpTest {

    @TempDir
    Path data;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void namesTheOptionThatHelpsWhenThePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> up(port).run())
                    .isInstanceOf(EmbeddedException.class)
                    .hasMessageContaining("Port " + port + " is taken")
                    .hasMessageContaining("--port");
        }
        assertThat(out.size()).isZero();
    }

    @Test
    void refusesAPortThatDoesNotExist() {
        assertThatThrownBy(() -> up(70_000))
                .isInstanceOf(EmbeddedException.class)
                .hasMessageContaining("70000");
    }

    @Test
    void leavesTheOthersTheirMemory() {
        assertThat(new Memory(1_500).suffices()).isFalse();
        assertThat(new Memory(2_500).suffices()).isTrue();
        assertThat(new Memory(2_500).nodeHeapMegabytes()).isEqualTo(512);
        assertThat(new Memory(64_000).nodeHeapMegabytes()).isEqualTo(1_024);
        assertThat(Memory.now().available()).isPositive();
    }

    private Up up(int port) {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return new Up(new Up.Options(data, port, false, true, null), stream, stream);
    }
}
