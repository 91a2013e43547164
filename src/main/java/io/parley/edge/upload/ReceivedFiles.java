package io.parley.edge.upload;

import com.typesafe.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files on this node's disk while they are being received, in the clear: in a directory that only this program reads and that is emptied
 * when it starts, because a process that was killed has deleted nothing.
 */
public final class ReceivedFiles {

    private static final String PREFIX = "upload-";
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path directory;

    private ReceivedFiles(Path directory) {
        this.directory = directory;
    }

    /** @param config the section {@code parley} */
    public static ReceivedFiles from(Config config) {
        String directory = config.getString("uploads.directory");
        String own = "parley-uploads-" + config.getInt("http.port");
        return in(directory.isEmpty() ? Path.of(System.getProperty("java.io.tmpdir"), own) : Path.of(directory));
    }

    /** @param directory of this node alone: files left there by an earlier run are deleted */
    public static ReceivedFiles in(Path directory) {
        try {
            Files.createDirectories(directory, OWNER_ONLY);
            try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, PREFIX + "*")) {
                for (Path file : left) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("parley.uploads.directory cannot be made or emptied: " + directory, e);
        }
        return new ReceivedFiles(directory);
    }

    /** Creates an empty file that only this program's user can read. */
    Path create() throws IOException {
        return Files.createTempFile(directory, PREFIX, null);
    }
}
