package io.parley.shop;

import io.javalin.util.JavalinException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Runs the demo shop: {@code --port N --data DIR}, and {@code --host ADDRESS} to be reachable from other machines. */
public final class Main {
    private static final String USAGE = "Usage: parley-seed --port N --data DIR [--host ADDRESS]\n"
            + "  --port N        listen on this port; 0 takes a free one and prints it\n"
            + "  --data DIR      where the database is kept; delete it for a fresh shop\n"
            + "  --host ADDRESS  listen on this address (127.0.0.1)";

    private Main() {}

    /** Opens the shop, which runs until the process is stopped. Exits with 2 on wrong arguments, 1 when it cannot open. */
    public static void main(String[] args) {
        Arguments arguments;
        try {
            arguments = Arguments.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + USAGE);
            System.exit(2);
            return;
        }
        // Not at the root of the class path, where other programs that use this jar would take it for their own.
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "io/parley/shop/logback.xml");
        }
        try {
            ShopServer server =
                    ShopServer.start(arguments.host(), arguments.port(), arguments.data(), Clock.systemUTC());
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shop-close"));
            System.out.println(
                    "The demo shop is open at http://" + arguments.host() + ":" + server.port() + "/shop/v1");
        } catch (IOException | JavalinException e) {
            System.err.println("The demo shop cannot open: " + e.getMessage());
            System.exit(1);
        }
    }

    private record Arguments(String host, int port, Path data) {
        static Arguments parse(String[] args) {
            String host = "127.0.0.1";
            Integer port = null;
            Path data = null;
            for (int i = 0; i < args.length; i += 2) {
                @Nullable String value = i + 1 < args.length ? args[i + 1] : null;
                if (value == null) {
                    throw new IllegalArgumentException(args[i] + " needs a value.");
                }
                switch (args[i]) {
                    case "--host" -> host = value;
                    case "--port" -> port = port(value);
                    case "--data" -> data = Path.of(value);
                    default -> throw new IllegalArgumentException("Unknown option " + args[i] + ".");
                }
            }
            if (port == null || data == null) {
                throw new IllegalArgumentException("--port and --data are needed.");
            }
            return new Arguments(host, port, data);
        }

        private static int port(String value) {
            try {
                int port = Integer.parseInt(value);
                if (port >= 0 && port <= 65535) {
                    return port;
                }
            } catch (NumberFormatException e) {
                // Falls through to the one message for both.
            }
            throw new IllegalArgumentException("--port must be a number from 0 to 65535.");
        }
    }
}
