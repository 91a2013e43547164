package io.parley.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.parley.language.Language;
import io.parley.language.annotation.Installation;
import io.parley.persistence.embedded.EmbeddedException;
import io.parley.persistence.embedded.Libraries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Stanford CoreNLP in a source tree: which parts of it are present, and how much memory they need. */
final class CoreNlpFiles {

    static final String SETTINGS = "parley.language.corenlp";

    /** Megabytes that a process needs besides its heap. */
    private static final int BESIDE_THE_HEAP = 100;

    /**
     * The languages that can be used here.
     *
     * @param lines that report this to people
     */
    record Choice(Set<Language> used, List<String> lines) {}

    private CoreNlpFiles() {}

    /** Returns the settings; if they name no place and this process runs in a source tree, with the place in that tree. */
    static Config found(Config config) {
        boolean open = config.getString(SETTINGS + ".program").isEmpty()
                && config.getString(SETTINGS + ".models").isEmpty();
        if (!open) {
            return config;
        }
        try {
            Installation here = Installation.in(Libraries.home());
            return config.withValue(SETTINGS + ".program", value(here.program()))
                    .withValue(SETTINGS + ".models", value(here.models()));
        } catch (EmbeddedException noTree) {
            return config;
        }
    }

    private static com.typesafe.config.ConfigValue value(Path path) {
        return ConfigValueFactory.fromAnyRef(path.toString());
    }

    /** Returns how much of this machine's memory a language's process takes, in megabytes. */
    static long megabytes(Language language) {
        return (ConfigFactory.defaultReference().getBytes(SETTINGS + ".heap." + language.code()) >> 20)
                + BESIDE_THE_HEAP;
    }

    /** @param free memory that may be used, in megabytes */
    static Choice choice(long free) {
        Installation here = Installation.in(Libraries.home());
        Set<Language> used = EnumSet.noneOf(Language.class);
        List<String> missing = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        long left = free;
        for (Language language : Installation.LANGUAGES) {
            if (!here.present().contains(language)) {
                missing.add(language.code());
            } else if (megabytes(language) > left) {
                lines.add("Stanford CoreNLP for " + language.code() + " is left out: it needs " + megabytes(language)
                        + " MB more of memory");
            } else {
                used.add(language);
                left -= megabytes(language);
            }
        }
        if (!used.isEmpty()) {
            lines.add(0, "Stanford CoreNLP reads " + codes(used) + ", each in a separate process");
        }
        if (!missing.isEmpty()) {
            lines.add("Stanford CoreNLP (optional) has no models for " + String.join(", ", missing)
                    + "; to fetch them: ./parley language models --corenlp " + String.join(",", missing));
        }
        return new Choice(used, lines);
    }

    private static String codes(Set<Language> languages) {
        return String.join(
                " and ",
                languages.stream()
                        .sorted(java.util.Comparator.comparing(Installation.LANGUAGES::indexOf))
                        .map(Language::code)
                        .toList());
    }
}
