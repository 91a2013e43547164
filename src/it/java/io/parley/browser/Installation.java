package io.parley.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Parley as somebody who tries it has it: {@code ./parley up} in the source tree, with the demo shop. */
final class Installation implements AutoCloseable {

    private static final int STOP_SECONDS = 60;
    private static final Path HOME =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();

    /** Its processes end before the better code of the second compiler, or practice, would pay. */
    private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -Dparley.warm-up=0s";

    private final Path data;
    private final Path said;
    private Process up;
    private JsonNode result;

    /** @param data where it stores everything; must be empty or what an earlier installation left */
    Installation(Path data) throws IOException {
        this.data = data;
        this.said = data.resolveSibling(data.getFileName() + ".log");
        Files.createDirectories(data.toAbsolutePath().getParent());
        start(0);
    }

    String address() {
        return result.path("http").asText();
    }

    /** The password of the demo agent with this e-mail address. */
    String password(String email) {
        for (JsonNode signIn : result.path("signIns")) {
            if (signIn.path("email").asText().equals(email)) {
                return signIn.path("password").asText();
            }
        }
        throw new IllegalArgumentException("There is no demo agent " + email);
    }

    /** What messages of a channel account and its replies are signed with. */
    String signingSecret(String account) {
        return result.path("signingSecrets").path(account).asText();
    }

    /** Kills the node without warning and waits until nothing of the installation runs any more. */
    void killNode() throws InterruptedException {
        ProcessHandle.of(result.at("/pids/node").asLong()).orElseThrow().destroyForcibly();
        assertThat(up.waitFor(STOP_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    /** Starts again where it was: the same data, the same address. */
    void startAgain() throws IOException {
        start(Integer.parseInt(address().replaceFirst(".*:", "")));
    }

    private void start(int port) throws IOException {
        ProcessBuilder command = new ProcessBuilder(
                HOME.resolve("parley").toString(),
                "up",
                "--json",
                "--port",
                Integer.toString(port),
                "--data",
                data.toString());
        command.environment().put("PARLEY_BUILD", "never");
        command.environment().put("JDK_JAVA_OPTIONS", SHORT_LIVED);
        up = command.redirectError(ProcessBuilder.Redirect.appendTo(said.toFile()))
                .start();
        String line = up.inputReader().readLine();
        assertThat(line).describedAs("%s", Files.readString(said)).isNotNull();
        result = new ObjectMapper().readTree(line);
    }

    @Override
    public void close() throws InterruptedException {
        up.destroy();
        if (!up.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            up.destroyForcibly();
        }
    }
}
