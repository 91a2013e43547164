package io.parley.cluster;

import akka.actor.Address;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** Distinguishes ended processes from silent ones: the machine of an ended process refuses connections to its port. */
final class Ports {

    private Ports() {}

    /**
     * Tries to connect; blocks for {@code limit} at most.
     *
     * @return false if it connects or there is no reply
     */
    static boolean refuses(Address address, Duration limit) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(
                            address.getHost().orElseThrow(), address.getPort().orElseThrow()),
                    (int) limit.toMillis());
            return false;
        } catch (ConnectException refused) {
            return true;
        } catch (IOException silent) {
            return false;
        }
    }
}
