package io.parley.persistence.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One version of the schema.
 *
 * @param version counted from 1, without gaps
 * @param description from the file's name
 * @param statements the CQL statements, in order
 * @param checksum SHA-256 of the statements; comments and layout do not count
 */
public record SchemaScript(int version, String description, List<String> statements, String checksum) {

    private static final Pattern NAME = Pattern.compile("V(\\d{3})__([a-z0-9_]+)\\.cql");
    private static final String DIRECTORY = "schema";

    public SchemaScript {
        statements = List.copyOf(statements);
    }

    /**
     * Reads one script.
     *
     * @param fileName {@code V001__what_it_does.cql}
     * @throws SchemaException when the name or the script is malformed, or a statement cannot be repeated: Cassandra has no transaction
     *     around a script, so an interrupted one is executed again from its start
     */
    public static SchemaScript parse(String fileName, String text) {
        Matcher name = NAME.matcher(fileName);
        if (!name.matches()) {
            throw new SchemaException("A schema script must be named V001__what_it_does.cql, not " + fileName);
        }
        List<String> statements = CqlStatements.of(text);
        if (statements.isEmpty()) {
            throw new SchemaException(fileName + " holds no statement");
        }
        for (String statement : statements) {
            if (!repeatable(statement)) {
                throw new SchemaException(fileName
                        + " needs IF NOT EXISTS or IF EXISTS, so that an interrupted migration can be repeated, in: "
                        + statement);
            }
        }
        return new SchemaScript(
                Integer.parseInt(name.group(1)), name.group(2).replace('_', ' '), statements, checksum(statements));
    }

    private static boolean repeatable(String statement) {
        String upper = statement.toUpperCase(Locale.ROOT);
        boolean options = upper.startsWith("ALTER TABLE") && upper.contains(" WITH ")
                || upper.startsWith("ALTER KEYSPACE")
                || upper.startsWith("INSERT ")
                || upper.startsWith("UPDATE ");
        return options || upper.contains(" IF NOT EXISTS ") || upper.contains(" IF EXISTS ");
    }

    private static String checksum(List<String> statements) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String statement : statements) {
                digest.update(statement.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) ';');
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Every script of this build, in order of version. */
    public static List<SchemaScript> all() {
        return inDirectory(SchemaScript::readAll);
    }

    /** The migrator's own tables and keyspace, in order. */
    static List<String> bootstrap() {
        return inDirectory(directory -> CqlStatements.of(Files.readString(directory.resolve("bootstrap.cql"))));
    }

    /** @throws SchemaException when the versions have a gap or a duplicate */
    static List<SchemaScript> inOrder(List<SchemaScript> scripts) {
        List<SchemaScript> sorted = new ArrayList<>(scripts);
        sorted.sort(Comparator.comparingInt(SchemaScript::version));
        for (int i = 0; i < sorted.size(); i++) {
            if (sorted.get(i).version() != i + 1) {
                throw new SchemaException("Schema version " + (i + 1) + " is missing or duplicated; found "
                        + sorted.stream().map(SchemaScript::version).toList());
            }
        }
        return List.copyOf(sorted);
    }

    private static List<SchemaScript> readAll(Path directory) throws IOException {
        List<SchemaScript> scripts = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith("V") && name.endsWith(".cql")) {
                    scripts.add(parse(name, Files.readString(file)));
                }
            }
        }
        return inOrder(scripts);
    }

    private interface Reading<T> {
        T of(Path directory) throws IOException;
    }

    /**
     * Lists the directory rather than relying on an index file that could become outdated; inside a jar this requires a zip file system.
     */
    private static <T> T inDirectory(Reading<T> reading) {
        URL found = SchemaScript.class.getClassLoader().getResource(DIRECTORY + "/bootstrap.cql");
        if (found == null) {
            throw new SchemaException("The class path holds no " + DIRECTORY + "/bootstrap.cql");
        }
        try {
            URI uri = found.toURI();
            if (!"jar".equals(uri.getScheme())) {
                return reading.of(Path.of(uri).resolveSibling("."));
            }
            String jar = uri.getSchemeSpecificPart();
            Path file = Path.of(URI.create(jar.substring(0, jar.indexOf("!/"))));
            try (FileSystem content = FileSystems.newFileSystem(file, Map.of())) {
                return reading.of(content.getPath(DIRECTORY));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
