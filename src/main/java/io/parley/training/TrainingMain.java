package io.parley.training;

import io.parley.kit.Threads;
import io.parley.language.classify.LabelledText;
import io.parley.language.embedding.BilingualEmbedder;
import io.parley.language.engine.TenantModel;
import io.parley.language.engine.TrainingPhrases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Trains a model from files in its own process, which the build starts for the demo shop and {@link TrainingProcess} for nodes. Reports its
 * progress to its parent on standard output, in lines of the form {@code percent N}.
 */
@Command(name = "training")
public final class TrainingMain implements Callable<Integer> {

    static final String PERCENT = "percent ";

    /** The exit code for phrases that no model can be trained from; the reason is the last line on standard error. */
    static final int BAD_PHRASES = 4;

    @Option(names = "--intents", arity = "1..*", paramLabel = "FILE", description = "or directories of *.tsv")
    private @Nullable List<Path> intents;

    @Option(names = "--emotions", arity = "1..*", paramLabel = "FILE", description = "or directories of *.tsv")
    private @Nullable List<Path> emotions;

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "output file, replaced if it exists")
    private Path model = Path.of("");

    @Option(names = "--unless-made", description = "does nothing if the file was made from the same phrases")
    private boolean unlessMade;

    @Option(names = "--ends-with-parent", description = "ends when standard input is closed")
    private boolean endsWithParent;

    private TrainingMain() {}

    public static void main(String[] arguments) {
        CommandLine command = new CommandLine(new TrainingMain());
        command.setExecutionExceptionHandler((failure, line, parsed) -> {
            if (failure instanceof LabelledText.BadFileException) {
                line.getErr().println(failure.getMessage());
                return BAD_PHRASES;
            }
            failure.printStackTrace(line.getErr());
            return 1;
        });
        System.exit(command.execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        if (endsWithParent) {
            endWithParent();
            volunteerForOomKill();
        }
        TrainingPhrases phrases = new TrainingPhrases(read(intents), read(emotions));
        int all = phrases.intents().size() + phrases.emotions().size();
        if (unlessMade && isMade(phrases)) {
            return 0;
        }
        try (BilingualEmbedder embedder = BilingualEmbedder.shipped(all)) {
            AtomicInteger reported = new AtomicInteger(-1);
            TenantModel made =
                    TenantModel.train(embedder, phrases, Clock.systemUTC().instant(), percent -> {
                        if (endsWithParent && reported.getAndAccumulate(percent, Math::max) < percent) {
                            System.out.println(PERCENT + percent);
                        }
                    });
            Path parent = model.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            made.write(model);
        }
        return 0;
    }

    private boolean isMade(TrainingPhrases phrases) throws IOException {
        try {
            return Files.isRegularFile(model)
                    && TenantModel.particulars(Files.readAllBytes(model))
                            .recipe()
                            .equals(phrases.recipe(BilingualEmbedder.SHIPPED));
        } catch (TenantModel.BadModelException other) {
            return false;
        }
    }

    /** Reads files, and the *.tsv files of directories by name, so that the same directory always gives the same phrases. */
    public static List<LabelledText> read(@Nullable List<Path> places) throws IOException {
        List<LabelledText> phrases = new ArrayList<>();
        for (Path place : places == null ? List.<Path>of() : places) {
            if (Files.isDirectory(place)) {
                try (Stream<Path> files = Files.list(place)) {
                    files.filter(file -> file.toString().endsWith(".tsv"))
                            .sorted()
                            .forEach(file -> phrases.addAll(LabelledText.read(file)));
                }
            } else {
                phrases.addAll(LabelledText.read(place));
            }
        }
        return phrases;
    }

    /** When memory runs out, the training should be killed rather than the node. */
    private static void volunteerForOomKill() {
        try {
            Files.writeString(Path.of("/proc/self/oom_score_adj"), "1000");
        } catch (IOException notLinux) {
            // Only Linux has this setting.
        }
    }

    private static void endWithParent() {
        Threads.start("parent", () -> {
            try {
                while (System.in.read() >= 0) {
                    // Nothing is ever sent.
                }
            } catch (IOException e) {
                // Equivalent to the end of file.
            }
            Runtime.getRuntime().halt(1);
        });
    }
}
