package io.parley.bots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.TenantId;
import io.parley.dialogue.turn.Policies;
import io.parley.directory.DirectoryContent;
import io.parley.directory.DirectoryContent.Document;
import io.parley.directory.FakeDirectory;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BotSettingsTest {

    private static final TenantId TENANT = new TenantId("demo");

    private final FakeDirectory directory = new FakeDirectory();
    private final Function<TenantId, Policies> policies = BotSettings.policies(directory);

    private void imported(String json) {
        directory.add(
                TENANT, DirectoryContent.EMPTY.with(List.of(new Document(Document.BOT, Document.IMPORTED, json))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"policies\": {}}", "{\"policies\": {\"off\": []}}"})
    void switchesNothingOffUnlessTheTenantSaysSo(String json) {
        assertThat(BotSettings.parse(json).policies()).isEqualTo(Policies.ALL);
    }

    @Test
    void refusesAPolicyThatDoesNotExistAndListsThoseThatDo() {
        assertThatThrownBy(() -> BotSettings.parse("{\"policies\": {\"off\": [\"clarify\"]}}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("/policies/off", "clarify", "clarification");
    }

    @Test
    void refusesAPolicyThatCannotBeSwitchedOff() {
        assertThatThrownBy(() -> BotSettings.parse("{\"policies\": {\"off\": [\"human-requested\"]}}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("/policies/off", "human-requested", "cannot be switched off");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"polices\": {}}",
                "{\"policies\": {\"of\": []}}",
                "{\"policies\": [\"clarification\"]}",
                "{\"policies\": {\"off\": \"clarification\"}}",
                "{\"policies\": {\"off\": [null]}}"
            })
    void refusesUnknownKeysAndValues(String json) {
        assertThatThrownBy(() -> BotSettings.parse(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("policies");
    }

    @Test
    void followsTheDirectory() {
        assertThat(policies.apply(TENANT)).isEqualTo(Policies.ALL);
        imported("{\"policies\": {\"off\": [\"clarification\"]}}");
        assertThat(policies.apply(TENANT).off()).containsExactly("clarification");
        imported("{}");
        assertThat(policies.apply(TENANT)).isEqualTo(Policies.ALL);
    }

    @Test
    void keepsWhatItHadWhenTheDirectoryHasWhatItCannotRead() {
        imported("{\"policies\": {\"off\": [\"clarification\"]}}");
        assertThat(policies.apply(TENANT).off()).containsExactly("clarification");
        imported("{\"policies\": {\"off\": [\"of-a-later-version\"]}}");
        assertThat(policies.apply(TENANT).off()).containsExactly("clarification");
    }
}
