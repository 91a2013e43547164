package io.parley.edge.kit;

import akka.http.javadsl.model.AttributeKey;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import com.typesafe.config.Config;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Determines the network address a request really comes from, by which every limit per address counts. Without trusted proxies it is that
 * of the connection. Behind them it is read from their header, from the right, where each proxy recorded its client: only as far as the
 * proxies are ours, because the entries further left may be forged.
 */
public final class ClientAddresses {

    /** Which header the proxies write. Only one is read: the other one could be the caller's own. */
    public enum Header {
        X_FORWARDED_FOR("x-forwarded-for"),
        FORWARDED("forwarded");

        private final String name;

        Header(String name) {
            this.name = name;
        }

        static Header of(String name) {
            return Arrays.stream(values())
                    .filter(header -> header.name.equals(name.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "parley.http.proxies.header is X-Forwarded-For or Forwarded, not " + name));
        }
    }

    private static final AttributeKey<String> KEY = AttributeKey.create("peer", String.class);
    private static final String UNKNOWN = "unknown";
    /** The length of the header's end that is read; anything before it is the caller's own. */
    private static final int MAX_HEADER = 4_096;

    private static final int NETWORK_BYTES = 8;

    private final List<Network> trusted;
    private final int hops;
    private final Header header;

    /**
     * @param trusted networks of proxies, such as {@code 10.0.0.0/8} or {@code fd00::/8}
     * @param hops how many proxies there are at most between a client and this node
     */
    public ClientAddresses(List<String> trusted, int hops, Header header) {
        this.trusted = trusted.stream().map(Network::parse).toList();
        this.hops = hops;
        this.header = header;
        if (hops < 1) {
            throw new IllegalArgumentException("parley.http.proxies.hops must be at least 1");
        }
    }

    /** @param config the section {@code parley.http.proxies} */
    public static ClientAddresses from(Config config) {
        return new ClientAddresses(
                config.getStringList("trusted"), config.getInt("hops"), Header.of(config.getString("header")));
    }

    /**
     * Returns the key that limits count by: an IPv4 address, or the /64 network of an IPv6 address, because a single customer has all of
     * it. Personal data.
     */
    public static String of(HttpRequest request) {
        return request.getAttribute(KEY).orElse(UNKNOWN);
    }

    public Route with(Supplier<Route> inner) {
        return Directives.mapRequest(request -> request.addAttribute(KEY, key(request)), inner);
    }

    String key(HttpRequest request) {
        return key(peer(request));
    }

    private @Nullable InetAddress peer(HttpRequest request) {
        InetAddress peer = request.getAttribute(AttributeKeys.remoteAddress)
                .flatMap(remote -> remote.getAddress())
                .orElse(null);
        List<String> forwarded = trusted.isEmpty() ? List.of() : forwarded(request);
        for (int hop = 0; hop < hops && hop < forwarded.size() && peer != null && isTrusted(peer); hop++) {
            InetAddress before = Network.address(forwarded.get(forwarded.size() - 1 - hop));
            if (before == null) {
                // Hidden by the proxy, or malformed: the proxy itself is all that is known.
                return peer;
            }
            peer = before;
        }
        return peer;
    }

    private boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(network -> network.holds(address));
    }

    /** Returns the addresses the header names, the nearest last. Several headers form one list. */
    private List<String> forwarded(HttpRequest request) {
        StringBuilder all = new StringBuilder();
        request.getHeaders().forEach(one -> {
            if (one.is(header.name)) {
                all.append(all.isEmpty() ? "" : ",").append(one.value());
            }
        });
        String text = all.length() <= MAX_HEADER ? all.toString() : all.substring(all.length() - MAX_HEADER);
        List<String> addresses = new ArrayList<>();
        for (String element : text.split(",")) {
            addresses.add(header == Header.FORWARDED ? forParameter(element) : element.strip());
        }
        return addresses;
    }

    /** {@code for=} of one element of a Forwarded header (RFC 7239). */
    private static String forParameter(String element) {
        for (String pair : element.split(";")) {
            String trimmed = pair.strip();
            if (trimmed.regionMatches(true, 0, "for=", 0, 4)) {
                return trimmed.substring(4).replace("\"", "").strip();
            }
        }
        return "";
    }

    private static String key(@Nullable InetAddress peer) {
        if (peer == null) {
            return UNKNOWN;
        }
        byte[] bytes = peer.getAddress();
        if (bytes.length == NETWORK_BYTES / 2) {
            return peer.getHostAddress();
        }
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < NETWORK_BYTES; i += 2) {
            key.append(Integer.toHexString((bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff))
                    .append(':');
        }
        return key.append(":/64").toString();
    }
}
