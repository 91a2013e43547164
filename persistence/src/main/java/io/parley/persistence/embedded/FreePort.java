package io.parley.persistence.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports of the loopback address. */
public final class FreePort {

    private static final int CONNECT_MILLIS = 500;

    /**
     * Below the ports that Linux, macOS and Windows use for outgoing connections, which could otherwise take a port before its server does.
     */
    private static final int FIRST = 10_240;

    private static final int COUNT = 32_768 - FIRST;

    /** The distance between the first ports that successive processes try, so that they do not choose the same ones concurrently. */
    private static final int APART = 128;

    private static final AtomicInteger next =
            new AtomicInteger((int) (ProcessHandle.current().pid() * APART % COUNT));

    private FreePort() {}

    /**
     * Returns a port that is currently free and that this process does not return again. It stays free for a server that takes seconds to
     * listen, unless another program uses exactly this port.
     */
    public static int any() {
        for (int tried = 0; tried < COUNT; tried++) {
            int port = FIRST + next.getAndUpdate(last -> (last + 1) % COUNT);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException(
                "No free port from " + FIRST + " to " + (FIRST + COUNT - 1) + " on the loopback address");
    }

    /** Whether a server could listen on this port now. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            socket.setSoTimeout(2_000);
            return socket;
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
    }
}
