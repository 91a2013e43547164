package io.parley.load;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code ./parley bench}. Exit codes: 0 done, 1 failed or a promise was broken (a message lost or shown twice), 2 wrong arguments. */
@Command(
        name = "parley bench",
        description =
                "Load and benchmarks through the public protocols. Results go to docker/load/results and docker/load/RESULTS.md.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TurnBench.class,
            ColdBench.class,
            MemoryBench.class,
            FailoverBench.class,
            StormBench.class,
            StartBench.class,
            LanguageBench.class
        })
public final class Main {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "shows this")
    private boolean help;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments.length == 0 ? new String[] {"--help"} : arguments));
    }
}
