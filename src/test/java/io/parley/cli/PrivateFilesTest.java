package io.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.parley.cli.TenantImport.SignIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {

    @TempDir
    Path parent;

    @Test
    void makesTheSecretsOnceAndForTheOwnerOnly() throws IOException {
        Path file = new PrivateFiles(parent).secrets();
        String first = Files.readString(file);
        Config config = ConfigFactory.parseFile(file.toFile());

        assertThat(Files.readString(new PrivateFiles(parent).secrets())).isEqualTo(first);
        assertThat(Base64.getDecoder().decode(config.getString("parley.auth.secret")))
                .hasSize(32);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void keepsSignInsForTheNextStart() throws IOException {
        PrivateFiles files = new PrivateFiles(parent);
        List<SignIn> signIns = List.of(new SignIn("orders@demo.example", files.newPassword(), "agent"));

        assertThat(files.signIns()).isEmpty();
        files.writeSignIns(signIns);

        assertThat(new PrivateFiles(parent).signIns()).isEqualTo(signIns);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(parent.resolve("sign-ins.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void closesTheDataDirectoryToOthers() throws IOException {
        Path data = parent.resolve("a/b");

        PrivateFiles.createDirectory(data);
        PrivateFiles.createDirectory(data);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
    }
}
