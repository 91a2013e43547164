package io.parley.bots.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.parley.TenantId;
import io.parley.bots.actions.HttpActions.Service;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs and settings of HTTP actions. */
class HttpActionsSettingsTest extends HttpActionsFixture {

    @Test
    void logsWhatFailedButNothingOfWhatWasSaid() throws Exception {
        String words = "secret-words";
        run(answering(200, "{\"number\":1,\"at\":\"secret-words\"}"), "read", Map.of("number", words));
        run(answering(200, "secret-words"), "read", Map.of("number", words));
        run(answering(500, words), "change", Map.of("number", words, "note", words));
        run(answering(200, "{}"), "change", Map.of("number", words, "tag", words + "\n"));
        run(serving(exchange -> await()), "read", Map.of("number", words));

        assertThat(log.list).hasSize(5);
        assertThat(logged()).contains("action read of demo failed").doesNotContain(words);
    }

    @Test
    void readsServicesWithAndWithoutAToken() {
        HttpActions.Settings settings = HttpActions.Settings.from(ConfigFactory.parseString(
                        "services { demo.shop = \"http://127.0.0.1:9010/\", \"a.b\".crm = { url = \"https://crm.example/api\", token = t } }")
                .withFallback(ConfigFactory.defaultReference().getConfig("parley.dialogue")));

        assertThat(settings.services())
                .isEqualTo(Map.of(
                        TENANT,
                        Map.of("shop", new Service(URI.create("http://127.0.0.1:9010"), null)),
                        new TenantId("a.b"),
                        Map.of("crm", new Service(URI.create("https://crm.example/api"), "t"))));
        assertThat(settings.toString()).doesNotContain("token");
        assertThat(settings.total())
                .isLessThan(ConfigFactory.defaultReference().getDuration("parley.conversation.bot-time-limit"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "services.demo.shop = \"ftp://shop.example\"",
                "services.demo.shop = shop",
                "services.demo.shop = \"\"",
                "services.demo.shop = \"http://user:word@shop.example\"",
                "services.demo.shop = { url = \"http://shop.example\", tokn = t }",
                "services.demo.shop = { token = t }",
                "services.demo = \"http://shop.example\"",
                "actions.timeout = 0s",
                "actions.max-bytes = 0",
                "actions.timout = 2s"
            })
    void refusesSettingsThatCannotBeMeant(String setting) {
        assertThatThrownBy(() -> HttpActions.Settings.from(ConfigFactory.parseString(setting)
                        .withFallback(ConfigFactory.defaultReference().getConfig("parley.dialogue"))))
                .isInstanceOf(RuntimeException.class);
    }
}
