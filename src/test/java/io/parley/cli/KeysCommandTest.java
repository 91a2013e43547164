package io.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class KeysCommandTest {

    @Test
    void tellsWhatIsWrongWithATenantsId() {
        StringWriter complaints = new StringWriter();
        int code = new CommandLine(new KeysCommand())
                .setErr(new PrintWriter(complaints, true))
                .execute("new-root", "--tenant", "../x");

        assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(complaints.toString())
                .contains("--tenant")
                .contains("'../x'", "letters, digits")
                .doesNotContain("Exception");
    }
}
