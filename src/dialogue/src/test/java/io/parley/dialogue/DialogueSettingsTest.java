package io.parley.dialogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.parley.TenantId;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DialogueSettingsTest {

    private static final Config GOOD = ConfigFactory.parseResources("io/parley/dialogue/dialogue.conf")
            .withFallback(ConfigFactory.defaultReference())
            .getConfig("parley.dialogue");

    @Test
    void readsWhatATenantHasOfItsOwn() {
        DialogueSettings settings = DialogueSettings.from(
                ConfigFactory.parseString("zones { \"acme.uk\" = \"Europe/London\" }, senior-skills { acme = expert }")
                        .withFallback(GOOD));
        assertThat(settings.turn().zone(new TenantId("acme.uk"))).isEqualTo(ZoneId.of("Europe/London"));
        assertThat(settings.turn().zone(new TenantId("demo"))).isEqualTo(ZoneId.of("Asia/Shanghai"));
        assertThat(settings.turn().seniorSkill(new TenantId("acme"))).contains("expert");
        assertThat(settings.turn().seniorSkill(new TenantId("acme.uk"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "treads = 3",
                "threads = 0",
                "wrong-factors-per-hour = 0",
                "queue = 0",
                "wait-limit = 0s",
                "admit-within = 0s",
                "answer-from = 1.1",
                "suggest-from = 0.9",
                "zone = Mars",
                "intent-from = 0.1",
                "clarify-from = 0"
            })
    void refusesWhatMakesNoSense(String wrong) {
        assertThatThrownBy(() ->
                        DialogueSettings.from(ConfigFactory.parseString(wrong).withFallback(GOOD)))
                .isInstanceOf(Exception.class);
    }
}
