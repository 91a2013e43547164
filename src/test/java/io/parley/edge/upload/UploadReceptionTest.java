package io.parley.edge.upload;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.typesafe.config.ConfigFactory;
import io.parley.CustomerId;
import io.parley.TenantId;
import io.parley.directory.FakeDirectory;
import io.parley.edge.EdgeFixture;
import io.parley.edge.kit.Limits;
import io.parley.edge.kit.TenantLimits;
import io.parley.privacy.Keyring;
import io.parley.privacy.TestKeys;
import io.parley.signing.SigningKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadReceptionTest {

    private static final TenantId DEMO = new TenantId("demo");
    private static final CustomerId OWNER = new CustomerId(UUID.randomUUID().toString());
    private static final int MOST = 1_000;

    private static final ActorTestKit KIT = ActorTestKit.create();

    @TempDir
    Path temporary;

    private final Keyring keyring = TestKeys.keyring();
    private final List<String> stored = new CopyOnWriteArrayList<>();

    private final Uploads uploads = new Uploads() {
        @Override
        public CompletionStage<Done> store(Upload upload, Source<ByteString, ?> bytes) {
            stored.add(upload.id());
            return bytes.runWith(Sink.ignore(), KIT.system());
        }

        @Override
        public CompletionStage<Optional<StoredUpload>> find(TenantId tenant, String id) {
            return CompletableFuture.completedStage(Optional.empty());
        }
    };

    private final UploadQuotas quotas = new UploadQuotas(
            (tenant, day, counts, more) -> CompletableFuture.completedStage(Map.of()),
            new TenantLimits(
                    new FakeDirectory(),
                    Limits.from(ConfigFactory.load().getConfig("parley.http.limits"))
                            .ofTenants()),
            new SigningKeys("a secret of this test, 32 bytes long", List.of()),
            Clock.systemUTC());

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    /** By a node that has only just started: nothing it needs is its own but the keys of tenants. */
    private String idOf(String message, String text) {
        UploadReception node = new UploadReception(
                KIT.system(),
                uploads,
                ReceivedFiles.in(temporary),
                quotas,
                Duration.ofMinutes(1),
                Clock.systemUTC(),
                keyring);
        HttpRequest request = HttpRequest.POST("/")
                .withEntity(HttpEntities.create(
                        ContentTypes.APPLICATION_OCTET_STREAM, text.getBytes(StandardCharsets.UTF_8)));
        EdgeFixture.await(node.receive(request, MOST, MOST)
                .thenCompose(received -> received.keep(DEMO, OWNER, "192.0.2.1", message)));
        return stored.get(stored.size() - 1);
    }

    @Test
    void givesAFileOfAMessageTheSameIdHoweverOftenAndWhereverItComes() {
        String id = idOf("m1", "hello");

        assertThat(id).hasSizeGreaterThanOrEqualTo(32).isEqualTo(idOf("m1", "hello"));
        assertThat(idOf("m2", "hello")).isNotEqualTo(id);
        assertThat(idOf("m1", "hello!")).isNotEqualTo(id);
    }
}
