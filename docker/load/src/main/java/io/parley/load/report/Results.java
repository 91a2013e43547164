package io.parley.load.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.parley.load.lab.Tree;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The outcome of one benchmark: figures with their bars, how they were measured, and under which settings. */
public final class Results {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    /** The order in which the table shows them. */
    private static final List<String> ORDER =
            List.of("turn", "hours", "cold", "memory", "failover", "storm", "start", "language");

    private final ObjectNode all = JSON.createObjectNode();
    private final ArrayNode rows;
    private final ObjectNode settings;
    private final ObjectNode details;
    private boolean barsMet = true;

    /**
     * @param bench the command's name
     * @param title what is measured, in a few words
     * @param how how it is measured, in a few sentences
     */
    public Results(String bench, String title, String how) {
        all.put("bench", bench);
        all.put("title", title);
        all.put("how", how);
        all.put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        all.put("commit", Tree.commit());
        this.rows = all.putArray("rows");
        this.settings = all.putObject("settings");
        this.details = all.putObject("details");
        setting("machine", machine());
    }

    /** Adds a figure without a bar. */
    public Results row(String measure, String value) {
        return row(measure, value, null, null);
    }

    /**
     * @param value with its unit
     * @param bar what is required, in words
     * @param met whether it is reached
     */
    public Results row(String measure, String value, @Nullable String bar, @Nullable Boolean met) {
        ObjectNode row = rows.addObject().put("measure", measure).put("value", value);
        if (bar != null && met != null) {
            row.put("bar", bar).put("met", met);
            barsMet &= met;
        }
        return this;
    }

    /** Records the conditions that the figures depend on. */
    public Results setting(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /** Every single run, for programs. */
    public ObjectNode details() {
        return details;
    }

    public boolean barsMet() {
        return barsMet;
    }

    /** Prints the rows for the person at the terminal. */
    public void print(PrintWriter out) {
        for (JsonNode row : rows) {
            out.println("  %-58s %-34s %s"
                    .formatted(row.path("measure").asText(), row.path("value").asText(), verdict(row)));
        }
        out.flush();
    }

    /** Writes {@code BENCH.json} into a directory, and {@code RESULTS.md} beside that directory from all results in it. */
    public void write(Path directory) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(all.path("bench").asText() + ".json"), all.toPrettyString() + "\n");
            Path parent = directory.toAbsolutePath().normalize().getParent();
            Files.writeString(
                    parent == null ? directory.resolve("RESULTS.md") : parent.resolve("RESULTS.md"), table(directory));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** Where results are kept in the source tree. */
    public static Path directory() {
        return Tree.home().resolve("docker/load/results");
    }

    private static String table(Path directory) throws IOException {
        StringBuilder text = new StringBuilder(
                """
                # Results of the benchmarks

                Written by `./parley bench`; do not edit. Every section is the last run of its benchmark, with the commit it ran on. Figures of
                different machines do not compare; the bars are for two cores that the load generator shares.
                """);
        for (String bench : ORDER) {
            Path file = directory.resolve(bench + ".json");
            if (Files.exists(file)) {
                section(text, JSON.readTree(file.toFile()));
            }
        }
        return text.toString();
    }

    private static void section(StringBuilder text, JsonNode bench) {
        text.append("\n## %s: %s\n\n%s\n\n"
                .formatted(
                        bench.path("bench").asText(),
                        bench.path("title").asText(),
                        bench.path("how").asText()));
        text.append("| measure | value | bar | |\n|---|---|---|---|\n");
        for (JsonNode row : bench.path("rows")) {
            text.append("| %s | %s | %s | %s |\n"
                    .formatted(
                            row.path("measure").asText(),
                            row.path("value").asText(),
                            row.path("bar").asText(),
                            verdict(row)));
        }
        text.append("\nCommit %s, %s.\n\n"
                .formatted(bench.path("commit").asText(), bench.path("at").asText()));
        bench.path("settings")
                .properties()
                .forEach(setting -> text.append("- %s: %s\n"
                        .formatted(setting.getKey(), setting.getValue().asText())));
    }

    private static String verdict(JsonNode row) {
        return row.has("met") ? (row.path("met").asBoolean() ? "met" : "**missed**") : "";
    }

    private static String machine() {
        String model = "";
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            model = lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 2))
                    .findFirst()
                    .orElse("");
        } catch (IOException notLinux) {
            // The number of processors must suffice.
        }
        long memory = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getTotalMemorySize()
                >> 30;
        return "%d processors %s, %d GB".formatted(Runtime.getRuntime().availableProcessors(), model, memory);
    }

    /** Formats a number for display. */
    public static String number(double value) {
        String format = Math.abs(value) >= 100 ? "%,.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
