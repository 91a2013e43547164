package io.parley.kit;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads YAML, and therefore JSON, and keeps the line and column of every value, so that whatever is wrong with a value can be reported with
 * its place. Limited in size and depth; aliases and keys that are used twice are refused, and a text holds one document.
 */
public final class Yaml {

    /** Most UTF-16 units of a text. */
    public static final int MAX_LENGTH = 3 << 20;

    /** Most levels of lists and keys within each other. */
    public static final int MAX_DEPTH = 50;

    /** Most problems reported of one text; further ones are counted. */
    static final int MAX_PROBLEMS = 20;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final YAMLFactory FACTORY = new YAMLFactory();

    /**
     * A text and where it came from.
     *
     * @param file its name, for messages
     */
    public record Source(String file, String text) {}

    /**
     * Something is wrong with a value.
     *
     * @param line from 1; 0 when the value was not read from a text
     * @param column from 1, in characters
     * @param pointer to the value, a JSON Pointer
     * @param what is wrong, and what to do
     */
    public record Problem(String file, int line, int column, String pointer, String what) {

        /** The pointer and what is wrong, for those who have the values in front of them and not the text. */
        public String inDocument() {
            return pointer.isEmpty() ? what : "at " + pointer + ": " + what;
        }

        @Override
        public String toString() {
            return line == 0 ? inDocument() : file + ":" + line + ":" + column + ": " + inDocument();
        }
    }

    /** A text cannot be used. The message has a line for each problem. */
    public static final class Invalid extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        private final transient List<Problem> problems;

        /** @param problems at least one */
        public Invalid(Collection<Problem> problems) {
            super(lines(problems.stream().map(Problem::toString).toList()));
            this.problems = List.copyOf(problems);
        }

        Invalid(Problem problem) {
            this(List.of(problem));
        }

        public List<Problem> problems() {
            return problems;
        }

        /** The message without files and lines. */
        public String inDocument() {
            return lines(problems.stream().map(Problem::inDocument).toList());
        }

        private static String lines(List<String> problems) {
            return problems.stream().limit(MAX_PROBLEMS).collect(Collectors.joining("\n"))
                    + (problems.size() > MAX_PROBLEMS ? "\nand " + (problems.size() - MAX_PROBLEMS) + " more" : "");
        }
    }

    /** @param key where its key begins; where it begins itself if it has none */
    record Place(Mark value, Mark key) {}

    record Mark(int line, int column) {
        static Mark of(JsonLocation location) {
            return new Mark(location.getLineNr(), location.getColumnNr());
        }
    }

    /** @param places by JSON Pointer; empty for values that were not read from a text */
    record Text(String file, Map<String, Place> places) {

        Problem problem(String pointer, boolean atKey, String what) {
            Place place = places.get(pointer);
            for (String known = pointer; place == null && !known.isEmpty(); place = places.get(known)) {
                known = known.substring(0, known.lastIndexOf('/'));
            }
            if (place == null) {
                return new Problem(file, 0, 0, pointer, what);
            }
            Mark mark = atKey ? place.key() : place.value();
            return new Problem(file, mark.line(), mark.column(), pointer, what);
        }

        /** Sorted by place, each once. */
        Invalid invalid(List<Problem> problems) {
            return new Invalid(problems.stream()
                    .distinct()
                    .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                    .toList());
        }
    }

    private final YAMLParser parser;
    private final Text text;
    private final List<Problem> problems = new ArrayList<>();

    private Yaml(String file, YAMLParser parser) {
        this.parser = parser;
        this.text = new Text(file, new HashMap<>());
    }

    /**
     * @param file its name, for messages
     * @throws Invalid if it is not YAML, or more than is allowed
     */
    public static YamlNode read(String file, String text) {
        if (text.length() > MAX_LENGTH) {
            throw new Invalid(new Problem(file, 1, 1, "", "is longer than " + MAX_LENGTH + " characters; split it"));
        }
        try (YAMLParser parser = FACTORY.createParser(text)) {
            return new Yaml(file, parser).read();
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory can be read", e);
        }
    }

    /** @throws Invalid also if it does not follow the schema */
    public static YamlNode read(String file, String text, YamlSchema schema) {
        return schema.checked(read(file, text));
    }

    /** @throws Invalid with the problems of all texts */
    public static List<YamlNode> readAll(List<Source> texts, YamlSchema schema) {
        List<YamlNode> read = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Source source : texts) {
            try {
                read.add(read(source.file(), source.text(), schema));
            } catch (Invalid invalid) {
                problems.addAll(invalid.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new Invalid(problems);
        }
        return read;
    }

    /** @throws UncheckedIOException if it cannot be read */
    public static Source source(String name, Path file) {
        try {
            return new Source(name, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private YamlNode read() throws IOException {
        try {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new Invalid(new Problem(text.file(), 1, 1, "", "is empty"));
            }
            JsonNode root = value("", Mark.of(parser.currentTokenLocation()), 0);
            if (parser.nextToken() != null) {
                note("", "another document begins here; a file holds one");
            }
            if (!problems.isEmpty()) {
                throw text.invalid(problems);
            }
            return new YamlNode(root, "", text);
        } catch (JsonProcessingException e) {
            throw new Invalid(notYaml(e));
        }
    }

    private Problem notYaml(JsonProcessingException e) {
        if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            return new Problem(
                    text.file(),
                    marked.getProblemMark().getLine() + 1,
                    marked.getProblemMark().getColumn() + 1,
                    "",
                    "not YAML: " + marked.getProblem());
        }
        Mark mark = Mark.of(e.getLocation() == null ? parser.currentLocation() : e.getLocation());
        return new Problem(text.file(), mark.line(), mark.column(), "", "not YAML: " + e.getOriginalMessage());
    }

    private void note(String pointer, String what) {
        Mark mark = Mark.of(parser.currentTokenLocation());
        problems.add(new Problem(text.file(), mark.line(), mark.column(), pointer, what));
    }

    /** Reads the value at the current token. */
    private JsonNode value(String pointer, Mark key, int depth) throws IOException {
        text.places().put(pointer, new Place(Mark.of(parser.currentTokenLocation()), key));
        if (depth > MAX_DEPTH) {
            note(pointer, "is deeper than " + MAX_DEPTH + " levels");
            throw text.invalid(problems);
        }
        if (parser.isCurrentAlias()) {
            note(pointer, "aliases are not allowed; write the value out");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(pointer, depth);
            case START_ARRAY -> list(pointer, depth);
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT -> NODES.numberNode(parser.getIntValue());
                    case LONG -> NODES.numberNode(parser.getLongValue());
                    default -> NODES.numberNode(parser.getBigIntegerValue());
                };
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> {
                note(pointer, "a text, number, list, true, false or keys and values are needed");
                yield NODES.nullNode();
            }
        };
    }

    private ObjectNode object(String pointer, int depth) throws IOException {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            Mark key = Mark.of(parser.currentTokenLocation());
            String below = pointer + "/" + YamlNode.escaped(name);
            if (object.has(name)) {
                note(below, "this key is there already");
            }
            parser.nextToken();
            object.set(name, value(below, key, depth + 1));
        }
        return object;
    }

    private ArrayNode list(String pointer, int depth) throws IOException {
        ArrayNode list = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String below = pointer + "/" + list.size();
            list.add(value(below, Mark.of(parser.currentTokenLocation()), depth + 1));
        }
        return list;
    }
}
