package io.parley;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Captures log lines while it is open, in JSON, with the shipped configuration. */
public final class JsonLog implements AutoCloseable {

    private final LoggerContext logback = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream before = System.out;

    private JsonLog() {}

    public static JsonLog open() {
        JsonLog log = new JsonLog();
        System.setOut(new PrintStream(log.written, true, StandardCharsets.UTF_8));
        log.configure("json", "logback.xml");
        return log;
    }

    /** Returns the first line with these words so far. */
    public Optional<JsonNode> line(String words) {
        return written.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(words) && line.endsWith("}"))
                .findFirst()
                .map(JsonLog::read);
    }

    private static JsonNode read(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }

    private void configure(String format, String file) {
        logback.reset();
        logback.putProperty("PARLEY_LOG_FORMAT", format);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(logback);
        try {
            configurator.doConfigure(JsonLog.class.getClassLoader().getResource(file));
        } catch (JoranException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        System.setOut(before);
        configure("text", "logback-test.xml");
    }
}
