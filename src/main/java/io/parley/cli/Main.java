package io.parley.cli;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.parley.cluster.Node;
import io.parley.language.classify.LabelledText;
import io.parley.language.engine.TenantModel;
import io.parley.persistence.embedded.EmbeddedException;
import io.parley.persistence.schema.SchemaException;
import io.parley.projection.CassandraDeadLetters;
import io.parley.projection.DeadLetters;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The command line of Parley. Exit codes: 0 done or stopped on request, 1 failed, 2 wrong arguments. */
@Command(
        name = "parley",
        description = "A conversation server: every customer and every conversation is a sharded, event-sourced actor.",
        subcommands = {LanguageCommand.class, KeysCommand.class},
        synopsisSubcommandLabel = "COMMAND")
public final class Main {

    private static final int MIN_COMMON_THREADS = 4;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "shows this")
    private boolean help;

    private Main() {}

    public static void main(String[] arguments) {
        int code = new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    boolean explained = failure instanceof ConfigException
                            || failure instanceof EmbeddedException
                            || failure instanceof SchemaException
                            || failure instanceof LabelledText.BadFileException
                            || failure instanceof TenantModel.BadModelException;
                    if (explained) {
                        command.getErr().println(failure.getMessage());
                    } else {
                        failure.printStackTrace(command.getErr());
                    }
                    return 1;
                })
                .execute(arguments.length == 0 ? new String[] {"--help"} : arguments);
        // A started node keeps running in its own threads.
        if (code != 0 || arguments.length == 0 || !arguments[0].equals("node")) {
            System.exit(code);
        }
    }

    @Command(
            name = "up",
            description =
                    "Starts Cassandra, Kafka, the demo shop and one node on this machine; Ctrl-C stops all of them.")
    int up(
            @Option(
                            names = "--data",
                            paramLabel = "DIR",
                            defaultValue = ".parley",
                            description = "data directory (${DEFAULT-VALUE})")
                    Path data,
            @Option(
                            names = "--port",
                            paramLabel = "N",
                            defaultValue = "8080",
                            description = "HTTP port, 0 for a free one (${DEFAULT-VALUE})")
                    int port,
            @Option(names = "--no-demo", description = "without the demo shop and its data") boolean noDemo,
            @Option(names = "--json", description = "when ready, writes one line of JSON to standard output")
                    boolean json,
            @Option(
                            names = "--demo-password",
                            paramLabel = "P",
                            description = "password of every demo sign-in; generated if omitted")
                    @Nullable String demoPassword) {
        // Must be set before the first logger is created: log lines must not mix with the result on standard output.
        System.setProperty(
                "logback.configurationFile", System.getProperty("logback.configurationFile", "logback-up.xml"));
        PrintStream result = System.out;
        System.setOut(System.err);
        return new Up(new Up.Options(data, port, !noDemo, json, demoPassword), result, System.err).run();
    }

    @Command(name = "node", description = "Starts one node of a cluster against existing Cassandra and Kafka.")
    int node(@Option(names = "--config", paramLabel = "FILE", required = true, description = "HOCON") Path file) {
        raiseCommonPoolParallelism();
        Config config = CoreNlpFiles.found(load(file));
        try (CqlSession session = Schema.session(config)) {
            Schema.migrator(session, config).check();
        }
        Node.start(config);
        return 0;
    }

    /**
     * Akka's completion stages run their dependent actions in the common pool. With two processors that pool has one thread, and {@code
     * CompletableFuture} then bypasses it and starts a new thread for each task: several for every message. Must be called before the pool
     * is first used.
     */
    private static void raiseCommonPoolParallelism() {
        String threads = "java.util.concurrent.ForkJoinPool.common.parallelism";
        if (System.getProperty(threads) == null) {
            System.setProperty(
                    threads,
                    Integer.toString(
                            Math.max(MIN_COMMON_THREADS, Runtime.getRuntime().availableProcessors())));
        }
    }

    @Command(name = "migrate", description = "Brings the Cassandra schema to the version this build needs.")
    int migrate(@Option(names = "--config", paramLabel = "FILE", required = true, description = "HOCON") Path file) {
        Config config = load(file);
        try (CqlSession session = Schema.session(config)) {
            List<Integer> applied = Schema.migrator(session, config).migrate();
            System.out.println(
                    applied.isEmpty() ? "The schema is up to date." : "Applied schema versions " + applied + ".");
        }
        return 0;
    }

    @Command(
            name = "dead-letters",
            description = "Lists the events that consumers of the journals gave up on, one per line.")
    int deadLetters(
            @Option(names = "--config", paramLabel = "FILE", required = true, description = "HOCON") Path file,
            @Option(
                            names = "--replay",
                            description = "makes the nodes replay them, within a minute; use once the cause is fixed")
                    boolean replay) {
        try (CqlSession session = Schema.session(load(file))) {
            CassandraDeadLetters deadLetters = new CassandraDeadLetters(session);
            for (DeadLetters.DeadLetter letter :
                    deadLetters.all().toCompletableFuture().join()) {
                System.out.printf(
                        "%s %s %s #%d: %s after %d attempts%n",
                        letter.at(),
                        letter.consumer(),
                        letter.persistenceId(),
                        letter.sequence(),
                        letter.error(),
                        letter.attempts());
                if (replay) {
                    deadLetters.mark(letter).toCompletableFuture().join();
                }
            }
        }
        return 0;
    }

    @Command(
            name = "import",
            description =
                    "Imports a tenant into the directory: agents, queues, channels, articles, and the documents in the"
                            + " directories actions and forms beside the tenant's file. Idempotent.")
    int importTenant(
            @Option(names = "--config", paramLabel = "FILE", required = true, description = "HOCON") Path file,
            @Option(
                            names = "--tenant",
                            paramLabel = "FILE",
                            required = true,
                            description = "YAML, such as docker/seed/demo/tenant.yaml")
                    Path tenant,
            @Option(
                            names = "--articles",
                            paramLabel = "FILE",
                            required = true,
                            description = "YAML, such as docker/seed/demo/articles.yaml")
                    Path articles,
            @Option(
                            names = "--sign-ins",
                            paramLabel = "DIR",
                            required = true,
                            description =
                                    "directory whose sign-ins.json holds the passwords; missing ones are generated and added")
                    Path signIns) {
        int people = TenantImport.run(load(file), readable(tenant), readable(articles), signIns, System.err::println);
        System.out.println(people + " people can sign in; their passwords are in " + signIns.resolve("sign-ins.json")
                + ". The signing secrets of channel accounts are in " + signIns.resolve("signing-secrets.json") + ".");
        return 0;
    }

    private static Path readable(Path file) {
        if (!Files.isReadable(file)) {
            throw new ParameterException(new CommandLine(new Main()), "The file " + file + " cannot be read");
        }
        return file;
    }

    private static Config load(Path file) {
        readable(file);
        return ConfigFactory.load(ConfigFactory.parseFile(file.toFile()));
    }
}
