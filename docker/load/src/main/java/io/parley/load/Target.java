package io.parley.load;

import io.parley.load.client.Desk;
import io.parley.load.lab.Reads;
import io.parley.load.lab.Settings;
import io.parley.load.lab.Tree;
import io.parley.load.lab.UpProcess;
import io.parley.load.lab.Usage;
import io.parley.load.report.Results;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The server under test: one that is already running, or one that is started on empty data and stopped afterwards. */
final class Target implements AutoCloseable {

    private final URI http;
    private final String secret;
    private final Map<String, Long> pids;
    private final @Nullable UpProcess up;
    private final @Nullable Path data;

    private Target(URI http, String secret, Map<String, Long> pids, @Nullable UpProcess up, @Nullable Path data) {
        this.http = http;
        this.secret = secret;
        this.pids = pids;
        this.up = up;
        this.data = data;
    }

    /** The command-line options that select it. */
    static final class Options {
        @ArgGroup(exclusive = false)
        private @Nullable Running running;

        static final class Running {
            @Option(
                    names = "--http",
                    required = true,
                    paramLabel = "URL",
                    description = "a running server instead of one of its own")
            private @Nullable URI http;

            @Option(names = "--secret", required = true, paramLabel = "S", description = "its Direct Line secret")
            private @Nullable String secret;

            @Option(
                    names = "--pid",
                    paramLabel = "NAME=PID",
                    description = "its processes, to measure them: node=1 cassandra=2 kafka=3")
            private Map<String, Long> pids = new LinkedHashMap<>();
        }

        Target start(String javaOptions) {
            Running given = running;
            if (given != null) {
                return new Target(
                        Objects.requireNonNull(given.http),
                        Objects.requireNonNull(given.secret),
                        given.pids,
                        null,
                        null);
            }
            Path data = Tree.scratch("bench");
            System.err.println("Starting ./parley up on " + data);
            UpProcess up = UpProcess.start(data, javaOptions);
            return new Target(up.http(), up.secret(), up.pids(), up, data);
        }
    }

    URI http() {
        return http;
    }

    String secret() {
        return secret;
    }

    Map<String, Long> pids() {
        return pids;
    }

    /** @throws IllegalArgumentException when the process of the node is not known */
    long node() {
        Long pid = pids.get("node");
        if (pid == null) {
            throw new IllegalArgumentException("give the node's process: --pid node=N");
        }
        return pid;
    }

    /** @throws IllegalArgumentException for a server that was running already: its agents' passwords are not known */
    List<Desk.SignIn> agents() {
        return own().agents();
    }

    /**
     * More agents, who can sign in within seconds.
     *
     * @throws IllegalArgumentException for a server that was running already
     */
    List<Desk.SignIn> hire(int count) {
        return own().hire(count);
    }

    private UpProcess own() {
        if (up == null) {
            throw new IllegalArgumentException("this needs agents who can sign in: omit --http");
        }
        return up;
    }

    /** Counts the reads of Cassandra; null for a server that was running already. */
    @Nullable Reads reads() {
        return data == null ? null : new Reads(data);
    }

    /** Records what the figures depend on. */
    void describe(Results results) {
        pids.forEach((name, pid) -> results.setting("JVM of " + name, String.join(" ", Usage.jvmFlags(pid))));
        if (data != null) {
            results.setting("journal consistency", Settings.consistency());
            results.setting("Cassandra", Settings.commitLogSync(data));
        }
    }

    @Override
    public void close() {
        if (up != null) {
            up.close();
        }
        if (data != null) {
            Tree.delete(data);
        }
    }
}
