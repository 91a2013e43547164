package io.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.parley.Slices;
import io.parley.edge.auth.AuthSettings;
import io.parley.inbox.OpenConversations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The configuration files that operators start from load, contain only known settings, and agree with each other. */
class ClusterConfigTest {

    private static final Path ROOT = Path.of(System.getProperty("user.dir"))
            .resolve("..")
            .toAbsolutePath()
            .normalize();
    private static final Path FILES = ROOT.resolve("cluster-config");

    /** The environment variables that Kubernetes sets in each pod. */
    private static final String POD = "POD_IP = 10.1.2.3";

    /** The settings that each installation must provide. */
    private static final String NEEDED =
            """
            parley.auth.secret = "thirty-two bytes that nobody knows"
            parley.privacy.kms.directory = "/keys"
            """;

    private static final Pattern IMAGE_HOME = Pattern.compile("file\\(\"/opt/parley/cluster-config/([^\"]+)\"\\)");

    static List<Path> pieces() {
        return files(FILES, file -> file.toString().endsWith(".conf"));
    }

    static List<Path> yamlFiles() {
        return Stream.concat(
                        files(FILES.resolve("kubernetes"), file -> file.toString()
                                        .endsWith(".yaml"))
                                .stream(),
                        Stream.of(ROOT.resolve("docker/compose.yaml")))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pieces")
    void everyPieceLoadsAndHasOnlySettingsThatAreRead(Path piece) {
        Config config = load(ConfigFactory.parseFile(piece.toFile()));

        assertThatCode(() -> check(config)).doesNotThrowAnyException();
    }

    @Test
    void aLeaseThatOneLateAnswerWouldEndIsRefused() {
        Config shipped =
                load(ConfigFactory.parseFile(FILES.resolve("all-in-one.conf").toFile()));

        assertThat(Epochs.Settings.from(shipped.getConfig("parley.cluster.epoch"))
                        .lease())
                .isEqualTo(Duration.ofSeconds(5));
        assertThatThrownBy(() -> Epochs.Settings.from(ConfigFactory.parseString("lease = 2s")
                        .withFallback(shipped.getConfig("parley.cluster.epoch"))))
                .isInstanceOf(ConfigException.BadValue.class)
                .hasMessageContaining("parley.cluster.epoch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"all-in-one.conf", "core.conf", "edge.conf", "projection.conf"})
    void twoWritersOfOneNumberAreNeverSmoothedOver(String role) {
        Config config = load(ConfigFactory.parseFile(FILES.resolve(role).toFile()));

        assertThat(config.getString("akka.persistence.journal-plugin-fallback.replay-filter.mode"))
                .isEqualTo("fail");
        assertThat(config.hasPath("akka.persistence.cassandra.journal.replay-filter.mode"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"all-in-one.conf", "core.conf", "edge.conf", "projection.conf"})
    void aNodeEndsItsWritingAfterItsShardsHaveMovedAndBeforeItLeaves(String role) {
        Config config = load(ConfigFactory.parseFile(FILES.resolve(role).toFile()));
        Config phases = config.getConfig("akka.coordinated-shutdown.phases");

        assertThat(phases.getStringList("last-writes.depends-on")).containsExactly("shards-settled");
        assertThat(phases.getStringList("cluster-leave.depends-on")).containsExactly("last-writes");
        assertThat(phases.getDuration("last-writes.timeout"))
                .isGreaterThan(config.getDuration("parley.cluster.epoch.margin"));
    }

    @Test
    void anIdleInstallationAsksItsDatabaseLessThanFiftyTimesASecondHoweverManyTenantsAndMonthsItHas() {
        Config config =
                load(ConfigFactory.parseFile(FILES.resolve("projection.conf").toFile()));
        Config cassandra = config.getConfig("akka.persistence.cassandra");
        double slices = AllParts.slices().stream().mapToInt(Slices::count).sum();
        double polls = slices / cassandra.getDuration("query.refresh-interval").toSeconds();
        double looksBack = slices
                / cassandra.getDuration("events-by-tag.back-track.interval").toSeconds();

        double sweeps = (double) OpenConversations.PARTS
                / config.getDuration("parley.conversation.silence.sweep-interval")
                        .toSeconds();

        assertThat(polls + looksBack).as("for new events").isLessThan(40);
        assertThat(polls + looksBack + sweeps).isLessThan(50);
    }

    @Test
    void lateEntriesAreLookedForMinutesBackNotHours() {
        Config backTrack = load(ConfigFactory.parseFile(
                        FILES.resolve("projection.conf").toFile()))
                .getConfig("akka.persistence.cassandra.events-by-tag.back-track");

        assertThat(backTrack.getDuration("period")).isLessThan(Duration.ofMinutes(1));
        assertThat(backTrack.getDuration("long-period")).isLessThanOrEqualTo(Duration.ofMinutes(5));
        assertThat(backTrack.getDuration("long-interval")).isLessThan(backTrack.getDuration("long-period"));
    }

    @Test
    void everyRoleOfTheWholeIsSomebodys() {
        assertThat(roles("all-in-one.conf")).containsExactlyInAnyOrder("edge", "core", "projection");
        assertThat(Stream.of("edge.conf", "core.conf", "projection.conf").flatMap(file -> roles(file).stream()))
                .containsExactlyInAnyOrder("edge", "core", "projection");
    }

    @Test
    void anUnknownSettingIsRefusedByItsName() {
        Config config = load(ConfigFactory.parseString("parley.routing.reservation-timout = 5s"));

        assertThatThrownBy(() -> check(config))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("parley.routing.reservation-timout");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "parley.http.limits.text = many",
                "parley.http.limits.body = 10 apples",
                "parley.http.limits.upload = -1",
                "parley.http.limits.uploads-at-once.within = soon",
                "parley.http.proxies.trusted = 127.0.0.1",
                "parley.http.proxies.trusted = [nowhere]",
                "parley.cluster.bootstrap = perhaps",
                "parley.ask-timeout = -3s",
                "parley.auth.secret = short",
                "parley.privacy.kms.kind = cloud",
                "parley.dialogue.zone = Nowhere",
                "parley.dialogue.actions.change-total = 10m",
                "parley.kafka.inbound-window = 0"
            })
    void aSettingThatCannotBeIsRefusedByItsNameBeforeANodeStarts(String setting) {
        Config config = ConfigFactory.parseString(setting);
        String key = setting.substring(0, setting.indexOf(' '));

        assertThatThrownBy(() -> SettingsCheck.run(
                        config.withFallback(ConfigFactory.parseString(NEEDED)).withFallback(load(config)),
                        AllParts.components()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key);
    }

    @Test
    void shopsAndZonesOfTenantsAreTheOperatorsOwn() {
        Config config = load(ConfigFactory.parseString(
                "parley.dialogue { zones.acme = \"Europe/Berlin\", services.acme.crm = \"http://127.0.0.1:9010\" }"));

        assertThatCode(() -> check(config)).doesNotThrowAnyException();
    }

    @Test
    void withoutASecretNobodyCanSignIn() {
        Config config = load(ConfigFactory.parseFile(FILES.resolve("edge.conf").toFile()));

        assertThatThrownBy(() -> AuthSettings.from(config.getConfig("parley.auth")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parley.auth.secret");
    }

    @Test
    void podsFindEachOtherInsteadOfSeedNodes() {
        Config config =
                load(ConfigFactory.parseFile(FILES.resolve("kubernetes.conf").toFile()));

        assertThat(config.getBoolean("parley.cluster.bootstrap")).isTrue();
        assertThat(config.getString("akka.remote.artery.canonical.hostname")).isEqualTo("10.1.2.3");
        assertThat(config.getString("akka.management.http.hostname")).isEqualTo("10.1.2.3");
        assertThat(config.getStringList("akka.cluster.seed-nodes")).isEmpty();
        assertThat(load(ConfigFactory.empty()).getBoolean("parley.cluster.bootstrap"))
                .isFalse();
    }

    @Test
    void productionReadsAndWritesAtAQuorumOfTheDataCentre() {
        Config config =
                load(ConfigFactory.parseFile(FILES.resolve("production.conf").toFile()));

        for (String profile :
                List.of("akka-persistence-cassandra-profile", "akka-persistence-cassandra-snapshot-profile")) {
            assertThat(config.getString("datastax-java-driver.profiles." + profile + ".basic.request.consistency"))
                    .isEqualTo("LOCAL_QUORUM");
        }
    }

    // ---- Kubernetes ----

    @ParameterizedTest
    @MethodSource("yamlFiles")
    void everyYamlFileParses(Path file) {
        assertThat(documents(file)).isNotEmpty().allSatisfy(document -> assertThat(document)
                .isInstanceOf(Map.class));
    }

    @Test
    void theConfigurationsInTheConfigMapLoad() {
        Map<?, ?> data = map(only("ConfigMap"), "data");
        String site = data.get("site.conf").toString();

        for (String role : List.of("core", "edge")) {
            String text = data.get(role + ".conf").toString();
            String include = "include file(\"/etc/parley/site.conf\")";
            assertThat(text).contains(include);
            Config config = load(withIncludes(text.replace(include, site)));

            assertThatCode(() -> check(config)).as(role).doesNotThrowAnyException();
            assertThat(config.getBoolean("parley.cluster.bootstrap")).isTrue();
            assertThat(config.getStringList("akka.cluster.roles")).contains(role);
            assertThat(config.getString("akka.remote.artery.canonical.hostname"))
                    .isEqualTo("10.1.2.3");
        }
    }

    @Test
    void podsCarryTheLabelAndThePortThatDiscoveryLooksFor() {
        Config config =
                load(ConfigFactory.parseFile(FILES.resolve("kubernetes.conf").toFile()));
        String app = config.getString("akka.management.cluster.bootstrap.contact-point-discovery.service-name");
        String port = config.getString("akka.management.cluster.bootstrap.contact-point-discovery.port-name");
        List<Map<?, ?>> deployments = kinds("Deployment");

        assertThat(deployments).hasSize(2);
        for (Map<?, ?> deployment : deployments) {
            Map<?, ?> template = map(map(deployment, "spec"), "template");
            assertThat(map(map(template, "metadata"), "labels").get("app")).isEqualTo(app);
            Map<?, ?> container = containers(template).get(0);
            assertThat(container.get("name"))
                    .isEqualTo(config.getString("akka.discovery.kubernetes-api.container-name"));
            assertThat(ports(container))
                    .containsEntry(port, config.getInt("akka.management.http.port"))
                    .containsEntry("remoting", config.getInt("akka.remote.artery.canonical.port"))
                    .containsEntry("http", 8080);
        }
        assertThat(map(map(map(map(only("Job"), "spec"), "template"), "metadata"), "labels")
                        .get("app"))
                .as("a job's pod is no contact point")
                .isNotEqualTo(app);
    }

    @Test
    void allPodsRunTheSameImage() {
        Set<Object> images = Stream.concat(kinds("Deployment").stream(), kinds("Job").stream())
                .flatMap(workload -> containers(map(map(workload, "spec"), "template")).stream())
                .<Object>map(container -> container.get("image"))
                .collect(Collectors.toSet());

        assertThat(images).hasSize(1);
    }

    @Test
    void theSecretIsATemplateWithoutValues() {
        assertThat(map(only("Secret"), "stringData").values())
                .allSatisfy(value -> assertThat(value).isEqualTo(""));
    }

    // ---- image and compose ----

    @Test
    void theImageIsBuiltOfFilesThatAreThere() throws IOException {
        String dockerfile = Files.readString(ROOT.resolve("docker/Dockerfile")).replaceAll("(?m)^#.*", "");
        List<String> sources = Pattern.compile("(?<![/\\w])(?:docker|cluster-config|persistence|src)/[\\w/.-]+")
                .matcher(dockerfile)
                .results()
                .map(MatchResult::group)
                .filter(path -> !path.contains("/target"))
                .toList();
        assertThat(sources).isNotEmpty().allSatisfy(path -> assertThat(ROOT.resolve(path))
                .exists());
    }

    // ---- compose ----

    @Test
    void composeStartsThreeNodesOnPortsOfTheirOwnWithAllOfThemAsSeeds() {
        Map<?, ?> services =
                map((Map<?, ?>) documents(ROOT.resolve("docker/compose.yaml")).get(0), "services");
        List<String> nodes = List.of("node-1", "node-2", "node-3");

        Set<Object> published = new TreeSet<>();
        for (String node : nodes) {
            Map<?, ?> service = map(services, node);
            assertThat(map(service, "environment").get("PARLEY_HOST")).isEqualTo(node);
            assertThat(map(service, "environment").get("PARLEY_AUTH_SECRET").toString())
                    .as("refuses to start when unset")
                    .startsWith("${PARLEY_AUTH_SECRET:?");
            published.addAll((List<?>) service.get("ports"));
        }
        assertThat(published).containsExactly("127.0.0.1:8080:8080", "127.0.0.1:8081:8080", "127.0.0.1:8082:8080");

        Config config = load(withIncludes(read(ROOT.resolve("docker/node.conf"))));
        assertThatCode(() -> check(config)).doesNotThrowAnyException();
        assertThat(config.getStringList("akka.cluster.seed-nodes"))
                .isEqualTo(nodes.stream()
                        .map(node -> "akka://parley@" + node + ":25520")
                        .toList());
        assertThat(services.keySet().stream().map(Object::toString))
                .contains("cassandra", "kafka", "migrate", "import");
    }

    // ---- reading ----

    private static void check(Config config) {
        SettingsCheck.run(ConfigFactory.parseString(NEEDED).withFallback(config), AllParts.components());
    }

    private static Config load(Config file) {
        return ConfigFactory.load(file.withFallback(ConfigFactory.parseString(POD)));
    }

    /** Includes of the image's directory, as they are in this tree. */
    private static Config withIncludes(String text) {
        return ConfigFactory.parseString(
                IMAGE_HOME.matcher(text).replaceAll(match -> "file(\"" + FILES.resolve(match.group(1)) + "\")"));
    }

    private static List<String> roles(String file) {
        return load(ConfigFactory.parseFile(FILES.resolve(file).toFile())).getStringList("akka.cluster.roles");
    }

    private static List<Map<?, ?>> kinds(String kind) {
        return files(FILES.resolve("kubernetes"), file -> file.toString().endsWith(".yaml")).stream()
                .flatMap(file -> documents(file).stream())
                .<Map<?, ?>>map(document -> (Map<?, ?>) document)
                .filter(document -> kind.equals(document.get("kind")))
                .toList();
    }

    private static Map<?, ?> only(String kind) {
        List<Map<?, ?>> found = kinds(kind);
        assertThat(found).as(kind).hasSize(1);
        return found.get(0);
    }

    private static List<Map<?, ?>> containers(Map<?, ?> template) {
        return ((List<?>) map(template, "spec").get("containers"))
                .stream().<Map<?, ?>>map(container -> (Map<?, ?>) container).toList();
    }

    private static Map<String, Integer> ports(Map<?, ?> container) {
        return ((List<?>) container.get("ports"))
                .stream()
                        .map(port -> (Map<?, ?>) port)
                        .collect(Collectors.toMap(
                                port -> (String) port.get("name"), port -> (Integer) port.get("containerPort")));
    }

    private static Map<?, ?> map(Map<?, ?> of, String key) {
        assertThat(of.get(key)).as(key).isInstanceOf(Map.class);
        return (Map<?, ?>) of.get(key);
    }

    /** SnakeYAML itself: Jackson does not follow the merge keys of compose.yaml. */
    private static List<Object> documents(Path file) {
        Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        return StreamSupport.stream(yaml.loadAll(read(file)).spliterator(), false)
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<Path> files(Path directory, Predicate<Path> wanted) {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(wanted).sorted().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
