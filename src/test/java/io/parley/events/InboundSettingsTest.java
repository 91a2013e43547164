package io.parley.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.parley.conversation.Receipts;
import org.junit.jupiter.api.Test;

class InboundSettingsTest {

    private static InboundSettings withWindow(int window) {
        Config config = ConfigFactory.parseString("parley.kafka.inbound-window = " + window)
                .withFallback(ConfigFactory.defaultReference());
        return InboundSettings.from(config.getConfig("parley"));
    }

    @Test
    void aWindowIsNoLargerThanWhatAConversationRemembersOfWhatMayComeAgain() {
        int largest = Receipts.KEPT - InboundSettings.UNCOMMITTED;
        assertThat(withWindow(largest).window()).isEqualTo(largest);
        assertThat(withWindow(largest).redelivered()).isEqualTo(Receipts.KEPT);
        assertThatThrownBy(() -> withWindow(largest + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("inbound-window");
    }

    @Test
    void theDefaultsFit() {
        InboundSettings settings =
                InboundSettings.from(ConfigFactory.defaultReference().getConfig("parley"));
        assertThat(settings.window()).isPositive();
    }
}
