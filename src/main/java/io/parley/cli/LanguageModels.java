package io.parley.cli;

import io.parley.language.Language;
import io.parley.language.annotation.Installation;
import io.parley.persistence.embedded.EmbeddedException;
import io.parley.persistence.embedded.Libraries;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./parley language models}: lists large models that are not part of the build, and fetches them with Maven. */
@Command(
        name = "models",
        description = {
            "Fetches models that are too large to come with the build, by Maven and so from the repository or mirror of your settings.",
            "Without --corenlp it lists the installed models."
        })
final class LanguageModels implements Callable<Integer> {

    /**
     * What fetching needs.
     *
     * @param download megabytes, downloaded once into Maven's local repository
     * @param kept megabytes of the part that is used
     */
    private record Size(int download, int kept) {}

    private static final Map<Language, Size> SIZES =
            Map.of(Language.EN, new Size(475, 40), Language.ZH, new Size(1_582, 213));

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--corenlp",
            paramLabel = "en,zh",
            split = ",",
            hideParamSyntax = true,
            description = "fetch those that Stanford CoreNLP reads these languages with")
    private @Nullable List<String> wanted;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = {
                "where to put them (.parley/models/corenlp in the source tree, where ./parley up and node find them);",
                "nodes are told of another place by parley.language.corenlp.models"
            })
    private @Nullable Path directory;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Installation standard = Installation.in(Libraries.home());
        Installation here = directory == null
                ? standard
                : new Installation(
                        standard.program(), directory.toAbsolutePath().normalize());
        List<Language> fetch = languages();
        for (Language language : fetch) {
            if (here.present().contains(language)) {
                say("The models for " + language.code() + " are there already: " + here.of(language));
            } else {
                fetch(here, language);
            }
        }
        if (fetch.isEmpty()) {
            list(here);
        }
        return 0;
    }

    private List<Language> languages() {
        List<Language> languages = new ArrayList<>();
        for (String code : wanted == null ? List.<String>of() : wanted) {
            languages.add(Installation.LANGUAGES.stream()
                    .filter(language -> language.code().equals(code.strip().toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new ParameterException(
                            command().commandLine(), "There are models for en and zh, not for " + code)));
        }
        return languages;
    }

    private void list(Installation here) {
        PrintWriter out = command().commandLine().getOut();
        out.println("Stanford CoreNLP, in " + here.models());
        for (Language language : Installation.LANGUAGES) {
            Size size = size(language);
            boolean present = here.present().contains(language);
            out.printf(
                    Locale.ROOT,
                    "  %s  %-7s  %s; a node needs %d MB more of memory for it%n",
                    language.code(),
                    present ? "there" : "missing",
                    present
                            ? size.kept() + " MB on disk"
                            : "a download of " + size.download() + " MB, of which " + size.kept() + " MB are used",
                    CoreNlpFiles.megabytes(language));
        }
        if (!here.built()) {
            out.println("Its program is not built: mvn -DskipTests package");
        }
        out.println("To fetch: ./parley language models --corenlp en,zh");
        out.println("CoreNLP and its models are under the GPL, version 3 or later: see NOTICE.");
        out.flush();
    }

    /** Fetches the models with Maven, which verifies the checksums, keeps the download, and marks what it has unpacked completely. */
    private void fetch(Installation here, Language language) throws IOException, InterruptedException {
        Size size = size(language);
        Files.createDirectories(here.of(language));
        FileStore store = Files.getFileStore(here.of(language));
        if (store.getUsableSpace() >> 20 < size.kept()) {
            throw new EmbeddedException("The models for " + language.code() + " need " + size.kept() + " MB in "
                    + here.models() + ", which has " + (store.getUsableSpace() >> 20) + " MB left.");
        }
        say("Fetching the models for " + language.code() + " by Maven: " + size.download()
                + " MB into its local repository if they are not there yet, " + size.kept() + " MB into "
                + here.of(language));
        Process maven;
        try {
            maven = new ProcessBuilder(
                            "mvn",
                            "--strict-checksums",
                            "-f",
                            Libraries.home().resolve("src/corenlp/pom.xml").toString(),
                            "-Dparley.corenlp.models=" + here.models(),
                            "dependency:unpack@models-" + language.code())
                    .inheritIO()
                    .start();
        } catch (IOException missing) {
            throw new EmbeddedException(
                    "Maven is missing (mvn is not on the PATH). Get it from https://maven.apache.org/download.html, or: apt install maven"
                            + " | dnf install maven | brew install maven",
                    missing);
        }
        int code = maven.waitFor();
        if (code != 0 || !here.present().contains(language)) {
            throw new EmbeddedException(
                    "Maven could not fetch the models for " + language.code()
                            + " (exit code " + code + "); its output is above. It needs the artifact"
                            + " edu.stanford.nlp:stanford-corenlp with its classifier for models from a repository of its settings.");
        }
        say("The models for " + language.code() + " are there: " + here.of(language)
                + ". A node that is started from now on uses them; it" + " needs " + CoreNlpFiles.megabytes(language)
                + " MB more of memory.");
    }

    private static Size size(Language language) {
        Size size = SIZES.get(language);
        if (size == null) {
            throw new IllegalArgumentException("no models for " + language);
        }
        return size;
    }

    private void say(String what) {
        PrintWriter err = command().commandLine().getErr();
        err.println(what);
        err.flush();
    }

    private CommandSpec command() {
        if (spec == null) {
            throw new IllegalStateException("made by picocli only");
        }
        return spec;
    }
}
