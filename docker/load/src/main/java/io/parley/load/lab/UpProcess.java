package io.parley.load.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.load.client.Desk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** {@code ./parley up} as a child process: Cassandra, Kafka, the demo shop and one node. */
public final class UpProcess implements AutoCloseable {

    private static final String HIRED = "console-";
    private static final int STOP_SECONDS = 60;

    /** Longer than it takes to hash a thousand passwords. */
    private static final int HIRE_SECONDS = 300;

    private final Path data;
    private final Process process;
    private final Thread ending;
    private final JsonNode told;

    private UpProcess(Path data, Process process, Thread ending, JsonNode told) {
        this.data = data;
        this.process = process;
        this.ending = ending;
        this.told = told;
    }

    /**
     * Starts it and returns when it is ready.
     *
     * @param data the directory for everything it stores
     * @param javaOptions for all its JVMs, empty for none
     * @throws IllegalStateException with its log when it does not become ready
     */
    public static UpProcess start(Path data, String javaOptions) {
        try {
            Files.createDirectories(data);
            Path log = data.resolve("up.log");
            Process process = Tree.parley(
                            List.of("up", "--json", "--port", "0", "--data", data.toString()),
                            javaOptions.isEmpty() ? Map.of() : Map.of("JDK_JAVA_OPTIONS", javaOptions))
                    .redirectError(log.toFile())
                    .start();
            Thread ending = new Thread(process::destroy, "end-up");
            Runtime.getRuntime().addShutdownHook(ending);
            BufferedReader lines = process.inputReader();
            String line = lines.readLine();
            if (line == null) {
                throw new IllegalStateException("./parley up did not start:\n" + Files.readString(log));
            }
            return new UpProcess(data, process, ending, new ObjectMapper().readTree(line));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Where it serves. */
    public URI http() {
        return URI.create(told.path("http").asText());
    }

    /** The secret of its Direct Line account. */
    public String secret() {
        return told.path("directLineSecret").asText();
    }

    /** Its agents who can sign in to the console. */
    public List<Desk.SignIn> agents() {
        return agents(told.path("signIns"));
    }

    /**
     * Gives the demo tenant more agents. They have no skills and take no conversations; the node knows them within seconds.
     *
     * @throws IllegalStateException with the log of the import when they cannot be imported
     */
    public List<Desk.SignIn> hire(int count) {
        Path demo = Tree.home().resolve("docker/seed/demo");
        Path larger = data.resolve("hired");
        Path log = data.resolve("hired.log");
        String entries = IntStream.rangeClosed(1, count)
                .mapToObj(number ->
                        "  - {id: %1$s%2$d, name: {en: Console %2$d}, email: %1$s%2$d@demo.parley.example, role: agent, capacity: 0}\n"
                                .formatted(HIRED, number))
                .collect(Collectors.joining());
        try {
            Files.createDirectories(larger);
            for (String name : List.of("actions", "articles.yaml", "emotions", "forms", "phrases", "products.yaml")) {
                Files.createSymbolicLink(larger.resolve(name), demo.resolve(name));
            }
            Path tenant = larger.resolve("tenant.yaml");
            Files.writeString(
                    tenant,
                    Files.readString(demo.resolve("tenant.yaml"))
                            .replaceFirst("(?m)^agents:\n", "agents:\n" + entries));
            Process importing = Tree.parley(
                            List.of(
                                    "import",
                                    "--config",
                                    data.resolve("node.conf").toString(),
                                    "--tenant",
                                    tenant.toString(),
                                    "--articles",
                                    larger.resolve("articles.yaml").toString(),
                                    "--sign-ins",
                                    data.toString()),
                            Map.of())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!importing.waitFor(HIRE_SECONDS, TimeUnit.SECONDS) || importing.exitValue() != 0) {
                importing.destroy();
                throw new IllegalStateException("no agents were imported:\n" + Files.readString(log));
            }
            JsonNode signIns =
                    new ObjectMapper().readTree(data.resolve("sign-ins.json").toFile());
            return agents(signIns).stream()
                    .filter(signIn -> signIn.email().startsWith(HIRED))
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private static List<Desk.SignIn> agents(JsonNode signIns) {
        List<Desk.SignIn> agents = new ArrayList<>();
        signIns.forEach(signIn -> {
            if (signIn.path("role").asText().equals("agent")) {
                agents.add(new Desk.SignIn(
                        signIn.path("email").asText(), signIn.path("password").asText()));
            }
        });
        return agents;
    }

    /** The process ids of its parts by name: node, cassandra, kafka, shop. */
    public Map<String, Long> pids() {
        Map<String, Long> pids = new LinkedHashMap<>();
        told.path("pids")
                .properties()
                .forEach(pid -> pids.put(pid.getKey(), pid.getValue().asLong()));
        return pids;
    }

    /** Stops it and all its parts; what it stores remains. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            Runtime.getRuntime().removeShutdownHook(ending);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
