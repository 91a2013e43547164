package io.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the command line answers before it would reach a database. */
class ImportCommandTest {

    @TempDir
    private Path directory;

    private final StringWriter said = new StringWriter();
    private Path config;
    private Path yaml;

    @BeforeEach
    void writeFiles() throws IOException {
        config = Files.writeString(
                directory.resolve("node.conf"), "parley.demo.direct-line-secret = \"" + "s".repeat(40) + "\"");
        yaml = Files.writeString(directory.resolve("some.yaml"), "{}");
    }

    @Test
    void asksForTheFilesItNeeds() {
        assertThat(run("import", "--config", config.toString())).isEqualTo(2);
        assertThat(said.toString()).contains("--tenant", "--articles");
    }

    @Test
    void namesTheFileThatCannotBeRead() {
        Path missing = directory.resolve("missing.yaml");
        assertThat(runImport(config, missing, yaml)).isEqualTo(2);
        assertThat(said.toString()).contains(missing.toString()).contains("cannot be read");
    }

    @Test
    void refusesToMakeSignInsWithoutPasswords() {
        assertThat(runImport(config, yaml, yaml)).isEqualTo(2);
        assertThat(said.toString()).contains("--passwords FILE").contains("PARLEY_IMPORT_PASSWORD");
    }

    @Test
    void refusesAnEmptyDirectLineSecret() throws IOException {
        Path bare = Files.writeString(directory.resolve("bare.conf"), "");
        assertThat(runImport(bare, yaml, yaml)).isEqualTo(2);
        assertThat(said.toString()).contains("PARLEY_IMPORT_DIRECT_LINE_SECRET");
    }

    @Test
    void doesNotRepeatWhatStandsInAMisshapenPasswordFile() throws IOException {
        Path passwords = Files.writeString(directory.resolve("passwords.json"), "agent: not-to-be-shown");
        assertThat(runImport(config, yaml, yaml, "--passwords", passwords.toString()))
                .isEqualTo(2);
        assertThat(said.toString()).contains("must be a JSON object").doesNotContain("not-to-be-shown");
    }

    private int runImport(Path configuration, Path tenant, Path articles, String... more) {
        String[] fixed = {
            "import",
            "--config",
            configuration.toString(),
            "--tenant",
            tenant.toString(),
            "--articles",
            articles.toString()
        };
        String[] all = new String[fixed.length + more.length];
        System.arraycopy(fixed, 0, all, 0, fixed.length);
        System.arraycopy(more, 0, all, fixed.length, more.length);
        return run(all);
    }

    private int run(String... arguments) {
        CommandLine commandLine = Main.commandLine();
        PrintWriter writer = new PrintWriter(said, true);
        return commandLine.setErr(writer).setOut(writer).execute(arguments);
    }
}
