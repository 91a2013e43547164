package io.parley.bots.composing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.parley.bots.composing.LanguageModelSettings.ResponseFormat;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageModelSettingsTest {

    private static final Config DEFAULTS =
            ConfigFactory.parseResources("reference.conf").resolve().getConfig("parley.dialogue.language-model");

    private static LanguageModelSettings with(String settings) {
        return LanguageModelSettings.from(ConfigFactory.parseString(settings).withFallback(DEFAULTS));
    }

    @Test
    void areOffUnlessSaidOtherwise() {
        assertThat(LanguageModelSettings.from(DEFAULTS))
                .isEqualTo(new LanguageModelSettings(
                        false,
                        "",
                        "",
                        "",
                        false,
                        ResponseFormat.JSON_OBJECT,
                        Duration.ofSeconds(3),
                        8,
                        500,
                        0,
                        800,
                        64 * 1024,
                        Duration.ofSeconds(30)));
        assertThat(LanguageModelSettings.from(DEFAULTS).enabled()).isFalse();
    }

    @Test
    void sayWhoComposesButNotTheKey() {
        assertThat(
                        with(
                                "enabled = on, base-url = \"https://models.example/v1\", model = m, api-key = secret-key, response-format = json-schema"))
                .satisfies(settings -> assertThat(settings.toString())
                        .contains("m", "https://models.example/v1")
                        .doesNotContain("secret-key"))
                .extracting(LanguageModelSettings::responseFormat)
                .isEqualTo(ResponseFormat.JSON_SCHEMA);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "enabled = on",
                "enabled = on, base-url = \"https://models.example/v1\"",
                "enabled = on, model = m, base-url = \"models.example\"",
                "enabled = on, model = m, base-url = \"ftp://models.example\"",
                "enabled = on, model = m, base-url = \"https://secret-key@models.example/v1\"",
                "enabled = on, model = m, base-url = \"https://models.example/v1?key=secret-key\"",
                "timeout = 0s",
                "pause = -1s",
                "max-concurrent = 0",
                "max-tokens = 0",
                "max-characters = 0",
                "max-bytes = 0",
                "temperature = 3",
                "response-format = xml",
                "modle = m",
            })
    void refuseWhatMakesNoSense(String wrong) {
        assertThatThrownBy(() -> with(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parley.dialogue.language-model")
                .hasMessageNotContaining("secret-key");
    }
}
