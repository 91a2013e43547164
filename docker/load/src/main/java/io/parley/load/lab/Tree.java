package io.parley.load.lab;

import io.parley.persistence.embedded.Libraries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The built source tree whose programs are run. */
public final class Tree {

    private Tree() {}

    /** The root of the project. */
    public static Path home() {
        return Libraries.home();
    }

    /** Prepares {@code ./parley}; it never builds, because that would be measured too. */
    public static ProcessBuilder parley(List<String> arguments, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(
                Stream.concat(Stream.of(home().resolve("parley").toString()), arguments.stream())
                        .toList());
        builder.environment().put("PARLEY_BUILD", "never");
        builder.environment().putAll(environment);
        return builder;
    }

    /** The commit that is checked out, with a plus sign when files differ from it; {@code unknown} outside of git. */
    public static String commit() {
        String hash = said("git", "rev-parse", "--short", "HEAD");
        String changed = said("git", "status", "--porcelain", "--untracked-files=no");
        return hash.isEmpty() ? "unknown" : hash + (changed.isEmpty() ? "" : "+");
    }

    /** The output of a program; empty when it cannot be run or fails. */
    static String said(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(home().toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0 ? text.strip() : "";
        } catch (IOException missing) {
            return "";
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** An empty directory for what a run stores. */
    public static Path scratch(String name) {
        try {
            return Files.createTempDirectory("parley-" + name + "-");
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** Removes a directory with everything in it. */
    public static void delete(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException busy) {
            throw new UncheckedIOException(busy);
        }
    }
}
