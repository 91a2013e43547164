package io.parley.load;

import io.parley.load.lab.Lab;
import io.parley.load.lab.NodeProcess;
import io.parley.load.lab.Tree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tests of a cluster of three nodes, with Cassandra and Kafka, that is started once for all of them. Each test leaves it as it found it:
 * all parts running, and every node serving.
 */
@ExtendWith(WholeCluster.Start.class)
abstract class WholeCluster {

    /** Kept afterwards, for its logs. */
    static final Path DATA = Path.of("target", "cluster").toAbsolutePath();

    static Lab lab;
    /** The number of messages acknowledged in all tests so far: all of them must reach the topic. */
    private static int acknowledged;

    /** Started by the first class, stopped after the last. */
    static final class Start implements BeforeAllCallback {
        @Override
        public void beforeAll(ExtensionContext context) {
            context.getRoot()
                    .getStore(ExtensionContext.Namespace.create(WholeCluster.class))
                    .getOrComputeIfAbsent(Stage.class);
        }
    }

    static final class Stage implements AutoCloseable {
        Stage() {
            if (Files.exists(DATA)) {
                Tree.delete(DATA);
            }
            lab = Lab.start(
                    DATA,
                    3,
                    "-Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dparley.warm-up=0s",
                    System.err::println);
        }

        @Override
        public void close() {
            lab.close();
        }
    }

    static void acknowledged(int messages) {
        acknowledged += messages;
    }

    static int acknowledged() {
        return acknowledged;
    }

    static NodeProcess otherThan(NodeProcess node) {
        return lab.nodes().stream().filter(other -> other != node).findFirst().orElseThrow();
    }

    /** The duration itself is tested, so there is nothing else to wait for. */
    static void pause(int seconds) {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
    }
}
