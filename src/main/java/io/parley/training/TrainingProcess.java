package io.parley.training;

import io.parley.language.classify.LabelledText;
import io.parley.language.engine.TrainingPhrases;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Trains in a separate process at low priority: training needs memory and processors for half a minute, which a node that serves customers
 * should neither reserve nor share. The process ends with this one, even after a crash.
 */
public final class TrainingProcess implements Trainer {

    private static final int BASE_MEGABYTES = 120;
    private static final int PHRASES_A_MEGABYTE = 25;
    private static final int MAX_MEGABYTES = 3_072;
    private static final Path NICE = Path.of("/usr/bin/nice");

    private final int processors;

    /** @param processors how many it may use */
    public TrainingProcess(int processors) {
        this.processors = processors;
    }

    @Override
    public byte[] train(TrainingPhrases phrases, IntConsumer percent) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("parley-training");
        try {
            Path model = directory.resolve("model");
            List<String> command = new ArrayList<>();
            if (Files.isExecutable(NICE)) {
                command.addAll(List.of(NICE.toString(), "-n", "15"));
            }
            int all = phrases.intents().size() + phrases.emotions().size();
            int megabytes = Math.min(MAX_MEGABYTES, BASE_MEGABYTES + all / PHRASES_A_MEGABYTE);
            command.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx" + megabytes + "m",
                    "-XX:+UseSerialGC",
                    "-XX:ActiveProcessorCount=" + processors,
                    "-Dfile.encoding=UTF-8",
                    "-cp",
                    classPath(),
                    TrainingMain.class.getName(),
                    "--ends-with-parent",
                    "--model",
                    model.toString()));
            add(command, "--intents", directory.resolve("intents.tsv"), phrases.intents());
            add(command, "--emotions", directory.resolve("emotions.tsv"), phrases.emotions());
            Path complaints = directory.resolve("complaints");
            Process process = new ProcessBuilder(command)
                    .redirectError(complaints.toFile())
                    .start();
            try {
                follow(process, percent);
                end(process.waitFor(), complaints);
            } finally {
                process.destroyForcibly();
            }
            return Files.readAllBytes(model);
        } finally {
            delete(directory);
        }
    }

    private static void add(List<String> command, String option, Path file, List<LabelledText> phrases)
            throws IOException {
        if (!phrases.isEmpty()) {
            Files.write(
                    file,
                    phrases.stream()
                            .map(phrase -> phrase.label() + "\t" + phrase.text())
                            .toList());
            command.addAll(List.of(option, file.toString()));
        }
    }

    private static void follow(Process process, IntConsumer percent) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(TrainingMain.PERCENT)) {
                    percent.accept(Integer.parseInt(line.substring(TrainingMain.PERCENT.length())));
                }
            }
        }
    }

    private static void end(int code, Path complaints) throws IOException {
        if (code != 0) {
            List<String> lines = Files.readAllLines(complaints);
            String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
            if (code == TrainingMain.BAD_PHRASES) {
                throw new TrainingFailed(last);
            }
            throw new IOException("the training ended with code " + code + ": "
                    + lines.stream().limit(5).collect(Collectors.joining(" ")));
        }
    }

    /** Relative entries would not resolve in the process's working directory. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
