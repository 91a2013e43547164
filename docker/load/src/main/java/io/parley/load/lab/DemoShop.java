package io.parley.load.lab;

import io.parley.persistence.embedded.ForkedJvm;
import io.parley.persistence.embedded.FreePort;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A demo shop of its own, beside the one that {@code ./parley up} starts. */
public final class DemoShop implements AutoCloseable {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final ForkedJvm process;
    private final URI http;

    private DemoShop(ForkedJvm process, URI http) {
        this.process = process;
        this.http = http;
    }

    /**
     * Starts it; it listens about a second later.
     *
     * @param data the directory in which it keeps its orders; created if missing
     * @param delayMillis how long it takes for each request, at least
     */
    public static DemoShop start(Path data, int delayMillis) {
        Path built = Tree.home().resolve("docker/seed/target");
        int port = FreePort.any();
        ForkedJvm process = ForkedJvm.start(
                new ForkedJvm.Launch(
                        "shop",
                        data,
                        List.of(
                                "-Xmx128m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Dparley.shop.delay=" + delayMillis),
                        List.of(
                                built.resolve("lib/*").toString(),
                                built.resolve("classes").toString()),
                        "io.parley.shop.Main",
                        List.of("--port", Integer.toString(port), "--data", data.toString()),
                        List.of()),
                progress -> {});
        return new DemoShop(process, URI.create("http://127.0.0.1:" + port));
    }

    public URI http() {
        return http;
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.stop(STOP_LIMIT);
    }
}
