package io.parley.edge.directline;

import static io.parley.edge.EdgeFixture.SECRET;
import static io.parley.edge.EdgeFixture.eventually;
import static io.parley.edge.directline.DirectLineClient.CONVERSATIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.edge.EdgeFixture;
import io.parley.edge.directline.DirectLineClient.Open;
import io.parley.edge.directline.DirectLineClient.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Limits on a single client, thread or address. */
class ClientLimitsTest extends CredentialsFixture {

    @Test
    void refusesOneSocketTooManyOfAThreadAndGivesRoomBack() {
        Open thread = client.start(SECRET);
        List<Socket> open = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            open.add(client.socket(client.reconnect(thread, "0").streamUrl()));
        }
        eventually(() -> !hasRoom(thread));
        open.get(0).close();
        eventually(() -> hasRoom(thread));
        open.forEach(Socket::close);
    }

    private static boolean hasRoom(Open thread) {
        try (Socket socket = client.socket(client.reconnect(thread, "0").streamUrl())) {
            return true;
        } catch (CompletionException refused) {
            assertThat(refused).hasStackTraceContaining("503");
            return false;
        }
    }

    @Test
    void countsThreadsByTheAddressBehindATrustedProxy() {
        try (EdgeFixture behind = new EdgeFixture(
                """
                parley.http.proxies.trusted = ["127.0.0.0/8"]
                parley.http.limits { threads-per-second = 1, threads-burst = 2 }
                """)) {
            for (int i = 0; i < 2; i++) {
                assertThat(from(behind, "198.51.100.1").status()).isEqualTo(200);
            }
            assertThat(from(behind, "198.51.100.1").status()).isEqualTo(429);
            assertThat(from(behind, "192.0.2.1, 198.51.100.1").status()).isEqualTo(429);
            assertThat(from(behind, "198.51.100.2").status()).isEqualTo(200);
        }
    }

    @Test
    void throttlesReading() {
        try (EdgeFixture slow = new EdgeFixture("parley.http.limits { reads-per-second = 1, reads-burst = 5 }")) {
            DirectLineClient theirs = new DirectLineClient(slow.client);
            Open first = theirs.start(SECRET);
            // The first answer of a fresh node may take too long.
            eventually(() -> theirs.poll(first, null).status() == 200);
            Open thread = theirs.start(SECRET);
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                statuses.add(theirs.poll(thread, null).status());
            }
            assertThat(statuses).startsWith(200, 200, 200, 200, 200).contains(429);
            assertThat(theirs.poll(theirs.start(SECRET), null).status()).isEqualTo(200);
        }
    }

    @Test
    void throttlesWhatLooksUpAThreadWithoutReadingIt() {
        try (EdgeFixture slow = new EdgeFixture("parley.http.limits { reads-per-second = 1, reads-burst = 5 }")) {
            DirectLineClient theirs = new DirectLineClient(slow.client);
            Open first = theirs.start(SECRET);
            // The first answer of a fresh node may take too long.
            eventually(() -> theirs.poll(first, null).status() == 200);
            for (String path : List.of(CONVERSATIONS, REFRESH)) {
                Open thread = theirs.start(SECRET);
                List<Integer> statuses = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    statuses.add(slow.client.post(path, thread.token(), "").status());
                }
                assertThat(statuses).as(path).contains(429);
            }
        }
    }
}
