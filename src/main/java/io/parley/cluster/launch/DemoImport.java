package io.parley.cluster.launch;

import com.typesafe.config.Config;
import io.parley.directory.DirectoryImport;
import io.parley.persistence.embedded.Libraries;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Puts the demo tenant into the directory: agents, channels, articles. Run at each start; changes nothing that is there already. */
final class DemoImport {

    /** Somebody who can sign in to the console. */
    record SignIn(String email, String password, String role) {}

    /**
     * @param directLineSecret of the demo's web chat; none without the demo
     * @param signIns in the order in which they are shown
     */
    record Outcome(@Nullable String directLineSecret, List<SignIn> signIns) {

        static final Outcome NOTHING = new Outcome(null, List.of());

        Outcome {
            signIns = List.copyOf(signIns);
        }
    }

    private DemoImport() {}

    /**
     * @param config of the node
     * @param passwordOf the password for an e-mail address: the same at every start on the same data, unless the person at the terminal
     *     chose another
     */
    static Outcome run(Config config, UnaryOperator<String> passwordOf) {
        Path demo = Libraries.home().resolve("docker/seed/demo");
        String secret = config.getString("parley.demo.direct-line-secret");
        DirectoryImport.Imported imported = new TenantImport(
                        demo.resolve("tenant.yaml"), demo.resolve("articles.yaml"), passwordOf, secret)
                .into(config);
        return new Outcome(
                imported.directLineSecret(),
                imported.signIns().stream()
                        .map(signIn -> new SignIn(signIn.email(), signIn.password(), signIn.role()))
                        .toList());
    }
}
