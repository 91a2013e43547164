package io.parley.cluster.launch;

import com.typesafe.config.Config;
import java.net.URI;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Puts the demo tenant into a running node: agents, channels, articles. Found by {@link java.util.ServiceLoader}; run at each start of
 * {@code ./parley up}, so it must change nothing that is there already.
 */
public interface DemoImport {

    /**
     * @param node where the node serves HTTP; it is ready
     * @param config of the node, {@code parley.auth.secret} and {@code parley.demo.shop-url} included
     * @param passwordOf the password for an e-mail address: the same at every start on the same data, unless the person at the terminal
     *     chose another
     */
    Outcome run(URI node, Config config, UnaryOperator<String> passwordOf);

    /** Somebody who can sign in to the console. */
    record SignIn(String email, String password, String role) {}

    /**
     * @param directLineSecret of the demo's web chat; none when the import made no web chat
     * @param signIns in the order in which they are shown
     */
    record Outcome(@Nullable String directLineSecret, List<SignIn> signIns) {

        public Outcome {
            signIns = List.copyOf(signIns);
        }

        static final Outcome NOTHING = new Outcome(null, List.of());
    }
}
