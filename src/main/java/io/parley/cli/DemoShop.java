package io.parley.cli;

import io.parley.persistence.embedded.EmbeddedException;
import io.parley.persistence.embedded.ForkedJvm;
import io.parley.persistence.embedded.Libraries;
import io.parley.persistence.embedded.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The order service of the demo, as a process on this machine. */
final class DemoShop {

    private DemoShop() {}

    /**
     * @param address where it should listen; on this machine
     * @param data the directory in which it keeps its orders; created if missing
     */
    static ForkedJvm start(URI address, Path data, Progress progress) {
        Path built = Libraries.home().resolve("docker/seed/target");
        ForkedJvm started = ForkedJvm.start(
                new ForkedJvm.Launch(
                        "shop",
                        data,
                        List.of(
                                "-Xmx128m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+ExitOnOutOfMemoryError"),
                        List.of(built.resolve("lib/*").toString(), jarIn(built).toString()),
                        "io.parley.shop.Main",
                        List.of("--port", Integer.toString(address.getPort()), "--data", data.toString()),
                        List.of()),
                progress);
        progress.at("The demo shop is starting (process " + started.pid() + ", " + address + ")");
        return started;
    }

    private static Path jarIn(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no jar"));
        } catch (IOException missing) {
            throw new EmbeddedException(
                    directory + " holds no jar: build the project first (mvn -DskipTests package)", missing);
        }
    }
}
