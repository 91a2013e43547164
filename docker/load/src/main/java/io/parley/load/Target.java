package io.parley.load;

import io.parley.load.client.Desk;
import io.parley.load.lab.DemoShop;
import io.parley.load.lab.Reads;
import io.parley.load.lab.Settings;
import io.parley.load.lab.Tree;
import io.parley.load.lab.UpProcess;
import io.parley.load.lab.Usage;
import io.parley.load.report.Results;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The server under test: one that is already running, or one that is started on empty data and stopped afterwards. */
final class Target implements AutoCloseable {

    private static final String SECOND = "second";

    private final URI http;
    private final String secret;
    private final Map<String, Long> pids;
    private final @Nullable UpProcess up;
    private final @Nullable Path data;
    private UpProcess.@Nullable Tenant second;
    private @Nullable DemoShop secondShop;

    private Target(URI http, String secret, Map<String, Long> pids, @Nullable UpProcess up, @Nullable Path data) {
        this.http = http;
        this.secret = secret;
        this.pids = new LinkedHashMap<>(pids);
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
            return started(Tree.scratch("bench"), javaOptions);
        }

        /**
         * Starts a server with two tenants, whose shops are processes of their own.
         *
         * @param shopMillis how long the shops take for each request
         * @throws IllegalArgumentException when a running server was given: nothing can be imported into it
         */
        Target startTwoTenants(String javaOptions, int shopMillis) {
            if (running != null) {
                throw new IllegalArgumentException("this needs a second tenant: omit --http");
            }
            Path data = Tree.scratch("bench");
            DemoShop shop = DemoShop.start(data.resolve("second-shop"), shopMillis);
            try {
                Target target = started(
                        data,
                        javaOptions + " -Dparley.shop.delay=" + shopMillis + " -Dparley.dialogue.services." + SECOND
                                + ".shop=" + shop.http());
                target.secondShop = shop;
                target.pids.put("second shop", shop.pid());
                try {
                    target.second = target.own().add(SECOND);
                    return target;
                } catch (RuntimeException failed) {
                    target.close();
                    throw failed;
                }
            } catch (RuntimeException failed) {
                shop.close();
                throw failed;
            }
        }

        private static Target started(Path data, String javaOptions) {
            System.err.println("Starting ./parley up on " + data);
            UpProcess up = UpProcess.start(data, javaOptions);
            return new Target(up.http(), up.secret(), up.pids(), up, data);
        }
    }

    URI http() {
        return http;
    }

    /** Of the first tenant. */
    String secret() {
        return secret;
    }

    /** Of all tenants. */
    List<String> secrets() {
        return second == null ? List.of(secret) : List.of(secret, second.secret());
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

    /**
     * The agents of all tenants.
     *
     * @throws IllegalArgumentException for a server that was running already: its agents' passwords are not known
     */
    List<Desk.SignIn> agents() {
        List<Desk.SignIn> agents = new ArrayList<>(own().agents());
        if (second != null) {
            agents.addAll(second.agents());
        }
        return agents;
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

    /** Records the conditions that the figures depend on. */
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
        if (secondShop != null) {
            secondShop.close();
        }
        if (data != null) {
            Tree.delete(data);
        }
    }
}
