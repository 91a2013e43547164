package io.parley.edge.upload;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.alpakka.cassandra.javadsl.CassandraSession;
import akka.stream.alpakka.cassandra.javadsl.CassandraSessionRegistry;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.ConfigFactory;
import io.parley.CustomerId;
import io.parley.TenantId;
import io.parley.persistence.embedded.EmbeddedCassandra;
import io.parley.persistence.embedded.EmbeddedPair;
import io.parley.persistence.schema.SchemaMigrator;
import io.parley.privacy.TestKeys;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CassandraUploadsIT {

    private static final Instant AT = Instant.parse("2026-11-21T08:00:00Z");

    private static ActorTestKit testKit;
    private static CqlSession cql;
    private static CassandraUploads uploads;

    @BeforeAll
    static void connect() {
        InetSocketAddress address = EmbeddedPair.shared().cassandra().contactPoint();
        cql = CqlSession.builder()
                .addContactPoint(address)
                .withLocalDatacenter(EmbeddedCassandra.DATACENTER)
                .build();
        new SchemaMigrator(cql, SchemaMigrator.SINGLE_NODE, Clock.systemUTC()).migrate();
        testKit = ActorTestKit.create(ConfigFactory.parseString(
                        """
                        akka.actor.provider = local
                        datastax-java-driver.basic {
                          contact-points = ["127.0.0.1:%d"]
                          load-balancing-policy.local-datacenter = "%s"
                        }
                        """
                                .formatted(address.getPort(), EmbeddedCassandra.DATACENTER))
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
        CassandraSession session =
                CassandraSessionRegistry.get(testKit.system()).sessionFor("akka.persistence.cassandra");
        uploads = new CassandraUploads(testKit.system(), session, TestKeys.keyring(), Duration.ofDays(365));
    }

    @AfterAll
    static void disconnect() {
        testKit.shutdownTestKit();
        cql.close();
    }

    @Test
    void givesBackTheBytesAndWhatIsKnownOfThem() throws Exception {
        byte[] bytes = new byte[1_000_003];
        new Random(1).nextBytes(bytes);
        Uploads.Upload upload = upload(bytes.length);
        // Pieces as they may come: smaller and larger than those kept.
        Source<ByteString, ?> pieces = Source.from(java.util.List.of(
                ByteString.fromArray(bytes, 0, 10),
                ByteString.fromArray(bytes, 10, 500_000),
                ByteString.fromArray(bytes, 500_010, bytes.length - 500_010)));
        done(uploads.store(upload, pieces));

        Uploads.StoredUpload kept =
                done(uploads.find(upload.tenant(), upload.id())).orElseThrow();
        assertThat(kept.upload()).isEqualTo(upload);
        ByteString all = done(kept.bytes().runFold(ByteString.emptyByteString(), ByteString::concat, testKit.system()));
        assertThat(all.toArrayUnsafe()).isEqualTo(bytes);
    }

    @Test
    void letsAFileGoAfterItsTime() throws Exception {
        Uploads.Upload upload = upload(3);
        done(uploads.store(upload, Source.single(ByteString.fromString("abc"))));
        int seconds = Objects.requireNonNull(
                        cql.execute("SELECT TTL(mime) FROM parley.upload WHERE tenant = 'demo' AND id = '" + upload.id()
                                        + "'")
                                .one())
                .getInt(0);
        assertThat(seconds).isBetween(365 * 86_400 - 600, 365 * 86_400);
    }

    @Test
    void findsNoFileThatIsNotWhole() throws Exception {
        Uploads.Upload upload = upload(6);
        Source<ByteString, ?> broken = Source.single(ByteString.fromString("abc"))
                .concat(Source.failed(new IllegalStateException("the sender went away")));
        assertThat(uploads.store(upload, broken).toCompletableFuture()).failsWithin(Duration.ofSeconds(20));
        assertThat(done(uploads.find(upload.tenant(), upload.id()))).isEqualTo(Optional.empty());
    }

    @Test
    void knowsNoFileOfAnotherTenant() throws Exception {
        Uploads.Upload upload = upload(3);
        done(uploads.store(upload, Source.single(ByteString.fromString("abc"))));
        assertThat(done(uploads.find(new TenantId("other"), upload.id()))).isEqualTo(Optional.empty());
    }

    private static Uploads.Upload upload(long bytes) {
        return new Uploads.Upload(
                UUID.randomUUID().toString(),
                new TenantId("demo"),
                new CustomerId("k1"),
                "点.png",
                "image/png",
                bytes,
                AT);
    }

    private static <T> T done(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
