package io.parley.cluster;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.parley.cluster.launch.ImportException;
import io.parley.cluster.launch.Schema;
import io.parley.cluster.launch.TenantImport;
import io.parley.cluster.launch.Up;
import io.parley.directory.DirectoryImport;
import io.parley.persistence.embedded.EmbeddedException;
import io.parley.persistence.schema.SchemaException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line of Parley. Exit codes: 0 done or stopped on request, 1 failed, 2 wrong arguments. */
@Command(
        name = "parley",
        description = "A conversation server: every customer and every conversation is a sharded, event-sourced actor.",
        synopsisSubcommandLabel = "COMMAND")
public final class Main {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "shows this")
    private boolean help;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    public static void main(String[] arguments) {
        int code = commandLine().execute(arguments.length == 0 ? new String[] {"--help"} : arguments);
        // A node that has started lives on in its own threads.
        if (code != 0 || arguments.length == 0 || !arguments[0].equals("node")) {
            System.exit(code);
        }
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler((failure, command, parsed) -> {
            boolean explained = failure instanceof EmbeddedException
                    || failure instanceof SchemaException
                    || failure instanceof ImportException;
            if (explained) {
                command.getErr().println(failure.getMessage());
            } else {
                failure.printStackTrace(command.getErr());
            }
            return 1;
        });
    }

    @Command(
            name = "up",
            description =
                    "Starts Cassandra, Kafka, the demo shop and one node on this machine; Ctrl-C stops all of it.")
    int up(
            @Option(
                            names = "--data",
                            paramLabel = "DIR",
                            defaultValue = ".parley",
                            description = "everything it stores (${DEFAULT-VALUE})")
                    Path data,
            @Option(
                            names = "--port",
                            paramLabel = "N",
                            defaultValue = "8080",
                            description = "HTTP port, 0 for a free one (${DEFAULT-VALUE})")
                    int port,
            @Option(names = "--no-demo", description = "without the demo shop and its data") boolean noDemo,
            @Option(names = "--json", description = "when ready, one line of JSON on standard output") boolean json,
            @Option(
                            names = "--demo-password",
                            paramLabel = "P",
                            description = "password of every demo sign-in; generated if not given")
                    @Nullable String demoPassword) {
        // Before the first logger is made: what is logged here must not mix with the result on standard output.
        System.setProperty(
                "logback.configurationFile", System.getProperty("logback.configurationFile", "logback-up.xml"));
        PrintStream result = System.out;
        System.setOut(System.err);
        return new Up(new Up.Options(data, port, !noDemo, json, demoPassword), result, System.err).run();
    }

    @Command(name = "node", description = "Starts one node of a cluster against existing Cassandra and Kafka.")
    int node(@Option(names = "--config", paramLabel = "FILE", required = true, description = "HOCON") Path file) {
        Config config = load(file);
        try (CqlSession session = Schema.session(config)) {
            Schema.migrator(session, config).check();
        }
        Node.start(config);
        return 0;
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
            name = "import",
            description = "Puts a tenant into the directory: agents, queues, channels, articles. May be repeated.",
            footer = {
                "",
                "Environment:",
                "  " + TenantImport.PASSWORD + "            password of everybody who is not in the file of passwords",
                "  " + TenantImport.DIRECT_LINE_SECRET + "  secret of the first web chat"
            })
    int importTenant(
            @Option(names = "--config", paramLabel = "FILE", required = true, description = "HOCON") Path file,
            @Option(
                            names = "--tenant",
                            paramLabel = "FILE",
                            required = true,
                            description = "YAML: who serves, and where")
                    Path tenant,
            @Option(
                            names = "--articles",
                            paramLabel = "FILE",
                            required = true,
                            description = "YAML: what the bot knows")
                    Path articles,
            @Option(
                            names = "--passwords",
                            paramLabel = "FILE",
                            description = "JSON: an object of passwords by e-mail address")
                    @Nullable Path passwords) {
        Config config = load(file);
        TenantImport asked = asked(tenant, articles, passwords, config);
        try (CqlSession session = Schema.session(config)) {
            Schema.migrator(session, config).check();
        }
        DirectoryImport.Imported imported = asked.into(config);
        System.out.println("Imported tenant " + imported.tenant().value() + ": "
                + imported.signIns().size()
                + " people can sign in. Running nodes know within parley.directory.refresh-interval.");
        return 0;
    }

    private TenantImport asked(Path tenant, Path articles, @Nullable Path passwords, Config config) {
        try {
            return TenantImport.asked(tenant, articles, passwords, config, System.getenv());
        } catch (ImportException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private Config load(Path file) {
        if (!Files.isReadable(file)) {
            throw new ParameterException(spec.commandLine(), "The configuration file " + file + " cannot be read");
        }
        return ConfigFactory.load(ConfigFactory.parseFile(file.toFile()));
    }
}
