package io.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import io.parley.conversation.ConversationEntity;
import io.parley.dialogue.DialogueSettings;
import io.parley.edge.EdgeServer;
import io.parley.edge.Limits;
import io.parley.edge.auth.AuthSettings;
import io.parley.edge.auth.DeskOrigins;
import io.parley.edge.desk.DeskSettings;
import io.parley.edge.directline.DirectLine;
import io.parley.routing.RouterEntity;
import io.parley.routing.SupervisorEntity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What operators are given must be what the server takes. */
class ClusterConfigTest {

    private static final String SECRET = "parley.auth.secret = \"a secret that is only long enough, nothing else\"";

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(directory())) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".conf"))
                    .sorted(Comparator.naturalOrder())
                    .toList();
            assertThat(found).hasSizeGreaterThan(5);
            return found;
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileIsTakenByEveryPart(Path file) {
        Config config = load(file);

        KnownSettings.check(config);
        settings(config.getConfig("parley"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void noFileLetsTheLibrariesMakeTablesOrNodesDecideAlone(Path file) {
        Config config = load(file);
        if (!config.getStringList("akka.cluster.roles").isEmpty()) {
            assertThat(config.getBoolean("akka.persistence.cassandra.journal.keyspace-autocreate"))
                    .isFalse();
            assertThat(config.getBoolean("akka.persistence.cassandra.journal.tables-autocreate"))
                    .isFalse();
            assertThat(config.getString("akka.cluster.downing-provider-class"))
                    .isEqualTo("akka.cluster.sbr.SplitBrainResolverProvider");
            assertThat(config.getString("akka.persistence.cassandra.events-by-tag.flush-interval"))
                    .isEqualTo("0");
            assertThat(config.getString("akka.projection.cassandra.offset-store.keyspace"))
                    .isEqualTo("parley");
        }
    }

    @ParameterizedTest
    @CsvSource({"edge, edge", "core, core", "projection, projection", "all-in-one, edge core projection"})
    void aRolesFileGivesItsRoles(String file, String roles) {
        assertThat(load(directory().resolve(file + ".conf")).getStringList("akka.cluster.roles"))
                .containsExactlyInAnyOrder(roles.split(" "));
    }

    @Test
    void refusesAMisspeltKeyByItsName() {
        Config misspelt = ConfigFactory.parseString("parley.routing.reservation-timeuot = 1s")
                .withFallback(load(directory().resolve("core.conf")));

        assertThatThrownBy(() -> KnownSettings.check(misspelt))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("parley.routing.reservation-timeuot");
    }

    @Test
    void leavesTenantsOwnKeysToTheOperator() {
        KnownSettings.check(ConfigFactory.parseString(
                        "parley.dialogue { orders.shops.acme = \"http://orders\", zones.acme = \"Europe/London\" }")
                .withFallback(load(directory().resolve("core.conf"))));
    }

    @Test
    void everySectionHasItsDefaults() {
        Config parley = ConfigFactory.parseString(SECRET)
                .withFallback(ConfigFactory.defaultReference())
                .resolve()
                .getConfig("parley");

        assertThat(RouterEntity.Settings.from(parley.getConfig("routing")))
                .isEqualTo(new RouterEntity.Settings(
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(2),
                        Duration.ofSeconds(45),
                        Duration.ofMinutes(3),
                        Duration.ofSeconds(2)));
        assertThat(ConversationEntity.Settings.from(parley.getConfig("conversation")))
                .isEqualTo(new ConversationEntity.Settings(
                        Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofMinutes(2), 100));
        assertThat(SupervisorEntity.Settings.from(parley.getConfig("supervision")))
                .isEqualTo(new SupervisorEntity.Settings(Duration.ofMinutes(2), Duration.ofSeconds(5)));
        assertThat(EdgeServer.Settings.from(parley.getConfig("http")))
                .isEqualTo(new EdgeServer.Settings("127.0.0.1", 8080, Duration.ofSeconds(5)));
        assertThat(Limits.from(parley.getConfig("http.limits")))
                .isEqualTo(new Limits(64 << 10, 8000, 10 << 20, 5, 20, 5, 100));
        assertThat(DeskOrigins.from(parley.getConfig("http")).allowed()).isEmpty();
    }

    @Test
    void refusesToSignWithoutASecret() {
        Config auth = ConfigFactory.defaultReference().getConfig("parley.auth");

        assertThatThrownBy(() -> AuthSettings.from(auth)).hasMessageContaining("parley.auth.secret");
    }

    /** Every part's settings, each checked by its own constructor. */
    private static void settings(Config parley) {
        Set<Object> all = Set.of(
                ConversationEntity.Settings.from(parley.getConfig("conversation")),
                RouterEntity.Settings.from(parley.getConfig("routing")),
                SupervisorEntity.Settings.from(parley.getConfig("supervision")),
                DialogueSettings.from(parley.getConfig("dialogue")),
                EdgeServer.Settings.from(parley.getConfig("http")),
                Limits.from(parley.getConfig("http.limits")),
                DeskOrigins.from(parley.getConfig("http")),
                AuthSettings.from(parley.getConfig("auth")),
                DeskSettings.from(parley.getConfig("desk")),
                DirectLine.Settings.from(parley));
        assertThat(all).doesNotContainNull();
    }

    /** As {@code ./parley node} loads it, with what an operator must add. */
    private static Config load(Path file) {
        Config own = ConfigFactory.parseFile(
                file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
        return ConfigFactory.parseString(SECRET)
                .withFallback(own)
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
    }

    /** Tests run in the module's directory or in the project's. */
    private static Path directory() {
        Path here = Path.of("cluster-config");
        return Files.isDirectory(here) ? here : Path.of("..").resolve(here);
    }
}
