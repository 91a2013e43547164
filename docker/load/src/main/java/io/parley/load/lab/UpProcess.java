package io.parley.load.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.load.client.Desk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
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
    private static final int KNOWN_SECONDS = 30;
    private static final int SECRET_BITS = 256;

    /**
     * A company served.
     *
     * @param secret of its Direct Line account
     * @param agents who can sign in to the console
     */
    public record Tenant(String secret, List<Desk.SignIn> agents) {}

    private final Path data;
    private final Process process;
    private final Thread ending;
    private final JsonNode ready;

    private UpProcess(Path data, Process process, Thread ending, JsonNode ready) {
        this.data = data;
        this.process = process;
        this.ending = ending;
        this.ready = ready;
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
        return URI.create(ready.path("http").asText());
    }

    /** The secret of the demo tenant's Direct Line account. */
    public String secret() {
        return ready.path("directLineSecret").asText();
    }

    /** The demo tenant's agents who can sign in to the console. */
    public List<Desk.SignIn> agents() {
        return agents(ready.path("signIns"));
    }

    /**
     * Gives the demo tenant more agents. They have no skills and take no conversations; the node knows them within seconds.
     *
     * @throws IllegalStateException with the log of the import when they cannot be imported
     */
    public List<Desk.SignIn> hire(int count) {
        String entries = IntStream.rangeClosed(1, count)
                .mapToObj(number ->
                        "  - {id: %1$s%2$d, name: {en: Console %2$d}, email: %1$s%2$d@demo.parley.example, role: agent, capacity: 0}\n"
                                .formatted(HIRED, number))
                .collect(Collectors.joining());
        try {
            return new DemoCopy(
                            data.resolve("hired"),
                            tenant -> tenant.replaceFirst("(?m)^agents:\n", "agents:\n" + entries))
                    .importInto(config(), data).stream()
                            .filter(signIn -> signIn.email().startsWith(HIRED))
                            .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /**
     * Adds a tenant that has what the demo tenant has, with agents and a secret of its own, and returns when the node knows it. Its shop is
     * the service {@code parley.dialogue.services.ID.shop} of the node's settings.
     *
     * @throws IllegalStateException with the log of the import when it cannot be imported, or when the node does not know it in time
     */
    public Tenant add(String id) {
        Path folder = data.resolve(id);
        String secret = new BigInteger(SECRET_BITS, new SecureRandom()).toString(36);
        try {
            DemoCopy copy = new DemoCopy(folder, tenant -> tenant.replaceFirst("(?m)^  id: demo$", "  id: " + id)
                    .replace("@demo.parley.example", "@" + id + ".parley.example"));
            copy.linkBuiltFiles(id);
            Path config = folder.resolve("node.conf");
            Files.writeString(
                    config,
                    "include required(file(\"%s\"))\nparley.demo.direct-line-secret = \"%s\"\n"
                            .formatted(config(), secret));
            List<Desk.SignIn> agents = copy.importInto(config, folder);
            awaitKnown(secret);
            return new Tenant(secret, agents);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private void awaitKnown(String secret) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(http().resolve("/v3/directline/tokens/generate"))
                .header("Authorization", "Bearer " + secret)
                .timeout(Duration.ofSeconds(KNOWN_SECONDS))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(KNOWN_SECONDS);
        while (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
            if (System.nanoTime() > limit) {
                throw new IllegalStateException("the node does not know the new tenant after " + KNOWN_SECONDS + " s");
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    private Path config() {
        return data.resolve("node.conf");
    }

    /** Reads a file of sign-ins, as the import writes it. */
    static List<Desk.SignIn> agents(Path signIns) throws IOException {
        return agents(new ObjectMapper().readTree(signIns.toFile()));
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
        ready.path("pids")
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
