package io.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpIT {

    private static final int STOP_SECONDS = 60;

    /** Made by the first one that starts. */
    @TempDir
    static Path data;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWhatIsLeft() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly();
            process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void servesUntilItIsAskedToStopAndEndsEveryProcessWhenItIsKilled() throws Exception {
        Process first = up();
        JsonNode result = result(first);
        List<ProcessHandle> children = children(result);

        assertThat(children).hasSize(3).allMatch(ProcessHandle::isAlive);
        assertThat(status(result, "/health/ready")).isEqualTo(200);
        assertThat(result.path("signIns")).isEmpty();

        first.destroy();

        assertThat(first.waitFor(STOP_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(first.exitValue()).describedAs(said()).isZero();
        assertThat(children).noneMatch(ProcessHandle::isAlive);

        String secrets = Files.readString(data.resolve("secrets.conf"));
        Process second = up();
        List<ProcessHandle> orphans = children(result(second));

        assertThat(said()).contains("The schema is up to date");
        assertThat(Files.readString(data.resolve("secrets.conf"))).isEqualTo(secrets);

        second.destroyForcibly();

        for (ProcessHandle orphan : orphans) {
            orphan.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
        }
        assertThat(orphans).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void saysWhichProcessEndedByItselfAndStopsTheOthers() throws Exception {
        Process up = up();
        JsonNode result = result(up);
        List<ProcessHandle> children = children(result);

        ProcessHandle.of(result.at("/pids/kafka").asLong()).orElseThrow().destroyForcibly();

        assertThat(up.waitFor(STOP_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(up.exitValue()).isEqualTo(1);
        assertThat(said()).contains("Kafka has exited unexpectedly with code 137");
        assertThat(children).noneMatch(ProcessHandle::isAlive);
    }

    private Process up() throws IOException {
        ProcessBuilder command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx160m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.parley.cli.Main",
                        "up",
                        "--no-demo",
                        "--json",
                        "--port",
                        "0",
                        "--data",
                        data.toString())
                .redirectError(data.resolve("said").toFile());
        command.environment().put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -Dparley.warm-up=0s");
        Process process = command.start();
        started.add(process);
        return process;
    }

    /** The one line on standard output. */
    private JsonNode result(Process up) throws IOException {
        BufferedReader lines = up.inputReader();
        String line = lines.readLine();
        assertThat(line).describedAs(said()).isNotNull();
        assertThat(lines.ready()).isFalse();
        return new ObjectMapper().readTree(line);
    }

    private String said() throws IOException {
        return Files.readString(data.resolve("said"));
    }

    private static List<ProcessHandle> children(JsonNode result) {
        List<ProcessHandle> children = new ArrayList<>();
        result.path("pids")
                .forEach(pid -> children.add(ProcessHandle.of(pid.asLong()).orElseThrow()));
        return children;
    }

    private static int status(JsonNode result, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(result.path("http").asText() + path))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
