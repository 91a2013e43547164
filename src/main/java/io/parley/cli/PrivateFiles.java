package io.parley.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.cli.TenantImport.SignIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The files of a data directory that only its owner may read: generated secrets and the demo's sign-ins. */
final class PrivateFiles {

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final int SECRET_BYTES = 32;
    private static final int PASSWORD_BYTES = 12;

    private final Path directory;
    private final SecureRandom random = new SecureRandom();
    private final ObjectMapper json = new ObjectMapper();

    PrivateFiles(Path directory) {
        this.directory = directory;
    }

    /** Creates a directory that only its owner may read, because conversations are stored below it. */
    static void createDirectory(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            Files.createDirectories(directory.toAbsolutePath().getParent());
            Files.createDirectory(directory, OWNER_ONLY_DIRECTORY);
        }
    }

    /** A HOCON file with the node's secrets; created once. */
    Path secrets() throws IOException {
        Path file = directory.resolve("secrets.conf");
        if (!Files.exists(file)) {
            write(
                    file,
                    """
                    # Generated once. Whoever has these can sign anybody's tokens.
                    parley.auth.secret = "%s"
                    parley.demo.direct-line-secret = "%s"
                    """
                            .formatted(Base64.getEncoder().encodeToString(bytes(SECRET_BYTES)), urlSafe(SECRET_BYTES)));
        }
        return file;
    }

    String newPassword() {
        return urlSafe(PASSWORD_BYTES);
    }

    List<SignIn> signIns() throws IOException {
        Path file = directory.resolve("sign-ins.json");
        return Files.exists(file) ? List.of(json.readValue(file.toFile(), SignIn[].class)) : List.of();
    }

    void writeSignIns(List<SignIn> signIns) throws IOException {
        write(
                directory.resolve("sign-ins.json"),
                json.writerWithDefaultPrettyPrinter().writeValueAsString(signIns));
    }

    void writeSigningSecrets(Map<String, String> secrets) throws IOException {
        write(
                directory.resolve("signing-secrets.json"),
                json.writerWithDefaultPrettyPrinter().writeValueAsString(secrets));
    }

    private String urlSafe(int length) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(length));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Writes a file that is never readable by others, not even for a moment, and never half written. */
    private void write(Path file, String text) throws IOException {
        Path fresh = Files.createTempFile(directory, file.getFileName().toString(), ".new", OWNER_ONLY);
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
