package io.parley.edge.upload;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceivedFilesTest {

    @TempDir
    Path temporary;

    @Test
    void deletesWhatAProcessLeftThatWasKilledAndNothingElse() throws IOException {
        Path directory = temporary.resolve("uploads");
        Path left = ReceivedFiles.in(directory).create();
        Files.writeString(left, "private");
        Path other = Files.writeString(directory.resolve("notes.txt"), "somebody else's");

        ReceivedFiles.in(directory);

        assertThat(left).doesNotExist();
        assertThat(other).exists();
    }

    @Test
    void letsNobodyElseReadThem() throws IOException {
        Path directory = temporary.resolve("uploads");
        Path file = ReceivedFiles.in(directory).create();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void keepsNodesOnOneMachineApart() throws IOException {
        Path one = ofPort(65_534).create();
        try {
            ofPort(65_535);
            assertThat(one).exists();
            ofPort(65_534);
            assertThat(one).doesNotExist();
        } finally {
            Files.deleteIfExists(one);
        }
    }

    private static ReceivedFiles ofPort(int port) {
        return ReceivedFiles.from(ConfigFactory.parseString("uploads.directory = \"\", http.port = " + port));
    }
}
