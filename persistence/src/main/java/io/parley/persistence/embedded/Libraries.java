package io.parley.persistence.embedded;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The class paths of the forked processes, as the build left them. */
public final class Libraries {

    /** System property naming the root of the project tree; {@code ./parley} sets it. */
    public static final String HOME = "parley.home";

    private Libraries() {}

    /** Jars of Cassandra. */
    public static Path cassandra() {
        return of("cassandra");
    }

    /** Jars of Kafka. */
    public static Path kafka() {
        return of("kafka");
    }

    /**
     * The root of the project tree: the nearest directory that holds {@code persistence/cassandra}, from the system property's directory,
     * or else the working directory, upwards.
     *
     * @throws EmbeddedException when this does not run inside a built tree
     */
    public static Path home() {
        String given = System.getProperty(HOME);
        Path start = Path.of(given == null ? "" : given).toAbsolutePath();
        for (@Nullable Path at = start; at != null; at = at.getParent()) {
            if (Files.isRegularFile(at.resolve("persistence/cassandra/pom.xml"))) {
                return at;
            }
        }
        throw new EmbeddedException(
                "No directory from " + start + " upwards holds persistence/cassandra: embedded Cassandra and Kafka"
                        + " run from the project tree only");
    }

    private static Path of(String name) {
        Path libraries = home().resolve("persistence").resolve(name).resolve("target/lib");
        if (!holdsJars(libraries)) {
            throw new EmbeddedException(
                    libraries + " holds no jars: build the project first (mvn -DskipTests package)");
        }
        return libraries;
    }

    private static boolean holdsJars(Path directory) {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(directory, "*.jar")) {
            return jars.iterator().hasNext();
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** The jar or class directory a class was loaded from. */
    static Path origin(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
