package io.parley.cli;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.parley.Refused;
import io.parley.TenantId;
import io.parley.persistence.embedded.EmbeddedException;
import io.parley.privacy.CassandraKeyRows;
import io.parley.privacy.FileKms;
import io.parley.privacy.KeyEpoch;
import io.parley.privacy.KeyEpochs;
import io.parley.privacy.Keyring;
import io.parley.privacy.Kms;
import io.parley.privacy.PrivacySettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./parley keys}: the keys of a tenant that wrap those of its customers. */
@Command(
        name = "keys",
        description =
                "Replaces and destroys the keys of a tenant that wrap those of its customers, and the root keys above them.",
        synopsisSubcommandLabel = "COMMAND")
final class KeysCommand {

    /** The tenant whose keys are meant, and the configuration that names the database and the root keys. */
    static final class Target {
        @Spec(Spec.Target.MIXEE)
        private @Nullable CommandSpec spec;

        @Option(
                names = "--tenant",
                paramLabel = "ID",
                converter = TenantOption.class,
                required = true,
                description = "whose keys")
        private @Nullable TenantId tenant;

        @Option(
                names = "--config",
                paramLabel = "FILE",
                defaultValue = ".parley/node.conf",
                description = "of a node of the cluster (${DEFAULT-VALUE}, which ./parley up writes)")
        private @Nullable Path config;

        private TenantId tenant() {
            return Objects.requireNonNull(tenant);
        }

        private Config config() {
            Path file = Objects.requireNonNull(config);
            if (!Files.isReadable(file)) {
                throw new ParameterException(
                        Objects.requireNonNull(spec).commandLine(), "The file " + file + " cannot be read");
            }
            return ConfigFactory.load(ConfigFactory.parseFile(file.toFile()));
        }
    }

    @Command(
            name = "rotate",
            description = {
                "Begins a new epoch: a new key of the tenant, wrapped by its newest root key. New customers' keys are wrapped by it; the nodes",
                "re-wrap the others one after the other. Nothing becomes unreadable, and nobody has to wait."
            })
    int rotate(@Mixin Target target) {
        PrivacySettings settings = PrivacySettings.from(target.config().getConfig("parley.privacy"));
        KeyEpoch epoch = run(target, epochs -> epochs.begin(target.tenant(), operator()));
        System.out.printf(
                Locale.ROOT,
                "Epoch %d of %s has begun, under root key %d. Every node uses it within %s; from %s on, customers' keys that earlier epochs"
                        + " wrap are wrapped by it, %d a second. ./parley keys list shows how far that is.%n",
                epoch.number(),
                target.tenant(),
                epoch.rootKey(),
                inSeconds(settings.revalidate()),
                epoch.begunAt().plus(settings.settled()).truncatedTo(ChronoUnit.SECONDS),
                settings.rewrapPerSecond());
        return 0;
    }

    @Command(
            name = "list",
            description = "Shows the epochs of a tenant, the newest first, and how far the newest has taken over.")
    int list(@Mixin Target target) {
        for (KeyEpoch epoch : run(target, epochs -> epochs.list(target.tenant()))) {
            System.out.printf(
                    Locale.ROOT,
                    "epoch %d: %s, root key %d, begun %s by %s%s%n",
                    epoch.number(),
                    epoch.state().code(),
                    epoch.rootKey(),
                    epoch.begunAt(),
                    epoch.begunBy(),
                    after(epoch));
        }
        return 0;
    }

    private static String after(KeyEpoch epoch) {
        return switch (epoch.state()) {
            case CURRENT -> "; " + epoch.rewrapped() + " % of all customers' keys looked through";
            case OUTGOING -> "";
            case EMPTY -> "; empty since " + epoch.emptiedAt();
            case DESTROYED -> "; destroyed " + epoch.destroyedAt();
        };
    }

    @Command(
            name = "destroy",
            description = {
                "Destroys the key of an earlier epoch once no customer's key is wrapped by it; otherwise reports why it cannot be done",
                "yet. Looks through the keys of all customers, which takes a while."
            })
    int destroy(
            @Mixin Target target,
            @Option(names = "--epoch", paramLabel = "N", required = true, description = "its number") int epoch) {
        run(target, epochs -> epochs.destroy(target.tenant(), epoch, operator()));
        System.out.println("Epoch " + epoch + " of " + target.tenant() + " is destroyed.");
        return 0;
    }

    @Command(
            name = "new-root",
            description = {
                "Makes the next root key of a tenant, which wraps the epochs that begin from then on. Where nodes do not share the directory",
                "of root keys, copy the new file to all of them before the next epoch begins."
            })
    int newRoot(@Mixin Target target) {
        int version = run(target, epochs -> epochs.newRoot(target.tenant(), operator()));
        System.out.println("Made root key " + version + " of " + target.tenant() + " in " + directory(target)
                + ". Back it up, see that every node can read it, then: ./parley keys rotate --tenant "
                + target.tenant());
        return 0;
    }

    @Command(
            name = "retire-root",
            description =
                    "Destroys an earlier root key of a tenant once nothing is wrapped by it; otherwise reports what still is."
                            + " Cannot be undone.")
    int retireRoot(
            @Mixin Target target,
            @Option(names = "--version", paramLabel = "N", required = true, description = "of the root key")
                    int version) {
        run(target, epochs -> epochs.retireRoot(target.tenant(), version, operator()));
        System.out.println("Root key " + version + " of " + target.tenant() + " is destroyed in " + directory(target)
                + ". Destroy its copies and backups too.");
        return 0;
    }

    private static Path directory(Target target) {
        return PrivacySettings.from(target.config().getConfig("parley.privacy")).kmsDirectory();
    }

    private static String inSeconds(Duration time) {
        return time.toSeconds() + " s";
    }

    /** The user's name, as far as this machine knows it. */
    private static String operator() {
        return System.getProperty("user.name", "somebody") + ", by ./parley keys";
    }

    private static <T> T run(Target target, Function<KeyEpochs, CompletionStage<T>> what) {
        Config config = target.config();
        PrivacySettings settings = PrivacySettings.from(config.getConfig("parley.privacy"));
        try (CqlSession session = Schema.session(config)) {
            Keyring keyring = new Keyring(
                    new CassandraKeyRows(session),
                    new FileKms(settings.kmsDirectory()),
                    settings,
                    Runnable::run,
                    Clock.systemUTC(),
                    System::nanoTime);
            return what.apply(keyring.epochs()).toCompletableFuture().join();
        } catch (Refused refused) {
            throw new EmbeddedException(refused.detail(), refused);
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof Refused refused) {
                throw new EmbeddedException(refused.detail(), refused);
            }
            if (failed.getCause() instanceof Kms.Unavailable || failed.getCause() instanceof Kms.Lost) {
                throw new EmbeddedException(String.valueOf(failed.getCause().getMessage()), failed.getCause());
            }
            throw failed;
        }
    }
}
