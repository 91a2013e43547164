package io.parley.load.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.parley.persistence.embedded.EmbeddedCassandra;
import io.parley.persistence.embedded.EmbeddedKafka;
import io.parley.persistence.embedded.EmbeddedPair;
import io.parley.persistence.embedded.FreePort;
import io.parley.persistence.embedded.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A cluster on this machine whose parts can be killed one by one: its own Cassandra and Kafka, and some nodes. ({@code ./parley up} ends
 * when any of its parts does, so it only prepares the data here.)
 */
public final class Lab implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONVERSATIONS = "conversation";

    private final Path data;
    private final String secret;
    private final EmbeddedPair databases;
    private final List<NodeProcess> nodes = new ArrayList<>();
    private final Thread ending = new Thread(this::endNodes, "end-lab");

    private Lab(Path data, String secret, EmbeddedPair databases) {
        this.data = data;
        this.secret = secret;
        this.databases = databases;
    }

    /**
     * Starts all of it, on empty data with the demo tenant, and returns when every node serves.
     *
     * @param data an empty directory
     * @param javaOptions of each node's JVM
     */
    public static Lab start(Path data, int nodes, String javaOptions, Progress progress) {
        progress.at("Preparing the database and the demo tenant");
        String secret;
        try (UpProcess up = UpProcess.start(data, "")) {
            secret = up.secret();
        }
        EmbeddedPair databases = new EmbeddedPair(
                new EmbeddedCassandra(EmbeddedCassandra.Settings.in(data.resolve("cassandra"))),
                new EmbeddedKafka(EmbeddedKafka.Settings.in(data.resolve("kafka"))));
        Lab lab = new Lab(data, secret, databases);
        Runtime.getRuntime().addShutdownHook(lab.ending);
        try {
            databases.start(progress);
            lab.startNodes(nodes, javaOptions, progress);
            return lab;
        } catch (RuntimeException failed) {
            lab.close();
            throw failed;
        }
    }

    private void startNodes(int count, String javaOptions, Progress progress) {
        List<Integer> remoting = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            remoting.add(FreePort.any());
        }
        for (int i = 0; i < count; i++) {
            nodes.add(node(i + 1, remoting, javaOptions));
        }
        // The first one alone, so that it is the oldest.
        begin(nodes.subList(0, 1), progress);
        begin(nodes.subList(1, count), progress);
    }

    private static void begin(List<NodeProcess> nodes, Progress progress) {
        for (NodeProcess node : nodes) {
            progress.at("Node " + node.number() + " is starting");
            node.start();
        }
        nodes.forEach(NodeProcess::awaitReady);
    }

    private NodeProcess node(int number, List<Integer> remoting, String javaOptions) {
        int http = FreePort.any();
        int management = FreePort.any();
        String seeds = remoting.stream()
                .map(port -> "\"akka://parley@127.0.0.1:" + port + "\"")
                .collect(Collectors.joining(", "));
        String config =
                """
                include file("%s")
                parley.http { host = "127.0.0.1", port = %d }
                # All customers of a benchmark come from one address.
                parley.http.limits { sockets-per-node = 1000000, of-tenants.sockets.address = 1000000 }
                parley.kafka.bootstrap-servers = "%s"
                datastax-java-driver.basic.contact-points = ["127.0.0.1:%d"]
                akka.remote.artery.canonical { hostname = "127.0.0.1", port = %d }
                akka.management.http { hostname = "127.0.0.1", port = %d }
                akka.cluster.seed-nodes = [%s]
                # A first node that comes back must not form a cluster of its own because the others are slow to answer.
                akka.cluster.seed-node-timeout = 20s
                """
                        .formatted(
                                data.resolve("node.conf"),
                                http,
                                databases.kafka().bootstrapServers(),
                                databases.cassandra().port(),
                                remoting.get(number - 1),
                                management,
                                seeds);
        Path file = data.resolve("node-" + number + ".conf");
        try {
            Files.writeString(file, config);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        return new NodeProcess(
                number,
                file,
                data.resolve("node-" + number + ".log"),
                URI.create("http://127.0.0.1:" + http),
                URI.create("http://127.0.0.1:" + management),
                javaOptions);
    }

    public List<NodeProcess> nodes() {
        return List.copyOf(nodes);
    }

    /** Where the nodes serve. */
    public List<URI> servers() {
        return nodes.stream().map(NodeProcess::http).toList();
    }

    /** The secret of the demo tenant's Direct Line account. */
    public String secret() {
        return secret;
    }

    public EmbeddedCassandra cassandra() {
        return databases.cassandra();
    }

    public EmbeddedKafka kafka() {
        return databases.kafka();
    }

    /** The member that joined first: it runs the shard coordinator and the other singletons. */
    public NodeProcess oldest() {
        String oldest =
                json(first().management("/cluster/members")).path("oldest").asText();
        return nodes.stream()
                .filter(node -> !oldest.isEmpty() && node.isAlive() && isAt(node, oldest))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no member is the oldest: " + oldest));
    }

    /** The members as a node sees them, with their status ("Up"); those it cannot reach as "unreachable". */
    public static List<String> members(NodeProcess node) {
        JsonNode cluster = json(node.management("/cluster/members"));
        List<String> members = new ArrayList<>();
        cluster.path("members")
                .forEach(member -> members.add(member.path("status").asText()));
        cluster.path("unreachable").forEach(member -> members.add("unreachable"));
        return members;
    }

    private boolean isAt(NodeProcess node, String member) {
        try {
            String port = member.substring(member.lastIndexOf(':') + 1);
            return Files.readString(data.resolve("node-" + node.number() + ".conf"))
                    .contains("hostname = \"127.0.0.1\", port = " + port + " }");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The node that holds most conversations in memory. */
    public NodeProcess busiest() {
        return nodes.stream()
                .filter(NodeProcess::isAlive)
                .max(Comparator.comparingLong(Lab::conversations))
                .orElseThrow(() -> new IllegalStateException("no node runs"));
    }

    /** How many conversations a node holds in memory. */
    public static long conversations(NodeProcess node) {
        long sum = 0;
        for (JsonNode shard :
                json(node.management("/cluster/shards/" + CONVERSATIONS)).path("regions")) {
            sum += shard.path("numEntities").asLong();
        }
        return sum;
    }

    private NodeProcess first() {
        return nodes.stream()
                .filter(NodeProcess::isAlive)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no node runs"));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    private void endNodes() {
        nodes.stream().filter(NodeProcess::isAlive).forEach(NodeProcess::terminate);
        nodes.stream().filter(NodeProcess::isAlive).forEach(NodeProcess::await);
    }

    /** Stops all of it; what it stores remains. */
    @Override
    public void close() {
        endNodes();
        databases.close();
        try {
            Runtime.getRuntime().removeShutdownHook(ending);
        } catch (IllegalStateException inShutdown) {
            // It has run already, or is running.
        }
    }
}
