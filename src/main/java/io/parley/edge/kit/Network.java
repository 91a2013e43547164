package io.parley.edge.kit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A network in CIDR notation. Never queries a name server: only literal addresses are accepted. */
record Network(byte[] prefix, int bits) {

    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final int BYTE = 8;

    /** @throws IllegalArgumentException for text that is neither an address nor a network */
    static Network parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = address(slash < 0 ? text : text.substring(0, slash));
        if (address != null) {
            byte[] bytes = address.getAddress();
            try {
                int bits = slash < 0 ? bytes.length * BYTE : Integer.parseInt(text.substring(slash + 1));
                if (bits >= 0 && bits <= bytes.length * BYTE) {
                    return new Network(bytes, bits);
                }
            } catch (NumberFormatException e) {
                // Refused below.
            }
        }
        throw new IllegalArgumentException(
                "parley.http.proxies.trusted holds networks such as 10.0.0.0/8 or fd00::/8, not " + text);
    }

    boolean holds(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != prefix.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % BYTE;
            if ((bytes[bit / BYTE] & mask) != (prefix[bit / BYTE] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** A literal address, perhaps with a port: {@code 192.0.2.1:443}, {@code [2001:db8::1]:443}; null for anything else. */
    static @Nullable InetAddress address(String text) {
        String host = text;
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            host = end < 0 ? "" : host.substring(1, end);
        } else if (host.indexOf(':') == host.lastIndexOf(':') && host.indexOf(':') > 0) {
            host = host.substring(0, host.indexOf(':'));
        }
        boolean literal = IPV4.matcher(host).matches() || IPV6.matcher(host).matches();
        try {
            return literal ? InetAddress.getByName(host) : null;
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
