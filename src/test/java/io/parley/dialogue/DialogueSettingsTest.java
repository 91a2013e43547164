package io.parley.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.parley.TenantId;
import java.net.URI;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DialogueSettingsTest {

    private static final Config GOOD =
            ConfigFactory.parseResources("io/parley/dialogue/dialogue.conf").getConfig("parley.dialogue");

    @Test
    void readsWhatATenantHasOfItsOwn() {
        DialogueSettings settings = DialogueSettings.from(ConfigFactory.parseString(
                        "zones { \"acme.uk\" = \"Europe/London\" }, orders.shops { demo = \"http://shop:8090\" }")
                .withFallback(GOOD));
        assertThat(settings.zone(new TenantId("acme.uk"))).isEqualTo(ZoneId.of("Europe/London"));
        assertThat(settings.zone(new TenantId("demo"))).isEqualTo(ZoneId.of("Asia/Shanghai"));
        assertThat(settings.orders().shops()).containsEntry(new TenantId("demo"), URI.create("http://shop:8090"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "treads = 3",
                "threads = 0",
                "queue = 0",
                "answer-from = 1.1",
                "suggest-from = 0.9",
                "zone = Mars",
                "orders.timeout = 0s",
                "orders.tiemout = 1s",
                "orders.max-bytes = 0"
            })
    void refusesWhatMakesNoSense(String wrong) {
        assertThatThrownBy(() ->
                        DialogueSettings.from(ConfigFactory.parseString(wrong).withFallback(GOOD)))
                .isInstanceOf(Exception.class);
    }
}
