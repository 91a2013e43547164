package io.parley.load.lab;

import io.parley.load.client.Desk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A copy of the demo's files with another {@code tenant.yaml}, to be imported into a cluster that is running. */
final class DemoCopy {

    private static final String TENANT = "tenant.yaml";

    /** Longer than it takes to hash a thousand passwords. */
    private static final int IMPORT_SECONDS = 300;

    private final Path folder;

    /**
     * Makes the copy, of links to everything that stays the same.
     *
     * @param folder to be created
     * @param change of the text of {@code tenant.yaml}
     */
    DemoCopy(Path folder, UnaryOperator<String> change) throws IOException {
        this.folder = folder;
        Path demo = Tree.home().resolve("docker/seed/demo");
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(demo)) {
            for (Path file : files.toList()) {
                if (!file.endsWith(TENANT)) {
                    Files.createSymbolicLink(folder.resolve(file.getFileName()), file);
                }
            }
        }
        Files.writeString(folder.resolve(TENANT), change.apply(Files.readString(demo.resolve(TENANT))));
    }

    /** Adds links to the build's output for the demo's files, so that the import of another tenant does not compute it again. */
    void linkBuiltFiles(String tenant) throws IOException {
        try (Stream<Path> files = Files.list(Tree.home().resolve("docker/seed/target/language"))) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith("demo.")) {
                    Files.createSymbolicLink(folder.resolve(tenant + name.substring("demo".length())), file);
                }
            }
        }
    }

    /**
     * Imports it. The node knows the result within seconds.
     *
     * @param config of the node
     * @param signIns the directory of {@code sign-ins.json}
     * @return all who can sign in as agents
     * @throws IllegalStateException with the log of the import when it fails
     */
    List<Desk.SignIn> importInto(Path config, Path signIns) throws IOException, InterruptedException {
        Path log = folder.resolve("import.log");
        Process importing = Tree.parley(
                        List.of(
                                "import",
                                "--config",
                                config.toString(),
                                "--tenant",
                                folder.resolve(TENANT).toString(),
                                "--articles",
                                folder.resolve("articles.yaml").toString(),
                                "--sign-ins",
                                signIns.toString()),
                        Map.of())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!importing.waitFor(IMPORT_SECONDS, TimeUnit.SECONDS) || importing.exitValue() != 0) {
            importing.destroy();
            throw new IllegalStateException("the import has failed:\n" + Files.readString(log));
        }
        return UpProcess.agents(signIns.resolve("sign-ins.json"));
    }
}
