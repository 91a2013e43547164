package io.parley.language.classify;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A phrase and its label. */
public record LabelledText(String label, String text) {

    /** Labels of phrases that belong to none of the others; in files of any origin. */
    private static final Set<String> OUT_OF_SCOPE = Set.of("oos", "out_of_scope");

    /** The required form of a line. */
    public static final String SHAPE = "a line is a label, a tab and a text";

    /** A file that is not {@code label<TAB>text} throughout. */
    public static final class BadFileException extends RuntimeException {
        public BadFileException(String message) {
            super(message);
        }
    }

    public boolean isOutOfScope() {
        return OUT_OF_SCOPE.contains(label);
    }

    /**
     * Reads {@code label<TAB>text}, UTF-8, one per line; empty lines are skipped.
     *
     * @throws BadFileException naming the file, the line and what is wrong with it
     */
    public static List<LabelledText> read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (MalformedInputException e) {
            throw new BadFileException(file + " is not UTF-8");
        } catch (IOException e) {
            throw new BadFileException(file + " cannot be read: " + e.getMessage());
        }
        List<LabelledText> read = new ArrayList<>(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank()) {
                continue;
            }
            int number = i + 1;
            read.add(of(line).orElseThrow(() -> new BadFileException(file + ", line " + number + ": " + SHAPE)));
        }
        return read;
    }

    /** One line of a file; empty when it is not {@code label<TAB>text}. */
    public static Optional<LabelledText> of(String line) {
        int tab = line.indexOf('\t');
        String label = tab < 0 ? "" : line.substring(0, tab).strip();
        String text = line.substring(tab + 1).strip();
        return label.isEmpty() || text.isEmpty() ? Optional.empty() : Optional.of(new LabelledText(label, text));
    }
}
