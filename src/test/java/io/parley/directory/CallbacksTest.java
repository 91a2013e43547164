package io.parley.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CallbacksTest {

    @Test
    void callsBackOnlyWebAddresses() {
        for (String good : List.of("http://127.0.0.1:9099/replies", "HTTPS://crm.example/in?x=1", "https://[::1]/")) {
            assertThat(Callbacks.address(good)).as(good).isPresent();
        }
        for (String bad : List.of(
                "",
                "replies",
                "/replies",
                "//crm.example/in",
                "file:///etc/passwd",
                "ftp://crm.example/in",
                "jar:http://crm.example/a.jar!/",
                "http:///in",
                "http:in",
                "https://user:word@crm.example/in",
                "https://crm.example/in#part",
                "https://crm example/in")) {
            assertThat(Callbacks.address(bad)).as(bad).isEmpty();
        }
    }
}
