package io.parley.edge;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import akka.http.javadsl.settings.ServerSettings;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.parley.edge.kit.ClientAddresses;
import io.parley.edge.kit.Correlation;
import io.parley.edge.kit.Problems;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** The one port of a node: binds it, drains it when the node shuts down, and adds the headers that every answer must have. */
public final class EdgeServer {

    /**
     * @param port 0 for any free one
     * @param drain for how long requests in progress may continue when the node shuts down
     * @param peers determines where a request comes from
     */
    public record Settings(String host, int port, Duration drain, ClientAddresses peers) {
        /** @param config the section {@code parley.http} */
        public static Settings from(Config config) {
            return new Settings(
                    config.getString("host"),
                    config.getInt("port"),
                    config.getDuration("shutdown-deadline"),
                    ClientAddresses.from(config.getConfig("proxies")));
        }
    }

    /** The settings of Akka HTTP that the edge relies on, apart from those that operators may set. */
    private static final Config RELIED_ON = ConfigFactory.parseString(
            """
            akka.http.server {
              server-header = ""
              remote-address-attribute = on
              # HEAD is answered as GET is, but without Content-Length: Akka HTTP never renders it there (its HttpMethods.HEAD forbids it whatever
              # the entity), and RFC 9110, 8.6 lets a server omit it. Nobody who sees a request as GET could add it for HEAD alone.
              transparent-head-requests = on
              # Akka's 1024 is less than an edge has sockets; what really limits them is the process's memory and open files.
              max-connections = 1000000
              backlog = 1024
              parsing.error-handler = "io.parley.edge.kit.MalformedRequests"
              # Anybody can send them; what they hold must not fill the log.
              parsing.illegal-header-warnings = off
              websocket.periodic-keep-alive-max-idle = 30 s
            }
            """);

    private EdgeServer() {}

    /** @param parts everything served, concatenated; requests that none of them accepts are answered with a problem document */
    public static CompletionStage<ServerBinding> start(ActorSystem<?> system, Settings settings, Route parts) {
        ServerSettings http =
                ServerSettings.create(RELIED_ON.withFallback(system.settings().config()));
        return Http.get(system)
                .newServerAt(settings.host(), settings.port())
                .withSettings(http)
                .bind(settings.peers().with(() -> complete(parts)))
                .thenApply(binding -> {
                    // Stops listening, lets requests finish, and cuts off the rest; sockets reconnect elsewhere.
                    binding.addToCoordinatedShutdown(settings.drain(), system);
                    return binding;
                });
    }

    /** Adds the behaviour that every answer must have. */
    static Route complete(Route parts) {
        return Correlation.with(() -> Directives.mapResponse(
                EdgeServer::hardened, () -> parts.seal(Problems.rejections(), Problems.exceptions())));
    }

    private static HttpResponse hardened(HttpResponse response) {
        HttpResponse hardened = response.addHeader(RawHeader.create("X-Content-Type-Options", "nosniff"))
                .addHeader(RawHeader.create("Referrer-Policy", "no-referrer"));
        if (hardened.getHeader("Content-Security-Policy").isEmpty()) {
            // Pages have their own policy; nothing else is meant to be viewed in a browser.
            hardened = hardened.addHeader(
                    RawHeader.create("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"));
        }
        return hardened.getHeader("Cache-Control").isEmpty()
                ? hardened.addHeader(RawHeader.create("Cache-Control", "no-store"))
                : hardened;
    }
}
