package io.parley.language.annotation;

import com.typesafe.config.Config;
import io.parley.kit.Threads;
import io.parley.language.Language;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;

/** A process for each language whose models are installed; while it is not ready, its language has no annotator. */
public final class ForkedAnnotators implements Annotators, AutoCloseable {

    private static final Path NICE = Path.of("/usr/bin/nice");

    /**
     * Where annotators are and what they may use.
     *
     * @param languages those wanted, if their models are installed
     * @param megabytes of heap by language
     */
    public record Settings(
            Installation installation,
            Set<Language> languages,
            Map<Language, Integer> megabytes,
            int queue,
            Duration startLimit,
            Duration hangLimit,
            Duration pause) {

        public Settings {
            languages = Set.copyOf(languages);
            megabytes = Map.copyOf(megabytes);
            if (queue < 1) {
                throw new IllegalArgumentException("parley.language.corenlp.queue must be positive");
            }
        }

        /**
         * @param config the section {@code parley.language.corenlp}
         * @return empty when it does not state where they are
         */
        public static Optional<Settings> from(Config config) {
            String program = config.getString("program");
            String models = config.getString("models");
            if (program.isEmpty() || models.isEmpty()) {
                return Optional.empty();
            }
            Map<Language, Integer> megabytes = new EnumMap<>(Language.class);
            Installation.LANGUAGES.forEach(
                    language -> megabytes.put(language, (int) (config.getBytes("heap." + language.code()) >> 20)));
            return Optional.of(new Settings(
                    new Installation(Path.of(program), Path.of(models)),
                    config.getStringList("languages").stream()
                            .map(Settings::language)
                            .collect(Collectors.toSet()),
                    megabytes,
                    config.getInt("queue"),
                    config.getDuration("start-limit"),
                    config.getDuration("hang-limit"),
                    config.getDuration("restart-after")));
        }

        private static Language language(String code) {
            return Installation.LANGUAGES.stream()
                    .filter(language -> language.code().equals(code.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "parley.language.corenlp.languages: must be en or zh, not " + code));
        }

        /** The languages that will have an annotator. */
        public Set<Language> usable() {
            Set<Language> usable = EnumSet.noneOf(Language.class);
            if (installation.built()) {
                usable.addAll(installation.present());
                usable.retainAll(languages);
            }
            return usable;
        }
    }

    private final ScheduledExecutorService timer = Threads.timer("annotators");
    private final Map<Language, AnnotatorProcess> processes = new EnumMap<>(Language.class);

    /** Starts those that can be used; their models are loaded in the background. */
    public ForkedAnnotators(Settings settings) {
        AnnotatorProcess.Settings watch = new AnnotatorProcess.Settings(
                settings.queue(), settings.startLimit(), settings.hangLimit(), settings.pause());
        for (Language language : settings.usable()) {
            processes.put(language, new AnnotatorProcess(language.code(), command(settings, language), watch, timer));
        }
    }

    private static List<String> command(Settings settings, Language language) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(NICE)) {
            command.addAll(List.of(NICE.toString(), "-n", "5"));
        }
        List<String> classPath = new ArrayList<>(settings.installation().classPath(language));
        classPath.add(ownCode());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + settings.megabytes().get(language) + "m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dfile.encoding=UTF-8",
                "-cp",
                String.join(java.io.File.pathSeparator, classPath),
                AnnotatorMain.class.getName(),
                language.code()));
        return command;
    }

    private static String ownCode() {
        try {
            return Path.of(AnnotatorMain.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException("the code source has no valid URI", impossible);
        }
    }

    @Override
    public Set<Aspect> aspects(Language language) {
        AnnotatorProcess process = processes.get(language);
        return process == null ? Set.of() : process.aspects();
    }

    @Override
    public CompletionStage<Annotation> annotate(Language language, String text, Set<Aspect> wanted, Duration limit) {
        AnnotatorProcess process = processes.get(language);
        return process == null
                ? CompletableFuture.failedFuture(new Unavailable("there is no annotator for " + language.code()))
                : process.annotate(text, wanted, limit);
    }

    @Override
    public void close() {
        processes.values().forEach(AnnotatorProcess::close);
        timer.shutdownNow();
    }
}
