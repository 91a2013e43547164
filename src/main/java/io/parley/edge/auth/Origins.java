package io.parley.edge.auth;

import akka.http.javadsl.model.HttpRequest;
import com.typesafe.config.Config;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** From which pages browsers may open a desk's socket: our own host's, and those of {@code parley.http.origins}. */
public final class Origins {

    private final Set<String> allowed;

    /** @param allowed e.g. {@code https://desk.example.com} */
    public Origins(List<String> allowed) {
        this.allowed = allowed.stream().map(o -> o.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** @param config the section {@code parley.http} */
    public static Origins from(Config config) {
        return new Origins(config.getStringList("origins"));
    }

    /** A request without an Origin comes from no browser, and its sender could claim any. */
    public boolean allow(HttpRequest request) {
        return request.getHeader("Origin")
                .map(header -> header.value().toLowerCase(Locale.ROOT))
                .map(origin -> allowed.contains(origin) || sameHost(origin, request))
                .orElse(true);
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
