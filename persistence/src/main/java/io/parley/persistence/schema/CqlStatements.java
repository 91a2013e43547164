package io.parley.persistence.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a CQL script into its statements. Comments are dropped and white space outside quotes is collapsed to one blank; quoted text
 * ({@code '…'}, {@code "…"}, {@code $$…$$}) is kept as it is.
 */
final class CqlStatements {

    private final String script;
    private final List<String> statements = new ArrayList<>();
    private final StringBuilder current = new StringBuilder();
    private int at;

    private CqlStatements(String script) {
        this.script = script;
    }

    /** @throws SchemaException if a quote or a comment is not closed, or the last statement has no semicolon */
    static List<String> of(String script) {
        CqlStatements parser = new CqlStatements(script);
        parser.parse();
        return List.copyOf(parser.statements);
    }

    private void parse() {
        while (at < script.length()) {
            char c = script.charAt(at);
            if (script.startsWith("--", at) || script.startsWith("//", at)) {
                int end = script.indexOf('\n', at);
                at = end < 0 ? script.length() : end;
            } else if (script.startsWith("/*", at)) {
                at = closing("*/", at + 2);
                blank();
            } else if (script.startsWith("$$", at)) {
                copyTo(closing("$$", at + 2));
            } else if (c == '\'' || c == '"') {
                // A doubled quote is parsed as two adjacent quoted strings, with the same result.
                copyTo(closing(String.valueOf(c), at + 1));
            } else if (c == ';') {
                end();
                at++;
            } else if (Character.isWhitespace(c)) {
                blank();
                at++;
            } else {
                current.append(c);
                at++;
            }
        }
        if (!current.toString().isBlank()) {
            throw new SchemaException("The script's last statement has no semicolon: " + current);
        }
    }

    private int closing(String mark, int from) {
        int found = script.indexOf(mark, from);
        if (found < 0) {
            throw new SchemaException("Missing closing " + mark + ", opened at: "
                    + script.substring(at, Math.min(script.length(), at + 40)));
        }
        return found + mark.length();
    }

    private void copyTo(int end) {
        current.append(script, at, end);
        at = end;
    }

    private void blank() {
        if (current.length() > 0 && current.charAt(current.length() - 1) != ' ') {
            current.append(' ');
        }
    }

    private void end() {
        String statement = current.toString().strip();
        if (!statement.isEmpty()) {
            statements.add(statement);
        }
        current.setLength(0);
    }
}
