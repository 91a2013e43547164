package io.parley.language.annotation;

import io.parley.language.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where an annotator and its models are on this machine.
 *
 * @param program holds its jar, and below {@code lib} the jars it needs
 * @param models holds one directory per language, named by its code, which Maven marks once it is complete
 */
public record Installation(Path program, Path models) {

    /** In the order in which they are displayed. */
    public static final List<Language> LANGUAGES = List.of(Language.EN, Language.ZH);

    private static final String MARKER = "edu.stanford.nlp-stanford-corenlp-jar-";

    /** As the build and {@code ./parley language models} leave it in a source tree. */
    public static Installation in(Path home) {
        return new Installation(home.resolve("src/corenlp/target"), home.resolve(".parley/models/corenlp"));
    }

    /** Whether the program is there; models without it are useless. */
    public boolean built() {
        return holds(program, ".jar") && holds(program.resolve("lib"), ".jar");
    }

    /** The languages whose models are there. */
    public Set<Language> present() {
        Set<Language> present = EnumSet.noneOf(Language.class);
        LANGUAGES.stream().filter(language -> marked(of(language))).forEach(present::add);
        return present;
    }

    /** Where a language's models are, or would be. */
    public Path of(Language language) {
        return models.resolve(language.code());
    }

    /** The class path of {@link AnnotatorMain}, in addition to the server's own classes. */
    List<String> classPath(Language language) {
        return Stream.of(program.resolve("*"), program.resolve("lib").resolve("*"), of(language))
                .map(path -> path.toAbsolutePath().toString())
                .toList();
    }

    private static boolean marked(Path directory) {
        return anyFile(directory, name -> name.startsWith(MARKER));
    }

    private static boolean holds(Path directory, String ending) {
        return anyFile(directory, name -> name.endsWith(ending));
    }

    private static boolean anyFile(Path directory, java.util.function.Predicate<String> which) {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(file -> which.test(String.valueOf(file.getFileName())));
        } catch (IOException unreadable) {
            return false;
        }
    }
}
