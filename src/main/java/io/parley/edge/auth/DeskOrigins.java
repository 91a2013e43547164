package io.parley.edge.auth;

import akka.http.javadsl.model.HttpRequest;
import com.typesafe.config.Config;
import io.parley.edge.kit.Origins;
import java.net.URI;
import java.util.List;

/**
 * The pages from which browsers may open a desk's socket: our own host's, and those of {@code parley.http.origins}.
 *
 * @param allowed e.g. {@code https://desk.example.com}
 */
public record DeskOrigins(List<String> allowed) {

    /** @param config the section {@code parley.http} */
    public static DeskOrigins from(Config config) {
        return new DeskOrigins(config.getStringList("origins"));
    }

    public DeskOrigins {
        allowed = List.copyOf(allowed);
    }

    /** A request without an Origin does not come from a browser, and its sender could claim any. */
    public boolean allow(HttpRequest request) {
        String origin = Origins.of(request);
        return origin == null || Origins.allows(allowed, origin) || sameHost(origin, request);
    }

    private static boolean sameHost(String origin, HttpRequest request) {
        try {
            String authority = URI.create(origin).getAuthority();
            return authority != null
                    && request.getHeader("Host")
                            .map(host -> host.value().equalsIgnoreCase(authority))
                            .orElse(false);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
