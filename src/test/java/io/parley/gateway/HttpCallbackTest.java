package io.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.parley.edge.EdgeFixture;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpCallbackTest {

    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer receiver;

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(Executors.newCachedThreadPool());
        receiver.createContext("/status/", exchange -> {
            requests.incrementAndGet();
            String path = exchange.getRequestURI().getPath();
            exchange.getResponseHeaders().set("Location", "/status/200");
            if (path.endsWith("/429")) {
                exchange.getResponseHeaders().set("Retry-After", "7");
            }
            exchange.sendResponseHeaders(Integer.parseInt(path.substring(path.length() - 3)), -1);
            exchange.close();
        });
        receiver.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                while (over.getCount() > 0) {
                    out.write(new byte[1024]);
                    out.flush();
                }
            } catch (IOException cutOff) {
                over.countDown();
            }
        });
        receiver.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        receiver.stop(0);
    }

    private Callback.Outcome post(String path, Duration timeout) {
        URI to = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + path);
        return EdgeFixture.await(
                new HttpCallback(timeout).post(to, "{}".getBytes(StandardCharsets.UTF_8), "t=1,v1=00"));
    }

    private Callback.Result status(int status) {
        return post("/status/" + status, Duration.ofSeconds(5)).result();
    }

    @Test
    void takesOnlyASuccessForOne() {
        assertThat(status(200)).isEqualTo(Callback.Result.TAKEN);
        assertThat(status(204)).isEqualTo(Callback.Result.TAKEN);
        assertThat(status(422)).isEqualTo(Callback.Result.REFUSED);
        assertThat(status(404)).isEqualTo(Callback.Result.FAILED);
        assertThat(status(503)).isEqualTo(Callback.Result.FAILED);
        assertThat(post("/status/429", Duration.ofSeconds(5)).after()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void followsNoRedirect() {
        assertThat(status(302)).isEqualTo(Callback.Result.FAILED);
        assertThat(status(307)).isEqualTo(Callback.Result.FAILED);
        assertThat(requests).hasValue(2);
    }

    @Test
    void failsWhenNobodyAnswers() {
        receiver.stop(0);
        assertThat(status(200)).isEqualTo(Callback.Result.FAILED);
    }

    @Test
    void cutsOffAnAnswerThatNeverEnds() throws InterruptedException {
        assertThat(post("/endless", Duration.ofMillis(500)).result()).isEqualTo(Callback.Result.FAILED);
        assertThat(over.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    }
}
