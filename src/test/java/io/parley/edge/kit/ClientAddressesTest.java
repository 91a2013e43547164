package io.parley.edge.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.RemoteAddress;
import akka.http.javadsl.model.headers.RawHeader;
import io.parley.edge.kit.ClientAddresses.Header;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientAddressesTest {

    private static HttpRequest from(String connection) {
        try {
            return HttpRequest.GET("/")
                    .addAttribute(AttributeKeys.remoteAddress, RemoteAddress.create(InetAddress.getByName(connection)));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpRequest forwarded(String connection, String... headers) {
        HttpRequest request = from(connection);
        for (String header : headers) {
            request = request.addHeader(RawHeader.create("X-Forwarded-For", header));
        }
        return request;
    }

    private static ClientAddresses behind(int hops, String... trusted) {
        return new ClientAddresses(List.of(trusted), hops, Header.X_FORWARDED_FOR);
    }

    @Test
    void believesNoHeaderWithoutTrustedProxies() {
        assertThat(behind(1).key(forwarded("203.0.113.9", "198.51.100.1"))).isEqualTo("203.0.113.9");
        assertThat(behind(1, "10.0.0.0/8").key(forwarded("203.0.113.9", "198.51.100.1")))
                .as("the connection is no proxy of ours")
                .isEqualTo("203.0.113.9");
    }

    @Test
    void readsWhomTheNearestTrustedProxyNames() {
        ClientAddresses peers = behind(2, "10.0.0.0/8");
        assertThat(peers.key(forwarded("10.0.0.1", "198.51.100.1"))).isEqualTo("198.51.100.1");
        assertThat(peers.key(forwarded("10.0.0.1", "198.51.100.1, 10.0.0.2"))).isEqualTo("198.51.100.1");
        assertThat(peers.key(forwarded("10.0.0.1", "198.51.100.1", "10.0.0.2")))
                .as("several headers are one list")
                .isEqualTo("198.51.100.1");
        assertThat(peers.key(from("10.0.0.1"))).isEqualTo("10.0.0.1");
    }

    @Test
    void neverReadsWhatTheClientWroteItself() {
        assertThat(behind(1, "10.0.0.0/8").key(forwarded("10.0.0.1", "192.0.2.7, 198.51.100.1")))
                .isEqualTo("198.51.100.1");
        assertThat(behind(5, "10.0.0.0/8").key(forwarded("10.0.0.1", "192.0.2.7, 198.51.100.1")))
                .as("however many hops may be, the second is no proxy of ours")
                .isEqualTo("198.51.100.1");
        assertThat(behind(1, "10.0.0.0/8").key(forwarded("10.0.0.1", "192.0.2.7, 10.0.0.2")))
                .as("no more hops than there are")
                .isEqualTo("10.0.0.2");
        assertThat(behind(1, "10.0.0.0/8").key(forwarded("10.0.0.1", "localhost")))
                .as("names are not looked up")
                .isEqualTo("10.0.0.1");
    }

    @Test
    void countsTheNetworkOfAnIpv6Address() {
        ClientAddresses peers = behind(1, "fd00::/8");
        assertThat(peers.key(forwarded("fd00::1", "2001:db8:1:2:aaaa::1")))
                .isEqualTo(peers.key(forwarded("fd00::1", "[2001:db8:1:2:bbbb::2]:4711")))
                .isNotEqualTo(peers.key(forwarded("fd00::1", "2001:db8:1:3::1")));
    }

    @Test
    void readsTheForwardedHeaderWhereThatIsWhatTheProxiesWrite() {
        ClientAddresses peers = new ClientAddresses(List.of("10.0.0.0/8"), 1, Header.FORWARDED);
        HttpRequest request = forwarded("10.0.0.1", "192.0.2.7")
                .addHeader(RawHeader.create("Forwarded", "for=192.0.2.8, proto=https;For=\"198.51.100.1:8080\""));
        assertThat(peers.key(request)).isEqualTo("198.51.100.1");
        assertThat(peers.key(from("10.0.0.1").addHeader(RawHeader.create("Forwarded", "for=_hidden"))))
                .isEqualTo("10.0.0.1");
    }

    @Test
    void refusesSettingsThatMeanNothing() {
        assertThatThrownBy(() -> behind(1, "10.0.0.0/33")).hasMessageContaining("10.0.0.0/33");
        assertThatThrownBy(() -> behind(1, "proxy.example")).hasMessageContaining("proxy.example");
        assertThatThrownBy(() -> behind(0, "10.0.0.0/8")).hasMessageContaining("hops");
    }
}
