package io.parley.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import io.parley.edge.upload.MalformedUploads;
import io.parley.language.Language;
import io.parley.persistence.embedded.EmbeddedCassandra;
import io.parley.persistence.embedded.EmbeddedException;
import io.parley.persistence.embedded.EmbeddedPair;
import io.parley.persistence.embedded.ForkedJvm;
import io.parley.persistence.embedded.FreePort;
import io.parley.persistence.embedded.Libraries;
import io.parley.persistence.embedded.Progress;
import io.parley.persistence.embedded.RollingLog;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The only node of {@link Up}: its configuration, rewritten at each start, and its process. */
final class OwnNode {

    private static final String LOGGERS = "  <turboFilter class=\"" + MalformedUploads.class.getName()
            + "\"/>\n  <logger name=\"org.apache.kafka\" level=\"WARN\"/>"
            + "\n  <logger name=\"akka.stream.impl.Timers\" level=\"ERROR\"/>";

    private final Path data;

    /** @param data directory of {@link Up}; holds the configuration, and below it the node's own directory */
    OwnNode(Path data) {
        this.data = data;
    }

    /**
     * @param pair must have been started, so that its ports are known
     * @param annotators the languages for which there is one, and enough memory for it
     */
    Config writeConfig(Path secrets, int port, @Nullable URI shopAddress, EmbeddedPair pair, Set<Language> annotators)
            throws IOException {
        int remoting = FreePort.any();
        String text =
                """
                # Written by ./parley up at each start: changes here are lost.
                include file(%s)
                include file(%s)
                parley.http { host = "127.0.0.1", port = %d }
                parley.kafka.bootstrap-servers = %s
                parley.privacy.kms.directory = %s
                datastax-java-driver.basic {
                  contact-points = [%s]
                  load-balancing-policy.local-datacenter = %s
                }
                akka.remote.artery.canonical { hostname = "127.0.0.1", port = %d }
                akka.management.http { hostname = "127.0.0.1", port = %d }
                akka.cluster.seed-nodes = ["akka://parley@127.0.0.1:%d"]
                parley.language.corenlp.languages = [%s]
                """
                        .formatted(
                                ConfigUtil.quoteString(Libraries.home()
                                        .resolve("cluster-config/all-in-one.conf")
                                        .toString()),
                                ConfigUtil.quoteString(secrets.toString()),
                                port,
                                ConfigUtil.quoteString(pair.kafka().bootstrapServers()),
                                ConfigUtil.quoteString(data.resolve("keys").toString()),
                                ConfigUtil.quoteString(
                                        "127.0.0.1:" + pair.cassandra().port()),
                                ConfigUtil.quoteString(EmbeddedCassandra.DATACENTER),
                                remoting,
                                FreePort.any(),
                                remoting,
                                annotators.stream().map(Language::code).collect(Collectors.joining(", ")));
        if (shopAddress != null) {
            String address = ConfigUtil.quoteString(shopAddress.toString());
            text += "parley.dialogue.services.demo.shop = " + address + "\n";
            text += "parley.demo.page { channel = \"demo.webchat-demo\", account = \"demo-customer\" }\n";
        }
        Files.writeString(configFile(), text);
        return ConfigFactory.load(ConfigFactory.parseFile(configFile().toFile()));
    }

    private Path configFile() {
        return data.resolve("node.conf");
    }

    ForkedJvm start(Progress progress) {
        Path directory = data.resolve("node");
        Path log = directory.resolve("node.log");
        Path logback = directory.resolve("logback.xml");
        try {
            Files.createDirectories(directory);
            Files.writeString(logback, RollingLog.configuration(log, LOGGERS));
        } catch (IOException unwritable) {
            throw new EmbeddedException("The node's directory cannot be written: " + unwritable, unwritable);
        }
        ForkedJvm started = ForkedJvm.start(
                new ForkedJvm.Launch(
                        "node",
                        directory,
                        List.of(
                                "-Xmx" + Memory.now().nodeHeapMegabytes() + "m",
                                "-XX:+ExitOnOutOfMemoryError",
                                "-XX:-HeapDumpOnOutOfMemoryError",
                                "-Dfile.encoding=UTF-8",
                                "-D" + Libraries.HOME + "=" + Libraries.home(),
                                "-Dlogback.configurationFile=" + logback),
                        ownClassPath(),
                        "io.parley.cli.Main",
                        List.of("node", "--config", configFile().toString()),
                        List.of(log)),
                progress);
        progress.at("The node is starting (process " + started.pid() + ")");
        return started;
    }

    /** The node runs in another working directory, where a relative entry would mean nothing. */
    private static List<String> ownClassPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .toList();
    }
}
