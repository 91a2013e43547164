package io.parley.cluster.launch;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import io.parley.directory.CassandraDirectoryStore;
import io.parley.directory.DirectoryImport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Puts a tenant into the directory: agents, queues, channels, articles. May be repeated: who is there already keeps conversations and
 * identity, and gets the password and the secret given now.
 */
public final class TenantImport {

    /** The environment variable with one password for everybody who is not in the file of passwords. */
    public static final String PASSWORD = "PARLEY_IMPORT_PASSWORD";

    /** The environment variable with the Direct Line secret of the tenant's first web chat. */
    public static final String DIRECT_LINE_SECRET = "PARLEY_IMPORT_DIRECT_LINE_SECRET";

    private static final String SECRET_SETTING = "parley.demo.direct-line-secret";
    private static final int LEAST_SECRET_LENGTH = 32;

    private final Path tenant;
    private final Path articles;
    private final UnaryOperator<String> passwordOf;
    private final String directLineSecret;

    TenantImport(Path tenant, Path articles, UnaryOperator<String> passwordOf, String directLineSecret) {
        this.tenant = tenant;
        this.articles = articles;
        this.passwordOf = passwordOf;
        this.directLineSecret = directLineSecret;
    }

    /**
     * What a person asks for at the command line; nothing is written yet.
     *
     * @param passwords a JSON object of passwords by e-mail address; without it everybody gets that of the environment
     * @throws ImportException when a file cannot be read, or there is no password or no secret
     */
    public static TenantImport asked(
            Path tenant, Path articles, @Nullable Path passwords, Config config, Map<String, String> environment) {
        readable("tenant", tenant);
        readable("articles", articles);
        String secret = environment.getOrDefault(DIRECT_LINE_SECRET, config.getString(SECRET_SETTING));
        if (secret.length() < LEAST_SECRET_LENGTH) {
            throw new ImportException("The web chat needs a Direct Line secret of at least " + LEAST_SECRET_LENGTH
                    + " characters: set the environment variable " + DIRECT_LINE_SECRET + " or the setting "
                    + SECRET_SETTING + ". Make one with: openssl rand -hex 32");
        }
        String common = environment.getOrDefault(PASSWORD, "");
        if (passwords == null && common.isEmpty()) {
            throw new ImportException("Nobody could sign in without a password: give --passwords FILE (a JSON object of"
                    + " passwords by e-mail address) or one for all in the environment variable " + PASSWORD);
        }
        return new TenantImport(
                tenant, articles, passwordOf(passwords == null ? Map.of() : read(passwords), common), secret);
    }

    /**
     * Writes it; needs a migrated schema. Blocks.
     *
     * @throws ImportException when a file is not shaped like one or somebody has no password; nothing was written then
     */
    public DirectoryImport.Imported into(Config config) {
        try (CqlSession session = Schema.session(config)) {
            return new DirectoryImport(new CassandraDirectoryStore(session))
                    .run(tenant, articles, passwordOf, directLineSecret);
        } catch (UncheckedIOException | IllegalArgumentException unusable) {
            Throwable cause = unusable.getCause();
            throw new ImportException(
                    "Not imported: " + unusable.getMessage() + (cause == null ? "" : ": " + cause.getMessage()),
                    unusable);
        }
    }

    /** @throws ImportException from the function, for an address without a password */
    static UnaryOperator<String> passwordOf(Map<String, String> byEmail, String common) {
        return email -> {
            String password = byEmail.getOrDefault(email, common);
            if (password.isEmpty()) {
                throw new ImportException("There is no password for " + email + " in the file of passwords, and "
                        + PASSWORD + " is not set");
            }
            return password;
        };
    }

    private static Map<String, String> read(Path passwords) {
        readable("passwords", passwords);
        try {
            return new ObjectMapper().readValue(passwords.toFile(), new TypeReference<Map<String, String>>() {});
        } catch (IOException misshapen) {
            // Its message would quote the file, and so a password.
            throw new ImportException("The file of passwords " + passwords
                    + " must be a JSON object: {\"somebody@example.com\": \"password\"}");
        }
    }

    private static void readable(String what, Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new ImportException("The file of the " + what + " " + file + " cannot be read");
        }
    }
}
